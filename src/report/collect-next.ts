import type { Report } from './model.ts';
import { ENGLISH } from './words/en.ts';
import type { Words } from './words/words.ts';

/** How to get one source by hand on the node, for people without the collector. */
const BY_HAND: Readonly<Record<string, string>> = {
  mountinfo: 'for p in /proc/[0-9]*; do cat $p/mountinfo; done > mountinfo.txt',
  ns_mnt: "stat -L -c '%i %n' /proc/[0-9]*/ns/mnt > ns-mnt.txt",
  df: 'df -PT > df.txt',
  df_inodes: 'df -Pi > df-inodes.txt',
  sysctl: 'sysctl fs kernel vm > sysctl.txt',
  process_stat: 'ps auxwww > ps.txt',
  ps: 'ps auxwww > ps.txt',
  process_cmdline: 'ps auxwww > ps.txt',
  docker_inspect: 'docker inspect $(docker ps -aq) > inspect.json',
  docker_info: 'docker info > docker-info.txt',
  docker_version: 'docker version > docker-version.txt',
  kube_nodes: 'kubectl get nodes -o json > nodes.json',
  kube_events: 'kubectl get events -A -o json > events.json',
  kube_pvs: 'kubectl get pv -o json > pvs.json',
  kube_pvcs: 'kubectl get pvc -A -o json > pvcs.json',
  kube_volume_attachments: 'kubectl get volumeattachments -o json > volumeattachments.json',
  dmsetup_status: 'dmsetup status --noflush > dmsetup.txt',
  smartctl:
    'for disk in $(lsblk -dno NAME); do echo "# smartctl -a /dev/$disk"; smartctl -a "/dev/$disk"; done > smartctl.txt',
  netlink: 'cat /proc/net/netlink > netlink.txt',
  neighbour_stats: 'cat /proc/net/stat/arp_cache > arp_cache.txt',
  // The daemon walks all its layers for it.
  docker_system_df: 'timeout 120 docker system df > docker-system-df.txt',
  unit_files: 'systemctl list-unit-files > unit-files.txt',
  unix_peers: 'ss -x -p > ss.txt',
  // With -u, -k would narrow to kernel lines of these units, which are none; fields joined by + are alternatives.
  log: 'journalctl --no-pager -o short-iso _SYSTEMD_UNIT=docker.service + _SYSTEMD_UNIT=containerd.service + _SYSTEMD_UNIT=crio.service + _SYSTEMD_UNIT=kubelet.service + _TRANSPORT=kernel > journal.log',
};

/** The plan of a collector: which step brings which sources. */
export type Plan = readonly { readonly step: string; readonly sources: readonly string[] }[];

/** Commands by source; `*` is the way to a host that cannot run the collector. */
export type Lacks = Readonly<Record<string, string>>;

/** Sources that come from other tools, and what the collector brings in their place. */
const INSTEAD: Readonly<Record<string, string>> = {
  ps: 'process_stat',
  hostname: 'uname',
  host_os: 'os_release',
  mounts: 'mountinfo',
};

/** What a run of the collector does not bring: objects of the cluster, and what it reads only when it is told to. */
const BY_HAND_ONLY = new Set([
  'kube_nodes',
  'kube_events',
  'kube_pvs',
  'kube_pvcs',
  'kube_volume_attachments',
  'dmsetup_status',
  'smartctl',
  'netlink',
  'neighbour_stats',
  'docker_system_df',
  'unit_files',
  'unix_peers',
]);

/** What only a whole run brings: its own records, and samples from another time. */
const WHOLE_RUN = new Set(['manifest', 'manifest_start', 'manifest_step', 'time']);

/** Names of steps and sources as the collector writes them; anything else of a bundle must not get into a command. */
const NAME = /^[a-z0-9_]{1,40}$/;

/** Processes whose log a reason may name, and the step that reads it. */
const LOG_STEPS: readonly (readonly [RegExp, string])[] = [
  [/kernel|dmesg/, 'log_kernel'],
  [/docker/, 'log_docker'],
  [/containerd/, 'log_containerd'],
  [/kubelet/, 'log_kubelet'],
];

const WHOLE = 'sudo sh collect.sh > bundle.tgz';
const commandFor = (names: readonly string[]): string =>
  names.length === 0 ? WHOLE : `sudo sh collect.sh --only ${names.join(',')} > more.tgz`;
const MAX_ENTRIES = 6;

/** What the collector looked for and the node does not have, or no host of its kind: asking again brings the same. */
const NOT_ON_NODE = /^no socket for (?<program>\S+)$|^hosts of this kind do not have it$/;

/** Rules that wait for one source, by title; `mayExplain` are those that a symptom without a cause may have behind it. */
interface Waiting {
  readonly titles: Set<string>;
  readonly mayExplain: Set<string>;
  readonly reason: string;
}

