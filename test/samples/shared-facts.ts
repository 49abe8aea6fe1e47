import { analyse } from '../../src/analysis.ts';
import type { Catalog } from '../../src/catalog.ts';
import type { Fact, FactContext, Result } from '../../src/facts/fact.ts';
import { factWords } from '../../src/facts/words/words.ts';
import type { Report } from '../../src/report/model.ts';
import type { Documents, Snapshot } from '../../src/snapshot/snapshot.ts';
import { isSameData } from '../same-data.ts';

/** A fact or join with what it read: `checks` say whether another snapshot would give it the same. */
interface Computed {
  readonly key: unknown;
  readonly run: (context: FactContext) => unknown;
  readonly result: unknown;
  readonly checks: Map<string, (other: Snapshot) => boolean>;
  readonly inputs: Set<Computed>;
  readonly stores: Map<unknown, unknown>;
}

type Results = Map<unknown, Computed>;

/** Analyses edits of one snapshot. */
export interface SharedAnalysis {
  report(edited: Snapshot): Report;
  /** False when every fact that the rules asked for is what it was: then no finding can differ either. */
  changes(edited: Snapshot): boolean;
}

/**
 * What a fact reads of the snapshot is recorded, and a fact whose inputs an edit left alone is taken over from the whole
 * snapshot: a table of 26,503 mounts is then joined once and not a hundred times. One that is computed anew and comes out
 * the same is taken for the same by the facts that read it. Each edit is analysed once.
 */
export function sharedAnalysis(catalog: Catalog, whole: Snapshot): SharedAnalysis {
  const base: Results = new Map();
  const asked = new Set<Fact>();
  const sessions = new WeakMap<Snapshot, FactContext>();
  const sessionOf = (snapshot: Snapshot): FactContext => {
    const open =
      sessions.get(snapshot) ?? openSession(snapshot, catalog, snapshot === whole ? [base] : [new Map(), base]);
    sessions.set(snapshot, open);
    return open;
  };
  const facts = [...catalog.facts].map(([name, fact]): [string, Fact] => [
    name,
    {
      ...fact,
      compute({ snapshot }) {
        if (snapshot === whole) asked.add(fact);
        return sessionOf(snapshot).get(fact);
      },
    },
  ]);
  const shared: Catalog = { ...catalog, facts: new Map(facts) };
  const reports = new WeakMap<Snapshot, Report>();
  const report = (snapshot: Snapshot): Report => {
    const made = reports.get(snapshot) ?? analyse(snapshot, shared, { version: '0.0.0', catalogSha256: '' });
    reports.set(snapshot, made);
    // Its facts are not asked for again.
    if (snapshot !== whole) sessions.delete(snapshot);
    return made;
  };
  report(whole);
  return {
    report,
    changes: (edited) => [...asked].some((fact) => sessionOf(edited).get(fact) !== sessionOf(whole).get(fact)),
  };
}

function openSession(snapshot: Snapshot, { signatures }: Catalog, [own, base]: Results[]): FactContext {
  const results: Results = own ?? new Map();
  const holds = (earlier: Computed): boolean =>
    [...earlier.checks.values()].every((check) => check(snapshot)) &&
    [...earlier.inputs].every((input) => computed(input.key, input.run).result === input.result);
  const computed = (key: unknown, run: Computed['run']): Computed => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const earlier = base?.get(key);
    const found = earlier !== undefined && holds(earlier) ? earlier : computeNow(key, run, earlier, contextFor);
    results.set(key, found);
    return found;
  };
  const resultOf = (key: unknown, run: Computed['run'], reader?: Computed): unknown => {
    const found = computed(key, run);
    reader?.inputs.add(found);
    return found.result;
  };
  const ownStore = (reader: Computed, create: Computed['run']): unknown => {
    const store = reader.stores.get(create) ?? create(contextFor(reader));
    reader.stores.set(create, store);
    return store;
  };
  const contextFor = (reader?: Computed): FactContext => ({
    snapshot: reader === undefined ? snapshot : recording(snapshot, reader.checks),
    signatures,
    words: factWords('en'),
    // What is stored under a fact or a join is what that fact or join computed.
    get: (fact) => resultOf(fact, (context) => fact.compute(context), reader) as Result<never>,
    // A join that asks for nothing is a store which its readers fill: a shared one would hide what they read.
    once: <T>(compute: (context: FactContext) => T) =>
      (reader !== undefined && compute.length === 0
        ? ownStore(reader, compute)
        : resultOf(compute, compute, reader)) as T,
  });
  return contextFor();
}

/** What comes out as it was is what it was, so that its readers need not be computed again. */
function computeNow(
  key: unknown,
  run: Computed['run'],
  earlier: Computed | undefined,
  contextFor: (reader: Computed) => FactContext,
): Computed {
  const reader: Computed = { key, run, result: undefined, checks: new Map(), inputs: new Set(), stores: new Map() };
  const result = run(contextFor(reader));
  return Object.assign(reader, { result: isSameData(earlier?.result, result) ? earlier?.result : result });
}

/** Who asks more often than this depends on the whole list. */
const MANY = 100;

/** The snapshot as a reader that notes which parts are read; gaps and records are asked for, so the answers count. */
function recording(snapshot: Snapshot, checks: Computed['checks']): Snapshot {
  const note = (what: string, read: (other: Snapshot) => unknown): unknown => {
    const value = read(snapshot);
    if (!checks.has(what)) checks.set(what, (other) => read(other) === value);
    return value;
  };
  const documents = (which: 'documents' | 'second'): Documents =>
    new Proxy(snapshot[which], {
      get: (_, source) => note(`${which} ${String(source)}`, (s) => Reflect.get(s[which], source)),
      ownKeys: (target) => {
        note(which, (s) => s[which]);
        return Reflect.ownKeys(target);
      },
    });
  const list = <T>(which: 'gaps' | 'records'): T =>
    new Proxy(snapshot[which], {
      get(target, method) {
        if ((method !== 'find' && method !== 'filter' && method !== 'some') || checks.size > MANY) {
          note(which, (s) => s[which]);
          return Reflect.get(target, method);
        }
        return (test: (item: unknown) => boolean) => {
          const ask = (s: Snapshot): unknown => (s[which] as readonly unknown[])[method](test);
          const answer = ask(snapshot);
          const text = JSON.stringify(answer);
          checks.set(`${which} ${checks.size}`, (other) => JSON.stringify(ask(other)) === text);
          return answer;
        };
      },
    }) as T;
  return new Proxy(snapshot, {
    get(_, part) {
      if (part === 'documents' || part === 'second') return documents(part);
      if (part === 'gaps' || part === 'records') return list(part);
      return note(String(part), (s) => Reflect.get(s, part));
    },
  });
}
