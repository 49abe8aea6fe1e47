import type { ArchiveLimits, ArchiveSummary, ReadSoFar } from './archive/archive.ts';
import { readArchive } from './archive/read-archive.ts';
import { type Asked, answerAsked } from './asked.ts';
import { layouts } from './bundle/layouts/index.generated.ts';
import { createNodeRouter, type NodePart, type NodeRouter } from './bundle/node-router.ts';
import type { SourceReader } from './bundle/reader.ts';
import type { Catalog } from './catalog.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import { diagnosisTexts } from './diagnosis/texts.ts';
import { judgeVerdict } from './diagnosis/verdict.ts';
import { InquestError } from './errors.ts';
import { logGaps, missingEssentials } from './essentials.ts';
import { type FactBase, openFacts } from './facts/fact-source.ts';
import { collectGarbage } from './lib/collect-garbage.ts';
import { formatSourceRef } from './lib/source-ref.ts';
import { buildNode, buildSnapshot, type ReadPart } from './node-reading.ts';
import { distinctNames, nodeReport, withDamage } from './node-reports.ts';
import { decodeLine } from './parsers/log-lines/decode.ts';
import { recognise } from './recognise.ts';
import { buildReport } from './report/build.ts';
import { buildClusterReport } from './report/cluster/build-cluster.ts';
import type { NodeReport } from './report/cluster/node-report.ts';
import type { Report } from './report/model.ts';
import { redactReport } from './report/redact-report.ts';
import { withContext } from './report-context.ts';
import { buildFrame, type ToolIdentity } from './report-frame.ts';
import { resourcesOf } from './report-resources.ts';
import { signalsOf } from './report-signals.ts';
import { evaluateRule, type RuleResult } from './rules/evaluate.ts';
import { createScanner, type Scanned } from './signatures/scanner.ts';
import { type LogEmitter, logEmitterSchema, type Signature } from './signatures/signature.ts';
import { createSnapshotBuilder, type SnapshotBuilder } from './snapshot/builder.ts';
import { HEADS_BYTES } from './snapshot/heads.ts';
import type { ClockHints, Snapshot } from './snapshot/snapshot.ts';

/** How far the reading of a bundle is, and what its logs have shown. */
export type BundleSoFar = ReadSoFar & Scanned;

export interface ReadBundleOptions {
  readonly signatures: readonly Signature[];
  readonly limits: ArchiveLimits;
  readonly hints: ClockHints;
  readonly stdin?: NodeJS.ReadableStream;
  readonly progress?: (soFar: BundleSoFar) => void;
  /** A bundle of which nothing is known is an answer and no error. */
  readonly mayBeUnknown?: true;
}

/** Reads a bundle (or a directory, a single file, or `-`) into a snapshot, in one pass and without touching the disk. */
export function readBundle(path: string, options: ReadBundleOptions): Promise<Snapshot> {
  return readInto(createRouter(options.signatures), path, options, () => 0);
}

/**
 * Reads a bundle and analyses it. Of a bundle of several nodes, each of which is an archive of its own, only two are held
 * in memory at a time: their snapshots are not in the one that is returned.
 */
export async function analyseBundle(
  path: string,
  options: Omit<ReadBundleOptions, 'signatures'>,
  catalog: Catalog,
  tool: ToolIdentity,
): Promise<{ snapshot: Snapshot; report: Report }> {
  const analysed: NodeReport[] = [];
  const reading = createRouter(catalog.signatures, (part) => {
    const node = buildNode(part, path, options.hints);
    analysed.push(nodeReport(node, analyseNode(node.snapshot, catalog, tool)));
  });
  const snapshot = await readInto(reading, path, options, () => analysed.length);
  return { snapshot, report: reportOn(snapshot, catalog, tool, analysed) };
}

