import { plural } from '../../../lib/text.ts';

/** What is said of a cause, its chain and a finding. */
export const cause = {
  heading: (number: number, of: number, isProven: boolean): string => {
    const word = isProven ? 'Cause' : 'Suspected cause';
    return of > 1 ? `${word} ${number} of ${of}` : word;
  },
  onNodes: (names: string): string => `on ${names}`,
  explained: (title: string, share: string): string => `${title} (${share})`,
  explains: (effects: readonly string[]): string => `Explains: ${effects.join('; ')}.`,
  notQuoted: '(its text is not quoted here)',
  firstPlaces: (counts: readonly string[]): string => `The first places only. Counted in all: ${counts.join('; ')}.`,
  madePossible: 'Made possible by',
  madeWorse: 'Made worse by',
  trigger: 'Trigger',
  forIt: 'For it',
  againstIt: 'Against it',
  wouldChange: 'It would change if',
  pods: 'Pods',
  services: 'Services',
  lasted: 'Lasted',
  lastedFor: (duration: string, isAtLeast: boolean, goesOn: boolean): string =>
    `${isAtLeast ? 'at least ' : ''}${duration}${goesOn ? ', up to the collection' : ''}`,
  part: { cause: 'cause', effect: 'effect', symptom: 'symptom' },
  arrows: (count: number, isDashed: boolean): string =>
    `${plural(count, 'arrow')}, numbered as in the list.${isDashed ? ' A dashed arrow is possible, not proven.' : ''}`,
  arrow: (number: number, from: string, to: string, isPossible: boolean): string =>
    `${number}: ${from} ${isPossible ? 'may lead to' : 'leads to'} ${to}`,
  leadsTo: (isPossible: boolean): string => (isPossible ? 'may lead to' : 'leads to'),
  leadsToInText: (isPossible: boolean): string => (isPossible ? 'possibly leads to' : 'leads to'),
  shareExplained: (share: string): string => `${share} explained`,
  entity: (kind: string, name: string): string => `${kind} ${name}`,
  bothConcern: (what: string): string => `; both concern ${what}`,
  fleetShows: (expect: string): string => `A node that has it shows ${expect}.`,
  version: (text: string): string => `Version: ${text}.`,
  condition: (name: string, title: string | undefined): string => title ?? name.replaceAll('_', ' '),
  conditions: (count: number): string => `${count} conditions with their values`,
  /** Places of a value beyond those that are named. */
  morePlaces: (count: number): string => ` and ${count} more`,
  times: (count: string): string => `${count} in all`,
  first: (moment: string): string => `first ${moment}`,
  last: (moment: string): string => `last ${moment}`,
  seen: (parts: readonly string[]): string => `Seen ${parts.join(', ')}`,
  afterTags: (seen: string): string => `. ${seen}`,
  sampled: (moment: string): string => `sampled ${moment}`,
  allSampled: (moment: string): string => `Values sampled ${moment}.`,
  furtherTested: (count: number): string => `Further causes that were tested: ${count}`,
  inAll: (count: number): string => `${count} in all, with their places`,
  commandOnAfter: '# on the node',
};
