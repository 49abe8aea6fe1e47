import { formatSourceRef } from '../../lib/source-ref.ts';
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
}

export function citationsOf(evidence: ReportFinding['evidence']): Citation[] {
  return evidence.map(({ path, line, text = '', source = '' }) => ({
    place: formatSourceRef(line === undefined ? { path } : { path, line }),
    text: text === '' ? undefined : text,
    context: source === '' || source === text ? undefined : source,
    bare: text === '' && source === '',
  }));
}
