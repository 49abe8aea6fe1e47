import type { Report, ReportDiagnosis, ReportFinding } from '../model.ts';

type Step = ReportDiagnosis['remediation'][number];

/** What the values of the model are called in a report. */
export const STATE_WORDS: Readonly<Record<ReportFinding['state'], string>> = {
  active: 'happening now',
  recent: 'stopped within the last day',
  past: 'over',
  unknown: 'cannot tell whether it still happens',
};

export const VERDICT_WORDS: Readonly<Record<Report['verdict']['status'], string>> = {
  'root-cause-found': 'root cause found',
  findings: 'findings without a proven cause',
  healthy: 'no fault found',
  'insufficient-data': 'not enough data',
};

export const WHERE_WORDS: Readonly<Record<Step['where'], string>> = {
  node: 'on the node',
  'control-plane': 'with cluster access',
  cloud: 'in the cloud console',
  manifest: 'in the manifest',
};

export const CLASS_WORDS: Readonly<Record<Step['class'], string>> = {
  safe: 'safe',
  disruptive: 'disruptive',
  destructive: 'DESTRUCTIVE',
};

export const STAGE_WORDS: Readonly<Record<Step['stage'], string>> = {
  now: 'Now',
  permanent: 'For good',
  verify: 'Check ten minutes later',
};

export const OWNER_WORDS: Readonly<Record<string, string>> = {
  application: 'the application that runs here',
  platform: 'the platform team (node, runtime, cluster add-ons)',
  storage: 'storage',
  network: 'network',
  kernel: 'the kernel or its vendor',
  cloud: 'the cloud provider',
};

export const KIND_WORDS: Readonly<Record<ReportFinding['kind'], string>> = {
  symptom: 'symptom',
  fault: 'fault',
  risk: 'risk',
  config: 'setting',
};

export const ROLE_WORDS: Readonly<Record<ReportFinding['role'], string>> = {
  root: 'root cause',
  contributing: 'contributing',
  effect: 'effect',
  isolated: 'stands alone',
  risk: 'risk',
};

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** The first `max` parts, and how many there are beyond. */
export function someOf(parts: readonly string[], max: number): string {
  return parts.length <= max ? parts.join(', ') : `${parts.slice(0, max).join(', ')} and ${parts.length - max} more`;
}

/** Ends a sentence that has no end yet. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** First letter in upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
