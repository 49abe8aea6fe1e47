import { plain, readSentence, type Span } from '../prose.ts';
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

/** One answer of the first screen. */
export interface Row {
  readonly key: RowKey;
  readonly label: string;
  readonly paragraphs: readonly (readonly Span[])[];
  readonly items: readonly (readonly Span[])[];
  readonly steps: readonly Step[];
  readonly command: string | undefined;
}

export interface RowContent {
  readonly text?: readonly string[];
  /** Sentences of a rule, which may carry code spans. */
  readonly prose?: readonly string[];
  readonly items?: readonly string[];
  readonly steps?: readonly Step[];
  readonly command?: string | undefined;
}

/** A row, or nothing when there is nothing to say. */
export function row(key: RowKey, label: string, content: RowContent): Row[] {
  const paragraphs = [...(content.text ?? []).map((t) => [plain(t)]), ...(content.prose ?? []).map(readSentence)];
  const items = (content.items ?? []).map((t) => [plain(t)]);
  // A list of one is a sentence.
  if (items.length === 1 && paragraphs.length === 0) paragraphs.push(...items.splice(0));
  const steps = content.steps ?? [];
  if (paragraphs.length + items.length + steps.length === 0 && content.command === undefined) return [];
  return [{ key, label, paragraphs, items, steps, command: content.command }];
}
