import { goTime, klogTime, type NodeClock, shortIso } from './clock.ts';

/** Units whose journal is collected. */
export type Unit = 'kernel' | 'docker' | 'containerd' | 'kubelet';

interface Entry {
  readonly time: number;
  readonly text: string;
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

export function createJournal(hostname: string, clock: NodeClock, pids: LoggingPids): Journal {
  const entries: Record<Unit, Entry[]> = { kernel: [], docker: [], containerd: [], kubelet: [] };
  const booted = clock.collectedAt - clock.uptime;
  const offset = clock.utcOffset;
  const add = (unit: Unit, time: number, text: string): void => {
    entries[unit].push({ time, text, earlierBoot: time < booted });
  };
  const sorted = (unit: Unit): Entry[] => [...entries[unit]].sort((a, b) => a.time - b.time);
  const logrus = (time: number, level: string, message: string): string =>
    `time="${goTime(time, offset)}" level=${level} msg=${JSON.stringify(message)}`;
  return {
    kernel: (time, message) => add('kernel', time, message),
    kernelAt: (boot, message) => add('kernel', booted + boot, message),
    docker: (time, level, message) => add('docker', time, `dockerd[${pids.dockerd}]: ${logrus(time, level, message)}`),
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
    render: (unit) =>
      sorted(unit)
        .filter((e) => unit !== 'kernel' || !e.earlierBoot)
        .map((e) => `${shortIso(e.time)} ${hostname} ${unit === 'kernel' ? 'kernel: ' : ''}${e.text}\n`)
        .join(''),
    renderDmesg: () =>
      sorted('kernel')
        .filter((e) => !e.earlierBoot)
        .map((e) => `[${(e.time - booted).toFixed(6).padStart(12)}] ${e.text}\n`)
        .join(''),
  };
}
