import { formatSourceRef } from '../../lib/source-ref.ts';
import { cut } from '../../lib/text.ts';
import type { ReportFinding } from '../model.ts';

/** A cited place and what stands there. */
export interface Citation {
  /** `path:line`. */
  readonly place: string;
  readonly text: string | undefined;
  /** The lines around it. */
  readonly context: string | undefined;
  /** Only the place is known; such ones need no line of their own. */
  readonly bare: boolean;
  /** Why nothing stands below the place, where something is expected. */
  readonly note: string | undefined;
  /** The line as it stands in the file, with its neighbours; where it was kept. */
  readonly quote: Quote | undefined;
}

/** What a page shows of a place: the line, and one before and after it. */
export interface Quote {
  readonly before: string | undefined;
  readonly line: string;
  readonly after: string | undefined;
}

/** A kubelet error is a thousand characters long, a line of JSON may be the whole file. */
const MAX_LINE = 1500;
const MAX_NEIGHBOUR = 240;

export function citationsOf(evidence: ReportFinding['evidence']): Citation[] {
  return evidence.map(({ path, line, text = '', source = '', context = {} }, index) => ({
    place: formatSourceRef(line === undefined ? { path } : { path, line }),
    text: text === '' ? undefined : text,
    context: source === '' || source === text ? undefined : source,
    bare: text === '' && source === '',
    note: undefined,
    quote: quoteOf(text, context, [evidence[index - 1]?.context?.whole, evidence[index + 1]?.context?.whole]),
  }));
}

/** A neighbour that is cited itself is not printed twice. */
function quoteOf(
  text: string,
  { whole, before, after }: NonNullable<ReportFinding['evidence'][number]['context']>,
  cited: readonly [string | undefined, string | undefined],
): Quote | undefined {
  const line = whole ?? text;
  if (line === '') return undefined;
  const neighbour = (other: string | undefined): string | undefined =>
    other === undefined || other === '' || cited.includes(other) ? undefined : cut(other, MAX_NEIGHBOUR);
  return { before: neighbour(before), line: cut(line, MAX_LINE), after: neighbour(after) };
}