async function readInto(
  { router, scanned }: Reading,
  path: string,
  options: Omit<ReadBundleOptions, 'signatures'>,
  analysed: () => number,
): Promise<Snapshot> {
  const { progress } = options;
  const archive = await readArchive(path, {
    limits: options.limits,
    open: router.open,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(progress === undefined ? {} : { progress: (soFar) => progress({ ...soFar, ...scanned }) }),
  });
  const routed = router.finish();
  const snapshot = buildSnapshot(routed, { archive, path, hints: options.hints, analysed: analysed() });
  const parts = [snapshot, ...(snapshot.nodes ?? []).map((node) => node.snapshot)];
  // A bundle that its tool left nearly empty is a bundle all the same: the report says what is missing.
  const isNothing = snapshot.bundle.layout === 'files' && parts.every((part) => part.records.length === 0);
  if (options.mayBeUnknown !== true && analysed() === 0 && isNothing) {
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
  const { router } = createRouter(signatures);
  let bytes = 0;
  for (const [path, content] of files) {
    const sink = router.open({ path, kind: 'file' });
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
  return buildSnapshot(router.finish(), { archive, path: 'test', hints });
}

interface Reading {
  readonly router: NodeRouter<ReadPart>;
  readonly scanned: Readonly<Scanned>;
}

/** All nodes of a bundle share one scanner, and with it the memory for what logs say. */
function createRouter(signatures: readonly Signature[], whenWhole?: (node: NodePart<ReadPart>) => void): Reading {
  const scanner = createScanner(signatures, decodeLine);
  const heads = { bytes: HEADS_BYTES };
  const router = createNodeRouter<ReadPart>(
    Object.values(layouts),
    () => {
      const builder = createSnapshotBuilder(
        (path, params) =>
          scanner.open({ path, emitter: emitterOf(params.emitter), previousBoot: params.boot === 'previous' }),
        heads,
      );
      return { builder, sources: sourceReader(builder) };
    },
    whenWhole,
  );
  return { router, scanned: scanner.scanned };
}

function emitterOf(text: string | undefined): LogEmitter {
  const parsed = logEmitterSchema.safeParse(text);
  return parsed.success ? parsed.data : 'any';
}

function sourceReader(builder: SnapshotBuilder): SourceReader {
  return {
    open: (match, path) => builder.open(match.source, match.params, path, match.by),
    recognise: (head, alone) => recognise(head, alone),
    fail: ({ source, params }, { command, status, reason }, place) =>
      builder.gap({
        source,
        status,
        reason: `${reason} (${formatSourceRef(place)})`,
        step: command,
        second: params.sample !== undefined,
      }),
    leave: (entry) => builder.leave(entry),
  };
}

export interface Evaluation {
  readonly snapshot: Snapshot;
  readonly facts: FactBase;
  readonly results: readonly RuleResult[];
}

/** Applies every rule of a catalog to a snapshot. Pure and synchronous. */
export function evaluate(snapshot: Snapshot, catalog: Catalog): Evaluation {
  const facts = openFacts(snapshot, catalog.signatures, catalog.facts, catalog.lang);
  const results = catalog.rules.map(({ compiled }) => evaluateRule(compiled, facts.source, catalog.language));
  return { snapshot, facts, results };
}

/**
 * Everything behind the snapshot in one step: rules, diagnosis, verdict, report model. The nodes of a bundle of several are
 * analysed one after the other, and the report is on all of them; only on a bundle of one node can be asked something. Pure
 * and synchronous.
 */
export function analyse(snapshot: Snapshot, catalog: Catalog, tool: ToolIdentity, asked?: Asked): Report {
  if (asked !== undefined && snapshot.nodes === undefined) return analyseNode(snapshot, catalog, tool, asked).report;
  return reportOn(snapshot, catalog, tool, []);
}

/** `analysed` are the nodes that the snapshot no longer has. */
function reportOn(snapshot: Snapshot, catalog: Catalog, tool: ToolIdentity, analysed: readonly NodeReport[]): Report {
  const { nodes } = snapshot;
  if (nodes === undefined) return analyseNode(snapshot, catalog, tool).report;
  const frame = buildFrame(evaluate(snapshot, { ...catalog, rules: [] }), catalog, tool);
  const reports = [
    ...analysed.map((node) => withDamage(node, snapshot)),
    ...nodes.map((node) => nodeReport(node, analyseNode(node.snapshot, catalog, tool))),
  ];
  return redactReport(buildClusterReport(frame, distinctNames(reports)));
}

function analyseNode(
  snapshot: Snapshot,
  catalog: Catalog,
  tool: ToolIdentity,
  asked?: Asked,
): { report: Report; results: readonly RuleResult[] } {
  const evaluation = evaluate(snapshot, catalog);
  collectGarbage();
  const frame = buildFrame(evaluation, catalog, tool);
  const moments = {
    ...(frame.collectedAt === undefined ? {} : { collectedAt: frame.collectedAt }),
    ...(frame.bootedAt === undefined ? {} : { bootedAt: frame.bootedAt }),
  };
  const texts = diagnosisTexts(catalog.lang);
  const { otherHosts } = snapshot;
  const all = diagnose(evaluation.results, moments, catalog.baseRates, texts, otherHosts?.hostOf);
  const input = {
    missing: missingEssentials(evaluation),
    logGaps: logGaps(evaluation),
    ...(otherHosts === undefined ? {} : { strange: otherHosts }),
  };
  const answered =
    asked === undefined
      ? undefined
      : answerAsked(asked, {
          ...{ evaluation, found: all, catalog, moments },
          canLead: (one) => judgeVerdict({ ...all, diagnoses: [one] }, input).status === 'root-cause-found',
          evaluate: (other) => evaluate(other, catalog),
        });
  const found = answered?.found ?? all;
  const verdict = judgeVerdict(found, input, texts);
  const built = buildReport(frame, evaluation.results, found, verdict);
  const report = withContext(answered?.place(built) ?? built, snapshot);
  const added = { signals: signalsOf(evaluation, report), resources: resourcesOf(evaluation.facts) };
  return { report: redactReport({ ...report, ...added }), results: evaluation.results };
}
