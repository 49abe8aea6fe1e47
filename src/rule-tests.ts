import { readFiles } from './analysis.ts';
import type { Catalog } from './catalog.ts';
import { type Moments, timingOf } from './diagnosis/timing.ts';
import { clock } from './facts/clock.ts';
import { openFacts } from './facts/fact-source.ts';
import { allInstances, evaluateRule, type RuleResult } from './rules/evaluate.ts';
import type { LoadedRule } from './rules/load.ts';
import type { RuleTest, TestText } from './rules/rule.ts';

export interface RuleTestResult {
  readonly rule: string;
  readonly test: string;
  readonly passed: boolean;
  /** What was expected and what came, for a failed test. */
  readonly detail: string;
}

/** Rule tests run at a fixed moment unless their files tell another: 2026-01-15T12:00:00Z. */
const TEST_TIME = 1_768_478_400;

/** Runs the tests inside one rule file: each is a bundle in small, read through the real parsers and facts. */
export function runRuleTests(
  { rule, compiled }: Pick<LoadedRule, 'rule' | 'compiled'>,
  catalog: Catalog,
): RuleTestResult[] {
  return rule.tests.map((test) => {
    const snapshot = readFiles(filesOf(test), catalog.signatures, testHints(test));
    const facts = openFacts(snapshot, catalog.signatures, catalog.facts);
    const result = evaluateRule(compiled, facts.source, catalog.language);
    const time = facts.get(clock);
    const detail = compare(test, result, time.known ? { collectedAt: time.value.collected_at } : {});
    return { rule: rule.id, test: test.name, passed: detail === '', detail };
  });
}

/** A test that brings no clock of its own gets one, so that times can be placed. */
function testHints(test: RuleTest): { collectedAt?: number; utcOffset?: number } {
  const clocked = ['manifest-start.json', 'commands/date', 'date'].some((path) => path in test.files);
  return clocked ? {} : { collectedAt: TEST_TIME, utcOffset: 0 };
}

function compare(test: RuleTest, result: RuleResult, moments: Moments): string {
  const found = result.instances.filter((i) => i.status === 'finding');
  const worst = found[0];
  if (result.status !== test.expect) return `expected ${test.expect}, got ${result.status}${explain(result)}`;
  if (test.says !== undefined && !found.some((i) => i.message.includes(test.says ?? ''))) {
    return `expected a message with ${JSON.stringify(test.says)}, got ${JSON.stringify(worst?.message ?? '')}`;
  }
  if (test.severity !== undefined && worst?.severity !== test.severity)
    return `expected severity ${test.severity}, got ${worst?.severity}`;
  if (test.instances !== undefined && found.length !== test.instances)
    return `expected ${test.instances} instances, got ${found.length}`;
  const state = worst === undefined ? undefined : timingOf(worst, moments).now;
  if (test.state !== undefined && state !== test.state) return `expected state ${test.state}, got ${state}`;
  return '';
}

function explain(result: RuleResult): string {
  const reasons = result.missing.map((m) => `${m.source}: ${m.reason}`);
  const clauses = allInstances(result)
    .slice(0, 2)
    .map((i) => [...i.clauses].map(([name, value]) => `${name}=${value}`).join(' '));
  const parts = [result.error, ...reasons, ...clauses].filter((p) => p !== undefined && p !== '');
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function filesOf(test: RuleTest): Map<string, Iterable<string>> {
  const files = new Map<string, Iterable<string>>();
  for (const [path, content] of Object.entries(test.files)) {
    files.set(path, Array.isArray(content) ? expandAll(content) : expand(content));
  }
  return files;
}

function* expandAll(parts: readonly TestText[]): Iterable<string> {
  for (const part of parts) yield* expand(part);
}

/** A text as it is, or one line many times with its number; every part ends with a line end. */
function* expand(part: TestText): Iterable<string> {
  if (typeof part === 'string') {
    yield part === '' || part.endsWith('\n') ? part : `${part}\n`;
    return;
  }
  const first = part.from ?? 1;
  for (let n = first; n < first + part.repeat; n++) yield `${part.line.replaceAll('{{n}}', String(n))}\n`;
}
