import type { SpanChart } from './charts/spans.ts';
import type { Report } from './model.ts';
import { type ChainPicture, chainPicture } from './sections/chain-graph.ts';
import type { DiagnosisSection } from './sections/diagnosis.ts';
import { type BarTable, resourceTables } from './sections/resources.ts';
import { findingSpans, type SignalLanes, signalLanes } from './sections/timeline-charts.ts';
import { type ReportView, viewOf } from './sections/view.ts';

/** What the HTML has beyond the other forms: pictures. */
export interface HtmlView extends Omit<ReportView, 'diagnoses'> {
  readonly spans: SpanChart | undefined;
  readonly resources: readonly BarTable[];
  readonly lanes: SignalLanes | undefined;
  readonly diagnoses: readonly (DiagnosisSection & { readonly graph: ChainPicture | undefined })[];
}

export function htmlViewOf(report: Report): HtmlView {
  const view = viewOf(report);
  return {
    ...view,
    spans: findingSpans(report),
    lanes: signalLanes(report),
    resources: resourceTables(report),
    diagnoses: view.diagnoses.map((section, index) => {
      const diagnosis = report.diagnoses[index];
      return {
        ...section,
        graph: diagnosis === undefined ? undefined : chainPicture(report, diagnosis, section.anchor),
      };
    }),
  };
}
