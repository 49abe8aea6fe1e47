import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const expectedSchema = z.object({
  /** The manifest's own name for a failure; `mapping.ts` names the rules that tell of it. */
  id: z.string(),
  family: z.string().optional(),
  severity: z.string().optional(),
  evidence: z.union([z.string(), z.array(z.string())]).optional(),
});

const bundleSchema = z.object({
  file: z.string(),
  kind: z.string(),
  role: z.string(),
  expected: z.array(expectedSchema),
  must_not_fire: z.array(z.string()),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  overlay_files: z.array(z.string()).optional(),
});

const issueSchema = z.object({
  file: z.string(),
  issue: z.string(),
  log_kind: z.string(),
  inner: z.string(),
  expected: z.array(expectedSchema),
  /** `agreed` and `likely`: the thread came to this cause; anything else says why it is not sure. */
  truth: z.string().optional(),
});

const manifestSchema = z.object({ bundles: z.array(bundleSchema), issues: z.array(issueSchema) });

export type CorpusBundle = z.infer<typeof bundleSchema>;
export type CorpusIssue = z.infer<typeof issueSchema>;

export interface Corpus {
  readonly folder: string;
  readonly bundles: readonly CorpusBundle[];
  readonly issues: readonly CorpusIssue[];
}

/** The folder of real bundles, or undefined and `NO_CORPUS` is the reason to skip. It is no part of the project. */
export function openCorpus(): Corpus | undefined {
  const folder = path.resolve(process.env.CORPUS_DIR ?? '../shared/corpus');
  const manifest = path.join(folder, 'manifest.json');
  if (!existsSync(manifest)) return undefined;
  return { folder, ...manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8'))) };
}

export const NO_CORPUS = 'no corpus: set CORPUS_DIR to the folder with its manifest.json';
