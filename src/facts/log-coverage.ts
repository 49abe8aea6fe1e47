import type { Emitter } from '../signatures/signature.ts';
import type { FactContext, MissingReason } from './fact.ts';

/** Whether the logs that would hold a message are there and whole. */
export interface LogCoverage {
  /** At least one log that would hold the message was read. */
  readonly present: boolean;
  /** Why absence of the message proves nothing; empty when it does. */
  readonly reasons: readonly MissingReason[];
}

/** Judges the logs of some emitters; a mixed log such as /var/log/messages counts for each of them. */
export function logCoverage(context: FactContext, emitters: readonly Emitter[]): LogCoverage {
  const named = emitters.filter((e) => e !== 'any');
  const relevant = context.snapshot.logs.filter(({ value }) => value.emitter === 'any' || named.length === 0 || named.includes(value.emitter));
  if (relevant.length === 0) {
    const whose = named.length === 0 ? 'log' : `log of ${named.join(', ')}`;
    const gap = context.snapshot.gaps.find((g) => g.source === 'log' || named.some((e) => g.source === `${e}_log`));
    return { present: false, reasons: [{ source: 'log', reason: gap?.reason ?? `no ${whose} in this bundle` }] };
  }
  const reasons = relevant.flatMap(({ path, value }) => {
    if (value.bytes === 0) return [{ source: 'log', reason: `${path} is empty` }];
    return value.cuts.slice(0, 1).map((cut) => ({ source: 'log', reason: `${path}: ${cut.text}` }));
  });
  return { present: true, reasons };
}
