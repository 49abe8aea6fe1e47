import { plural } from '../../../lib/text.ts';
import type { Report, ReportDiagnosis } from '../../model.ts';

/** What is told to people outside of the team. */
export const notes = {
  thisNode: 'this node',
  node: (name: string): string => `node ${name}`,
  nodes: (count: number): string => plural(count, 'node'),
  hit: (
    where: string,
    { isBlocked, goesOn }: { readonly isBlocked: boolean; readonly goesOn: boolean },
    { named, more }: { readonly named: readonly string[]; readonly more: number },
  ): string => {
    const what = isBlocked
      ? `new containers ${goesOn ? 'cannot' : 'could not'} start`
      : `something ${goesOn ? 'does' : 'did'} not work as it should`;
    const pods = more > 0 ? [...named, `${more} more`] : named;
    const listed = pods.length < 2 ? pods.join('') : `${pods.slice(0, -1).join(', ')} and ${pods.at(-1)}`;
    return `On ${where} ${what}${pods.length === 0 ? '' : `; ${listed} ${pods.length === 1 ? 'is' : 'are'} affected`}.`;
  },
  causeIs: {
    confirmed: 'The cause is known',
    likely: 'The likely cause',
    possible: 'A possible cause',
  } satisfies Record<ReportDiagnosis['confidence']['word'], string>,
  dataRisk: 'Stored data is at risk until this is repaired.',
  noDataRisk: 'No damage to stored data was seen in what was collected.',
  beginUnknown: 'When it began is not known',
  began: (moment: string): string => `The first sign of it is of ${moment}`,
  beganBefore: (moment: string): string => `The first sign of it is older than the record, which begins on ${moment}`,
  stillSo: (begin: string): string => `${begin}; when the data was collected it was still so.`,
  cannotTell: (begin: string): string => `${begin}; whether it still happens cannot be told.`,
  lastSeen: (begin: string, moment: string): string => `${begin}; it was last seen on ${moment}.`,
  repairIsSafe: 'The first step of the repair is known and interrupts nothing that runs.',
  repairInterrupts: 'The repair is known and interrupts some of what runs on this node; it should be announced.',
  repairUnknown: 'The repair is being worked out.',
  found: (where: string, status: Report['verdict']['status']): string =>
    `On ${where} ${
      {
        healthy: 'no fault was found in what was collected',
        findings: 'something was found, and no cause is proven',
        'insufficient-data': 'it cannot be told yet what is wrong',
        'root-cause-found': 'a cause was found',
      }[status]
    }.`,
  whatWasSeen: (what: string): string => `What was seen: ${what}`,
  whatWasFound: (what: string): string => `What was found: ${what}`,
  nothingSeen: 'No failure was seen that needs an explanation.',
  checked: (faults: number, unknown: number): string => {
    const checked = `${plural(faults, 'known fault')} were looked for and not found`;
    return unknown === 0
      ? `${checked}.`
      : `${checked}; ${unknown} could not be checked, because data for them is missing.`;
  },
  timeUnknown: 'When the data was collected is not known.',
  collected: (moment: string): string => `The data was collected on ${moment}; what happened later is not in it.`,
  timeWouldHelp: 'If the trouble goes on, the time at which it happened would help.',
  collectAgain: 'One more collection from the node would help, best while the trouble lasts.',
  collectIfTrouble: 'If there is trouble all the same, one more collection while it lasts would show more.',
  vendor: {
    seen: (message: string): string => `Seen: ${message}`,
    bundle: (file: string, sha256: string | undefined, version: string): string =>
      `Bundle: ${file}${sha256 === undefined ? '' : `, SHA-256 ${sha256}`}; analysed by inquest ${version}`,
    cpus: (count: number): string => `${count} CPUs`,
    kernel: (version: string): string => `kernel ${version}`,
    system: (parts: readonly string[]): string => `System: ${parts.join(', ')}`,
    machine: (id: string): string => `Machine: ${id}`,
    collector: (version: string): string => `Collected by: inquest collector ${version}`,
    fault: (title: string, summary: string): string => `Fault: ${title}: ${summary}`,
    version: (text: string): string => `Version: ${text}`,
    begin: (moment: string, isExact: boolean): string => `${isExact ? 'First seen' : 'Already so at'}: ${moment}`,
    lastSeen: (moment: string): string => `Last seen: ${moment}`,
    effects: (effects: readonly string[]): string => `Effects: ${effects.join('; ')}`,
    effect: (title: string, explained: string, total: string): string => `${title} (${explained} of ${total})`,
    excluded: (causes: readonly string[]): string => `Excluded: ${causes.join('; ')}`,
    excludedBy: (title: string, value: string): string => `${title} (${value})`,
  },
};
