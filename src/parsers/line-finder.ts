/**
 * Finds the lines of values in the order in which they stand in a text, in one pass over it. A value that is not found
 * ends the search: from there on the last line that was found is returned.
 */
export function lineFinder(text: string): (value: string) => number {
  let at = 0;
  let counted = 0;
  let line = 1;
  let lost = false;
  return (value) => {
    const found = lost ? -1 : text.indexOf(value, at);
    if (found === -1) {
      lost = true;
      return line;
    }
    for (let next = text.indexOf('\n', counted); next !== -1 && next < found; next = text.indexOf('\n', counted)) {
      line++;
      counted = next + 1;
    }
    at = found + value.length;
    return line;
  };
}
