import * as z from 'zod';
import { parseBytes } from '../lib/bytes.ts';
import { looksLikeCacheTable, readCacheHeading, readCacheRow } from './build-cache-table.ts';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

const recordSchema = () =>
  z.object({
    /** Cut to 12 characters in the table of `docker system df -v`. */
    id: z.string(),
    parents: z.array(z.string()),
    /** `regular`, `source.local`, `exec.cachemount`, `frontend`, `internal`. */
    type: z.string().optional(),
    bytes: z.number().optional(),
    /** A build uses it now. */
    inUse: z.boolean().optional(),
    mutable: z.boolean().optional(),
    /** Nothing uses it now, so that a prune may take it. */
    reclaimable: z.boolean().optional(),
    /** Its files are those of an image too. */
    shared: z.boolean().optional(),
    usageCount: z.number().int().optional(),
    createdText: z.string().optional(),
    lastUsedText: z.string().optional(),
    line: z.number().int(),
  });

/** The cache of BuildKit, which no image and no container shows. */
export const dockerBuildCacheSchema = () =>
  z.object({
    records: z.array(recordSchema()),
    totalBytes: z.number().optional(),
    reclaimableBytes: z.number().optional(),
    sharedBytes: z.number().optional(),
    privateBytes: z.number().optional(),
  });
export type DockerBuildCache = z.infer<ReturnType<typeof dockerBuildCacheSchema>>;
type CacheRecord = DockerBuildCache['records'][number];

const LINE = /^([A-Z][A-Za-z ]{1,30}):(?:\s+(\S.*))?$/;
const TOTALS = {
  Total: 'totalBytes',
  Reclaimable: 'reclaimableBytes',
  Shared: 'sharedBytes',
  Private: 'privateBytes',
} as const;

/**
 * `docker buildx du --verbose`, buildx commands/diskusage.go: a block per record, then the sums:
 * `ID:		yk3o2ykh1ysmtbxb3h8cpcdub` ... `Size:		1.234GB` ... `Total:		12.5GB`
 * The description, which quotes commands, is not kept. The table of `docker system df -v` is read as well, alone, behind
 * the other tables of that command, or as rows that somebody picked out of it (build-cache-table.ts).
 */
export const dockerBuildCache = lineParser({
  source: 'docker_build_cache',
  schema: dockerBuildCacheSchema,
  sniff: (head) => /^ID:\s+\w{1,64}\r?\n(?:Parents?:[^\n]*\n)?Created at:/.test(head) || looksLikeCacheTable(head),
  start(context) {
    const cache: DockerBuildCache = { records: [] };
    const bad = badLines(context, 'a line of the build cache');
    const room = rowLimit(context, 'records of the build cache', 200_000);
    let open: CacheRecord | undefined;
    let sums = 0;
    let described = false;
    const inTable = tableReader(cache, room);
    return {
      line(text, line) {
        if (text.trim() === '') {
          open = undefined;
          described = false;
          return;
        }
        if (open === undefined && inTable(text, line)) return;
        const [, key, value = ''] = LINE.exec(text.trimEnd()) ?? [];
        // A description may have further lines of any form; the next field of the record ends it.
        if (key === undefined) return described ? undefined : bad(line, text);
        described = key === 'Description';
        if (key === 'ID') open = room(text.length) ? newRecord(cache.records, value, line) : undefined;
        else if (open !== undefined) readField(open, key, value);
        else if (Object.hasOwn(TOTALS, key)) sums += readTotal(cache, key, value);
      },
      end: () => (cache.records.length + sums === 0 && cache.totalBytes === undefined ? undefined : cache),
    };
  },
});

/** Puts the lines of `docker system df -v` into the cache, and says of each whether it belongs to one of its tables. */
function tableReader(
  cache: DockerBuildCache,
  room: (bytes: number) => boolean,
): (text: string, line: number) => boolean {
  let isOther = false;
  return (text, line) => {
    const heading = readCacheHeading(text);
    if (heading !== undefined) {
      isOther = heading.kind === 'other';
      if (heading.kind === 'total' && heading.bytes !== undefined) cache.totalBytes = heading.bytes;
      return true;
    }
    const row = isOther ? undefined : readCacheRow(text);
    if (row !== undefined && room(text.length)) cache.records.push({ parents: [], ...row, line });
    return row !== undefined || isOther;
  };
}

function newRecord(records: CacheRecord[], id: string, line: number): CacheRecord {
  const record: CacheRecord = { id, parents: [], line };
  records.push(record);
  return record;
}

function readField(record: CacheRecord, key: string, value: string): void {
  const flag = value === 'true' ? true : value === 'false' ? false : undefined;
  if (key === 'Parent' || key === 'Parents') record.parents = value.split(/[,\s]+/, 100).filter((id) => id !== '');
  else if (key === 'Type') record.type = value;
  else if (key === 'Size') record.bytes = parseBytes(value);
  else if (key === 'Mutable') record.mutable = flag;
  else if (key === 'Reclaimable') record.reclaimable = flag;
  else if (key === 'Shared') record.shared = flag;
  else if (key === 'Usage count' && /^\d{1,15}$/.test(value)) record.usageCount = Number(value);
  else if (key === 'Created at') record.createdText = value;
  else if (key === 'Last used') record.lastUsedText = value;
}

function readTotal(cache: DockerBuildCache, key: string, value: string): number {
  const bytes = parseBytes(value);
  const field = Object.entries(TOTALS).find(([name]) => name === key)?.[1];
  if (bytes === undefined || field === undefined) return 0;
  cache[field] = bytes;
  return 1;
}
