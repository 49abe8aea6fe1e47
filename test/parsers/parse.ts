import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type * as z from 'zod';
import type { ParseProblem, Parser } from '../../src/parsers/parser.ts';
import { isSameData } from '../same-data.ts';

export interface Parsed<D> {
  readonly document: D | undefined;
  readonly problems: readonly ParseProblem[];
}

interface Options {
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Bytes per write; the chunk buffer is overwritten afterwards, as a decompressor would. */
  readonly chunkBytes?: number;
}

/** Runs a parser over a text as an archive would feed it, and holds the document against the parser's own schema. */
export function parse<S extends z.ZodType>(
  parser: Parser<S>,
  input: string | Buffer,
  options: Options = {},
): Parsed<z.infer<S>> {
  const problems: ParseProblem[] = [];
  const sink = parser.open({
    path: options.path ?? 'somewhere',
    params: options.params ?? {},
    problem: (problem) => problems.push(problem),
  });
  const bytes = Buffer.isBuffer(input) ? input : Buffer.from(input);
  const size = options.chunkBytes ?? 65_536;
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    sink.write(chunk);
    chunk.fill(0x58);
  }
  const document = sink.end();
  const checked = document === undefined ? undefined : schemaOf(parser).parse(document);
  // Of a table of 100,000 rows `toEqual` takes many times as long as its parser.
  if (!isSameData(checked, document)) expect(checked).toEqual(document);
  return { document, problems };
}

const schemas = new WeakMap<Parser, z.ZodType>();

/** The schema of a parser, made once: zod compiles each one that it is given. */
function schemaOf(parser: Parser): z.ZodType {
  const schema = schemas.get(parser) ?? parser.schema();
  schemas.set(parser, schema);
  return schema;
}

/** Root of the test corpus, or undefined with the reason why there is none. */
export const corpusDir: string | undefined = findCorpus();
export const noCorpus = 'no corpus: set CORPUS_DIR to its folder';

function findCorpus(): string | undefined {
  const folder = process.env.CORPUS_DIR ?? resolve(import.meta.dirname, '../../../shared/corpus');
  return existsSync(folder) ? folder : undefined;
}

/** The files of one folder of parser samples in the corpus, as [name, bytes]. */
export function corpusFiles(folder: string): [string, Buffer][] {
  if (corpusDir === undefined) return [];
  const path = join(corpusDir, 'parsers/insights-core', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).map((name) => [name, readFileSync(join(path, name))]);
}
