import { analyse } from '../../src/analysis.ts';
import type { Catalog } from '../../src/catalog.ts';
import type { Fact, FactContext, Result } from '../../src/facts/fact.ts';
import { factWords } from '../../src/facts/words/words.ts';
import type { Report } from '../../src/report/model.ts';
import type { Documents, Snapshot } from '../../src/snapshot/snapshot.ts';

/** A fact or join with what it read: `checks` say whether another snapshot would give it the same. */
interface Computed {
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
 * snapshot: a table of 26,503 mounts is then joined once and not a hundred times.
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
  const report = (snapshot: Snapshot): Report => analyse(snapshot, shared, { version: '0.0.0', catalogSha256: '' });
  report(whole);
  return {
    report,
    changes: (edited) => [...asked].some((fact) => sessionOf(edited).get(fact) !== sessionOf(whole).get(fact)),
  };
}

function openSession(snapshot: Snapshot, { signatures }: Catalog, [own, base]: Results[]): FactContext {
  const results: Results = own ?? new Map();
  const judged = new Map<Computed, boolean>();
  const holds = (computed: Computed): boolean => {
    const verdict =
      judged.get(computed) ??
      ([...computed.checks.values()].every((check) => check(snapshot)) && [...computed.inputs].every(holds));
    judged.set(computed, verdict);
    return verdict;
  };
  const resultOf = (key: unknown, run: (context: FactContext) => unknown, reader?: Computed): unknown => {
    const earlier = base?.get(key);
    const computed =
      results.get(key) ?? (earlier !== undefined && holds(earlier) ? earlier : computeNow(run, (c) => contextFor(c)));
    results.set(key, computed);
    reader?.inputs.add(computed);
    return computed.result;
  };
  const ownStore = (reader: Computed, create: (context: FactContext) => unknown): unknown => {
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

function computeNow(run: (context: FactContext) => unknown, contextFor: (reader: Computed) => FactContext): Computed {
  const reader: Computed = { result: undefined, checks: new Map(), inputs: new Set(), stores: new Map() };
  return Object.assign(reader, { result: run(contextFor(reader)) });
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
