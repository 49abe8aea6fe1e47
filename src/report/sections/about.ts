import { formatBytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/text.ts';
import { formatDuration } from '../../lib/time.ts';
import type { Report } from '../model.ts';
import { type Words, wordsOf } from '../words/words.ts';
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
  const { about, terms } = clock.words;
  const moment = bundle.collectedAt === undefined ? undefined : formatMoment(bundle.collectedAt, clock);
  const ids = [
    host.machineId === undefined ? '' : about.machine(host.machineId),
    host.bootId === undefined ? '' : about.boot(host.bootId),
  ].filter((id) => id !== '');
  return [
    nodes === undefined ? about.byNode(host.name, host.providerId) : about.nodes(nodes.length),
    about.byTime(moment, bundle.collector?.uid),
    fileName(bundle.path),
    ...(ids.length === 0 ? [] : [ids.join(terms.comma)]),
  ];
}

/** What a reader compares with another ticket: versions, and which bundle and catalog this is made of. */
export function identityOf(report: Report): string[] {
  const { host, bundle, tool } = report;
  const { about } = wordsOf(report);
  return [
    ...(host.kernel === undefined ? [] : [about.kernel(host.kernel)]),
    ...host.runtimes,
    ...(bundle.sha256 === undefined ? [] : [`sha256 ${bundle.sha256.slice(0, 16)}…`]),
    `inquest ${tool.version}`,
    about.catalog(tool.catalog.sha256.slice(0, 12)),
  ];
}

export function aboutNode(report: Report): Fact[] {
  const { host } = report;
  const { about, terms } = wordsOf(report);
  const { label } = about;
  return facts([
    [label.name, host.name],
    [label.system, host.os],
    [label.kernel, host.kernel],
    [label.runtimes, host.runtimes.length === 0 ? undefined : host.runtimes.join(terms.comma)],
    [label.kubelet, host.kubelet === 'running' ? about.running : host.kubelet],
    [label.cpus, host.cpus === undefined ? undefined : formatCount(host.cpus)],
    [label.memory, host.memoryBytes === undefined ? undefined : formatBytes(host.memoryBytes)],
    [label.up, uptimeText(host, { ...clockOf(report), collectedAt: undefined })],
    [label.provider, host.providerId],
    [label.machine, host.machineId === undefined ? undefined : about.hashedId(host.machineId)],
    [label.boot, host.bootId],
  ]);
}

export function aboutBundle(report: Report): Fact[] {
  const { bundle, tool } = report;
  const { catalog } = tool;
  const words = wordsOf(report);
  const { about, terms } = words;
  const { label } = about;
  return facts([
    [label.file, bundle.path],
    [label.size, about.size(formatBytes(bundle.bytes), formatBytes(bundle.unpackedBytes), bundle.entries)],
    [label.format, about.format(bundle.format, bundle.layout)],
    [label.sha256, bundle.sha256],
    [
      label.complete,
      bundle.complete
        ? about.complete
        : about.notComplete(bundle.cut === undefined ? undefined : terms.reason(bundle.cut.text)),
    ],
    [label.hanging, hangingList(bundle.abandoned, words)],
    [label.collected, collectionText(report)],
    [label.zone, bundle.utcOffset === undefined ? terms.notKnown : `UTC${formatOffset(bundle.utcOffset)}`],
    [label.collector, collectorText(bundle.collector, words)],
    [label.tool, about.tool(tool.version, catalog.rules, catalog.signatures, catalog.sha256.slice(0, 16))],
  ]);
}

function collectionText(report: Report): string {
  const { collectedAt, collectedAtFrom } = report.bundle;
  const clock = { ...clockOf(report), collectedAt: undefined };
  const { about } = clock.words;
  if (collectedAt === undefined) return about.timeUnknown;
  const moment = formatMoment(collectedAt, clock);
  return collectedAtFrom === undefined ? moment : about.timeFrom(moment, collectedAtFrom);
}

/** `df -PT -k /mnt/share (pid 812, state D, nfs4_proc_statfs)`: a command that could not even be killed. */
function hangingText(
  { command, pid, state, wchan }: NonNullable<Report['bundle']['abandoned']>[number],
  { about, terms }: Words,
): string {
  const parts = [pid === undefined ? '' : `pid ${pid}`, state === undefined ? '' : about.state(state), wchan ?? ''];
  return about.hanging(command ?? about.unknownCommand, parts.filter((part) => part !== '').join(terms.comma));
}

/** The first few of them in one text; undefined when there are none. */
export function hangingList(abandoned: Report['bundle']['abandoned'] = [], words: Words): string | undefined {
  if (abandoned.length === 0) return undefined;
  const first = abandoned.slice(0, 3).map((command) => hangingText(command, words));
  const more = abandoned.length > 3 ? words.about.moreHanging(abandoned.length - 3) : '';
  return `${first.join(words.terms.semicolon)}${more}`;
}

function collectorText(collector: Report['bundle']['collector'], { about, terms }: Words): string | undefined {
  if (collector === undefined) return undefined;
  const parts = [collector.version ?? about.versionUnknown];
  if (collector.uid !== undefined) parts.push(about.asUser(collector.uid));
  if (collector.seconds !== undefined) parts.push(about.took(formatDuration(collector.seconds)));
  if (collector.inContainer === true) parts.push(about.inContainer);
  return parts.join(terms.comma);
}

function uptimeText({ uptimeSeconds, bootedAt }: Report['host'], clock: Clock): string | undefined {
  const up = uptimeSeconds === undefined ? undefined : formatDuration(uptimeSeconds);
  const { about, terms } = clock.words;
  const since = bootedAt === undefined ? undefined : about.upSince(formatMoment(bootedAt, clock));
  const parts = [up, since].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(terms.comma);
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
