import { plain, readSentence, type Span } from '../prose.ts';
import type { Words } from '../words/words.ts';
import type { Step } from './step.ts';

/** What a row of the first screen answers, in the order in which a reader asks. */
export type RowKey =
  | 'what'
  | 'hit'
  | 'do'
  | 'dont'
  | 'reboot'
  | 'sure'
  | 'since'
  | 'owner'
  | 'ask'
  | 'excluded'
  | 'limits'
  | 'more';

/** A step with what it is among the others: the look before, the thing to do, what comes then. */
export interface LabelledStep extends Step {
  readonly label: string;
}

/** One answer of the first screen. */
export interface Row {
  readonly key: RowKey;
  readonly label: string;
  readonly paragraphs: readonly (readonly Span[])[];
  readonly items: readonly (readonly Span[])[];
  readonly steps: readonly LabelledStep[];
  readonly command: string | undefined;
}

export interface RowContent {
  readonly text?: readonly string[];
  /** Sentences of a rule, which may carry code spans. */
  readonly prose?: readonly string[];
  readonly items?: readonly string[];
  /** Items that may carry code spans. */
  readonly proseItems?: readonly string[];
  readonly steps?: readonly LabelledStep[];
  readonly command?: string | undefined;
}

/** A row, or nothing when there is nothing to say. */
export function row(key: RowKey, label: string, content: RowContent): Row[] {
  const paragraphs = [...(content.text ?? []).map((t) => [plain(t)]), ...(content.prose ?? []).map(readSentence)];
  const items = [...(content.items ?? []).map((t) => [plain(t)]), ...(content.proseItems ?? []).map(readSentence)];
  // A list of one is a sentence.
  if (items.length === 1 && paragraphs.length === 0) paragraphs.push(...items.splice(0));
  const steps = content.steps ?? [];
  if (paragraphs.length + items.length + steps.length === 0 && content.command === undefined) return [];
  return [{ key, label, paragraphs, items, steps, command: content.command }];
}

/** Says of each step what it is among the others: a look before, the first that acts, what comes then. */
export function labelSteps(steps: readonly Step[], label: Words['screen']['label']): LabelledStep[] {
  let acted = false;
  return steps.map((step) => {
    const own = step.reads && steps.length > 1 ? label.look : acted ? label.next : label.do;
    acted ||= !step.reads;
    return { ...step, label: own };
  });
}
