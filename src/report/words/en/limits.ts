import { plural } from '../../../lib/text.ts';
import type { Report } from '../../model.ts';

type Lack = 'restricted' | 'failed' | 'timed_out' | 'truncated' | 'skipped' | 'unparsable';

/** What a bundle cannot tell, what later files bring, and the answers to what was asked. */
export const limits = {
  lack: {
    restricted: 'not readable without more privileges',
    failed: 'failed',
    timed_out: 'did not answer in time',
    truncated: 'cut',
    skipped: 'left out',
    unparsable: 'not readable',
  } satisfies Partial<Record<Report['coverage']['sources'][number]['status'], string>> & Record<Lack, string>,
  lacking: (how: string, sources: string): string => `${how}: ${sources}`,
  asUser: (uid: number): string => `Collected as uid ${uid}, not as root`,
  inContainer: 'Collected from inside a container',
  otherHosts: (own: string, others: string): string =>
    `The bundle is of ${own}; log lines of other machines were left out: ${others}`,
  strangeLogs: (own: string, others: string, logs: string): string =>
    `The bundle is of ${own}, and logs in it name ${others}, so they may be of another node: ${logs}`,
  timeUnknown: 'The time of collection is not known, so nothing can be called current',
  isCut: 'The bundle is cut: what comes after the cut is not in it',
  cut: (where: string, missing: string): string =>
    `${where}; ${missing === '' ? 'what comes after that is not in it' : `missing: ${missing}`}`,
  hung: (commands: string): string => `Commands of the collector hung and could not be ended: ${commands}`,
  rebooted: 'The node was booted less than a day before collection: what was in memory before is gone',
  noLog: 'No log is in the bundle',
  gaps: (count: number, shown: string, isMore: boolean): string =>
    `${plural(count, 'gap')} in logs: ${shown}${isMore ? ', …' : ''}`,
  /** A later file, how long after (or before) the bundle it was collected, and what it brings. */
  added: (
    name: string,
    apart: { readonly gap: string; readonly isBefore: boolean } | undefined,
    brought: readonly string[],
  ): string =>
    `The file ${name}${apart === undefined ? '' : `, collected ${apart.gap} ${apart.isBefore ? 'before the bundle' : 'later'},`} brings ${brought.length === 0 ? 'nothing that the bundle lacks' : brought.join(' and ')}`,
  logs: (count: number): string => plural(count, 'log'),
  leftAside: (name: string, sources: string): string =>
    `Left aside from ${name}, because the bundle has them: ${sources}`,
  notSurelySame: (name: string): string => `Nothing in ${name} tells that it is of this node and of this boot`,
  addedIsCut: (name: string): string => `The file ${name} is cut: what comes after the cut is not in it`,
  said: (text: string): string => `Said on the command line: "${text}".`,
  alsoThere: (place: string): string => `The bundle has it as well: ${place}.`,
  explainedBy: (titles: string): string => `This error is explained by: ${titles}`,
  unrecognised: 'This error is in no form that is known, so nothing can be said of it. Give the whole line of the log.',
  /** `needed` is what would decide it; empty when nothing would. */
  unexplained: (known: string, needed: string): string => {
    const what = `This error (${known}) is not explained by this bundle`;
    return needed === '' ? `${what}: no cause of it was found.` : `${what}: ${needed} would be needed`;
  },
  needed: (source: string, reason: string): string => `${source} (${reason})`,
  isNode: (object: string): string => `The ${object} is the node of this bundle; all of the report is about it.`,
  touchedBy: (object: string, titles: string): string => `The ${object} is touched by: ${titles}`,
  onlyFindings: (object: string, titles: string): string =>
    `No cause touches the ${object}; these findings do: ${titles}`,
  untouched: (object: string, isKnown: boolean): string =>
    `Nothing that was found touches the ${object}.${isKnown ? '' : ' Nothing in the bundle names it.'}`,
  nearNothing: (moment: string, minutes: number): string =>
    `${moment}: nothing that was found is known to have held within ${plural(minutes, 'minute')} of it.`,
  near: (minutes: number, titles: string): string => `held within ${plural(minutes, 'minute')} of it: ${titles}`,
  afterCollection: 'The bundle was collected before that and cannot tell what came later.',
  overBefore: (title: string, moment: string): string => `Over before: ${title}, last seen ${moment}`,
};
