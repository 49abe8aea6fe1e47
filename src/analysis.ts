import type { ArchiveLimits, ArchiveSummary } from './archive/archive.ts';
import { readArchive } from './archive/read-archive.ts';
import type { SourceMatch } from './bundle/layout.ts';
import { layouts } from './bundle/layouts/index.generated.ts';
import { type BundleReader, createBundleReader, type SourceReader } from './bundle/reader.ts';
import type { Catalog } from './catalog.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import { judgeVerdict } from './diagnosis/verdict.ts';
import { InquestError } from './errors.ts';
import { logGaps, missingEssentials } from './essentials.ts';
import { type FactBase, openFacts } from './facts/fact-source.ts';
import { parsers } from './parsers/index.generated.ts';
import { decodeLine } from './parsers/log-lines/decode.ts';
import { buildReport } from './report/build.ts';
import type { Report } from './report/model.ts';
import { redactReport } from './report/redact-report.ts';
import { buildFrame, type ToolIdentity } from './report-frame.ts';
import { evaluateRule, type RuleResult } from './rules/evaluate.ts';
import { createScanner } from './signatures/scanner.ts';
import { type LogEmitter, logEmitterSchema, type Signature } from './signatures/signature.ts';
import { createSnapshotBuilder, type SnapshotBuilder } from './snapshot/builder.ts';
import type { ClockHints, Snapshot } from './snapshot/snapshot.ts';

export interface ReadBundleOptions {
  readonly signatures: readonly Signature[];
  readonly limits: ArchiveLimits;
  readonly hints: ClockHints;
  readonly stdin?: NodeJS.ReadableStream;
  readonly progress?: (read: number, total: number | undefined) => void;
}

/** Reads a bundle (or a directory, a single file, or `-`) into a snapshot, in one pass and without touching the disk. */
export async function readBundle(path: string, options: ReadBundleOptions): Promise<Snapshot> {
  const builder = createBuilder(options.signatures);
  const reader = createBundleReader(Object.values(layouts), sourceReader(builder));
  const archive = await readArchive(path, {
    limits: options.limits,
    open: reader.open,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
  const snapshot = finish(reader, builder, archive, path, options.hints);
  if (snapshot.records.length === 0) {
    const reason =
      archive.entries === 0 ? 'it has no entries' : `none of its ${archive.entries} entries is a known source`;
    throw new InquestError('BUNDLE_UNKNOWN', { path, reason });
  }
  return snapshot;
}

/** Builds a snapshot from texts in memory, as rule tests do. Paths are those of the native layout. */
export function readFiles(
  files: ReadonlyMap<string, string | Iterable<string>>,
  signatures: readonly Signature[],
  hints: ClockHints = {},
): Snapshot {
  const builder = createBuilder(signatures);
  const reader = createBundleReader(Object.values(layouts), sourceReader(builder));
  let bytes = 0;
  for (const [path, content] of files) {
    const sink = reader.open({ path, kind: 'file' });
    for (const part of typeof content === 'string' ? [content] : content) {
      const chunk = Buffer.from(part);
      bytes += chunk.length;
      sink?.write(chunk);
    }
    sink?.end(true);
  }
  const archive: ArchiveSummary = {
    format: 'directory',
    bytes,
    unpackedBytes: bytes,
    entries: files.size,
    complete: true,
    problems: [],
  };
  return finish(reader, builder, archive, 'test', hints);
}

function createBuilder(signatures: readonly Signature[]): SnapshotBuilder {
  const scanner = createScanner(signatures, decodeLine);
  return createSnapshotBuilder((path, params) =>
    scanner.open({ path, emitter: emitterOf(params.emitter), previousBoot: params.boot === 'previous' }),
  );
}

function emitterOf(text: string | undefined): LogEmitter {
  const parsed = logEmitterSchema.safeParse(text);
  return parsed.success ? parsed.data : 'any';
}

function finish(
  reader: BundleReader,
  builder: SnapshotBuilder,
  archive: ArchiveSummary,
  path: string,
  hints: ClockHints,
): Snapshot {
  const layout = reader.finish();
  const { id, title, lacks } = layout ?? { id: 'files', title: 'files' };
  return builder.build(archive, { path, layout: id, tool: title, ...(lacks === undefined ? {} : { lacks }) }, hints);
}

function sourceReader(builder: SnapshotBuilder): SourceReader {
  return {
    open: (match, path) => builder.open(match.source, match.params, path),
    recognise: (head, alone) => recognise(head, alone),
  };
}

/** How many lines of an entry are looked at before it counts as no log. */
const LOG_PROBE_LINES = 20;

/** Recognises a source by content: a parser that knows the text, else lines that carry a log's prefix. */
function recognise(head: Buffer, alone: boolean): SourceMatch | undefined {
  if (head.includes(0)) return undefined;
  const text = head.toString('utf8');
  for (const [source, parser] of Object.entries(parsers)) {
    if (parser.sniff?.(text) === true) return { source, params: {} };
  }
  const isLog = text.split('\n', LOG_PROBE_LINES).some((line) => line !== '' && decodeLine(line).format !== 'plain');
  return isLog || alone ? { source: 'log', params: { emitter: 'any' } } : undefined;
}

export interface Evaluation {
  readonly snapshot: Snapshot;
  readonly facts: FactBase;
  readonly results: readonly RuleResult[];
}

/** Applies every rule of a catalog to a snapshot. Pure and synchronous. */
export function evaluate(snapshot: Snapshot, catalog: Catalog): Evaluation {
  const facts = openFacts(snapshot, catalog.signatures, catalog.facts, catalog.language.wrap);
  const results = catalog.rules.map(({ compiled }) => evaluateRule(compiled, facts.source, catalog.language));
  return { snapshot, facts, results };
}

/** Everything behind the snapshot in one step: rules, diagnosis, verdict, report model. Pure and synchronous. */
export function analyse(snapshot: Snapshot, catalog: Catalog, tool: ToolIdentity): Report {
  const evaluation = evaluate(snapshot, catalog);
  const frame = buildFrame(evaluation, catalog, tool);
  const moments = {
    ...(frame.collectedAt === undefined ? {} : { collectedAt: frame.collectedAt }),
    ...(frame.bootedAt === undefined ? {} : { bootedAt: frame.bootedAt }),
  };
  const found = diagnose(evaluation.results, moments, catalog.baseRates);
  const verdict = judgeVerdict(found, { missing: missingEssentials(evaluation), logGaps: logGaps(evaluation) });
  return redactReport(buildReport(frame, evaluation.results, found, verdict));
}
