import type { SpanChart } from './charts/spans.ts';
import type { Report } from './model.ts';
import { type Fact, identityOf } from './sections/about.ts';
import { blastRadius } from './sections/blast-radius.ts';
import { type ChainPicture, chainPicture } from './sections/chain-graph.ts';
import type { DiagnosisSection } from './sections/diagnosis.ts';
import { resourceTables, type SizedTable } from './sections/resources.ts';
import { type Screen, screenOf } from './sections/screen.ts';
import { findingSpans, type SignalLanes, signalLanes } from './sections/timeline-charts.ts';
import { type ReportView, viewOf } from './sections/view.ts';
import { capital } from './sections/words.ts';
import { wordsOf } from './words/words.ts';

/** What the HTML has beyond the other forms: pictures. */
export interface HtmlView extends Omit<ReportView, 'diagnoses'> {
  readonly screen: Screen;
  /** Words of the script in JSON; undefined where its own are those of the language. */
  readonly script: string | undefined;
  readonly identity: readonly string[];
  readonly spans: SpanChart | undefined;
  readonly resources: readonly SizedTable[];
  readonly lanes: SignalLanes | undefined;
  readonly diagnoses: readonly (DiagnosisSection & DiagnosisExtras)[];
}

export function htmlViewOf(report: Report): HtmlView {
  const view = viewOf(report);
  const { script } = wordsOf(report);
  return {
    ...view,
    screen: screenOf(report),
    script: Object.keys(script).length === 0 ? undefined : JSON.stringify(script),
    identity: identityOf(report),
    spans: findingSpans(report),
    lanes: signalLanes(report),
    resources: resourceTables(report),
    diagnoses: view.diagnoses.map((section, index) => ({ ...section, ...extrasOf(report, section, index) })),
  };
}

/** What the page says of a diagnosis besides. */
interface DiagnosisExtras {
  readonly chain: DiagnosisSection['chain'];
  readonly graph: ChainPicture | undefined;
  /** All reasons; the first screen has the most telling ones. */
  readonly reasons: readonly { readonly name: string; readonly items: readonly string[] }[];
  readonly dont: readonly string[];
  /** One command for the node and one for the reader's machine, each to be copied alone. */
  readonly againSteps: readonly string[];
  readonly blast: readonly Fact[];
}

function extrasOf(report: Report, { anchor, chain, again = '' }: DiagnosisSection, index: number): DiagnosisExtras {
  const diagnosis = report.diagnoses[index];
  if (diagnosis === undefined) return { chain, graph: undefined, reasons: [], dont: [], againSteps: [], blast: [] };
  const { confidence } = diagnosis;
  const { cause, terms } = wordsOf(report);
  const reasons = [
    { name: cause.forIt, items: confidence.for.map(capital) },
    { name: cause.againstIt, items: confidence.against.map(capital) },
    { name: cause.wouldChange, items: confidence.wouldChangeIf.map(capital) },
  ];
  return {
    chain: chain.map((link) => ({ ...link, bothConcern: withShortHashes(link.bothConcern) })),
    graph: chainPicture(report, diagnosis, anchor),
    reasons: reasons.filter(({ items }) => items.length > 0),
    dont: diagnosis.dont.map(terms.sentence),
    againSteps: again === '' ? [] : again.split('\n'),
    blast: blastRadius(report, diagnosis),
  };
}

/** Twelve digits are what the tools of containers print. */
function withShortHashes(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{28,}\b/g, '$1…');
}
