import { parseBytes } from '../lib/bytes.ts';

/** What a row of the table tells of one record. */
export interface CacheTableRow {
  readonly id: string;
  readonly type: string;
  readonly bytes: number | undefined;
  readonly inUse: boolean;
  readonly createdText: string;
  readonly lastUsedText: string | undefined;
  readonly usageCount: number;
  readonly shared: boolean;
}

const TYPES = String.raw`regular|internal|frontend|source\.[a-z.]{1,30}|exec\.cachemount`;
// Ages end in "ago"; what was never used has an empty column there.
const ROW = new RegExp(
  String.raw`^([a-z0-9]{12,64})(\*?) +(${TYPES}) +(\d[\d.]{0,15}[kKMGTP]?i?B) +([^ ].{0,60}? ago) +(?:([^ ].{0,60}? ago) +)?(\d{1,15}) +(true|false) *$`,
);

/**
 * A row of the build cache of `docker system df -v`, docker/cli command/formatter/buildcache.go; `*` marks what a build
 * uses now, ids are cut to 12 characters:
 * `k2m8x0v4q1rz   exec.cachemount   2.89GB    4 hours ago   6 minutes ago   7         false`
 */
export function readCacheRow(text: string): CacheTableRow | undefined {
  if (text.length > 400) return undefined;
  const [, id, star, type, size, created, used, count, shared] = ROW.exec(text.trimEnd()) ?? [];
  if (id === undefined || type === undefined || size === undefined || created === undefined) return undefined;
  return {
    id,
    type,
    bytes: parseBytes(size),
    inUse: star === '*',
    createdText: created,
    lastUsedText: used,
    usageCount: Number(count),
    shared: shared === 'true',
  };
}

const HEADER = /^CACHE ID +CACHE TYPE +SIZE +CREATED/;
const TOTAL = /^Build cache usage: +(\d[\d.]{0,15}[kKMGTP]?i?B)$/;
const OTHER = /^(?:Images|Containers|Local Volumes) space usage:$/;

/** What else a line of that output is: the sum, the head of a table, or the head of another table than the cache. */
export function readCacheHeading(
  text: string,
): { kind: 'total'; bytes: number | undefined } | { kind: 'header' | 'other' } | undefined {
  const line = text.trimEnd();
  const [, total] = TOTAL.exec(line) ?? [];
  if (total !== undefined) return { kind: 'total', bytes: parseBytes(total) };
  if (HEADER.test(line)) return { kind: 'header' };
  return OTHER.test(line) ? { kind: 'other' } : undefined;
}

/** Whether a text begins like `docker system df -v`, or holds a row of its build cache. */
export const looksLikeCacheTable = (head: string): boolean =>
  /^Images space usage:\r?\n/.test(head) ||
  head.split('\n', 200).some((line) => readCacheRow(line) !== undefined || readCacheHeading(line)?.kind === 'total');
