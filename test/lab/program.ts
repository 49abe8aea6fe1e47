import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Report, type ReportDiagnosis, reportSchema } from '../../src/report/model.ts';
import { type Output, run } from './commands.ts';
import type { Engine } from './engine.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/cli.js');
export const COLLECTOR = path.join(ROOT, 'collectors/collect.sh');

/** What the built program says of a bundle, read from its JSON report. */
export async function analyse(bundle: string): Promise<Report> {
  await build();
  const done = await run(process.execPath, [PROGRAM, bundle, '-f', 'json', '-o', '-'], { seconds: 120 });
  if (done.code !== 0) throw new Error(`analyze ended with ${done.code}: ${done.stderr}`);
  return reportSchema.parse(JSON.parse(done.stdout));
}

/** Builds the program when it is missing or older than what it is made of. */
async function build(): Promise<void> {
  const made = existsSync(PROGRAM) ? statSync(PROGRAM).mtimeMs : 0;
  if (['src', 'rules', 'collectors'].every((folder) => newest(path.join(ROOT, folder)) <= made)) return;
  const done = await run(process.execPath, [path.join(ROOT, 'scripts/build.mjs')], { cwd: ROOT });
  if (done.code !== 0) throw new Error(`the build failed: ${done.stderr}`);
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}

/** Runs the collector in the node of an engine, as its README says: the archive on standard output. */
export async function collect(engine: Engine): Promise<Output & { bundle: string; bytes: number }> {
  const bundle = path.join(engine.folder, 'b.tgz');
  const done = await engine.attempt(`sh '${COLLECTOR}' >'${bundle}'`, 180);
  if (done.code !== 0) throw new Error(`the collector ended with ${done.code}: ${done.stderr}`);
  return { ...done, bundle, bytes: statSync(bundle).size };
}

/** The one diagnosis that explains something, with a message that shows the others when there are more. */
export function rootOf(report: Report): ReportDiagnosis {
  const [first] = report.diagnoses;
  if (first === undefined) throw new Error(`no diagnosis: ${report.verdict.status}: ${report.verdict.headline}`);
  return first;
}

/** The clause values by which a rule was ruled out for an object, for example `fs.bytes_used_ratio` of `/`. */
export function ruledOutValues(report: Report, id: string): Record<string, string>[] {
  return report.ruledOut
    .filter((rule) => rule.id === id)
    .map((rule) =>
      Object.fromEntries(
        rule.because.flatMap((clause) => clause.values.map(({ path: name, value }) => [name, value] as const)),
      ),
    );
}

let n = 0;
export function saved<T>(report: Report, other?: T): T {
  writeFileSync(`/tmp/lab-${process.pid}-${n++}.json`, JSON.stringify(report, null, 1));
  return (other ?? report) as T;
}
