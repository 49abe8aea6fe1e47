import { parse } from 'yaml';

/** An element of a YAML list, or a document of its own. */
export interface YamlItem {
  readonly value: unknown;
  /** The kind of the list that it stands in, as far as that was told before the list. */
  readonly listKind: string | undefined;
  /** The line on which a member has this value, or the one that the element begins with. */
  lineOf(text: string): number;
}

/** What a parser of objects is told when elements could not be read. */
export interface YamlItemsReport {
  readonly lists: number;
  readonly oversized: number;
  readonly broken: number;
  /** Line from which on nothing was read, since there was more text than is parsed. */
  readonly leftLine: number | undefined;
}

/** Of the largest pods and nodes a tenth of this is left without the members that are not read. */
const MAX_ITEM_CHARACTERS = 512 << 10;
/** Parsing takes about a second for 4 MiB of text. */
const MAX_CHARACTERS = 24 << 20;

/** Members that are long and never read: they are left out before the text is parsed. */
const UNREAD =
  /^( *(?:- )?)(?:managedFields|env|envFrom|args|command|images|volumesAttached|volumesInUse|kubectl\.kubernetes\.io\/last-applied-configuration): *(?:[|>][+-]?)?$/;
const INDENT = /^ */;

/**
 * Cuts a list as `kubectl get -o yaml` writes it (`items:` and elements that begin with a dash) into its elements, line by
 * line, so that only one of them is parsed at a time. Other text is one document, or several behind `---`. Aliases are refused.
 */
export class YamlItems {
  #lines: string[] = [];
  #numbers: number[] = [];
  #size = 0;
  #total = 0;
  #dash: number | undefined;
  #inList = false;
  #wasList = false;
  #listKind: string | undefined;
  /** Indent of a member that is being left out. */
  #skipped: number | undefined;
  #lists = 0;
  #oversized = 0;
  #broken = 0;
  #leftLine: number | undefined;

  constructor(private readonly item: (item: YamlItem) => void) {}

  line(text: string, number: number): void {
    if (this.#leftLine !== undefined) return;
    if (text === '---' || text.startsWith('--- ')) this.#nextDocument();
    else if (this.#isSkipped(text)) return;
    else if (this.#inList) this.#listLine(text, number);
    else if (/^items: *(?:\[\])?$/.test(text)) this.#enterList(text);
    else if (!this.#wasList) this.#add(text, number);
  }

  end(): YamlItemsReport {
    this.#flush();
    return { lists: this.#lists, oversized: this.#oversized, broken: this.#broken, leftLine: this.#leftLine };
  }

  #enterList(text: string): void {
    this.#lists++;
    this.#inList = !text.includes('[');
    this.#wasList = true;
    this.#listKind = kindIn(this.#lines);
    this.#forget();
  }

  #nextDocument(): void {
    this.#flush();
    this.#inList = false;
    this.#wasList = false;
    this.#dash = undefined;
    this.#listKind = undefined;
  }

  #listLine(text: string, number: number): void {
    const dash = /^( {0,8})- /.exec(text)?.[1]?.length;
    if (dash !== undefined && dash === (this.#dash ?? dash)) {
      this.#flush();
      this.#dash = dash;
      this.#add(`${text.slice(0, dash)} ${text.slice(dash + 1)}`, number);
    } else if (/^[^ #\-\r\n]/.test(text)) {
      this.#flush();
      this.#inList = false;
    } else this.#add(text, number);
  }

  /** Lines that belong to a member nobody reads. */
  #isSkipped(text: string): boolean {
    if (this.#skipped !== undefined) {
      const indent = INDENT.exec(text)?.[0].length ?? 0;
      const within =
        indent > this.#skipped || text === '' || (indent === this.#skipped && text.startsWith('- ', indent));
      // A dash at the indent of the elements is the next element.
      if (within && !(indent === this.#dash && text.startsWith('- ', indent))) return true;
      this.#skipped = undefined;
    }
    const found = UNREAD.exec(text)?.[1];
    if (found === undefined) return false;
    this.#skipped = found.length;
    // An element may begin with such a member: its dash must not get lost.
    return !found.endsWith('- ');
  }

  #add(text: string, number: number): void {
    this.#size += text.length + 1;
    if (this.#size > MAX_ITEM_CHARACTERS) {
      this.#lines = [];
      return;
    }
    this.#lines.push(text);
    this.#numbers.push(number);
  }

  #flush(): void {
    const { length } = this.#lines;
    if (this.#size > MAX_ITEM_CHARACTERS) this.#oversized++;
    else if (length > 0 && !this.#wasList) this.#parse();
    else if (length > 0 && this.#inList) this.#parse();
    this.#forget();
  }

  #parse(): void {
    this.#total += this.#size;
    const [first = 1] = this.#numbers;
    if (this.#total > MAX_CHARACTERS) {
      this.#leftLine = first;
      return;
    }
    const [lines, numbers] = [this.#lines, this.#numbers];
    const value = parseYaml(lines.join('\n'));
    if (value === undefined) this.#broken++;
    else
      this.item({
        value,
        listKind: this.#listKind,
        lineOf: (text) => numbers[lines.findIndex((line) => line.trimEnd().endsWith(`: ${text}`))] ?? first,
      });
  }

  #forget(): void {
    this.#lines = [];
    this.#numbers = [];
    this.#size = 0;
    this.#skipped = undefined;
  }
}

const kindIn = (lines: readonly string[]): string | undefined =>
  lines.map((line) => /^kind: *(\w{1,80})$/.exec(line)?.[1]).find((kind) => kind !== undefined);

/**
 * What no tool writes for an object: a key that is no text, nested lists in one line, anchors, aliases and tags. The library takes
 * time for them that grows much faster than the text.
 */
const ODD =
  /^ *(?:- )*(?:[\w./"'-]{1,300}: +)?(?:[&*!]|\? )|^ *(?:- ){4}|\? \? |"{4}|^ {200}|[[{](?:[^[{\n]*[[{]){50}/m;

/** Nesting without end makes the library throw, and an alias is never resolved. */
function parseYaml(text: string): unknown {
  if (ODD.test(text)) return undefined;
  try {
    return (
      parse(text, { maxAliasCount: 0, uniqueKeys: false, logLevel: 'silent', prettyErrors: false, schema: 'core' }) ??
      undefined
    );
  } catch {
    return undefined;
  }
}
