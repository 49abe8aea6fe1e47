import { goTime } from './clock.ts';
import type { LeakedDisk } from './leaked-disks.ts';
import type { Node } from './node.ts';

/** Longest pause between two attempts of the kubelet (2m2s); every volume is tried once in it. */
const BACK_OFF = 122;
/** Lines of one place in the source and one minute that the collector keeps where it thins a log (collectors/FORMAT.md). */
const KEPT = 3;
const PLACE = 'nestedpendingoperations.go:301]';
const DRIVER = 'kubernetes.io/csi/diskplugin.csi.example.com';

export interface FloodSpec {
  readonly disks: readonly LeakedDisk[];
  readonly from: number;
  readonly to: number;
  /** Lines in the log, thinned ones and the last ones together. */
  readonly lines: number;
  /** Epoch seconds at which the kubelet started. */
  readonly kubeletStart: number;
  readonly kubeletRoot: string;
}

/**
 * The refusal to unmount each disk, every two minutes and two seconds, as the collector brings such a log: the newest
 * lines whole, and of each minute before them three lines and the number of the others.
 */
export function addVolumeFlood(node: Node, spec: FloodSpec): void {
  const random = node.random.fork('flood');
  const rate = spec.disks.length / BACK_OFF;
  const total = Math.floor((spec.to - spec.from) * rate);
  const order = shuffled(spec.disks, random);
  const timeOf = (n: number): number => spec.from + n / rate;
  const minuteOf = (n: number): number => Math.floor(timeOf(n) / 60);
  const whole = total - wholeLines(total, spec.lines, minuteOf);
  const minutes = new Map<number, { lines: number; left: number }>();
  for (let n = 0; n < total; n++) {
    const count = minutes.get(minuteOf(n)) ?? { lines: 0, left: 0 };
    minutes.set(minuteOf(n), count);
    count.lines++;
    const disk = order[n % order.length];
    if (disk === undefined) continue;
    if (n >= whole || count.lines <= KEPT)
      addRefusal(node, spec, disk, Math.round(timeOf(n) * 1000) / 1000 + 0.000_041);
    else count.left++;
  }
  for (const [minute, { lines, left }] of minutes) {
    const text = new Date(minute * 60_000).toISOString().slice(0, 16);
    const end = Math.min(minute * 60 + 59.9999, spec.to + 0.5);
    node.journal.remark('kubelet', end, `-- inquest: ${left} of ${lines} lines like "${PLACE}" left out in ${text} --`);
  }
}

/** How many of the last lines stand whole, so that the log has so many lines in all. */
function wholeLines(total: number, wanted: number, minuteOf: (n: number) => number): number {
  for (let whole = 0; ; whole++) {
    const first = total - whole;
    const thinned = (minuteOf(first - 1) - minuteOf(0) + 1) * KEPT;
    // The minute of the border has its three lines whether or not it is whole behind them.
    if (whole + thinned >= wanted || first < 1) return whole;
  }
}

function addRefusal(node: Node, spec: FloodSpec, disk: LeakedDisk, time: number): void {
  const { hostname, clock } = node.spec;
  const unique = `${DRIVER}^${disk.volume}`;
  const until = time + BACK_OFF;
  const zone = clock.utcOffset === 28_800 ? '+0800 CST' : '+0000 UTC';
  const retry = `${goTime(Math.round(until * 1000) / 1000, clock.utcOffset)
    .slice(0, 23)
    .replace('T', ' ')}168443 ${zone} m=+${(until - spec.kubeletStart).toFixed(3)}582404`;
  const device = `${spec.kubeletRoot}/plugins/kubernetes.io/csi/pv/${disk.volume}/globalmount`;
  const reason = `GetDeviceMountRefs check failed for volume "${disk.volume}" (UniqueName: "${unique}") on node "${hostname}" : the device mount path "${device}" is still mounted by other references [${disk.references.join(' ')}]`;
  node.journal.kubelet(
    time,
    'E',
    PLACE.slice(0, -1),
    `Operation for "{volumeName:${unique} podName: nodeName:}" failed. No retries permitted until ${retry} (durationBeforeRetry 2m2s). Error: ${JSON.stringify(reason)}`,
  );
}

function shuffled<T>(list: readonly T[], random: Node['random']): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a];
  }
  return copy;
}
