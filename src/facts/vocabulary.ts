import { formatBytes, parseBytes } from '../lib/bytes.ts';
import { formatDuration, formatTime, parseDuration } from '../lib/time.ts';
import type { Vocabulary } from '../rules/language.ts';
import type { Signature } from '../signatures/signature.ts';
import type { Fact } from './fact.ts';
import { facts } from './index.generated.ts';
import { createLogFact, type LogGroup, logGroupOf } from './log.ts';
import { compareVersions } from './version.ts';

/** All facts that rules may name, for one set of signatures. */
export function allFacts(signatures: readonly Signature[]): ReadonlyMap<string, Fact> {
  const named = new Map<string, Fact>(Object.values(facts).map((fact): [string, Fact] => [fact.name, fact]));
  const log = createLogFact(signatures);
  return named.set(log.name, log);
}

/** The language of rules over these facts: their names and types, and the functions that belong to the field. */
export function createVocabulary(known: ReadonlyMap<string, Fact>): Vocabulary {
  return {
    variables: new Map([...known].map(([name, fact]) => [name, fact.schema])),
    functions: [
      {
        signature: 'LogGroup.of(dyn): LogGroup',
        handler: (group: LogGroup, object: { entity?: string }) => logGroupOf(group, object),
      },
      { signature: 'version_less(string, string): bool', handler: (a: string, b: string) => compareVersions(a, b) < 0 },
      { signature: 'seconds(string): double', handler: (text: string) => parseDuration(text) ?? Number.NaN },
      { signature: 'size_bytes(string): double', handler: (text: string) => parseBytes(text) ?? Number.NaN },
      { signature: 'percent(double): string', handler: (ratio: number) => `${Math.floor(ratio * 1000) / 10} %` },
      { signature: 'human_bytes(double): string', handler: (bytes: number) => formatBytes(bytes) },
      { signature: 'human_duration(double): string', handler: (s: number) => formatDuration(s) },
      { signature: 'time(double): string', handler: (epoch: number) => formatTime(epoch) },
      { signature: 'floor(double): double', handler: (x: number) => Math.floor(x) },
      { signature: 'log2(double): double', handler: (x: number) => Math.log2(x) },
      { signature: 'max(double, double): double', handler: (a: number, b: number) => Math.max(a, b) },
      { signature: 'is_power_of_two(double): bool', handler: (x: number) => x >= 1 && Number.isInteger(Math.log2(x)) },
    ],
  };
}
