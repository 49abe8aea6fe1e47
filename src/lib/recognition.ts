/** What told which source an entry of a bundle holds. */
export interface Recognition {
  /**
   * `path` in a layout, `name`: a file named by its command, `section`: a title in a file of several outputs,
   * `description`: another file names the command, `content`: the first bytes, `link`: a link with a telling name.
   */
  readonly way: 'path' | 'name' | 'section' | 'description' | 'content' | 'link';
  /** The layout whose pattern it was; absent for a path that a file has on every node, and where no layout told. */
  readonly layout?: string;
}

/** An entry, or a part of one, that became no source. */
export interface LeftOut {
  readonly path: string;
  /**
   * `ignored`: a layout or the command says that it must not be read as evidence, `unrecognised`: nothing tells what it
   * is, `unread`: it is known and nothing reads it, `tool`: it is what the tool says of itself, `link`: a link.
   */
  readonly why: 'ignored' | 'unrecognised' | 'unread' | 'tool' | 'link';
  readonly bytes?: number;
  readonly layout?: string;
}
