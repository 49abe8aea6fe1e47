import type { CutMark } from './cut-marks.ts';
import type { Captures } from './pattern.ts';
import type { Cut } from './signature.ts';
import { printable } from './tally.ts';

/** Of one kind, only so many distinct sentences are kept; further lines count in the first one. */
const MAX_CUTS = 24;

/**
 * Places in the kernel that are limited and print nothing a rule asks for: the other size of a block device, of each disk
 * that comes or goes; copies of audit records, which every node has that runs no auditd (audit_printk_skb before 4.7).
 */
const NOTICES: ReadonlySet<string> = new Set(['set_capacity_and_notify', 'kauditd_printk_skb', 'audit_printk_skb']);

/** Gathers why a log is incomplete. */
export class CutList {
  readonly #cuts = new Map<string, Cut & { count: number }>();

  /** Adds a line that says so. */
  addLine(mark: CutMark, captures: Captures, line: number, text: string): void {
    if (NOTICES.has(captures.what ?? '')) return;
    const own = `${mark.kind} ${captures.what ?? ''}`;
    const key = this.#cuts.size < MAX_CUTS || this.#cuts.has(own) ? own : `${mark.kind} `;
    const cut = this.#cuts.get(key) ?? { kind: mark.kind, line, text: printable(text), count: 0 };
    cut.count++;
    if (captures.lost !== undefined) cut.lost = (cut.lost ?? 0) + Number(captures.lost);
    this.#cuts.set(key, cut);
  }

  /** All cuts in the order they were first seen, with what is known only at the end of the log. */
  end(known: readonly Cut[]): Cut[] {
    return [...this.#cuts.values(), ...known];
  }
}
