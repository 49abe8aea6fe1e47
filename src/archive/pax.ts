/** The records of a PAX extended header that change where an entry lies or how long it is. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  /** GNU sparse formats 0.0 to 1.0: the content is not the file but its filled parts. */
  readonly sparse?: boolean;
}

const SPACE = 32;
const EQUALS = 61;

/**
 * Reads `LENGTH KEY=VALUE\n` records, pax(1) "pax Extended Header": `30 mtime=1712937600.123456789\n`. The length counts
 * the whole record in bytes. Other keys are not kept, so that a header of a million keys costs one pass and no memory;
 * reading stops at the first record that is malformed.
 */
export function parsePax(bytes: Buffer): PaxRecords {
  const records: { path?: string; linkpath?: string; size?: number; sparse?: boolean } = {};
  for (let start = 0; start < bytes.length; ) {
    const record = recordAt(bytes, start);
    if (record === undefined) break;
    const { key, value, end } = record;
    if (key === 'path') records.path = value();
    else if (key === 'linkpath') records.linkpath = value();
    else if (key === 'size') {
      const size = value();
      if (/^\d{1,15}$/.test(size)) records.size = Number(size);
    } else if (key.startsWith('GNU.sparse.')) {
      records.sparse = true;
      if (key === 'GNU.sparse.name') records.path = value();
    }
    start = end;
  }
  return records;
}

interface PaxRecord {
  readonly key: string;
  readonly value: () => string;
  readonly end: number;
}

function recordAt(bytes: Buffer, start: number): PaxRecord | undefined {
  let at = start;
  let length = 0;
  for (let byte = bytes[at]; byte !== SPACE; byte = bytes[++at]) {
    if (byte === undefined || byte < 48 || byte > 57 || at - start > 10) return undefined;
    length = length * 10 + byte - 48;
  }
  const end = start + length;
  if (at === start || end > bytes.length || end <= at + 1) return undefined;
  const equals = bytes.subarray(at + 1, end).indexOf(EQUALS) + at + 1;
  if (equals <= at + 1) return undefined;
  // Keys are short words; a long one is none that matters.
  const key = bytes.toString('utf8', at + 1, Math.min(equals, at + 65));
  return { key, value: () => bytes.toString('utf8', equals + 1, end - 1), end };
}
