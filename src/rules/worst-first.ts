import type { Instance } from './evaluate.ts';
import type { RuleStatus } from './rule.ts';

const ORDER: Readonly<Record<RuleStatus, number>> = {
  finding: 0,
  error: 1,
  unknown: 2,
  clear: 3,
  'ruled-out': 4,
  'not-applicable': 5,
};

/** What holds first, then what could not be judged; of equal ones the one that weighs most. */
export function sortWorstFirst(instances: readonly Instance[]): Instance[] {
  return [...instances].sort((a, b) => ORDER[a.status] - ORDER[b.status] || b.weight - a.weight);
}
