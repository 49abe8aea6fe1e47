import type { Lang } from '../lib/lang.ts';
import type { ConfidenceWord } from './confidence.ts';
import { CHINESE } from './texts-zh.ts';

/** The sentences that a diagnosis is told in, around the texts of its rules. */
export interface DiagnosisTexts {
  /** Title and message of the cause, how sure it is, and how many further objects have it. */
  headline(cause: { title: string; message: string; word: ConfidenceWord; more: number }): string;
  /** The state that would prove a cause is gone; `candidates` are what the error texts allow. */
  afterReboot(candidates: readonly string[]): string;
  /** Logs and the rest are of machines of different names; `cause` is what it would be if it were one. */
  mixedNodes(own: string, others: readonly string[], cause: string | undefined): string;
  insufficient(sources: readonly string[], unexplained: string | undefined): string;
  /** A source that the verdict lacks, and why. */
  lacking(missing: { readonly source: string; readonly reason: string }): string;
  findings(message: string | undefined, isUnexplained: boolean): string;
  /** Only a rule that is not proven yet found something. */
  unproven(message: string): string;
  healthy(gaps: readonly string[]): string;
  /** A clause, by its text in the language or else by its name in the rule. */
  condition(name: string, text: string | undefined): string;
  operationSeen(message: string): string;
  resourceSeen(message: string): string;
  /** Another cause that could not be tested. */
  rival(title: string, missing: readonly { readonly source: string; readonly reason: string }[]): string;
  /** A finding that is there and may lie behind the cause. */
  behind(title: string): string;
  notSeen(prediction: string, text: string): string;
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** A few names of many. */
const listed = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

export const ENGLISH: DiagnosisTexts = {
  headline: ({ title, message, word, more }) =>
    `${word === 'confirmed' ? '' : `${capital(word)}: `}${title}: ${message}${more > 0 ? ` (and ${more} more like this)` : ''}`,
  afterReboot: (candidates) =>
    `Cannot tell: the node was rebooted after the failures, which destroyed the state that would prove the cause${candidates.length === 0 ? '' : `; the error texts allow: ${candidates.join('; ')}`}`,
  mixedNodes: (own, others, cause) =>
    `Cannot tell: the logs are of ${listed(others)}, the rest of the bundle is of ${own}${cause === undefined ? '' : `; were they one node: ${cause}`}`,
  insufficient: (sources, unexplained) =>
    `Cannot tell: ${sources.join(', ')} missing or incomplete${unexplained === undefined ? '' : `; unexplained: ${unexplained}`}`,
  lacking: ({ source, reason }) => `${source}: ${reason}`,
  findings: (message, isUnexplained) =>
    message === undefined ? 'There are findings' : `${isUnexplained ? 'Not explained by this bundle: ' : ''}${message}`,
  unproven: (message) => `No proven rule found a fault; one that is not proven yet says: ${message}`,
  healthy: (gaps) =>
    gaps.length === 0 ? 'No fault found' : `No fault found in what was collected; ${gaps.join('; ')}`,
  condition: (name, text) => text ?? name.replaceAll('_', ' '),
  operationSeen: (message) => `the failing operation was seen: ${message}`,
  resourceSeen: (message) => `the cause itself was seen at collection: ${message}`,
  rival: (title, missing) => `${title}: ${missing.map((m) => `${m.source} (${m.reason})`).join(', ')}`,
  behind: (title) => `${title}: it was found, and whether it led to this cannot be told from this bundle`,
  notSeen: (prediction, text) => `predicted and not seen: ${prediction} (${text})`,
};

const TEXTS: Readonly<Record<Lang, DiagnosisTexts>> = { en: ENGLISH, zh: CHINESE };

export const diagnosisTexts = (lang: Lang): DiagnosisTexts => TEXTS[lang];
