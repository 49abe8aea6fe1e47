import type { Log, LogTime } from '../signatures/signature.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { clock, type ResolvedTime, resolveTime } from './clock.ts';
import type { FactContext } from './fact.ts';
import { correctKernelTime } from './kernel-clock.ts';

/** The time of a line of a log on the UTC axis, as well as everything in the bundle can tell it. */
export function placeLogTime(
  time: LogTime | undefined,
  log: Document<Log>,
  context: FactContext,
): ResolvedTime | undefined {
  const found = context.get(clock);
  return correctKernelTime(resolveTime(time, found.known ? found.value : undefined, log.value), log, context);
}
