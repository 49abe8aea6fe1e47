import { goTime, klogTime, type NodeClock, shortIso } from './clock.ts';

/** Units whose journal is collected. */
export type Unit = 'kernel' | 'docker' | 'containerd' | 'kubelet';

interface Entry {
  readonly time: number;
  readonly text: string;
  /** Without the time, host and process that journald puts before a line. */
  readonly bare: boolean;
  /** Not in dmesg: a line of an earlier boot. */
  readonly earlierBoot: boolean;
}

/** The logs of a node; entries may be added in any order. */
export interface Journal {
  kernel(time: number, message: string): void;
  /** A line as the kernel stamped it, by seconds since boot. */
  kernelAt(boot: number, message: string): void;
  /** `level` as logrus prints it: info, warning, error. */
  docker(time: number, level: string, message: string): void;
  containerd(time: number, level: string, message: string, fields?: string): void;
  /** `severity` is I, W or E; `place` the source line: `kubelet.go:1958`. */
  kubelet(time: number, severity: string, place: string, message: string): void;
  /** A remark of the collector, which stands in a log as it is, behind the lines of its moment. */
  remark(unit: Unit, time: number, text: string): void;
  /** The text of a journal, oldest line first. */
  render(unit: Unit): string;
  /** The ring buffer of the kernel with raw seconds. */
  renderDmesg(): string;
}

/** Process ids under which the daemons log. */
export interface LoggingPids {
  readonly dockerd: number;
  readonly containerd: number;
  readonly kubelet: number;
}

/** Where a node keeps its logs, and how long. */
export interface KeptLogs {
  /** dockerd writes its log into a file and not into the journal. */
  readonly dockerLogFile?: boolean;
  /** Epoch seconds of the oldest message of the kernel that the journal still holds. */
  readonly kernelJournalFrom?: number;
}

export function createJournal(
  hostname: string,
  clock: NodeClock,
  pids: LoggingPids,
  { dockerLogFile = false, kernelJournalFrom = 0 }: KeptLogs = {},
): Journal {
  const entries: Record<Unit, Entry[]> = { kernel: [], docker: [], containerd: [], kubelet: [] };
  const booted = clock.collectedAt - clock.uptime;
  const offset = clock.utcOffset;
  const drift = clock.kernelDrift ?? 0;
  const add = (unit: Unit, time: number, text: string, bare = false): void => {
    entries[unit].push({ time, text, bare, earlierBoot: time < booted });
  };
  const sorted = (unit: Unit): Entry[] => [...entries[unit]].sort((a, b) => a.time - b.time);
  const logrus = (time: number, level: string, message: string): string =>
    `time="${goTime(time, offset)}" level=${level} msg=${JSON.stringify(message)}`;
  return {
    kernel: (time, message) => add('kernel', time, message),
    kernelAt: (boot, message) => add('kernel', booted + boot, message),
    docker: (time, level, message) =>
      add(
        'docker',
        time,
        dockerLogFile ? logrus(time, level, message) : `dockerd[${pids.dockerd}]: ${logrus(time, level, message)}`,
        dockerLogFile,
      ),
    containerd: (time, level, message, fields = '') =>
      add(
        'containerd',
        time,
        `containerd[${pids.containerd}]: ${logrus(time, level, message)}${fields === '' ? '' : ` ${fields}`}`,
      ),
    kubelet: (time, severity, place, message) =>
      add(
        'kubelet',
        time,
        `kubelet[${pids.kubelet}]: ${severity}${klogTime(time, offset)} ${String(pids.kubelet).padStart(7)} ${place}] ${message}`,
      ),
    remark: (unit, time, text) => add(unit, time, text, true),
    render: (unit) =>
      sorted(unit)
        .filter((e) => unit !== 'kernel' || (!e.earlierBoot && e.time >= kernelJournalFrom))
        .map((e) =>
          e.bare ? `${e.text}\n` : `${shortIso(e.time)} ${hostname} ${unit === 'kernel' ? 'kernel: ' : ''}${e.text}\n`,
        )
        .join(''),
    renderDmesg: () =>
      sorted('kernel')
        .filter((e) => !e.earlierBoot)
        .map((e) => `[${((e.time - booted) * (1 - drift)).toFixed(6).padStart(12)}] ${e.text}\n`)
        .join(''),
  };
}
