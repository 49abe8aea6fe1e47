/** Which source an entry holds, and what its path says about it. */
export interface SourceMatch {
  /** The `source` of a parser, or `log` for everything that is scanned by signatures. */
  readonly source: string;
  /** Values taken from the path: `pid`, `key`, `unit`, `emitter`. */
  readonly params: Readonly<Record<string, string>>;
}

/** Where one tool puts the sources of a node. */
export interface Layout {
  /** `native`, `sosreport`, ... */
  readonly id: string;
  readonly title: string;
  /** Paths (after the bundle's top folder) that only this layout has. */
  readonly markers: readonly RegExp[];
  readonly paths: readonly LayoutPath[];
  /** Files that hold the output of several commands, or several files, one after the other. */
  readonly sections?: readonly SectionedFile[];
  /** Sources that this tool never collects, each with the command to ask for: `df_inodes: 'df -i'`. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Paths whose content must not be guessed: what applications print is not evidence about the node. */
  readonly ignored?: readonly RegExp[];
}

/** A path pattern; named groups become params. Paths have no leading slash. */
export interface LayoutPath {
  readonly path: RegExp;
  readonly source: string;
  readonly params?: Readonly<Record<string, string>>;
}

export interface SectionedFile {
  readonly path: RegExp;
  readonly format: SectionFormat;
}

/** What a section is: the command whose output it is, or the path of a file on the node. */
export type SectionTitle = { readonly command: string } | { readonly file: string };

/** How sections are told from each other, line by line. */
export interface SectionFormat {
  /** The title of the section that begins behind this line; `before` is the line before it. Must be cheap. */
  readonly title: (line: string, before: string) => SectionTitle | undefined;
  /** A line that ends a section; without one it goes on to the next title. */
  readonly end?: RegExp;
}
