/** Undoes the kernel's mangling of blank, tab, line feed, backslash and `#` in mount tables: `\040 \011 \012 \134 \043`. */
export function unescapeOctal(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The same of `findmnt -r` and `-P`, which write `\x20`. */
export function unescapeHex(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
