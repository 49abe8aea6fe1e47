import { cutAtWord } from '../../lib/text.ts';
import type { Report } from '../model.ts';
import { plain } from '../prose.ts';
import { wordsOf } from '../words/words.ts';
import { type FirstScreen, firstScreen, leadingDiagnosis } from './first-screen.ts';
import type { Row } from './rows.ts';
import { capital } from './words.ts';

/** The first screen of a page: two columns, and each answer short enough to be seen without scrolling. */
export interface Screen extends Omit<FirstScreen, 'rows' | 'headline'> {
  /** What is broken, and below it the object's own name. */
  readonly headline: string;
  readonly lead: string | undefined;
  /** What to do, then what to know. */
  readonly columns: readonly (readonly Row[])[];
}

/** The left column; everything else stands in the right one. */
const TO_DO: readonly string[] = ['what', 'hit', 'do', 'ask', 'dont', 'reboot'];
const MAX_REASONS = 2;
const REASON = 150;

export function screenOf(report: Report): Screen {
  const first = firstScreen(report);
  const rows = first.rows.map((row) => shortened(row, report));
  const columns = [rows.filter((r) => TO_DO.includes(r.key)), rows.filter((r) => !TO_DO.includes(r.key))];
  return {
    ...first,
    ...headlineOf(report, first),
    columns: columns.filter((column) => column.length > 0),
  };
}

function headlineOf(report: Report, { headline, summary }: FirstScreen): Pick<Screen, 'headline' | 'lead'> {
  const { terms } = wordsOf(report);
  const leading = leadingDiagnosis(report);
  const at = leading === undefined ? -1 : headline.indexOf(`${leading.title}${terms.colon}`);
  if (leading === undefined || at === -1) return { headline, lead: summary };
  // What precedes it, such as `Likely: ` or the name of a node, stays with it.
  const end = at + leading.title.length;
  return { headline: headline.slice(0, end), lead: terms.sentence(headline.slice(end + terms.colon.length)) };
}

/** What the command of a row is for. */
function purposeOf({ command, paragraphs }: Row, toDecide: string): 'none' | 'shows' | 'decides' {
  if (command === undefined) return 'none';
  return paragraphs.some(([span]) => span?.text === toDecide) ? 'decides' : 'shows';
}

/** What is left out here stands in the section of the cause. */
function shortened(row: Row, report: Report): Row {
  const leading = leadingDiagnosis(report);
  if (leading === undefined) return row;
  const { screen, terms } = wordsOf(report);
  const unsaid = leading.dont.length - row.paragraphs.length;
  if (row.key === 'dont' && unsaid > 0) {
    return { ...row, paragraphs: [...row.paragraphs, [plain(screen.moreDonts(unsaid))]] };
  }
  if (row.key !== 'sure' || leading.confidence.for.length === 0) return row;
  const { word, for: reasons, against, wouldChangeIf } = leading.confidence;
  // What was seen of the failure itself says more to a reader than the names of conditions.
  const telling = reasons.filter((reason) => reason.includes(terms.colon));
  const shown = (telling.length > 0 ? telling : reasons).slice(0, MAX_REASONS);
  const beyond = reasons.length - shown.length;
  const items = [
    ...shown.map((reason) => capital(cutAtWord(reason, REASON))),
    ...(beyond > 0 ? [screen.moreReasons(beyond)] : []),
    ...against.map((reason) => screen.against(cutAtWord(reason, REASON))),
    ...wouldChangeIf.slice(0, 2).map((reason) => screen.notExcluded(cutAtWord(reason, REASON))),
  ];
  return {
    ...row,
    paragraphs: [[plain(screen.surely(terms.confidence[word], purposeOf(row, screen.toDecide)))]],
    items: items.map((item) => [plain(item)]),
  };
}
