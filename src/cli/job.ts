import { analyseWithAdded, readWithAdded } from '../added-files.ts';
import { analyse, type BundleSoFar } from '../analysis.ts';
import type { ArchiveLimits } from '../archive/archive.ts';
import type { Asked } from '../asked.ts';
import { visible } from '../lib/text.ts';
import type { Report } from '../report/model.ts';
import { wordsOf } from '../report/words/words.ts';
import type { Severity } from '../rules/severity.ts';
import type { ClockHints, Snapshot } from '../snapshot/snapshot.ts';
import type { Format } from './options.ts';
import type { Target } from './output-plan.ts';
import { render, renderFile } from './render.ts';
import type { CatalogOptions, LoadedCatalog } from './requested-catalog.ts';
import { VERSION } from './resources.ts';
import { COLORED } from './terminal.ts';

/** One bundle to analyse, as plain values: it may be done by another thread. */
export interface Job {
  /** A path, or `-` for standard input. */
  readonly bundle: string;
  /** Later files of the same node. */
  readonly added: readonly string[];
  readonly asked?: Asked;
  readonly catalog: CatalogOptions;
  readonly limits: ArchiveLimits;
  readonly hints: ClockHints;
  /** One format for standard output, or the files to write. */
  readonly wanted: Format | readonly Target[];
  readonly colored: boolean;
  /** Most characters of a Markdown report. */
  readonly maxChars: number;
  /** No ticket for the terminal is wanted beside the files. */
  readonly quiet: boolean;
}

/** What a job made. Nothing is written before the job is done: that is for the main thread, in the order of the bundles. */
export interface JobResult {
  /** For standard output. */
  readonly shown: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly summary: Summary;
  /** For `--verbose`. */
  readonly details: string;
}

/** What the table of several bundles and `--fail-on` need. */
export interface Summary {
  readonly severity: Severity;
  /** Name of the node, or of the bundle where it has none. */
  readonly node: string;
  readonly verdict: Report['verdict']['status'];
  /** Id of the cause that the verdict stands on. */
  readonly root?: string;
  /** When that began, in words. */
  readonly since?: string;
  readonly diagnoses: readonly Severity[];
}

/** Analyses one bundle and renders what is wanted. */
export async function runJob(
  job: Job,
  { catalog, sha256 }: LoadedCatalog,
  input: {
    readonly stdin: NodeJS.ReadableStream;
    readonly progress: (soFar: BundleSoFar) => void;
  },
): Promise<JobResult> {
  const how = { limits: job.limits, hints: job.hints, ...input };
  const tool = { version: VERSION, catalogSha256: sha256 };
  const formats = typeof job.wanted === 'string' ? [job.wanted] : job.wanted.map((target) => target.format);
  if (!formats.includes('snapshot')) {
    const { snapshot, report } = await analyseWithAdded(job.bundle, job.added, how, catalog, tool, job.asked);
    return resultOf(job, snapshot, report);
  }
  const snapshot = await readWithAdded(job.bundle, job.added, how, catalog);
  return resultOf(job, snapshot, analyse(snapshot, catalog, tool, job.asked));
}

async function resultOf(
  { bundle, wanted, colored, quiet, maxChars }: Job,
  snapshot: Snapshot,
  report: Report,
): Promise<JobResult> {
  const how = { maxChars, ...(colored ? { colors: COLORED } : {}) };
  const files = typeof wanted === 'string' ? [] : wanted;
  const ticket = async (): Promise<string> =>
    quiet ? '' : render('ticket', report, snapshot, { ...how, written: files.map(({ path }) => path) });
  return {
    shown: await (typeof wanted === 'string' ? render(wanted, report, snapshot, how) : ticket()),
    files: await Promise.all(
      files.map(async ({ path, format }) => ({
        path,
        text: await renderFile(format, report, snapshot, { maxChars }),
      })),
    ),
    summary: {
      severity: report.verdict.severity,
      node: report.host.name ?? bundle,
      verdict: report.verdict.status,
      ...rootOf(report),
      diagnoses: report.diagnoses.map((d) => d.severity),
    },
    details: detailsOf(report),
  };
}

/** What stands in the columns of the root cause; nothing where the verdict is none. */
function rootOf(report: Report): Pick<Summary, 'root' | 'since'> {
  const { verdict, diagnoses } = report;
  const [leading] = diagnoses;
  if (verdict.status !== 'root-cause-found' || leading === undefined) return {};
  const { time, quality } = leading.state.since;
  if (time === undefined) return { root: leading.id };
  return { root: leading.id, since: quality === 'exact' ? time : wordsOf(report).summary.orBefore(time) };
}

function detailsOf(report: Report): string {
  const { rules } = report.coverage;
  const lines = [
    `layout ${report.bundle.layout}, ${report.bundle.entries} entries, ${report.bundle.unpackedBytes} bytes unpacked`,
    `rules: ${rules.total} in all, ${rules.finding} hold, ${rules.onTrial?.length ?? 0} on trial hold, ${rules.clear} clear, ${rules.ruledOut} ruled out, ${rules.unknown} unknown, ${rules.notApplicable} not applicable, ${rules.error} failed`,
    ...report.problems.map((p) => `${p.path ?? 'bundle'}: ${p.message}`),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}
