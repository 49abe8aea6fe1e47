import { type ArchiveLimits, DEFAULT_LIMITS } from '../archive/archive.ts';
import type { Asked } from '../asked.ts';
import { type AskedObject, OBJECT_KINDS } from '../asked-object.ts';
import { InquestError } from '../errors.ts';
import { parseBytes } from '../lib/bytes.ts';
import { LANGS, type Lang } from '../lib/lang.ts';
import { quote } from '../lib/text.ts';
import { parseUtcOffset } from '../lib/time.ts';
import { SEVERITIES, type Severity } from '../rules/severity.ts';
import type { ClockHints } from '../snapshot/snapshot.ts';
import type { CatalogOptions } from './requested-catalog.ts';

export const FORMATS = ['ticket', 'md', 'html', 'json', 'snapshot'] as const;
export type Format = (typeof FORMATS)[number];

function unusable(option: string, value: string, hint: string): InquestError {
  return new InquestError('USAGE', { message: `cannot use ${quote(value)} for ${option}`, hint });
}

/** Collects a repeatable option. */
export const repeat = (value: string, previous: readonly string[]): string[] => [...previous, value];

export function parseFormat(value: string, previous: readonly Format[]): Format[] {
  // What the ticket was called first.
  const format = value === 'text' ? 'ticket' : FORMATS.find((f) => f === value);
  if (format === undefined) throw unusable('--format', value, `choose from ${FORMATS.join(', ')}`);
  return [...previous, format];
}

export function parseSeverity(value: string): Severity {
  const severity = SEVERITIES.find((s) => s === value);
  if (severity === undefined || severity === 'info')
    throw unusable('--fail-on', value, 'choose from critical, high, medium, low');
  return severity;
}

export function parseLang(value: string): Lang {
  const lang = LANGS.find((l) => l === value);
  if (lang === undefined) throw unusable('--lang', value, `choose from ${LANGS.join(', ')}`);
  return lang;
}

export function parseSize(value: string): number {
  const bytes = parseBytes(value);
  if (bytes === undefined || bytes <= 0) throw unusable('--max-bytes', value, 'a size looks like 500M, 2Gi or 1048576');
  return bytes;
}

/** Fewer would not hold the first screen, which is never cut. */
const MIN_CHARS = 10_000;

export function parseMaxChars(value: string): number {
  const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (count < MIN_CHARS) throw unusable('--max-chars', value, `a whole number from ${MIN_CHARS} on is needed`);
  return count;
}

/** The parser of a limit that counts something. */
export const parseCount =
  (option: string) =>
  (value: string): number => {
    const count = /^\d{1,15}$/.test(value) ? Number(value) : 0;
    if (count <= 0) throw unusable(option, value, 'a whole number above 0 is needed');
    return count;
  };

/** More lines around a match than anybody reads; they are held in memory. */
const MAX_LINES = 10_000;

/** The parser of a number of lines, which may be 0. */
export const parseWhole =
  (option: string) =>
  (value: string): number => {
    const count = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(count <= MAX_LINES)) throw unusable(option, value, `a whole number up to ${MAX_LINES} is needed`);
    return count;
  };

export function parseYear(value: string): number {
  if (!/^(?:19[7-9]|20\d)\d$/.test(value)) throw unusable('--year', value, 'a year looks like 2026');
  return Number(value);
}

export function parseZone(value: string): number {
  const offset = parseUtcOffset(value);
  if (offset === undefined) throw unusable('--tz', value, 'a zone looks like +08:00, -0500 or UTC');
  return offset;
}

/** An ISO time with a zone: without one, two laptops would read two different moments. */
export const parseTime =
  (option: string) =>
  (value: string): number => {
    const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})$/.test(value);
    const time = zoned ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(time)) throw unusable(option, value, 'a time looks like 2026-04-12T02:30:00+08:00');
    return time / 1000;
  };

/** At which size reading stops. */
export interface ReadLimits {
  readonly maxBytes?: number;
  readonly maxEntries?: number;
  readonly maxRatio?: number;
}

/** What is asked about a bundle. */
export interface AskOptions {
  readonly symptom?: string;
  readonly about?: AskedObject;
  readonly at?: number;
}

export function askedOf({ symptom, about, at }: AskOptions): Asked | undefined {
  if (symptom === undefined && about === undefined && at === undefined) return undefined;
  return {
    ...(symptom === undefined ? {} : { symptom }),
    ...(about === undefined ? {} : { about }),
    ...(at === undefined ? {} : { at }),
  };
}

export function parseSymptom(value: string): string {
  if (value.trim() === '') throw unusable('--symptom', value, "give the text of the error, in quotes: 'no space left'");
  return value;
}

/** `pod/NS/NAME`, `path//var/lib/docker`; a path may lose one of the two slashes. */
export function parseObject(value: string): AskedObject {
  const [, word, name = ''] = /^([a-z]+)\/(.+)$/s.exec(value) ?? [];
  const kind = OBJECT_KINDS.find((known) => known === word);
  const hint = `an object is ${OBJECT_KINDS.slice(1).join(', ')} or pod, such as pod/NAMESPACE/NAME or path//var/lib/docker`;
  if (kind === undefined || (kind === 'pod' && !/^[^/]+(?:\/[^/]+)?$/.test(name)))
    throw unusable('--about', value, hint);
  return { kind, name: kind === 'path' && !name.startsWith('/') ? `/${name}` : name };
}

/** Options that say how a bundle is read; every command that analyses one has them. */
export interface ReadOptions extends ReadLimits {
  readonly rules: string[];
  readonly builtinRules: boolean;
  readonly lang?: Lang;
  /** Later files of the same node. */
  readonly with: readonly string[];
  readonly tz?: number;
  readonly year?: number;
  readonly collectedAt?: number;
}

/** The catalog that the options of a command ask for. */
export function catalogOptionsOf({
  rules,
  builtinRules,
  lang,
}: Pick<ReadOptions, 'rules' | 'builtinRules' | 'lang'>): CatalogOptions {
  return { rules, builtin: builtinRules, ...(lang === undefined ? {} : { lang }) };
}

export function limitsOf(options: ReadLimits): ArchiveLimits {
  return {
    ...DEFAULT_LIMITS,
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes, maxEntryBytes: options.maxBytes }),
    ...(options.maxEntries === undefined ? {} : { maxEntries: options.maxEntries }),
    ...(options.maxRatio === undefined ? {} : { maxRatio: options.maxRatio }),
  };
}

export function hintsOf(options: ReadOptions): ClockHints {
  return {
    ...(options.tz === undefined ? {} : { utcOffset: options.tz }),
    ...(options.year === undefined ? {} : { year: options.year }),
    ...(options.collectedAt === undefined ? {} : { collectedAt: options.collectedAt }),
  };
}