/**
 * What to ask for next, each source with the command that brings it: first what most of the rules wait for that may
 * explain a symptom without a cause, then what most undecided rules wait for.
 */
export function collectNext(
  unknown: Report['unknown'],
  plan: Plan = [],
  lacks: Lacks = {},
  { about }: Words = ENGLISH,
): Pick<Report['coverage'], 'collectNext' | 'collectCommand'> {
  const entries = inOrder(unknown)
    .slice(0, MAX_ENTRIES)
    .map(([source, waiting]) => ({ source, ...waiting, names: namesFor(source, waiting.reason, plan) }));
  const whereNoScriptRuns = lacks['*'];
  const collected = entries.filter((e) => !BY_HAND_ONLY.has(e.source));
  const all = collected.some((e) => e.names.length === 0) ? [] : [...new Set(collected.flatMap((e) => e.names))];
  return {
    collectNext: entries.map(({ source, reason, titles, mayExplain, names }) => ({
      source,
      why: about.wouldDecide(reason, [...new Set([...mayExplain, ...titles])].slice(0, 3), titles.size - 3),
      ...(whereNoScriptRuns === undefined || BY_HAND_ONLY.has(source)
        ? onHost(source, names)
        : { command: Object.hasOwn(lacks, source) ? (lacks[source] ?? whereNoScriptRuns) : whereNoScriptRuns }),
    })),
    ...(collected.length > 1 && whereNoScriptRuns === undefined ? { collectCommand: commandFor(all) } : {}),
  };
}

/** Every source that is waited for and that the node may have, the one that tells most first. */
function inOrder(unknown: Report['unknown']): [source: string, waiting: Waiting][] {
  const bySource = new Map<string, Waiting>();
  const absent = absentPrograms(unknown);
  for (const { title, missing, mayExplain = [] } of unknown) {
    for (const { source, reason } of missing) {
      if (NOT_ON_NODE.test(reason) || absent.some((program) => source.startsWith(`${program}_`))) continue;
      const waiting = bySource.get(source) ?? { titles: new Set<string>(), mayExplain: new Set<string>(), reason };
      bySource.set(source, waiting);
      waiting.titles.add(title);
      if (mayExplain.length > 0) waiting.mayExplain.add(title);
    }
  }
  // What another tool would bring is not asked for beside what the collector brings in its place.
  return [...bySource]
    .filter(([source]) => !bySource.has(INSTEAD[source] ?? ''))
    .sort(
      ([a, x], [b, y]) => y.mayExplain.size - x.mayExplain.size || y.titles.size - x.titles.size || (a < b ? -1 : 1),
    );
}

/** Programs whose socket the collector looked for in vain: the node has none of their files either. */
function absentPrograms(unknown: Report['unknown']): string[] {
  const reasons = unknown.flatMap(({ missing }) => missing.map(({ reason }) => reason));
  return [...new Set(reasons.flatMap((reason) => NOT_ON_NODE.exec(reason)?.groups?.program ?? []))];
}

/** One command that brings some sources: of the collector, or by hand where that is the only way. */
export function commandToCollect(missing: readonly { readonly source: string; readonly reason: string }[]): string {
  const byHand = missing.find((m) => BY_HAND_ONLY.has(m.source));
  const collected = missing.filter((m) => !BY_HAND_ONLY.has(m.source));
  if (collected.length === 0 && byHand !== undefined) return BY_HAND[byHand.source] ?? WHOLE;
  const names = collected.map((m) => namesFor(m.source, m.reason, []));
  return commandFor(names.some((own) => own.length === 0) ? [] : [...new Set(names.flat())]);
}

function onHost(source: string, names: readonly string[]): { command: string; byHand?: string } {
  const byHand = BY_HAND[source];
  const command = (BY_HAND_ONLY.has(source) ? byHand : undefined) ?? commandFor(names);
  return { command, ...(byHand === undefined ? {} : { byHand }) };
}

/**
 * The names that make the collector bring a source and nothing else: its steps where the bundle has a plan, else the source
 * itself, which the collector knows as well. None when only a whole run would do.
 */
export function namesFor(source: string, reason: string, plan: Plan): string[] {
  const wanted = INSTEAD[source] ?? source;
  if (WHOLE_RUN.has(wanted) || BY_HAND_ONLY.has(wanted) || !NAME.test(wanted)) return [];
  // The two samples of a rate are as far apart as the run is long, and a run of two steps is over at once.
  if (/\bsamples?\b/.test(reason)) return [];
  const steps = plan
    .filter((p) => p.sources.includes(wanted) && NAME.test(p.step) && !p.step.endsWith('_t1'))
    .map((p) => p.step);
  if (wanted !== 'log') return steps.length === 0 ? [wanted] : steps;
  const named = LOG_STEPS.filter(([pattern]) => pattern.test(reason)).map(([, step]) => step);
  const known = named.filter((step) => plan.length === 0 || steps.includes(step));
  return known.length > 0 ? known : ['log'];
}
