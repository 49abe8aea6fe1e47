import type { FactContext } from './fact.ts';
import { type Wait, type WaitingTask, waitOf } from './waits.ts';

/** What the logged stack of a hung task tells that a stack of the moment rarely shows; asked for before waits.ts. */
const KINDS: readonly (readonly [kind: string, frame: RegExp])[] = [
  ['overlay sync', /^ovl_sync_fs/],
  ['srcu', /synchronize_srcu/],
  ['rcu', /^(?:__)?wait_rcu_gp|^synchronize_(?:rcu|sched)|^_?rcu_barrier/],
  ['raid', /^(?:md_|raid\d)/],
];

/** What a logged stack waits for, with the mounts of that kind that the process sees. */
export function loggedWaitOf(task: WaitingTask, context: FactContext): Wait {
  const special = KINDS.find(([, pattern]) => task.frames.some((frame) => pattern.test(frame)))?.[0];
  return special === undefined ? waitOf(task, context) : { kind: special, filesystems: [], mountPoints: [] };
}
