/** A column of a table that is aligned by blanks: its title and the character position it starts at. */
export interface TableColumn {
  readonly title: string;
  readonly start: number;
}

/** Columns of a header whose titles are at least two blanks apart, as in the tables of the Docker client. */
export function readTableHeader(line: string): TableColumn[] {
  return [...line.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ title: match[0], start: match.index }));
}

/** Cells of a row by title. Rows and header are aligned by characters, so wide characters shift what follows them. */
export function splitTableRow(line: string, columns: readonly TableColumn[]): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [index, { title, start }] of columns.entries()) {
    cells.set(title, line.slice(start, columns[index + 1]?.start).trim());
  }
  return cells;
}
