import { analyse, analyseBundle, readBundle } from '../analysis.ts';
import type { ArchiveLimits } from '../archive/archive.ts';
import { visible } from '../lib/text.ts';
import type { Report } from '../report/model.ts';
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
  readonly catalog: CatalogOptions;
  readonly limits: ArchiveLimits;
  readonly hints: ClockHints;
  /** One format for standard output, or the files to write. */
  readonly wanted: Format | readonly Target[];
  readonly colored: boolean;
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
  readonly cells: readonly string[];
  readonly diagnoses: readonly Severity[];
}

/** Analyses one bundle and renders what is wanted. */
export async function runJob(
  job: Job,
  { catalog, sha256 }: LoadedCatalog,
  input: {
    readonly stdin: NodeJS.ReadableStream;
    readonly progress: (read: number, total: number | undefined) => void;
  },
): Promise<JobResult> {
  const how = { limits: job.limits, hints: job.hints, ...input };
  const tool = { version: VERSION, catalogSha256: sha256 };
  const formats = typeof job.wanted === 'string' ? [job.wanted] : job.wanted.map((target) => target.format);
  if (!formats.includes('snapshot')) {
    const { snapshot, report } = await analyseBundle(job.bundle, how, catalog, tool);
    return resultOf(job, snapshot, report);
  }
  const snapshot = await readBundle(job.bundle, { ...how, signatures: catalog.signatures });
  return resultOf(job, snapshot, analyse(snapshot, catalog, tool));
}

async function resultOf(
  { bundle, wanted, colored, quiet }: Job,
  snapshot: Snapshot,
  report: Report,
): Promise<JobResult> {
  const colors = colored ? COLORED : undefined;
  const files = typeof wanted === 'string' ? [] : wanted;
  const ticket = async (): Promise<string> =>
    quiet
      ? ''
      : render(
          'text',
          report,
          snapshot,
          colors,
          files.map(({ path }) => path),
        );
  return {
    shown: await (typeof wanted === 'string' ? render(wanted, report, snapshot, colors) : ticket()),
    files: await Promise.all(
      files.map(async ({ path, format }) => ({ path, text: await renderFile(format, report, snapshot) })),
    ),
    summary: {
      severity: report.verdict.severity,
      cells: [
        report.host.name ?? bundle,
        report.verdict.status,
        report.diagnoses[0]?.id ?? '-',
        report.verdict.headline,
      ],
      diagnoses: report.diagnoses.map((d) => d.severity),
    },
    details: detailsOf(report),
  };
}

function detailsOf(report: Report): string {
  const { rules } = report.coverage;
  const lines = [
    `layout ${report.bundle.layout}, ${report.bundle.entries} entries, ${report.bundle.unpackedBytes} bytes unpacked`,
    `rules: ${rules.total} in all, ${rules.finding} hold, ${rules.clear} clear, ${rules.ruledOut} ruled out, ${rules.unknown} unknown, ${rules.notApplicable} not applicable, ${rules.error} failed`,
    ...report.problems.map((p) => `${p.path ?? 'bundle'}: ${p.message}`),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}
