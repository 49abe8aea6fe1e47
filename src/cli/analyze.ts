import { analyse, analyseBundle, readBundle } from '../analysis.ts';
import { InquestError } from '../errors.ts';
import { cut, visible } from '../lib/text.ts';
import type { Report } from '../report/model.ts';
import { SEVERITIES, type Severity } from '../rules/rule.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { errorText } from './error-text.ts';
import { type Format, hintsOf, limitsOf, type ReadOptions } from './options.ts';
import { writeWhole } from './output.ts';
import { type OutputPlan, planOutput, type Target } from './output-plan.ts';
import { createProgress } from './progress.ts';
import { type LoadedCatalog, loadRequestedCatalog, VERSION } from './resources.ts';
import { colorsFor, type Terminal } from './terminal.ts';

export interface AnalyzeOptions extends ReadOptions {
  readonly format: Format[];
  readonly output?: string;
  readonly failOn?: Severity;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly listSources?: true;
}

/**
 * Analyses bundles and writes their reports. Returns the exit code. Of several bundles one that cannot be read does not
 * stop the others; the exit code is then that of the worst.
 */
export async function analyzeCommand(
  bundles: readonly string[],
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<number> {
  const plan = planOutput(bundles, options);
  const loaded = await loadRequestedCatalog({ rules: options.rules, builtin: options.builtinRules });
  for (const notice of plan.notices) terminal.err(`analyze: ${visible(notice)}\n`);
  const done: { bundle: string; report: Report }[] = [];
  let worst = 0;
  for (const [i, bundle] of bundles.entries()) {
    try {
      const { snapshot, report } = await analyzeOne(bundle, options, loaded, terminal);
      done.push({ bundle, report });
      await writeReports(snapshot, report, plan.toStdout ?? plan.files[i] ?? [], options, terminal);
    } catch (error) {
      if (!(error instanceof InquestError) || bundles.length === 1) throw error;
      terminal.err(errorText(error));
      worst = Math.max(worst, error.exit);
    }
  }
  if (bundles.length > 1 && plan.toStdout === undefined && !options.quiet) terminal.out(summaryTable(done));
  if (worst > 0) return worst;
  return failed(done, options.failOn) ? 1 : 0;
}

async function analyzeOne(
  bundle: string,
  options: AnalyzeOptions,
  { catalog, sha256 }: LoadedCatalog,
  terminal: Terminal,
): Promise<{ snapshot: Snapshot; report: Report }> {
  const progress = createProgress(terminal, bundle, options.quiet);
  try {
    const how = {
      limits: limitsOf(options),
      hints: hintsOf(options),
      stdin: terminal.stdin,
      progress: progress.update,
    };
    const tool = { version: VERSION, catalogSha256: sha256 };
    if (!options.format.includes('snapshot')) return await analyseBundle(bundle, how, catalog, tool);
    const snapshot = await readBundle(bundle, { ...how, signatures: catalog.signatures });
    return { snapshot, report: analyse(snapshot, catalog, tool) };
  } finally {
    progress.done();
  }
}

async function writeReports(
  snapshot: Snapshot,
  report: Report,
  where: NonNullable<OutputPlan['toStdout']> | readonly Target[],
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<void> {
  const { render, renderFile } = await import('./render.ts');
  if (typeof where === 'string') {
    const colors = where === 'text' ? colorsFor(terminal, options.color) : undefined;
    terminal.out(render(where, report, snapshot, colors));
  } else {
    for (const target of where) writeWhole(target.path, renderFile(target.format, report, snapshot));
    const written = where.map((target) => target.path);
    if (!options.quiet) terminal.out(render('text', report, snapshot, colorsFor(terminal, options.color), written));
  }
  if (options.verbose) terminal.err(verboseLines(report));
}

function verboseLines(report: Report): string {
  const { rules } = report.coverage;
  const lines = [
    `layout ${report.bundle.layout}, ${report.bundle.entries} entries, ${report.bundle.unpackedBytes} bytes unpacked`,
    `rules: ${rules.total} in all, ${rules.finding} hold, ${rules.clear} clear, ${rules.ruledOut} ruled out, ${rules.unknown} unknown, ${rules.notApplicable} not applicable, ${rules.error} failed`,
    ...report.problems.map((p) => `${p.path ?? 'bundle'}: ${p.message}`),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

/** One line per bundle, the worst first. */
function summaryTable(done: readonly { readonly bundle: string; readonly report: Report }[]): string {
  const rows = done.map(({ bundle, report }) => ({
    severity: report.verdict.severity,
    cells: [report.host.name ?? bundle, report.verdict.status, report.diagnoses[0]?.id ?? '-', report.verdict.headline],
  }));
  rows.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return `\n${rows.map(({ cells }) => cells.map((cell) => visible(cut(cell, 100))).join('  ')).join('\n')}\n`;
}

function failed(done: readonly { readonly report: Report }[], threshold: Severity | undefined): boolean {
  if (threshold === undefined) return false;
  return done.some(({ report }) =>
    report.diagnoses.some((d) => SEVERITIES.indexOf(d.severity) <= SEVERITIES.indexOf(threshold)),
  );
}
