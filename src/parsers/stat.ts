import * as z from 'zod';
import { secondsOf } from '../lib/ticks.ts';
import { badLines, lineParser } from './parser.ts';

const cpuTimesSchema = () =>
  z.object({
    userSeconds: z.number(),
    niceSeconds: z.number(),
    systemSeconds: z.number(),
    idleSeconds: z.number(),
    ioWaitSeconds: z.number(),
    irqSeconds: z.number(),
    softirqSeconds: z.number(),
    /** Time the hypervisor gave to others. */
    stealSeconds: z.number(),
    guestSeconds: z.number(),
  });

/** CPU times since boot and a few counters of the kernel. */
export const statSchema = () =>
  z.object({
    /** Summed over all CPUs. */
    cpu: cpuTimesSchema().optional(),
    /** Number of CPUs that are online. */
    cpus: z.number().int(),
    /** Boot, seconds since the epoch by the node's clock. */
    bootEpochSeconds: z.number().optional(),
    contextSwitches: z.number().optional(),
    /** Forks since boot. */
    forks: z.number().optional(),
    runningTasks: z.number().int().optional(),
    /** Tasks blocked on input or output. */
    blockedTasks: z.number().int().optional(),
    /** Handled interrupts and soft interrupts since boot. */
    interrupts: z.number().optional(),
    softirqs: z.number().optional(),
  });
export type Stat = z.infer<ReturnType<typeof statSchema>>;

const LINE = /^([a-z_]{2,32}\d{0,6}) +(\d{1,20})((?: \d{1,20}){0,12})/;

/**
 * `/proc/stat`, proc(5):
 * `cpu  301854 612 111922 8979004 3552 2 3944 0 0 0`
 */
export const stat = lineParser({
  source: 'stat',
  schema: statSchema,
  sniff: (head) => /^cpu {2}\d+ \d+ \d+ \d+/.test(head),
  start(context) {
    const document: Stat = { cpus: 0 };
    const bad = badLines(context, 'a line of /proc/stat');
    return {
      line(text, line) {
        if (text === '') return;
        // The line of interrupts has thousands of numbers, of which only the first, the sum, is of interest.
        const [, name, first, rest = ''] = LINE.exec(text) ?? [];
        if (name === undefined) return bad(line, text);
        if (/^cpu\d+$/.test(name)) document.cpus++;
        else if (name === 'cpu') document.cpu = cpuTimes(`${first}${rest}`);
        else setCounter(document, name, Number(first));
      },
      end: () => (document.cpu === undefined && document.bootEpochSeconds === undefined ? undefined : document),
    };
  },
});

function cpuTimes(text: string): Stat['cpu'] {
  const ticks = text.split(' ').map(Number);
  const at = (index: number) => secondsOf(ticks[index] ?? 0);
  return {
    userSeconds: at(0),
    niceSeconds: at(1),
    systemSeconds: at(2),
    idleSeconds: at(3),
    ioWaitSeconds: at(4),
    irqSeconds: at(5),
    softirqSeconds: at(6),
    stealSeconds: at(7),
    guestSeconds: at(8),
  };
}

function setCounter(document: Stat, name: string, value: number): void {
  if (name === 'btime') document.bootEpochSeconds = value;
  else if (name === 'ctxt') document.contextSwitches = value;
  else if (name === 'processes') document.forks = value;
  else if (name === 'procs_running') document.runningTasks = value;
  else if (name === 'procs_blocked') document.blockedTasks = value;
  else if (name === 'intr') document.interrupts = value;
  else if (name === 'softirq') document.softirqs = value;
}
