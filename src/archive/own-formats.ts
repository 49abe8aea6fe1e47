import type { ForeignFormat } from './foreign-formats.ts';

/** How reports are told from what people send: by their beginning, and those in words by the line that names the program too. */
const OWN: readonly RegExp[] = [
  /^\{\s*"schemaVersion": \d+,\s*"tool": \{\s*"name": "inquest"/,
  /^\{\s*"inquest": "\d/,
  /^<!DOCTYPE html>[\s\S]{0,400}content="default-src 'none'; style-src 'sha256-/,
  /^\*\*(?:critical|high|medium|low|info|ok)\*\* \u00c2\u00b7 [^\n]{1,200}\r?\n\r?\n# /,
  /^(?:\*\*|#|(?:CRITICAL|HIGH|MEDIUM|LOW|INFO|OK)\b)[\s\S]*\bReport by[ |*]+inquest \d/,
];

/** A report or snapshot that this program wrote: it says nothing that the bundle does not, and would be taken for a log. */
export const OWN_REPORT: ForeignFormat = {
  name: 'a report of this program',
  matches: (head) => {
    const text = head.toString('latin1');
    return OWN.some((pattern) => pattern.test(text));
  },
  hint: () => 'pass the bundle that the report is about, its name stands in the report',
};
