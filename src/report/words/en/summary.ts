import type { Report } from '../../model.ts';

/** The table that several bundles end with; a script finds a verdict in it by the name that the model has for it. */
export const summary = {
  node: 'NODE',
  verdict: 'VERDICT',
  rootCause: 'ROOT CAUSE',
  since: 'SINCE',
  notRead: 'not read',
  status: {
    'root-cause-found': 'root-cause-found',
    findings: 'findings',
    healthy: 'healthy',
    'insufficient-data': 'insufficient-data',
  } satisfies Record<Report['verdict']['status'], string>,
  orBefore: (time: string): string => `${time} or before`,
};
