import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readCollectorPlan } from '../../src/cli/collector-plan.ts';
import { cellCode, table } from './markdown.ts';

/** Paths and commands by `<stage> <step>`. */
type Reads = ReadonlyMap<string, readonly string[]>;

/** The README of the collector: what lies between `<!-- name -->` and `<!-- end -->` comes from the script. */
export function collectorPage(page: string, script: string): string {
  const plan = readCollectorPlan(script);
  const options = new Set(plan.flatMap(({ option }) => (option === undefined ? [] : [`--${option}`])));
  const reads = dryRun(script, [...options]);
  const rows = plan.map(({ stage, step, option }) => {
    const items = (reads.get(`${stage} ${step}`) ?? []).map(cellCode);
    return [String(stage), cellCode(step), [...(option === undefined ? [] : [`\`--${option}\`:`]), ...items].join(' ')];
  });
  const sha256 = createHash('sha256').update(script).digest('hex');
  return fill(fill(page, 'reads', table(['stage', 'step', 'reads'], rows).join('\n')), 'sha256', `    ${sha256}`);
}

function fill(page: string, name: string, text: string): string {
  const mark = `<!-- ${name} -->\n`;
  const from = page.indexOf(mark);
  const to = page.indexOf('<!-- end -->', from);
  if (from === -1 || to === -1) throw new Error(`the README of the collector has no part ${name}`);
  return `${page.slice(0, from)}${mark}\n${text}\n\n${page.slice(to)}`;
}

/** Asks the script itself; it starts no process for that. */
function dryRun(script: string, options: readonly string[]): Reads {
  const run = spawnSync('sh', ['-s', '--', '--dry-run', ...options], { input: script, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the collector cannot say what it reads: ${run.stderr}`);
  const byStep = new Map<string, string[]>();
  for (const line of run.stdout.trimEnd().split('\n')) {
    const [item = '', key = ''] = line.split('\t');
    byStep.set(key, [...(byStep.get(key) ?? []), item]);
  }
  return byStep;
}
