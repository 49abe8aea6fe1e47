/** Where the fields of one line begin; each ends one blank ahead of the next one. Numbers are read. */
export interface MountinfoLine {
  readonly id: number;
  readonly parent: number;
  readonly device: number;
  readonly root: number;
  readonly point: number;
  readonly options: number;
  /** The first optional field, or the hyphen that ends them. */
  readonly optional: number;
  readonly hyphen: number;
  readonly fsType: number;
  readonly source: number;
  /** Behind the end of the line where the kernel wrote none. */
  readonly superOptions: number;
}

const BLANK = 0x20;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const MAX_INT = 0x7fff_ffff;

/**
 * Finds the fields of the line in `bytes[start, end)` in one walk and without making texts; no field holds a blank.
 * Undefined when a field up to the mount source is missing or a number is none.
 */
export function cutMountinfoLine(bytes: Buffer, start: number, end: number): MountinfoLine | undefined {
  const parent = nextField(bytes, start, end);
  const device = nextField(bytes, parent, end);
  const root = nextField(bytes, device, end);
  const point = nextField(bytes, root, end);
  const options = nextField(bytes, point, end);
  const optional = nextField(bytes, options, end);
  let hyphen = optional;
  while (hyphen < end && !(bytes[hyphen] === HYPHEN && bytes[hyphen + 1] === BLANK))
    hyphen = nextField(bytes, hyphen, end);
  const fsType = hyphen + 2;
  const source = nextField(bytes, fsType, end);
  if (hyphen >= end || source > end || source - fsType < 2) return undefined;
  if (point - root < 2 || options - point < 2 || optional - options < 2) return undefined;
  const id = readNumber(bytes, start, parent - 1);
  const parentId = readNumber(bytes, parent, device - 1);
  if (id < 0 || parentId < 0 || !isDevice(bytes, device, root - 1)) return undefined;
  const superOptions = nextField(bytes, source, end);
  return { id, parent: parentId, device, root, point, options, optional, hyphen, fsType, source, superOptions };
}

/** The number of the optional field with this tag (`shared:`), or 0 where the line has none. */
export function groupOf(bytes: Buffer, line: MountinfoLine, tag: Buffer): number {
  for (let at = line.optional; at < line.hyphen; at = nextField(bytes, at, line.hyphen))
    if (begins(bytes, at, tag)) return Math.max(0, readNumber(bytes, at + tag.length, endOf(bytes, at, line.hyphen)));
  return 0;
}

/** Whether the line has an optional field that is this word. */
export function hasTag(bytes: Buffer, line: MountinfoLine, tag: Buffer): boolean {
  for (let at = line.optional; at < line.hyphen; at = nextField(bytes, at, line.hyphen))
    if (begins(bytes, at, tag) && bytes[at + tag.length] === BLANK) return true;
  return false;
}

/** Behind the blank that ends the field at `at`, or behind the end of the line. */
function nextField(bytes: Buffer, at: number, end: number): number {
  return endOf(bytes, at, end) + 1;
}

function endOf(bytes: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end && bytes[next] !== BLANK) next++;
  return next;
}

function begins(bytes: Buffer, at: number, tag: Buffer): boolean {
  for (let i = 0; i < tag.length; i++) if (bytes[at + i] !== tag[i]) return false;
  return true;
}

/** `8:1`, at most ten digits on either side. */
function isDevice(bytes: Buffer, start: number, end: number): boolean {
  const colon = bytes.indexOf(COLON, start);
  if (colon === -1 || colon - start > 10 || end - colon > 11) return false;
  return readNumber(bytes, start, colon) >= 0 && readNumber(bytes, colon + 1, end) >= 0;
}

/** The decimal number in `bytes[start, end)`, or -1 when something else stands there or no int of the kernel holds it. */
function readNumber(bytes: Buffer, start: number, end: number): number {
  if (end - start < 1 || end - start > 10) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i] ?? 0;
    if (digit < ZERO || digit > NINE) return -1;
    value = value * 10 + digit - ZERO;
  }
  return value > MAX_INT ? -1 : value;
}
