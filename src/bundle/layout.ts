import type { Recognition } from '../lib/recognition.ts';

/** Which source an entry holds, and what its path says about it. */
export interface SourceMatch {
  /** The `source` of a parser, or `log` for everything that is scanned by signatures. */
  readonly source: string;
  /** Values taken from the path: `pid`, `key`, `unit`, `emitter`. */
  readonly params: Readonly<Record<string, string>>;
  /** The lines are of several nodes, and each says of which: a journal that was merged over nodes. */
  readonly byHost?: true;
  /** What told so. */
  readonly by?: Recognition;
}

/** Where one tool puts the sources of a node. */
export interface Layout {
  /** `native`, `sosreport`, ... */
  readonly id: string;
  readonly title: string;
  /** Paths (after the bundle's top folder) that only this layout has. */
  readonly markers: readonly RegExp[];
  /** Other tools bring these paths as well: it is the layout only when no other one shows. */
  readonly fallback?: true;
  readonly paths: readonly LayoutPath[];
  /** The folder that the tool packs, where it is not the first one of the path: `tmp/diagnose_1768478100/`. */
  readonly top?: RegExp;
  /** Files that hold the output of several commands, or several files, one after the other. */
  readonly sections?: readonly SectionedFile[];
  /** Says what an entry holds that is named by a command or by the path of another file; asked where no path of `paths` fits. */
  readonly titleOf?: (path: string) => SectionTitle | undefined;
  /** Files in which the tool says what became of its commands. */
  readonly outcomes?: readonly OutcomeFile[];
  /** Outputs of commands that another file of the bundle names. */
  readonly described?: readonly DescribedFile[];
  /**
   * Sources that this tool never collects, each with the command to ask for: `df_inodes: 'df -i'`, or an empty text for
   * what the hosts of this tool do not have. On a host that cannot run a script `*` is the way to all that is not named, and
   * the collector is not asked for.
   */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Paths whose content must not be guessed: what applications print is not evidence about the node. */
  readonly ignored?: readonly RegExp[];
  /** The same, for paths that say something else in bundles of other tools: they count once this is the layout. */
  readonly ownIgnored?: readonly RegExp[];
  /** Folders that hold what is of one node, for tools that collect from several; what lies outside is of all. */
  readonly nodes?: readonly NodeFolder[];
}

/** Where the files of one node lie in a bundle of several. */
export interface NodeFolder {
  /** The beginning of a path, from the root of the archive; its group `node` tells the nodes apart. */
  readonly path: RegExp;
  /** The node, where the path does not name it. */
  readonly node?: string;
  /** How the folder is laid out inside; without one it is a bundle of its own, of any layout. */
  readonly layout?: Layout;
  /** It counts as a node only when its content shows a layout: any archive may lie in an archive. */
  readonly probable?: true;
}

/** A path pattern; named groups become params. Paths have no leading slash. */
export interface LayoutPath {
  readonly path: RegExp;
  readonly source: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly byHost?: true;
}

export interface SectionedFile {
  readonly path: RegExp;
  readonly format: SectionFormat;
}

/** What a section is: the command whose output it is, or the path of a file on the node. */
export type SectionTitle = ({ readonly command: string } | { readonly file: string }) & {
  /** What the title says of it besides, for its parser. */
  readonly params?: Readonly<Record<string, string>>;
  /** Sources of which this tells that the tool leaves some out, and what: `docker_ps: 'the last 20 containers only'`. */
  readonly partial?: Readonly<Record<string, string>>;
};

/** How sections are told from each other, line by line. */
export interface SectionFormat {
  /** The title of the section that begins behind this line; `before` is the line before it. Must be cheap. */
  readonly title: (line: string, before: string) => SectionTitle | undefined;
  /** A line that ends a section; without one it goes on to the next title. */
  readonly end?: RegExp;
  /** What stands before the first title, in files whose beginning may be cut off. */
  readonly untitled?: SectionTitle;
  /** A line by which the tool says that a command failed or was left out; it is no content. Must be cheap. */
  readonly failure?: (line: string, section: SectionTitle | undefined) => CommandFailure | undefined;
  /** The title says all: what it names and nothing here knows is not guessed by its content. */
  readonly named?: true;
  /** Titles are underlined: the line before is part of the title and no content of the section before it. */
  readonly underlined?: true;
}

/** What a tool says of a command that brought nothing, or perhaps not all. */
export interface CommandFailure {
  readonly command: string;
  readonly status: 'failed' | 'timed_out' | 'skipped' | 'truncated';
  readonly reason: string;
}

/** Which command printed a file is told by another one; the order of the archive does not say which comes first. */
export interface DescribedFile {
  /** The output; its group `stem` is what both paths begin with. */
  readonly output: RegExp;
  /** The file that names the command, with the same group. */
  readonly description: RegExp;
  /** Must bear any content. */
  readonly read: (text: string) => Description | undefined;
}

export interface Description {
  readonly command: string;
  /** The command failed; it counts when its output is empty. */
  readonly failure?: CommandFailure;
}

/** A file about the commands themselves; it is read whole, so it must be one of few. */
export interface OutcomeFile {
  readonly path: RegExp;
  /** Commands that brought nothing, or not all; must bear any content. */
  readonly read: (text: string) => readonly CommandOutcome[];
}

export interface CommandOutcome {
  readonly failure: CommandFailure;
  /** The line that says so, where one does. */
  readonly line?: number;
}
