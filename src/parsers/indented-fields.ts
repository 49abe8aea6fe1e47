/** One `key: value` line of an indented listing. */
export interface IndentedField {
  /** Keys of the lines it is nested under, outermost first. */
  readonly parents: readonly string[];
  readonly key: string;
  /** Empty for a heading. */
  readonly value: string;
  readonly line: number;
}

/**
 * Reads the text form of `docker info` and `docker version`: `Key: value` lines whose indentation says what they belong
 * to. Lines without a colon are skipped.
 */
export function readIndentedFields(text: string): IndentedField[] {
  const fields: IndentedField[] = [];
  const open: { indent: number; key: string }[] = [];
  const lines = text.split(/\r?\n/, 20_000);
  for (const [index, line] of lines.entries()) {
    const indent = line.length - line.trimStart().length;
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const key = line.slice(0, colon).trim();
    fields.push({
      parents: open.map((parent) => parent.key),
      key,
      value: line.slice(colon + 1).trim(),
      line: index + 1,
    });
    // Deeper listings do not exist; the bound keeps hostile indentation from costing quadratic time.
    if (open.length < 8) open.push({ indent, key });
  }
  return fields;
}
