import { readFiles } from '../../src/analysis.ts';
import type { Fact, Result } from '../../src/facts/fact.ts';
import { type FactBase, openFacts } from '../../src/facts/fact-source.ts';
import { allFacts } from '../../src/facts/vocabulary.ts';
import type { ClockHints } from '../../src/snapshot/snapshot.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const signatures = shippedSignatures();
const facts = allFacts(signatures);

/** 2026-01-15T12:00:00Z, the moment most bundles of these tests were collected. */
export const NOW = 1_768_478_400;

/** The facts of a bundle given as path to text, collected at NOW in UTC unless the hints say otherwise. */
export function factsOf(
  files: Readonly<Record<string, string>>,
  hints: ClockHints = { collectedAt: NOW, utcOffset: 0 },
): FactBase {
  return openFacts(readFiles(new Map(Object.entries(files)), signatures, hints), signatures, facts);
}

/** The value of a fact that has to be known. */
export function theValue<T>(result: Result<T>): T {
  if (!result.known) throw new Error(`not known: ${result.missing.map((m) => `${m.source}: ${m.reason}`).join('; ')}`);
  return result.value;
}

/** A fact by the name that rules use. */
export function factNamed(name: string): Fact {
  const fact = facts.get(name);
  if (fact === undefined) throw new Error(`no fact ${name}`);
  return fact;
}

/** One line of a mount table; what is not given is ordinary. */
export function mountLine(m: {
  id: number;
  parent?: number;
  device?: string;
  root?: string;
  point: string;
  shared?: number;
  master?: number;
  type?: string;
  options?: string;
}): string {
  const tags = [
    m.shared === undefined ? '' : ` shared:${m.shared}`,
    m.master === undefined ? '' : ` master:${m.master}`,
  ].join('');
  return `${m.id} ${m.parent ?? 1} ${m.device ?? '8:1'} ${m.root ?? '/'} ${m.point} rw${tags} - ${m.type ?? 'ext4'} /dev/vda1 ${m.options ?? 'rw'}\n`;
}
