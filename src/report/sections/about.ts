import { formatBytes } from '../../lib/bytes.ts';
import { formatCount, plural } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report } from '../model.ts';
import { type Clock, clockOf, formatMoment, formatOffset } from './times.ts';

/** One fact about the node or the bundle. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** The line under the headline: which node, when and by whom it was collected, from which file, and which machine it is. */
export function bylineOf(report: Report): string[] {
  const { host, bundle, nodes } = report;
  const clock = { ...clockOf(report), collectedAt: undefined };
  const uid = bundle.collector?.uid;
  const by = uid === undefined ? '' : uid === 0 ? ', as root' : `, as uid ${uid}`;
  const collected =
    bundle.collectedAt === undefined
      ? 'time of collection not known'
      : `collected ${formatMoment(bundle.collectedAt, clock)}${by}`;
  const provider = host.providerId === undefined ? '' : ` (${host.providerId})`;
  const node = host.name === undefined ? 'node name not known' : `node ${host.name}${provider}`;
  const ids = [
    host.machineId === undefined ? '' : `machine ${host.machineId}`,
    host.bootId === undefined ? '' : `boot ${host.bootId}`,
  ].filter((id) => id !== '');
  return [
    nodes === undefined ? node : plural(nodes.length, 'node'),
    collected,
    fileName(bundle.path),
    ...(ids.length === 0 ? [] : [ids.join(', ')]),
  ];
}

/** What a reader compares with another ticket: versions, and which bundle and catalog this is made of. */
export function identityOf({ host, bundle, tool }: Report): string[] {
  return [
    ...(host.kernel === undefined ? [] : [`kernel ${host.kernel}`]),
    ...host.runtimes,
    ...(bundle.sha256 === undefined ? [] : [`sha256 ${bundle.sha256.slice(0, 16)}…`]),
    `inquest ${tool.version}`,
    `catalog ${tool.catalog.sha256.slice(0, 12)}`,
  ];
}

export function aboutNode(report: Report): Fact[] {
  const { host } = report;
  return facts([
    ['Name', host.name],
    ['System', host.os],
    ['Kernel', host.kernel],
    ['Runtimes', host.runtimes.length === 0 ? undefined : host.runtimes.join(', ')],
    ['Kubelet', host.kubelet],
    ['CPUs', host.cpus === undefined ? undefined : formatCount(host.cpus)],
    ['Memory', host.memoryBytes === undefined ? undefined : formatBytes(host.memoryBytes)],
    ['Up', uptimeText(host, { ...clockOf(report), collectedAt: undefined })],
    ['Provider id', host.providerId],
    ['Machine id', host.machineId === undefined ? undefined : `${host.machineId} (beginning of its SHA-256)`],
    ['Boot id', host.bootId],
  ]);
}

export function aboutBundle(report: Report): Fact[] {
  const { bundle, tool } = report;
  return facts([
    ['File', bundle.path],
    [
      'Size',
      `${formatBytes(bundle.bytes)}, unpacked ${formatBytes(bundle.unpackedBytes)} in ${plural(bundle.entries, 'entry', 'entries')}`,
    ],
    ['Format', `${bundle.format}, ${bundle.layout} layout`],
    ['SHA-256', bundle.sha256],
    ['Complete', bundle.complete ? 'yes' : `NO: ${bundle.cut?.text ?? 'it is cut'}`],
    ['Left hanging', hangingList(bundle.abandoned)],
    ['Collected', collectionText(report)],
    ['Node zone', bundle.utcOffset === undefined ? 'not known' : `UTC${formatOffset(bundle.utcOffset)}`],
    ['Collector', collectorText(bundle.collector)],
    [
      'Report by',
      `inquest ${tool.version}, ${plural(tool.catalog.rules, 'rule')} and ${plural(tool.catalog.signatures, 'log pattern')}, catalog ${tool.catalog.sha256.slice(0, 16)}`,
    ],
  ]);
}

function collectionText(report: Report): string {
  const { collectedAt, collectedAtFrom } = report.bundle;
  if (collectedAt === undefined) return 'time not known';
  const clock = { ...clockOf(report), collectedAt: undefined };
  return `${formatMoment(collectedAt, clock)}${collectedAtFrom === undefined ? '' : `, from ${collectedAtFrom}`}`;
}

/** `df -PT -k /mnt/share (pid 812, state D, nfs4_proc_statfs)`: a command that could not even be killed. */
function hangingText({ command, pid, state, wchan }: NonNullable<Report['bundle']['abandoned']>[number]): string {
  const parts = [pid === undefined ? '' : `pid ${pid}`, state === undefined ? '' : `state ${state}`, wchan ?? ''];
  const known = parts.filter((part) => part !== '').join(', ');
  return `${command ?? 'a command that is not known'}${known === '' ? '' : ` (${known})`}`;
}

/** The first few of them in one text; undefined when there are none. */
export function hangingList(abandoned: Report['bundle']['abandoned'] = []): string | undefined {
  if (abandoned.length === 0) return undefined;
  const more = abandoned.length > 3 ? `; and ${abandoned.length - 3} more` : '';
  return `${abandoned.slice(0, 3).map(hangingText).join('; ')}${more}`;
}

function collectorText(collector: Report['bundle']['collector']): string | undefined {
  if (collector === undefined) return undefined;
  const parts = [collector.version ?? 'version not known'];
  if (collector.uid !== undefined) parts.push(collector.uid === 0 ? 'as root' : `as uid ${collector.uid}`);
  if (collector.seconds !== undefined) parts.push(`took ${formatDuration(collector.seconds)}`);
  if (collector.inContainer === true) parts.push('inside a container');
  return parts.join(', ');
}

function uptimeText({ uptimeSeconds, bootedAt }: Report['host'], clock: Clock): string | undefined {
  const up = uptimeSeconds === undefined ? undefined : formatDuration(uptimeSeconds);
  const since = bootedAt === undefined ? undefined : `since ${formatMoment(bootedAt, clock)}`;
  const parts = [up, since].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function fileName(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? path
  );
}

function facts(pairs: readonly (readonly [string, string | undefined])[]): Fact[] {
  return pairs.flatMap(([name, text]) => (text === undefined || text === '' ? [] : [{ name, text }]));
}
