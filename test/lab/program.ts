import { copyFileSync, existsSync, readdirSync, statSync } from 'node:fs';
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
  // The node may have another /tmp than the machine, where this checkout may lie.
  const script = path.join(engine.folder, 'collect.sh');
  copyFileSync(COLLECTOR, script);
  const done = await engine.attempt(`PATH='${engine.folder}/bin':"$PATH" sh '${script}' >'${bundle}'`, 180);
  if (done.code !== 0) throw new Error(`the collector ended with ${done.code}: ${done.stderr}`);
  return { ...done, bundle, bytes: statSync(bundle).size };
}

/** The first diagnosis. */
export function rootOf(report: Report): ReportDiagnosis {
  const [first] = report.diagnoses;
  if (first === undefined) throw new Error(`no diagnosis: ${report.verdict.status}: ${report.verdict.headline}`);
  return first;
}

/** The values by which a rule was ruled out, for example `fs.bytes_used_ratio`. */
export function ruledOutValues(report: Report, id: string): Record<string, string> {
  const rule = report.ruledOut.find((excluded) => excluded.id === id);
  if (rule === undefined) throw new Error(`${id} is not ruled out`);
  return Object.fromEntries(
    rule.because.flatMap((clause) => clause.values.map(({ path: name, value }) => [name, value])),
  );
}

/** How many entries one more mount of the runtime adds to the fullest table, as the report predicts it. */
export function costOfNextMount(report: Report): number {
  const prediction = report.predictions.find(({ id }) => id === 'mounts/mount-max-exhausted');
  return Number(/adds (\d+) entries/.exec(prediction?.next ?? '')?.[1]);
}
