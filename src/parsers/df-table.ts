import { cut } from '../lib/text.ts';
import { badLines, type ParseContext } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** What the columns of a df listing count, as its header says. */
export type DfKind = 'bytes' | 'inodes' | 'bytes_and_inodes';

interface DfHeader {
  readonly kind: DfKind;
  readonly hasType: boolean;
  /** Bytes of one block; undefined for human readable sizes. */
  readonly blockBytes: number | undefined;
  /** What lies between two figures that can be printed, where the unit in the header makes them coarse. */
  readonly step?: number;
  /** The first column is the node and not the device. */
  readonly hasNode?: boolean;
}

/** One row as text, under the header it belongs to. */
export interface DfRow {
  readonly kind: DfKind;
  readonly source: string;
  readonly type: string | undefined;
  readonly total: number | undefined;
  readonly used: number | undefined;
  readonly free: number | undefined;
  readonly usedRatio: number | undefined;
  /** The inode half of a BSD listing. */
  readonly inodes: { readonly used: number | undefined; readonly free: number | undefined } | undefined;
  readonly rounded: boolean;
  /** The coarsest step of the rounded figures, in bytes or inodes; undefined when they are exact. */
  readonly roundingStep: number | undefined;
  readonly mountPoint: string;
  readonly line: number;
}

/** A file system that df could not ask: `df: /mnt/nfs: Stale file handle`. */
export interface DfFailure {
  path: string;
  reason: string;
  line: number;
}

export interface DfTable {
  readonly rows: readonly DfRow[];
  readonly failures: DfFailure[];
}

const SIZE = /^(?:-?\d+(?:[.,]\d+)?(?:[KMGTPEZYkmgt](?:i?B)?|B)?|-)$/;
const PLAIN = /^\d+$/;
const SUFFIXED = /[A-Za-z]$/;
const RATIO = /^(?:\d+(?:\.\d\d)?%|-)$/;
/** `FILESYSTEM SIZE(GB) USED(GB)`: talosctl prints hundredths of 10^9 bytes. */
const GIGABYTES_TITLE = /^(NODE +)?FILESYSTEM +SIZE\(GB\) /;
const FAILURE = /^(?:\S*\/)?df: (?:cannot access )?['"‘]?(\/[^'"’]*?)['"’]?: (.+)$/;
const TYPE_TITLE = /(?:^|\s)(?:Type|Typ|Tipo|Тип|类型|類型|タイプ|형식|种类)(?=\s|$)/i;
const INODE_TITLE = /inod|i-?nœud|inœud|nodos-i|nodo-i|iノード|iнод|i-?узл|\(i\)|iuse|아이노드/i;

/**
 * Reads the listings of GNU, busybox and BSD df in any language: rows are found by their structure (three sizes, a
 * percentage, a mount point), and the line above the first row is the header that says what they count. Rows without a
 * header are kept only if their sizes carry a unit. The table of `talosctl mounts` is one of them. Lone device names that GNU df wraps are joined with the next line.
 */
export function readDfTable(text: string, context: ParseContext): DfTable {
  const rows: DfRow[] = [];
  const failures: DfFailure[] = [];
  const bad = badLines(context, 'a df row');
  const room = rowLimit(context, 'file systems', 500_000);
  let header: DfHeader | undefined;
  let pending = '';
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.trimEnd();
    const trimmed = line.trimStart();
    if (trimmed === '') continue;
    const joined = pending !== '' && /^\s/.test(line) ? `${pending} ${trimmed}` : trimmed;
    const cells = findCells(joined);
    if (cells !== undefined) {
      const row = makeRow(joined, cells, header, number);
      if (row === undefined) bad(number, line);
      else if (room(line.length)) rows.push(row);
      pending = '';
      continue;
    }
    const failure = FAILURE.exec(trimmed);
    const title = failure === null ? readHeader(trimmed) : undefined;
    if (failure !== null) failures.push({ path: failure[1] ?? '', reason: cut(failure[2] ?? '', 200), line: number });
    else if (title !== undefined) header = title;
    else if (isLoneDevice(line)) pending = trimmed;
    else if (header !== undefined) bad(number, line);
  }
  return { rows, failures };
}

/** Says whether the first lines hold a df header and, where there is a row, what it counts. */
export function sniffDf(head: string): DfKind | undefined {
  let header: DfHeader | undefined;
  for (const raw of head.split('\n', 24)) {
    const line = raw.trim();
    if (findCells(line) !== undefined) return header?.kind;
    header = readHeader(line) ?? header;
  }
  return undefined;
}

interface Cells {
  readonly tokens: readonly string[];
  /** Index of the first size. */
  readonly first: number;
  readonly inodes: boolean;
  /** Index of the first word of the mount point. */
  readonly mount: number;
}

const MAX_TOKENS = 64;

/** Where a word of a line begins. */
function startOf(line: string, tokens: readonly string[], index: number): number {
  let start = 0;
  for (let i = 0; i < index; i++) start = line.indexOf(tokens[i] ?? '', start) + (tokens[i]?.length ?? 0);
  return line.indexOf(tokens[index] ?? '', start);
}

