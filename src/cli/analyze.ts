import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { analyse, readBundle } from '../analysis.ts';
import { InquestError } from '../errors.ts';
import { cut, visible } from '../lib/text.ts';
import type { Report } from '../report/model.ts';
import { SEVERITIES, type Severity } from '../rules/rule.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Format, hintsOf, limitsOf, type ReadOptions } from './options.ts';
import { reportFolder, reportName, writeWhole } from './output.ts';
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
}

const EXTENSIONS: Readonly<Record<Format, string>> = { html: 'report.html', md: 'report.md', json: 'report.json', text: 'report.txt', snapshot: 'snapshot.json' };

/** Analyses bundles and writes their reports. Returns the exit code. */
export async function analyzeCommand(bundles: readonly string[], options: AnalyzeOptions, terminal: Terminal): Promise<number> {
  const plan = planOutput(bundles, options);
  const loaded = await loadRequestedCatalog({ rules: options.rules, builtin: options.builtinRules });
  const reports: Report[] = [];
  for (const bundle of bundles) {
    const { snapshot, report } = await analyzeOne(bundle, options, loaded, terminal);
    reports.push(report);
    await writeReports(bundle, snapshot, report, plan, options, terminal);
  }
  if (bundles.length > 1 && plan.toStdout === undefined && !options.quiet) terminal.out(summaryTable(bundles, reports));
  return failed(reports, options.failOn) ? 1 : 0;
}

export async function analyzeOne(
  bundle: string,
  options: ReadOptions & { readonly quiet: boolean },
  { catalog, sha256 }: LoadedCatalog,
  terminal: Terminal,
): Promise<{ snapshot: Snapshot; report: Report }> {
  const progress = createProgress(terminal, bundle, options.quiet);
  try {
    const snapshot = await readBundle(bundle, {
      signatures: catalog.signatures,
      limits: limitsOf(options),
      hints: hintsOf(options),
      stdin: terminal.stdin,
      progress: progress.update,
    });
    return { snapshot, report: analyse(snapshot, catalog, { version: VERSION, catalogSha256: sha256 }) };
  } finally {
    progress.done();
  }
}

/** Where each format goes: to stdout, to one named file, or into a folder. */
interface OutputPlan {
  readonly toStdout?: Format;
  readonly file?: { readonly path: string; readonly format: Format };
  /** Formats written as NAME.<extension> into a folder. */
  readonly formats: readonly Format[];
  readonly folder?: string;
}

function planOutput(bundles: readonly string[], { format, output }: AnalyzeOptions): OutputPlan {
  const formats = format.length === 0 ? (['md', 'html'] as const) : format;
  if (output === undefined) {
    if (format.length === 1 && format[0] === 'text') return { toStdout: 'text', formats: [] };
    return { formats };
  }
  if (output === '-') {
    const only = format[0] ?? 'text';
    if (format.length > 1) throw new InquestError('USAGE', { message: 'only one format can go to standard output', hint: 'give one -f, or name a folder with -o' });
    return { toStdout: only, formats: [] };
  }
  const isFolder = output.endsWith('/') || (existsSync(output) && statSync(output).isDirectory());
  if (isFolder || bundles.length > 1) {
    if (!existsSync(output)) throw new InquestError('OUTPUT_UNWRITABLE', { path: output, reason: 'no such folder' });
    return { formats, folder: output };
  }
  const known = (Object.keys(EXTENSIONS) as Format[]).find((f) => output.endsWith(`.${EXTENSIONS[f].split('.')[1]}`) && f !== 'snapshot');
  const only = format[0] ?? known;
  if (only === undefined || format.length > 1) {
    throw new InquestError('USAGE', { message: `cannot tell the format of ${JSON.stringify(cut(output, 60))}`, hint: 'give one format with -f, or end the name in .html, .md, .json or .txt' });
  }
  return { file: { path: output, format: only }, formats: [] };
}

async function writeReports(bundle: string, snapshot: Snapshot, report: Report, plan: OutputPlan, options: AnalyzeOptions, terminal: Terminal): Promise<void> {
  const { render } = await import('./render.ts');
  if (plan.toStdout !== undefined) {
    const colors = plan.toStdout === 'text' ? colorsFor(terminal, options.color) : undefined;
    terminal.out(render(plan.toStdout, report, snapshot, colors));
    return;
  }
  const written: string[] = [];
  if (plan.file !== undefined) {
    writeWhole(plan.file.path, render(plan.file.format, report, snapshot));
    written.push(plan.file.path);
  }
  const folder = plan.folder ?? reportFolder(bundle);
  for (const format of plan.formats) {
    const file = path.join(folder, `${reportName(bundle)}.${EXTENSIONS[format]}`);
    refuseForeign(file);
    writeWhole(file, render(format, report, snapshot));
    written.push(file);
  }
  if (!options.quiet) {
    terminal.out(render('text', report, snapshot, colorsFor(terminal, options.color), written));
    if (options.verbose) terminal.err(verboseLines(report));
  }
}

/** A file of that name that is not a report of ours stays. */
function refuseForeign(file: string): void {
  if (!existsSync(file)) return;
  const head = readFileSync(file, 'utf8').slice(0, 4096).toLowerCase();
  if (!head.includes('inquest')) throw new InquestError('OUTPUT_UNWRITABLE', { path: file, reason: 'a file that is not a report is in the way' });
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
function summaryTable(bundles: readonly string[], reports: readonly Report[]): string {
  const rows = reports.map((report, i) => ({ severity: report.verdict.severity, cells: [report.host.name ?? bundles[i] ?? '', report.verdict.status, report.diagnoses[0]?.id ?? '-', report.verdict.headline] }));
  rows.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return `\n${rows.map(({ cells }) => cells.map((cell) => visible(cut(cell, 100))).join('  ')).join('\n')}\n`;
}

function failed(reports: readonly Report[], threshold: Severity | undefined): boolean {
  if (threshold === undefined) return false;
  return reports.some((r) => r.diagnoses.some((d) => SEVERITIES.indexOf(d.severity) <= SEVERITIES.indexOf(threshold)));
}
