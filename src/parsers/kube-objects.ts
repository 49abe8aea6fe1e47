import { decoded, LineAssembler } from '../lib/lines.ts';
import { readTableHeader, splitTableRow, type TableColumn } from './columns.ts';
import { JsonItems } from './json-items.ts';
import { isObject, textOf } from './json-values.ts';
import type { ParseContext, ParserSink } from './parser.ts';
import { rowLimit } from './row-limit.ts';
import { YamlItems } from './yaml-items.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What is read of each object of one kind. */
export interface ObjectReader<R> {
  /** As objects name it: `Pod`. */
  readonly kind: string;
  /** What the rows are called when there are too many. */
  readonly what: string;
  readonly maxRows?: number;
  /** `lineOf` finds the line of a value in the object. */
  readonly read: (object: Json, lineOf: (text: string) => number) => R | undefined;
  /** A row of the table that `kubectl get` prints, its cells by title. */
  readonly row?: (cells: ReadonlyMap<string, string>, line: number) => R | undefined;
}

/** Values that a tool put in the place of what must not leave the cluster. */
const MASKED = /^\*{3}(?:HIDDEN|TOKEN)[\w-]{0,100}\*{3}$/;
const MASK = '***';

/**
 * Reads objects of a cluster as `kubectl get` prints them: JSON and YAML, lists and single ones, and tables. Lists are read
 * element by element, so that memory does not grow with what is left out. Masked values count as not told.
 */
export function openObjects<R, D>(
  context: ParseContext,
  reader: ObjectReader<R>,
  document: (rows: R[]) => D,
): ParserSink<D> {
  let form: Form | undefined;
  const rows: R[] = [];
  const room = rowLimit(context, reader.what, reader.maxRows ?? 100_000);
  const keep = (row: R | undefined): void => {
    if (row !== undefined && room(JSON.stringify(row).length)) rows.push(row);
  };
  const take = (value: unknown, listKind: string | undefined, lineOf: (text: string) => number): void => {
    if (!isObject(value)) return;
    const kind = textOf(value.kind) ?? listKind?.replace(/List$/, '');
    if (kind === undefined || kind === '' || kind === reader.kind) keep(reader.read(value, lineOf));
  };
  return {
    write(chunk) {
      if (form === undefined) {
        const first = chunk.find((byte) => byte > 32);
        if (first === undefined) return;
        form = first === 123 || first === 91 ? jsonForm(context, reader, take) : lineForm(context, reader, take, keep);
      }
      form.write(chunk);
    },
    end() {
      const isList = form?.end() ?? false;
      return isList || rows.length > 0 ? document(rows) : undefined;
    },
  };
}

interface Form {
  write(chunk: Buffer): void;
  /** Says whether there was a list of these objects, which may be empty. */
  end(): boolean;
}
type Take = (value: unknown, listKind: string | undefined, lineOf: (text: string) => number) => void;

function jsonForm(context: ParseContext, reader: { kind: string; what: string }, take: Take): Form {
  let broken = 0;
  const items = new JsonItems(({ text, line, listKind }) => {
    const value = parseVisible(text);
    if (value === undefined) broken++;
    else take(value, listKind, (wanted) => line + linesBefore(text, wanted));
  });
  return {
    write: (chunk) => items.write(chunk),
    end() {
      const { lists, openLine, oversized } = items.end();
      if (openLine !== undefined) context.problem({ line: openLine, message: `the list of ${reader.what} is cut off` });
      reportLost(context, reader.what, { broken, oversized });
      return lists > 0;
    },
  };
}

function linesBefore(text: string, wanted: string): number {
  const end = text.indexOf(JSON.stringify(wanted));
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function parseVisible(text: string): unknown {
  const mask = text.includes(MASK) ? (_: string, value: unknown) => visible(value) : undefined;
  try {
    return JSON.parse(text, mask);
  } catch {
    return undefined;
  }
}

const visible = (value: unknown): unknown => (typeof value === 'string' && MASKED.test(value) ? undefined : value);

/** Tables begin with their header in capitals; everything else is YAML. */
const HEADER = /^(?:NAMESPACE|NAME|LAST SEEN|LASTSEEN) {2,}[A-Z]/;
const NONE = /^No resources found/;

function lineForm<R>(
  context: ParseContext,
  reader: ObjectReader<R>,
  take: Take,
  keep: (row: R | undefined) => void,
): Form {
  let columns: readonly TableColumn[] | undefined;
  let begun = false;
  let isEmpty = false;
  const yaml = new YamlItems(({ value, listKind, lineOf }) => take(value, listKind, lineOf));
  const line = (text: string, number: number): void => {
    if (!begun && text.trim() !== '') {
      begun = true;
      isEmpty = NONE.test(text);
      if (HEADER.test(text) && reader.row !== undefined) columns = readTableHeader(text);
      if (columns !== undefined || isEmpty) return;
    }
    if (isEmpty) return;
    if (columns === undefined) yaml.line(text, number);
    else if (text.trim() !== '' && !HEADER.test(text)) keep(reader.row?.(splitTableRow(text, columns), number));
  };
  const lines = new LineAssembler(decoded(line));
  return {
    write: (chunk) => lines.write(chunk),
    end() {
      lines.end();
      const { lists, broken, oversized, leftLine } = yaml.end();
      reportLost(context, reader.what, { broken, oversized });
      if (leftLine !== undefined)
        context.problem({
          line: leftLine,
          message: `there is more YAML than is read: the ${reader.what} from here on are left out`,
        });
      return lists > 0 || isEmpty;
    },
  };
}

function reportLost(context: ParseContext, what: string, lost: { broken: number; oversized: number }): void {
  if (lost.broken > 0) context.problem({ message: `${lost.broken} of the ${what} could not be read` });
  if (lost.oversized > 0)
    context.problem({ message: `${lost.oversized} of the ${what} are too large and were left out` });
}

const JSON_HEAD = /^\s*\{\s*"(?:kind|apiVersion|items|metadata)"/;
const YAML_HEAD = /^(?:---\r?\n)?(?:apiVersion|kind|items): ?/;
const KIND = /"kind"\s*:\s*"(\w{1,80})"|(?:^|\n) {0,8}(?:- )?kind: (\w{1,80})\r?(?:\n|$)/g;

/** Says whether a text begins with a list of objects of a kind, as JSON or YAML; `head` is its beginning. */
export function looksLikeList(head: string, kind: string): boolean {
  const begin = head.slice(0, 4_000);
  if (!JSON_HEAD.test(begin) && !YAML_HEAD.test(begin)) return false;
  const [first, second] = [...begin.matchAll(KIND)].slice(0, 2).map((found) => found[1] ?? found[2]);
  if (first === `${kind}List`) return true;
  if (first === 'List') return second === kind;
  return first === kind && /"items"\s*:\s*\[|(?:^|\n)items:/.test(begin);
}
