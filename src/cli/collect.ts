import { InquestError } from '../errors.ts';
import { didYouMean, quote } from '../lib/text.ts';
import { readCollectorPlan } from './collector-plan.ts';

export interface CollectOptions {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly since?: string;
}

const LAST_LINE = 'main "$@"\n';

/** The collector's script, with the options of the user as its defaults: `main --only df,log "$@"` in its last line. */
export function collectorScript(script: string, { only, skip, since }: CollectOptions): string {
  const known = readCollectorPlan(script)
    .filter(({ option }) => option === undefined)
    .flatMap(({ stage, step, sources }) => [String(stage), step, ...sources]);
  const defaults = [
    ...listOption('--only', only, known),
    ...listOption('--skip', skip, known),
    ...(since === undefined ? [] : ['--since', since]),
  ];
  if (defaults.length === 0) return script;
  return `${script.slice(0, -LAST_LINE.length)}main ${defaults.join(' ')} "$@"\n`;
}

function listOption(option: string, lists: readonly string[], known: readonly string[]): string[] {
  const names = lists.flatMap((list) => list.split(',')).filter((name) => name !== '');
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known);
    const meant = near === undefined ? '' : `, did you mean ${near}?`;
    throw new InquestError('USAGE', {
      message: `the collector has no stage, step or source ${quote(name)}${meant}`,
      hint: 'sh collect.sh --dry-run shows all of them',
    });
  }
  return names.length === 0 ? [] : [option, names.join(',')];
}

/** A time that the collector takes for --since; nothing in it needs quotes in a shell. */
export function parseSince(value: string): string {
  if (/^(?:[1-9]\d{0,2}[mhd]|\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?)$/.test(value)) return value;
  throw new InquestError('USAGE', {
    message: `cannot use ${quote(value)} for --since`,
    hint: 'a time looks like 10m, 6h, 2d or 2026-04-12T02:30, in UTC',
  });
}
