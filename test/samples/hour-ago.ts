import type { BundleFiles } from '../../scripts/samples/tar.ts';
import type { Reading } from './degrade.ts';

const HOUR = 3600;
/** Clock ticks of a second in /proc/<pid>/stat. */
const TICKS = 100;

interface Clock {
  readonly epoch: number;
  readonly uptime: number;
}

/**
 * How a source read an hour before the others: with values from before the fault where its form tells which those are
 * (half-empty file systems, default limits, no young task, no log line of the last hour), else with its own.
 */
export function hourAgo(files: BundleFiles): Reading {
  // Written by the generator, with these members.
  const { clock } = JSON.parse(files.get('manifest-start.json') ?? '{}') as { clock: Clock };
  return {
    isLate: true,
    text: (text, path) => EARLIER.find(([form]) => form.test(path))?.[1](text, clock) ?? text,
    step: (record) => ({ ...record, at: Number(record.at ?? clock.uptime) - HOUR }),
  };
}

const EARLIER: readonly (readonly [RegExp, (text: string, clock: Clock) => string])[] = [
  [
    /^commands\/df\//,
    (text) => text.replace(/(\d+) +(\d+) +(\d+) +(?:[89]\d|100)%/g, (_, all) => halfUsed(Number(all))),
  ],
  [/proc\/sys\/fs\/mount-max$/, () => '100000\n'],
  [/proc\/sys\/fs\/pipe-user-pages-soft$/, () => '16384\n'],
  [/proc\/sys\/fs\/may_detach_mounts$/, () => '1\n'],
  [/\/mountinfo$/, (text) => firstLines(text, 1_000)],
  [/commands\/proc\/stat$/, (text, { uptime }) => keepLines(text, (line) => startedAt(line) <= uptime - HOUR)],
  [/commands\/proc\/(?:fd-deleted|task-.*)$/, () => ''],
  [/commands\/proc\/fd-(?:counts|kinds)$/, (text) => text.replace(/\b\d{4,}(?=\n| (?:pipe|socket))/g, '90')],
  [/^proc\/cgroups$/, (text) => text.replace(/\t\d{4,}\t/g, '\t402\t')],
  [/^journal\/.*\.log$/, (text, { epoch }) => keepLines(text, (line) => !(loggedAt(line) > epoch - HOUR))],
  [/^commands\/kernel\/dmesg$/, (text, { uptime }) => keepLines(text, (line) => !(bootTime(line) > uptime - HOUR))],
];

const halfUsed = (all: number): string => `${all} ${Math.floor(all * 0.4)} ${Math.floor(all * 0.6)} 40%`;
const keepLines = (text: string, keep: (line: string) => boolean): string =>
  text
    .split('\n')
    .filter((line) => line === '' || keep(line))
    .join('\n');
const firstLines = (text: string, count: number): string => `${text.split('\n', count).join('\n')}\n`;

/** Seconds after boot at which a task began, from the 22nd field. */
const startedAt = (line: string): number => Number(line.slice(line.lastIndexOf(')')).split(' ')[20]) / TICKS;
const loggedAt = (line: string): number => Date.parse(line.slice(0, 24).replace(/(\d\d)(\d\d)$/, '$1:$2')) / 1000;
const bootTime = (line: string): number => Number(/^(?:<\d+>)?\[ *(\d+\.\d+)\]/.exec(line)?.[1]);