function findCells(line: string): Cells | undefined {
  // Each row has a mount point.
  if (!line.includes('/')) return undefined;
  const tokens = line.split(/\s+/, MAX_TOKENS);
  const at = (i: number) => tokens[i] ?? '';
  for (let i = 1; i + 4 < tokens.length; i++) {
    if (!RATIO.test(at(i + 3)) || !SIZE.test(at(i)) || !SIZE.test(at(i + 1)) || !SIZE.test(at(i + 2))) continue;
    if (at(i + 4).startsWith('/')) return { tokens, first: i, inodes: false, mount: i + 4 };
    const bsd = SIZE.test(at(i + 4)) && SIZE.test(at(i + 5)) && RATIO.test(at(i + 6));
    if (bsd && at(i + 7).startsWith('/')) return { tokens, first: i, inodes: true, mount: i + 7 };
  }
  return undefined;
}

/** A header has at least five words, none of them a path or a number alone, and no message's colon. */
function readHeader(line: string): DfHeader | undefined {
  const words = line.split(/\s+/, 16);
  if (words.length < 5 || /: |^[#$>]|\]#/.test(line)) return undefined;
  if (words.some((word) => word.startsWith('/') || /^-?\d+%?$/.test(word) || word === '-')) return undefined;
  const blocks = /(?:^|\s)(\d+)([KMGTPE]?)(i?B)?-\S|\s(?:de|di|da) (\d+)([KMGTPE]?)(i?B)?(?=\s|$)/i.exec(line);
  const gigabytes = GIGABYTES_TITLE.exec(line);
  if (gigabytes !== null)
    return { kind: 'bytes', hasType: false, blockBytes: 1e9, step: 1e7, hasNode: gigabytes[1] !== undefined };
  const sizes = words.some((word) => /%$|^%|^(?:Capac|Kapaz|容量|용량|Ёмкость|Вместимость|capienza)/i.test(word));
  if (!sizes && blocks === null) return undefined;
  const inodes = INODE_TITLE.test(line);
  return {
    kind: inodes ? (blocks === null ? 'inodes' : 'bytes_and_inodes') : 'bytes',
    hasType: TYPE_TITLE.test(line),
    blockBytes:
      blocks === null
        ? undefined
        : unitBytes(blocks[2] ?? blocks[5] ?? '', blocks[3] ?? blocks[6] ?? '') * Number(blocks[1] ?? blocks[4]),
  };
}

function makeRow(line: string, cells: Cells, header: DfHeader | undefined, number: number): DfRow | undefined {
  const { tokens, first } = cells;
  const at = (i: number) => tokens[i] ?? '';
  const anySuffix = SUFFIXED.test(at(first)) || SUFFIXED.test(at(first + 1)) || SUFFIXED.test(at(first + 2));
  if (header === undefined && !anySuffix) return undefined;
  const kind = header?.kind ?? 'bytes';
  const unit = kind === 'inodes' ? 1 : (header?.blockBytes ?? 1);
  const hasType = first > 1 && (header?.hasType ?? false);
  const end = startOf(line, tokens, hasType ? first - 1 : first);
  return {
    kind,
    source: line.slice(first > 1 && header?.hasNode === true ? startOf(line, tokens, 1) : 0, end).trimEnd(),
    type: hasType ? at(first - 1) : undefined,
    total: amount(at(first), unit),
    used: amount(at(first + 1), unit),
    free: amount(at(first + 2), unit),
    usedRatio: ratio(at(first + 3)),
    inodes: cells.inodes ? { used: amount(at(first + 4), 1), free: amount(at(first + 5), 1) } : undefined,
    roundingStep: header?.step ?? (anySuffix ? roundingStep(tokens.slice(first, first + 3)) : undefined),
    rounded: anySuffix || header?.step !== undefined || (kind !== 'inodes' && header?.blockBytes === undefined),
    mountPoint: line.slice(startOf(line, tokens, cells.mount)),
    line: number,
  };
}

function amount(text: string, unit: number): number | undefined {
  if (PLAIN.test(text)) return Number(text) * unit;
  const match = /^(-?\d+(?:[.,]\d+)?)([A-Za-z]?)(i?B)?$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const value = Number(match[1].replace(',', '.'));
  const letter = match[2] ?? '';
  return Math.round(value * (letter === '' || letter === 'B' ? unit : unitBytes(letter, match[3] ?? '')));
}

/** What lies between a figure such as `1.8T` and the next one that df could print: a tenth of the unit, or the unit. */
function roundingStep(figures: readonly string[]): number | undefined {
  const steps = figures.flatMap((text) => {
    const [, fraction, letter = '', ending = ''] = /^-?\d+([.,]\d)?([A-Za-z])(i?B)?$/.exec(text) ?? [];
    return letter === '' || letter === 'B' ? [] : [unitBytes(letter, ending) / (fraction === undefined ? 1 : 10)];
  });
  return steps.length === 0 ? undefined : Math.ceil(Math.max(...steps));
}

/** `K` and `KiB` are 1024, `kB` and `MB` are powers of 1000, as in the block size option of GNU df. */
function unitBytes(letter: string, ending: string): number {
  const power = 'KMGTPEZY'.indexOf(letter.toUpperCase()) + 1;
  return letter === '' ? 1 : (ending === 'B' ? 1000 : 1024) ** power;
}

function ratio(text: string): number | undefined {
  return text === '-' ? undefined : Number(text.slice(0, -1)) / 100;
}

function isLoneDevice(line: string): boolean {
  return /^[^\s#$:]\S*(?:\s+\S+)?$/.test(line) && !/^\S+:$/.test(line);
}
