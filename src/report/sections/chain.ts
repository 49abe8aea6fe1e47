import type { ReportDiagnosis } from '../model.ts';
import type { Words } from '../words/words.ts';

/** One arrow of the causal chain. */
export interface Link {
  /** From 1; a picture of the chain names its arrows by it. */
  readonly number: number;
  readonly from: string;
  /** True where the arrow does not start at what the line before it ended with. */
  readonly jump: boolean;
  readonly to: string;
  readonly toId: string;
  readonly message: string | undefined;
  readonly because: string;
  /** `; both concern ...`; empty when nothing is shared. */
  readonly bothConcern: string;
  readonly possible: boolean;
  /** `leads to`, on a page and within a sentence. */
  readonly leadsTo: string;
  readonly leadsToInText: string;
}

/** From the root cause to the symptoms, in the order of the model. */
export function chainOf(diagnosis: ReportDiagnosis, words: Words): Link[] {
  return diagnosis.chain.map((edge, index) => ({
    number: index + 1,
    from: edge.fromTitle,
    jump: edge.from !== (index === 0 ? diagnosis.id : diagnosis.chain[index - 1]?.to),
    to: edge.toTitle,
    toId: edge.to,
    message: edge.message === '' ? undefined : edge.message,
    because: edge.because,
    bothConcern: concernOf(edge.shared, words),
    possible: edge.status === 'possible',
    leadsTo: words.cause.leadsTo(edge.status === 'possible'),
    leadsToInText: words.cause.leadsToInText(edge.status === 'possible'),
  }));
}

function concernOf(shared: readonly string[], words: Words): string {
  const names = shared.map((entity) => entityName(entity, words)).join(words.terms.comma);
  return names === '' ? '' : words.cause.bothConcern(names);
}

/** `mount_namespace:4026533127` is the mount namespace 4026533127. */
function entityName(entity: string, { cause, terms }: Words): string {
  const match = /^([a-z][a-z_]*):(.+)$/s.exec(entity);
  return match?.[1] === undefined || match[2] === undefined
    ? entity
    : cause.entity(terms.named(match[1].replaceAll('_', ' ')), match[2]);
}
