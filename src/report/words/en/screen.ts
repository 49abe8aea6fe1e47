import { formatCount, plural } from '../../../lib/text.ts';
import type { ReportDiagnosis } from '../../model.ts';

type Reboot = NonNullable<ReportDiagnosis['reboot']>;

/** Labels and sentences of the first screen. */
export const screen = {
  label: {
    hit: 'Who is hit',
    do: 'Do now',
    look: 'Look first',
    next: 'Then',
    dont: 'Warning',
    reboot: 'Reboot',
    sure: 'How sure',
    since: 'Since',
    owner: 'Owner',
    limits: 'Limits',
    causes: 'Causes seen',
    also: 'Also',
    unexplained: 'Unexplained',
    checked: 'Checked',
    at: 'At',
    notProven: 'Not proven',
    nearest: 'Nearest',
    risks: 'Risks',
    toAdd: 'To add',
    because: 'Because',
    seen: 'Seen',
    excluded: 'Excluded',
    ask: 'Ask for',
    nodes: 'Nodes',
    asked: 'Asked',
    askedAbout: 'Asked about',
    speaksFor: 'What speaks for it',
  },
  newWork: (isBlocked: boolean, isOver: boolean): string =>
    isBlocked
      ? `New containers ${isOver ? 'could not start then' : 'cannot start'}.`
      : 'New containers were not seen to be blocked.',
  dataRisk: (isAtRisk: boolean): string => (isAtRisk ? 'DATA IS AT RISK.' : 'No risk to data was seen.'),
  pods: (namespace: string, names: string): string => `Pods${namespace === '' ? '' : ` in ${namespace}`}: ${names}.`,
  services: (names: string): string => `Services: ${names}.`,
  seenAs: (titles: readonly string[]): string => `Seen as: ${titles.join('; ')}.`,
  moreDonts: (count: number): string => `and ${count} more, listed with the repair`,
  /** `unsafeFor`: the numbers of other causes on the same node for which it is not safe. */
  reboot: (reboot: Reboot | undefined, unsafeFor: readonly number[]): string => {
    if (reboot === undefined) return 'Not known for this cause; keep this bundle before you try it.';
    const { helps, safe, destroys } = reboot;
    const others = unsafeFor.length === 0 ? '' : ` for cause ${unsafeFor.join(' and ')}`;
    const verdict = helps
      ? `Clears the fault${safe && others === '' ? ' and is safe; drain the node first' : `, but is NOT safe${safe ? others : ''}`}.`
      : `Does not help${safe && others === '' ? '; it only interrupts what runs here' : `, and is NOT safe${safe ? others : ''}`}.`;
    return destroys.length === 0 ? verdict : `${verdict} It destroys ${destroys.join('; ')}: save that first.`;
  },
  confirmed: 'Confirmed: the failure and its cause were both seen, on one object.',
  /** How sure, by whether the failure and the cause were each seen. */
  degree: (word: string, failure: boolean, resource: boolean): string => {
    const seen = failure
      ? resource
        ? 'the failure and the cause were seen, not that one follows from the other'
        : 'the failure was seen, its cause not at the time of collection'
      : resource
        ? 'the cause was seen, not a symptom that follows from it'
        : 'only signs of it were seen';
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}: ${seen}.`;
  },
  against: (reason: string): string => `Against it: ${reason}`,
  notExcluded: (rival: string): string => `Not excluded: ${rival}`,
  conditions: (names: readonly string[]): string => `Conditions that hold: ${names.join('; ')}`,
  moreReasons: (count: number): string => `and ${count} more for it`,
  /** Before the reasons, on the page. */
  surely: (word: string, command: 'none' | 'shows' | 'decides'): string => {
    const what = {
      none: '',
      shows: ' The command shows it on the node.',
      decides: ' What the command collects decides it.',
    };
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}.${what[command]}`;
  },
  toDecide: 'To decide it, collect:',
  toConfirm: 'To confirm:',
  toConfirmBy: (expect: string): string => `To confirm, look for ${expect}:`,
  toConfirmWithout: (expect: string): string => `To confirm; without the fault it shows ${expect}:`,
  noCommand: 'No one command confirms it; the places under Evidence do.',
  beginUnknown: 'When it began is not known.',
  begin: (moment: string): string => `${moment}.`,
  beginBefore: (moment: string): string => `Before ${moment}, where the record begins.`,
  lastSeen: (moment: string): string => `Last seen ${moment}.`,
  changeBefore: (what: string, gap: string): string => `${what}, ${gap} before it`,
  changeBeforeSeen: (what: string, gap: string): string => `${what}, ${gap} before it was first seen`,
  changeBeforeCollection: (what: string, gap: string): string => `${what}, ${gap} before collection`,
  changed: (changes: readonly string[]): string => `Changed: ${changes.join('; ')}.`,
  changesNotKnown: 'What was installed or configured before it is not in this bundle.',
  noChange: 'Apart from containers no change was recorded in the 72 hours before it.',
  ownerUnknown: 'Not known.',
  /** What the bundle cannot tell: nothing of it is cut, and some rules want what no bundle holds. */
  noLimits: (isWhole: boolean, unknown: number): string => {
    const whole = isWhole ? 'The collection is whole, and was made as root' : 'No gap of the collection is known';
    return unknown === 0 ? `${whole}.` : `${whole}; ${plural(unknown, 'failure mode')} could not be judged.`;
  },
  /** A further cause with its severity, how sure it is and its state; of several nodes, on which. */
  otherCause: (title: string, tags: readonly string[], nodes: string): string =>
    `${title} (${tags.join(', ')})${nodes === '' ? '' : ` on ${nodes}`}`,
  inState: (message: string, state: string): string => `${message} (${state})`,
  checked: (clear: number, unknown: number, notApplicable: number): string =>
    `${plural(clear, 'failure mode')} checked and not found; ${formatCount(unknown)} could not be judged, ${formatCount(notApplicable)} do not apply to this node.`,
  onlyTheseWouldShow: 'A fault that only these would show is not excluded:',
  toJudge: (unknown: number): string => `To judge more of the ${formatCount(unknown)}, collect:`,
  collectedAt: (moment: string): string =>
    `Collected ${moment}; what failed and recovered before is only seen in logs.`,
  nearest: (object: string, use: string, percent: string): string => `${object}: ${use} (${percent}).`,
  excluded: (titles: readonly string[]): string => `${titles.join('; ')}.`,
  askFor: (source: string, why: string): string => `${source}: ${why}`,
  nodesOfKind: (count: number, kind: string, names: string): string => `${formatCount(count)} × ${kind}: ${names}`,
  moreVerdicts: (count: number): string => `and ${count} more verdicts`,
  cutNodes: (names: string): string => `cut: ${names}`,
};
