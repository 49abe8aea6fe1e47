import type { Node, Process } from '../node.ts';
import { localDate } from './log-texts.ts';

const PAGE_KIB = 4;

/** Hours and minutes of CPU time: `70604:24`. */
const cpuTime = (p: Process): string => {
  const seconds = Math.floor((p.ticks ?? p.threads * 1210) / 100);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

const named = (p: Process): string => (p.kernelThread ? `[${p.comm}]` : p.command);
const stateOf = (p: Process): string => `${p.state ?? (p.kernelThread ? 'I' : 'S')}${p.threads > 1 ? 'l' : ''}`;

/** A day, or the time of day where it started within a day. */
function startOf(p: Process, { clock }: Node['spec']): string {
  const started = clock.collectedAt - clock.uptime + p.started;
  const { month, day, year, time } = localDate(started, clock.utcOffset);
  if (clock.collectedAt - started < 86_400) return time.slice(0, 5);
  const thisYear = localDate(clock.collectedAt, clock.utcOffset).year;
  return year === thisYear ? `${month}${day}` : year;
}

/** Share of one CPU since the start, in percent. */
const cpuPercent = (p: Process, uptime: number): string =>
  ((p.ticks ?? p.threads * 1210) / Math.max(1, uptime - p.started)).toFixed(1);

const inOrder = (node: Node): Process[] => [...node.processes].sort((a, b) => a.pid - b.pid);

/** `ps auxwww` */
export function psAux(node: Node): string {
  const { spec } = node;
  const rows = inOrder(node).map((p) => {
    const rss = p.kernelThread ? 0 : p.rss * PAGE_KIB;
    const memory = ((100 * rss) / spec.memoryKib).toFixed(1);
    return `root     ${String(p.pid).padStart(7)} ${cpuPercent(p, spec.clock.uptime).padStart(4)} ${memory.padStart(4)} ${String(rss * 9).padStart(8)} ${String(rss).padStart(7)} ?        ${stateOf(p).padEnd(4)} ${startOf(p, spec).padEnd(7)} ${cpuTime(p)} ${named(p)}\n`;
  });
  return `USER         PID %CPU %MEM      VSZ     RSS TTY      STAT START   TIME COMMAND\n${rows.join('')}`;
}

/** `ps -ef` */
export function psEf(node: Node): string {
  const { spec } = node;
  const rows = inOrder(node).map((p) => {
    const percent = Math.min(99, Math.floor(Number(cpuPercent(p, spec.clock.uptime))));
    return `root     ${String(p.pid).padStart(7)} ${String(p.ppid).padStart(7)} ${String(percent).padStart(2)} ${startOf(p, spec).padEnd(5)} ?        00:${cpuTime(p).padStart(5, '0')} ${named(p)}\n`;
  });
  return `UID          PID    PPID  C STIME TTY          TIME CMD\n${rows.join('')}`;
}
