/** Lines of commands and lists below a sentence; what is not there is left out. */
export const indented = (lines: readonly (string | undefined)[]): string[] =>
  lines.flatMap((line) => (line === undefined ? [] : line.split('\n').map((part) => `  ${part}`)));
