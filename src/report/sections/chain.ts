import type { ReportDiagnosis } from '../model.ts';

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
  readonly shared: string;
  readonly possible: boolean;
}

/** From the root cause to the symptoms, in the order of the model. */
export function chainOf(diagnosis: ReportDiagnosis): Link[] {
  return diagnosis.chain.map((edge, index) => ({
    number: index + 1,
    from: edge.fromTitle,
    jump: edge.from !== (index === 0 ? diagnosis.id : diagnosis.chain[index - 1]?.to),
    to: edge.toTitle,
    toId: edge.to,
    message: edge.message === '' ? undefined : edge.message,
    because: edge.because,
    shared: edge.shared.map(entityName).join(', '),
    possible: edge.status === 'possible',
  }));
}

/** `mount_namespace:4026533127` is the mount namespace 4026533127. */
function entityName(entity: string): string {
  const match = /^([a-z][a-z_]*):(.+)$/s.exec(entity);
  return match?.[1] === undefined || match[2] === undefined ? entity : `${match[1].replaceAll('_', ' ')} ${match[2]}`;
}
