import { plural } from '../../../lib/text.ts';

/** The node and its bundle, and times. */
export const about = {
  byTime: (moment: string | undefined, uid: number | undefined): string => {
    const by = uid === undefined ? '' : uid === 0 ? ', as root' : `, as uid ${uid}`;
    return moment === undefined ? 'time of collection not known' : `collected ${moment}${by}`;
  },
  byNode: (name: string | undefined, provider: string | undefined): string =>
    name === undefined ? 'node name not known' : `node ${name}${provider === undefined ? '' : ` (${provider})`}`,
  nodes: (count: number): string => plural(count, 'node'),
  machine: (id: string): string => `machine ${id}`,
  boot: (id: string): string => `boot ${id}`,
  kernel: (version: string): string => `kernel ${version}`,
  catalog: (hash: string): string => `catalog ${hash}`,
  label: {
    name: 'Name',
    system: 'System',
    kernel: 'Kernel',
    runtimes: 'Runtimes',
    kubelet: 'Kubelet',
    cpus: 'CPUs',
    memory: 'Memory',
    up: 'Up',
    provider: 'Provider id',
    machine: 'Machine id',
    boot: 'Boot id',
    file: 'File',
    size: 'Size',
    format: 'Format',
    sha256: 'SHA-256',
    complete: 'Complete',
    hanging: 'Left hanging',
    collected: 'Collected',
    zone: 'Node zone',
    collector: 'Collector',
    tool: 'Report by',
  },
  running: 'running',
  hashedId: (id: string): string => `${id} (beginning of its SHA-256)`,
  size: (bytes: string, unpacked: string, entries: number): string =>
    `${bytes}, unpacked ${unpacked} in ${plural(entries, 'entry', 'entries')}`,
  format: (format: string, layout: string): string => `${format}, ${layout} layout`,
  complete: 'yes',
  notComplete: (where: string | undefined): string => `NO: ${where ?? 'it is cut'}`,
  tool: (version: string, rules: number, patterns: number, hash: string): string =>
    `inquest ${version}, ${plural(rules, 'rule')} and ${plural(patterns, 'log pattern')}, catalog ${hash}`,
  timeUnknown: 'time not known',
  timeFrom: (moment: string, source: string): string => `${moment}, from ${source}`,
  state: (state: string): string => `state ${state}`,
  unknownCommand: 'a command that is not known',
  hanging: (command: string, known: string): string => `${command}${known === '' ? '' : ` (${known})`}`,
  moreHanging: (count: number): string => `; and ${count} more`,
  versionUnknown: 'version not known',
  asUser: (uid: number): string => (uid === 0 ? 'as root' : `as uid ${uid}`),
  took: (duration: string): string => `took ${duration}`,
  inContainer: 'inside a container',
  upSince: (moment: string): string => `since ${moment}`,
  atCollection: 'at collection',
  beforeCollection: (gap: string): string => `${gap} before collection`,
  afterCollection: (gap: string): string => `${gap} after collection`,
  /** A moment in UTC with what it is in the node's zone, and from the collection. */
  moment: (utc: string, more: readonly string[]): string => (more.length === 0 ? utc : `${utc} (${more.join(', ')})`),
  booted: 'The node booted',
  collected: 'The bundle was collected',
  sampledAgain: 'Counters were read a second time, for rates',
  firstSeenOf: (title: string): string => `${title}: first seen`,
  lastSeenOf: (title: string): string => `${title}: last seen`,
  /** The title in one of the two before. */
  titleIn: (text: string): string => text.replace(/: (?:first|last) seen$/, ''),
  wouldDecide: (reason: string, titles: readonly string[], more: number): string =>
    `${reason}; would decide: ${titles.join('; ')}${more > 0 ? ` and ${more} more` : ''}`,
  ruleFailed: (id: string, error: string | undefined): string => `the rule ${id} failed: ${error ?? 'unknown error'}`,
};
