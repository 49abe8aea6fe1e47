import { formatCount, plural } from '../../../lib/text.ts';
import type { Report } from '../../model.ts';

/** Titles, columns and notes of tables and charts. */
export const tables = {
  next: 'Next',
  limits: { title: 'Limits', columns: ['Limit', 'Full', 'Used', '%', 'Next'] },
  farLimits: (limits: readonly string[]): string => `Below 10 %: ${limits.join('; ')}.`,
  disks: { title: 'Disks and file systems in memory', columns: ['File system', 'Full', 'Used', '%', 'Left'] },
  disksNote: (total: number, shown: number): string =>
    `${plural(total, 'file system')}; of the ${shown === 1 ? 'fullest' : `${shown} fullest`}, what is used to 10 % or more.`,
  heldByDeleted: (bytes: string): string => `${bytes} held by deleted files`,
  inodes: 'inodes',
  mounts: { title: 'Mounts by namespace', columns: ['Namespace of', 'Of the limit', 'Mounts', '%', 'Next mount'] },
  mountsNote: (namespaces: number, largest: number): string =>
    `${plural(namespaces, 'mount namespace')} read, the ${largest === 1 ? 'largest' : `${largest} largest`} shown; the limit holds for each of them alone.`,
  copies: (path: string, count: number): string => `${path} is there ${formatCount(count)} times`,
  /** What one more mount adds to a table of mounts. */
  mountCost: (entries: number | undefined): string =>
    entries === undefined
      ? 'cost not known'
      : entries === 0
        ? 'adds nothing here'
        : `adds ${plural(entries, 'entry', 'entries')} here`,
  places: { title: 'What these mounts are', columns: ['Where', 'Share', 'Mounts', '%', ''] },
  placesNote: (mounts: string, namespace: string): string => `The ${mounts} mounts of ${namespace}, by where they lie.`,
  threads: { title: 'Threads of the kernel', columns: ['Kind', 'Share', 'Threads', '%', ''] },
  threadsNote: (threads: number, tasks: number): string =>
    `${formatCount(threads)} of ${plural(tasks, 'task')}; kinds below 1 % are left out.`,
  memory: { title: 'Memory', columns: ['Part', 'Share', 'Bytes', '%', ''] },
  memoryNote: (total: string): string => `${total} in all; the parts overlap and do not add up.`,
  change: {
    package: 'package',
    configuration: 'configuration',
    boot: 'boot',
    daemon_start: 'daemon started',
    container: 'container',
    image: 'image',
    sysctl_drift: 'set by hand',
    kernel: 'kernel',
    daemon_outdated: 'old program runs',
  } as Readonly<Record<string, string>>,
  ofNode: (node: string, what: string): string => `${node}: ${what}`,
  podCreated: (pod: string, containers: number): string => `pod ${pod} created, ${plural(containers, 'container')}`,
  moreChanges: (count: string): string => `and ${count} more of the same kinds`,
  fromFirstSign: 'From the first sign',
  beforeFirstSign: (gap: string): string => `${gap} before the first sign`,
  afterFirstSign: (gap: string): string => `${gap} after the first sign`,
  cannotBeTold: (what: string): string => `Cannot be told: ${what}.`,
  reasonOf: (source: string, reason: string): string => `${source} (${reason})`,
  rules: (rules: Report['coverage']['rules']): string => {
    const parts = [
      `${formatCount(rules.total)} rules: ${formatCount(rules.finding)} found something`,
      `${formatCount(rules.clear)} clear`,
      `${formatCount(rules.ruledOut)} ruled out (of these the report lists what would explain a failure that was seen)`,
      `${formatCount(rules.unknown)} could not be judged`,
      `${formatCount(rules.notApplicable)} do not apply here`,
    ];
    if (rules.error > 0) parts.push(`${formatCount(rules.error)} FAILED to run`);
    const onTrial = (rules.onTrial ?? []).map((rule) => `${rule.title} (${rule.id})`);
    if (onTrial.length > 0)
      parts.push(`${formatCount(onTrial.length)} on trial, which hold and are not counted: ${onTrial.join('; ')}`);
    return parts.join(', ');
  },
  nothing: 'nothing',
  sourceLines: (source: string, lines: string): string => `${source} (${lines} lines)`,
  bytesRead: (bytes: string): string => `${bytes} read`,
  noGaps: 'none seen',
  judged: (judged: string, rules: string): string => `${judged} of ${rules} rules judged`,
  cutNode: (where: string | undefined): string => `CUT${where === undefined ? '' : `: ${where}`}; `,
  nodeZone: (offset: string): string => `Node (${offset})`,
  sampledEvent: (kind: string): string => `${kind} (sampled)`,
  linesOf: (file: string, lines: string): string => `${file}: ${lines}`,
  /** Lines of a log, and how many of them the picture shows where it is not all. */
  lines: (lines: number, isAtLeast: boolean, shown: number): string => {
    const all = `${isAtLeast ? 'at least ' : ''}${plural(lines, 'line')}`;
    return shown < lines ? `${formatCount(shown)} of ${all}` : all;
  },
  rate: (lines: string, seconds: number): string => `${lines} ${STEPS[seconds] ?? `in ${seconds} s`}`,
  curve: (title: string, begin: string, peak: string, lines: string): string =>
    `${title}: ${begin}; most lines at ${peak}, ${lines} in that minute`,
  quietUntil: (moment: string): string => `last quiet minute ${moment}`,
  soFromBegin: (path: string): string => `it was already so when ${path} begins`,
  outside: (title: string, lines: number, path: string, first: string, last: string): string =>
    `Not in this picture: ${title}, ${plural(lines, 'line')} of ${path} ${first === last ? `at ${first}` : `from ${first} to ${last}`}`,
  range: (from: string, to: string): string => `, ${from} to ${to}, `,
  age: (age: string): string => age,
};

const STEPS: Readonly<Record<number, string>> = {
  60: 'a minute',
  300: 'in 5 minutes',
  900: 'in 15 minutes',
  3600: 'an hour',
  14400: 'in 4 hours',
  86400: 'a day',
  604800: 'a week',
};
