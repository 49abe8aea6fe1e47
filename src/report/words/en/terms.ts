import type { Report, ReportDiagnosis, ReportFinding } from '../../model.ts';

type Step = ReportDiagnosis['remediation'][number];

/** What the values of the model are called in a report, and how parts are put together. */
export const terms = {
  state: {
    active: 'happening now',
    recent: 'last seen within the last day',
    past: 'over',
    unknown: 'cannot tell whether it still happens',
  } satisfies Record<ReportFinding['state'], string>,
  holdsNow: 'holds now',
  verdict: {
    'root-cause-found': 'root cause found',
    findings: 'findings without a proven cause',
    healthy: 'no fault found',
    'insufficient-data': 'not enough data',
  } satisfies Record<Report['verdict']['status'], string>,
  confidence: { confirmed: 'confirmed', likely: 'likely', possible: 'possible' } satisfies Record<
    ReportDiagnosis['confidence']['word'],
    string
  >,
  rootCause: (confidence: string): string => `root cause ${confidence}`,
  /** `ok` is no severity: a healthy node has none. */
  badge: { critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'info', ok: 'ok' } satisfies Record<
    ReportFinding['severity'] | 'ok',
    string
  >,
  where: {
    node: 'on the node',
    'control-plane': 'with cluster access',
    cloud: 'in the cloud console',
    manifest: 'in the manifest',
  } satisfies Record<Step['where'], string>,
  class: { safe: 'safe', disruptive: 'disruptive', destructive: 'DESTRUCTIVE' } satisfies Record<Step['class'], string>,
  changesNothing: 'changes nothing',
  /** The class of a step says it already. */
  withoutChange: (task: string): string => task.replace(/; nothing is changed by this$/, ''),
  /** `takes seconds`, `at once`, `until the daemon is restarted`. */
  duration: (duration: string): string =>
    /^(?:at once|until |the |within |about )/.test(duration) ? duration : `takes ${duration}`,
  stage: { now: 'Now', permanent: 'For good', verify: 'Check afterwards' } satisfies Record<Step['stage'], string>,
  owner: {
    application: 'the application that runs here',
    platform: 'the platform team (node, runtime, cluster add-ons)',
    storage: 'storage',
    network: 'network',
    kernel: 'the kernel or its vendor',
    cloud: 'the cloud provider',
  } as Readonly<Record<string, string>>,
  kind: { symptom: 'symptom', fault: 'fault', risk: 'risk', config: 'setting' } satisfies Record<
    ReportFinding['kind'],
    string
  >,
  role: {
    root: 'root cause',
    contributing: 'contributing',
    effect: 'effect',
    isolated: 'stands alone',
    risk: 'risk',
    unproven: 'by a rule that is not proven yet',
  } satisfies Record<ReportFinding['role'], string>,
  event: {
    boot: 'boot',
    onset: 'begins',
    'last-seen': 'last seen',
    collection: 'collection',
    change: 'change',
  } satisfies Record<Report['timeline'][number]['kind'], string>,
  outcome: { true: 'holds', false: 'does not hold', unknown: 'cannot tell' } satisfies Record<
    ReportDiagnosis['clauses'][number]['outcome'],
    string
  >,
  source: {
    collected: 'collected',
    empty: 'empty',
    missing: 'missing',
    restricted: 'restricted',
    failed: 'failed',
    timed_out: 'timed out',
    truncated: 'truncated',
    skipped: 'skipped',
    unparsable: 'unparsable',
  } satisfies Record<Report['coverage']['sources'][number]['status'], string>,
  /** Kinds of objects and names of what is counted, where the model says them in English. */
  named: (name: string): string => name,
  /** Why something is not known, as the facts say it. */
  reason: (reason: string): string => reason,
  /** In the place of a value that is an empty text or list. */
  emptyValue: 'none',
  comma: ', ',
  semicolon: '; ',
  /** Between a name and what is said of it. */
  colon: ': ',
  /** Between sentences. */
  gap: ' ',
  /** Ends a sentence that has no end yet. */
  sentence: (text: string): string => {
    const trimmed = text.trim();
    return trimmed === '' || /[.!?…:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  },
  withoutEnd: (text: string): string => text.replace(/\.$/, ''),
  /** `a, b and c`. */
  listed: (parts: readonly string[]): string =>
    parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`,
  /** The first `max` parts, and how many there are beyond. */
  someOf: (parts: readonly string[], max: number): string =>
    parts.length <= max ? parts.join(', ') : `${parts.slice(0, max).join(', ')} and ${parts.length - max} more`,
  more: (count: string): string => `and ${count} more`,
  /** `60 of 100`. */
  ofTotal: (part: string, total: string): string => `${part} of ${total}`,
  atLeast: (amount: string): string => `at least ${amount}`,
  notKnown: 'not known',
};
