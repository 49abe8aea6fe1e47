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
  /** Paths whose content must not be guessed: what applications print is not evidence about the node. */
  readonly ignored?: readonly RegExp[];
}

/** A path pattern; named groups become params. Paths have no leading slash. */
export interface LayoutPath {
  readonly path: RegExp;
  readonly source: string;
  readonly params?: Readonly<Record<string, string>>;
}
