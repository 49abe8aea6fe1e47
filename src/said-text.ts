import type { Evaluation } from './analysis.ts';
import type { Catalog } from './catalog.ts';
import { type Diagnosis, type DiagnosisResult, diagnose } from './diagnosis/diagnose.ts';
import type { FindingNode } from './diagnosis/graph.ts';
import type { Moments } from './diagnosis/timing.ts';
import { cut } from './lib/text.ts';
import { decodeLine } from './parsers/log-lines/decode.ts';
import type { Report } from './report/model.ts';
import { createScanner } from './signatures/scanner.ts';
import type { Log, Occurrence } from './signatures/signature.ts';
import type { Document, Snapshot } from './snapshot/snapshot.ts';

export type SymptomAnswer = NonNullable<NonNullable<Report['asked']>['symptom']>;

/** Stands where the path of a log would. The text is in no report as evidence: only findings of the bundle are. */
const SAID = 'said on the command line';
/** A longer text is a log, which is a bundle of its own. */
const MAX_TEXT = 16_384;
const MAX_NAMED = 5;

/** What an analysis found in the bundle alone, and how another is made. */
export interface Analysed {
  readonly evaluation: Evaluation;
  readonly found: DiagnosisResult;
  readonly catalog: Catalog;
  readonly moments: Moments;
  /** Whether the verdict can stand on a diagnosis. */
  readonly canLead: (diagnosis: Diagnosis) => boolean;
  readonly evaluate: (snapshot: Snapshot) => Evaluation;
}

/**
 * Says whether an error that a user met is explained by a cause that the bundle itself shows. The text is read as a log of
 * the node and the node is judged once more: a cause counts only if it is a root without the text as well, and with it
 * leads to what the text tells of.
 */
export function answerSymptom(said: string, analysed: Analysed): SymptomAnswer {
  const text = cut(said, MAX_TEXT);
  const log = scan(text, analysed.catalog);
  const known = [...new Set(log.matches.map(({ signature }) => groupOf(signature, analysed.catalog)))];
  const start = { text: cut(text, 400), known: known.map((group) => group.replaceAll('_', ' ')) };
  if (known.length === 0) return { ...start, answer: 'unrecognised', causes: [], seen: [], needed: [] };
  const seen = sameLines(log, analysed);
  const again = evaluateWith(log, analysed);
  const result = diagnose(again.results, analysed.moments, analysed.catalog.baseRates);
  const places = new Set(seen.map(({ path, line }) => `${path}:${line}`));
  const tells = (node: FindingNode): boolean =>
    node.instance.evidence.some((ref) => ref.path === SAID || places.has(`${ref.path}:${ref.line ?? ''}`));
  const causes = [analysed.found, result]
    .flatMap(({ diagnoses }) => diagnoses)
    .filter(({ nodes, roots }) => nodes.some(tells) && roots.some((root) => isRootOf(root, analysed.found)));
  const titles = new Map(causes.map(({ root }) => [root.rule.id, root.rule.title]));
  return {
    ...start,
    answer: titles.size > 0 ? 'explained' : 'unexplained',
    causes: [...titles].slice(0, MAX_NAMED).map(([id, title]) => ({ id, title })),
    seen: seen.slice(0, MAX_NAMED),
    needed: titles.size > 0 ? [] : neededFor(result.graph.nodes.filter(tells), again, analysed),
  };
}

function scan(text: string, catalog: Catalog): Log {
  const reading = createScanner(catalog.signatures, decodeLine).open({ path: SAID, emitter: 'any' });
  reading.write(Buffer.from(`${text}\n`));
  return reading.end(true);
}

function evaluateWith(log: Log, { evaluation, evaluate }: Analysed): Evaluation {
  const { snapshot } = evaluation;
  // Like a later file it says nothing of the time of collection.
  const document: Document<Log> = { path: SAID, params: { emitter: 'any', with: SAID }, value: log };
  return evaluate({ ...snapshot, logs: [...snapshot.logs, document] });
}

const groupOf = (id: string, { signatures }: Catalog): string =>
  signatures.find((signature) => signature.id === id)?.group ?? id;

/** Lines of the bundle that tell of the same: the same event with the same captures, as far as both have them. */
function sameLines(said: Log, { evaluation, catalog }: Analysed): SymptomAnswer['seen'] {
  const lines: SymptomAnswer['seen'] = [];
  for (const match of said.matches) {
    const group = groupOf(match.signature, catalog);
    for (const { path, value } of evaluation.snapshot.logs)
      for (const other of value.matches)
        if (groupOf(other.signature, catalog) === group)
          for (const occurrence of other.occurrences)
            if (match.occurrences.some((own) => tellsTheSame(own, occurrence)))
              lines.push({ path, line: occurrence.sample.line, text: cut(occurrence.sample.text, 300) });
  }
  return lines;
}

function tellsTheSame({ captures: a }: Occurrence, { captures: b }: Occurrence): boolean {
  const common = Object.keys(a).filter((name) => name in b);
  return common.every((name) => a[name] === b[name]);
}

/** A root that the bundle shows without the text: the same rule on the same object. */
function isRootOf(root: FindingNode, { diagnoses }: DiagnosisResult): boolean {
  const entities = new Set([...root.instance.entities.values()].flat());
  return diagnoses.some(({ roots }) =>
    roots.some(
      ({ rule, instance }) =>
        rule.id === root.rule.id &&
        (instance.label === root.instance.label || [...instance.entities.values()].flat().some((e) => entities.has(e))),
    ),
  );
}

/** What the causes of such a symptom wait for, and the rules that the text alone leaves open. */
function neededFor(told: readonly FindingNode[], again: Evaluation, { evaluation }: Analysed): SymptomAnswer['needed'] {
  const effects = new Set(told.map(({ rule }) => rule.id));
  const before = new Map(evaluation.results.map((result) => [result.compiled.rule.id, result.status]));
  const needed = new Map<string, string>();
  for (const { compiled, status, missing } of again.results) {
    if (status !== 'unknown' || compiled.rule.status === 'draft') continue;
    const isCause = compiled.rule.explains.some((edge) => effects.has(edge.id));
    if (!isCause && before.get(compiled.rule.id) === 'unknown') continue;
    for (const { source, reason } of missing) if (!needed.has(source)) needed.set(source, reason);
  }
  return [...needed].slice(0, MAX_NAMED).map(([source, reason]) => ({ source, reason }));
}
