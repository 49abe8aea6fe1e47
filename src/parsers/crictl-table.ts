import { readTableHeader, splitTableRow, type TableColumn } from './columns.ts';
import { badLines, type ParseContext } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** One row of a table of crictl, by the titles of its columns. */
export interface CrictlRow {
  readonly cells: ReadonlyMap<string, string>;
  readonly line: number;
}

/** A table starts with the titles; what stands before them is a warning of the client or a prompt. */
const LINES_BEFORE = 20;

/**
 * The rows of a table that crictl prints without `-o`; its columns are aligned below the titles:
 * `9c1185a5c5e9f   7614ae9453d1d   3 days ago   Running   cart   3   77ab03c1d2e4f   cart-0`
 * Undefined when the first lines hold no such titles; a table without rows says that there is nothing.
 */
export function readCrictlTable(text: string, titles: RegExp, context: ParseContext): CrictlRow[] | undefined {
  const bad = badLines(context, 'a row below the titles');
  const room = rowLimit(context, 'rows', 100_000);
  const rows: CrictlRow[] = [];
  let columns: readonly TableColumn[] | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (columns === undefined) {
      if (titles.test(line)) columns = readTableHeader(line);
      else if (index >= LINES_BEFORE) return undefined;
    } else if (line !== '' && !titles.test(line)) {
      if (!/^[0-9a-f]{12,64}\s/.test(line)) bad(index + 1, line);
      else if (room(line.length)) rows.push({ cells: splitTableRow(line, columns), line: index + 1 });
    }
  }
  return columns === undefined ? undefined : rows;
}
