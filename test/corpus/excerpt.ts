import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_LIMITS } from '../../src/archive/archive.ts';
import { readArchive } from '../../src/archive/read-archive.ts';

/** The name under which somebody saves what a colleague pasted: it says nothing about the content. */
const SAVED_AS = 'excerpt.log';

/** Hands over the text of one entry of an archive as a file of its own, which is gone afterwards. */
export async function withExcerpt<T>(archive: string, inner: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'excerpt-'));
  const file = path.join(folder, SAVED_AS);
  try {
    writeFileSync(file, await entryOf(archive, inner));
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function entryOf(archive: string, inner: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await readArchive(archive, {
    limits: DEFAULT_LIMITS,
    open: ({ path: entry }) =>
      entry === inner ? { write: (chunk) => void chunks.push(Buffer.from(chunk)), end() {} } : undefined,
  });
  if (chunks.length === 0) throw new Error(`${archive} holds no ${inner}`);
  return Buffer.concat(chunks);
}
