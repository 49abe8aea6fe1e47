import * as z from 'zod';
import { pairsOf } from '../snapshot/pairs.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { refsSchema } from './fact.ts';
import { gain, knownFields } from './rate.ts';

const share = (description: string) =>
  z
    .number()
    .optional()
    .meta({ description, needs: ['stat'] });

export const cpuSharesSchema = z
  .object({
    user: share('share of the time of all CPUs in programs, nice ones included'),
    system: share('in the kernel'),
    iowait: share('idle while input or output was under way'),
    irq: share('in interrupts and soft interrupts'),
    steal: share('taken by the hypervisor'),
    idle: share('idle without waiting'),
    refs: refsSchema,
  })
  .meta({ id: 'CpuShares' });

/** How the time of all CPUs was spent between the two samples; undefined when there are no two. */
export function cpuShares(snapshot: Snapshot): z.infer<typeof cpuSharesSchema> | undefined {
  const pair = pairsOf(snapshot, 'stat')[0];
  const [a, b] = [pair?.first.value.cpu, pair?.second.value.cpu];
  if (pair === undefined || a === undefined || b === undefined) return undefined;
  // The user time holds the guest time already.
  const gained = {
    user: gain(a.userSeconds + a.niceSeconds, b.userSeconds + b.niceSeconds),
    system: gain(a.systemSeconds, b.systemSeconds),
    // The kernel computes this from several CPUs without a lock; it is the one that may go backwards by a tick.
    iowait: gain(a.ioWaitSeconds, b.ioWaitSeconds),
    irq: gain(a.irqSeconds + a.softirqSeconds, b.irqSeconds + b.softirqSeconds),
    steal: gain(a.stealSeconds, b.stealSeconds),
    idle: gain(a.idleSeconds, b.idleSeconds),
  };
  const total = Object.values(gained).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  if (total <= 0) return undefined;
  const of = (value: number | undefined) => (value === undefined ? undefined : value / total);
  return {
    ...knownFields({
      user: of(gained.user),
      system: of(gained.system),
      iowait: of(gained.iowait),
      irq: of(gained.irq),
      steal: of(gained.steal),
      idle: of(gained.idle),
    }),
    refs: [
      { path: pair.first.path, line: 1 },
      { path: pair.second.path, line: 1 },
    ],
  };
}
