import { SEVERITIES, type Severity } from '../rules/severity.ts';
import type { Diagnosis, DiagnosisResult } from './diagnose.ts';
import type { FindingNode } from './graph.ts';
import { type DiagnosisTexts, ENGLISH } from './texts.ts';

export type VerdictStatus = 'root-cause-found' | 'insufficient-data' | 'findings' | 'healthy';

export interface Verdict {
  readonly status: VerdictStatus;
  readonly severity: Severity;
  readonly headline: string;
  /** What was missing or not trustworthy for the verdict. */
  readonly reasons: readonly string[];
}

export interface VerdictInput {
  /** Sources without which a node cannot be called healthy, that are not there. */
  readonly missing: readonly { readonly source: string; readonly reason: string }[];
  /** Logs that are absent or were cut, in words. */
  readonly logGaps: readonly string[];
  /** Logs, by path, that name other machines only than the rest of the bundle. */
  readonly strange?: { readonly own: string; readonly others: readonly string[]; readonly logs: readonly string[] };
}

/**
 * The order of the design: a cause that is at least medium, else missing data, else findings, else healthy. What a draft
 * among the rules found is enough to doubt that, and for nothing else.
 */
export function judgeVerdict(result: DiagnosisResult, input: VerdictInput, texts: DiagnosisTexts = ENGLISH): Verdict {
  const top = result.diagnoses.find((d) => isRootCause(d, result, input));
  const lost = result.residue.filter((n) => n.timing.beforeBoot);
  if (top !== undefined && input.strange !== undefined && isMixed(top, input.strange.logs))
    return mixedNodes(input.strange, headlineOf(top, texts), result, texts);
  if (top !== undefined)
    return { status: 'root-cause-found', severity: top.severity, headline: headlineOf(top, texts), reasons: [] };
  const apart = worstOf(result.graph.refused.map((edge) => edge.from));
  if (input.strange !== undefined && apart !== undefined) {
    const { rule, instance } = apart;
    const cause = texts.headline({ title: rule.title, message: instance.message, word: 'possible', more: 0 });
    return mixedNodes(input.strange, cause, result, texts);
  }
  if (lost.length > 0) return afterReboot(lost, result, texts);
  if (input.missing.length > 0) {
    const reasons = input.missing.map(texts.lacking);
    return {
      status: 'insufficient-data',
      severity: worst(result),
      headline: texts.insufficient(
        input.missing.map((m) => m.source),
        worstOf(result.residue)?.instance.message,
      ),
      reasons,
    };
  }
  const severity = worst(result);
  if (severity !== 'info')
    return { status: 'findings', severity, headline: findingsHeadline(result, texts), reasons: [...input.logGaps] };
  const doubt = worstOf(result.unproven.filter((n) => isTrouble(n) && n.timing.now !== 'past'));
  if (doubt !== undefined) {
    const headline = texts.unproven(doubt.instance.message);
    return { status: 'findings', severity: 'low', headline, reasons: [...input.logGaps] };
  }
  return { status: 'healthy', severity: 'info', headline: texts.healthy(input.logGaps), reasons: [...input.logGaps] };
}

/**
 * A diagnosis that explains a symptom is a root cause from medium on. One that explains none is a cause only when nothing
 * is left that it could not have caused, nothing essential is missing, and a resource is exhausted right now: otherwise taking one source
 * out of a bundle would make a red herring the culprit.
 */
function isRootCause(diagnosis: Diagnosis, result: DiagnosisResult, input: VerdictInput): boolean {
  if (SEVERITIES.indexOf(diagnosis.severity) > SEVERITIES.indexOf('medium') || diagnosis.confidence.word === 'possible')
    return false;
  if (diagnosis.coverage.length > 0) return true;
  return (
    diagnosis.severity === 'critical' &&
    diagnosis.root.instance.holdsNow === true &&
    result.residue.every((symptom) => mayExplain(diagnosis, symptom, result)) &&
    input.missing.length === 0
  );
}

/** A symptom whose text names no object leaves open what caused it, and speaks against nothing. */
function mayExplain({ roots }: Diagnosis, symptom: FindingNode, { graph }: DiagnosisResult): boolean {
  return graph.edges.some((edge) => edge.to === symptom && roots.includes(edge.from));
}

function headlineOf({ root, roots, confidence }: Diagnosis, texts: DiagnosisTexts): string {
  const { message } = root.instance;
  return texts.headline({ title: root.rule.title, message, word: confidence.word, more: roots.length - 1 });
}

/** Whether lines of those logs were joined with anything else: what one log tells by itself is true of its machine. */
function isMixed({ nodes }: Diagnosis, logs: readonly string[]): boolean {
  const paths = nodes.flatMap((node) => node.instance.evidence.map((ref) => ref.path));
  return paths.some((path) => logs.includes(path)) && paths.some((path) => !logs.includes(path));
}

/** What was joined over files of two nodes is no cause of either. */
function mixedNodes(
  { own, others }: NonNullable<VerdictInput['strange']>,
  cause: string,
  result: DiagnosisResult,
  texts: DiagnosisTexts,
): Verdict {
  const headline = texts.mixedNodes(own, others, cause);
  return { status: 'insufficient-data', severity: worst(result), headline, reasons: [] };
}

/** The reboot destroyed the state that would prove the cause; what the error texts allow is all that is left. */
function afterReboot(lost: readonly FindingNode[], result: DiagnosisResult, texts: DiagnosisTexts): Verdict {
  return {
    status: 'insufficient-data',
    severity: worst(result),
    headline: texts.afterReboot(result.sampledLater.map((s) => s.rule.title)),
    reasons: lost.map((n) => n.instance.message),
  };
}

function worst(result: DiagnosisResult): Severity {
  const found = result.graph.nodes.filter((n) => !result.risks.includes(n));
  const ranks = [...found, ...result.risks].map((n) => SEVERITIES.indexOf(n.instance.severity));
  return SEVERITIES[Math.min(SEVERITIES.indexOf('info'), ...ranks)] ?? 'info';
}

function findingsHeadline(result: DiagnosisResult, texts: DiagnosisTexts): string {
  const unexplained = worstOf(result.residue);
  const found = result.diagnoses[0]?.root;
  // What nobody explains comes first, unless something worse is broken as well.
  const first = worstOf([unexplained, found].filter((node) => node !== undefined)) ?? result.risks[0];
  return texts.findings(first?.instance.message, first !== undefined && first === unexplained);
}

/** Something is broken or is seen to fail; a risk or a setting is neither. */
const isTrouble = ({ rule }: FindingNode): boolean => rule.kind === 'fault' || rule.kind === 'symptom';

/** The first of the most severe. */
function worstOf(nodes: readonly FindingNode[]): FindingNode | undefined {
  return [...nodes].sort(
    (a, b) => SEVERITIES.indexOf(a.instance.severity) - SEVERITIES.indexOf(b.instance.severity),
  )[0];
}
