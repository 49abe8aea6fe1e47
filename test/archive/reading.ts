import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type ArchiveLimits,
  type ArchiveSummary,
  DEFAULT_LIMITS,
  type EntryHeader,
} from '../../src/archive/archive.ts';
import { readArchive } from '../../src/archive/read-archive.ts';
import { InquestError } from '../../src/errors.ts';

// Test files that one process runs share this module, so the folder lasts as long as the process.
const scratch = mkdtempSync(join(process.env.TEST_SCRATCH ?? tmpdir(), 'archive-'));

let files = 0;

/** A path in a folder that is removed after the tests. */
export function scratchPath(name = 'bundle'): string {
  files++;
  return join(scratch, `${files}-${name}`);
}

export function scratchFile(bytes: Buffer | string, name?: string): string {
  const path = scratchPath(name);
  writeFileSync(path, bytes);
  return path;
}

export interface SeenEntry {
  readonly header: EntryHeader;
  readonly content: Buffer;
  /** What `end` was told; undefined when it was never called. */
  readonly ended: boolean | undefined;
}

export interface Reading {
  readonly summary: ArchiveSummary;
  readonly entries: readonly SeenEntry[];
}

interface ReadingOptions {
  readonly limits?: Partial<ArchiveLimits>;
  readonly stdin?: Readable;
  /** Filled even when reading fails. */
  readonly entries?: SeenEntry[];
}

/** Reads an archive with sinks that keep everything. */
export async function readPath(path: string, options: ReadingOptions = {}): Promise<Reading> {
  const entries = options.entries ?? [];
  const summary = await readArchive(path, {
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    open(header) {
      const parts: Buffer[] = [];
      const index = entries.push({ header, content: Buffer.alloc(0), ended: undefined }) - 1;
      return {
        write: (chunk) => parts.push(Buffer.from(chunk)),
        end(complete) {
          if (entries[index]!.ended !== undefined) throw new Error(`end called twice for ${header.path}`);
          entries[index] = { header, content: Buffer.concat(parts), ended: complete };
        },
      };
    },
  });
  return { summary, entries };
}

export function readBytes(bytes: Buffer | string, options: ReadingOptions = {}): Promise<Reading> {
  return readPath(scratchFile(bytes), options);
}

/** Reads bytes as standard input, in pieces of a size that no format is aligned to. */
export function readStdin(bytes: Buffer, options: ReadingOptions & { pieces?: number } = {}): Promise<Reading> {
  const pieces: Buffer[] = [];
  const length = options.pieces ?? 997;
  for (let at = 0; at < bytes.length; at += length) pieces.push(bytes.subarray(at, at + length));
  return readPath('-', { ...options, stdin: Readable.from(pieces, { objectMode: false }) });
}

/** Paths with their text, for comparing at a glance. */
export function texts(reading: Reading): Record<string, string> {
  return Object.fromEntries(reading.entries.map((entry) => [entry.header.path, entry.content.toString()]));
}

export function messages(reading: Reading): string[] {
  return reading.summary.problems.map((p) => (p.path === undefined ? p.message : `${p.path}: ${p.message}`));
}

/** The error that a reading ends with; fails when it is none that a user can act on. */
export async function failure(reading: Promise<unknown>): Promise<InquestError> {
  const error = await reading.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof InquestError))
    throw new Error(`expected an InquestError, got ${String(error)}`, { cause: error });
  return error;
}

/** Bytes that do not compress, the same in every run. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
