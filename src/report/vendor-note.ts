import { formatBytes } from '../lib/bytes.ts';
import { formatSourceRef } from '../lib/source-ref.ts';
import type { Report, ReportDiagnosis } from './model.ts';
import { valuesText } from './sections/ruled-out.ts';
import { clockOf, formatMoment } from './sections/times.ts';

const MAX_LINES_OF_LOG = 3;
const MAX_LOG_LINE = 300;

/** What a vendor asks for first: versions, what fails, since when, lines that prove it, what was excluded. A fact a line. */
export function vendorNote(report: Report, cause: ReportDiagnosis | undefined): string[] {
  const { bundle, tool } = report;
  const file = bundle.path.split(/[\\/]/).at(-1) ?? bundle.path;
  return [
    ...versions(report),
    ...(cause === undefined ? report.residue.slice(0, 3).map((f) => `Seen: ${f.message}`) : faultOf(report, cause)),
    ...(cause?.evidence ?? report.residue.flatMap((f) => f.evidence))
      .filter(({ text = '' }) => text !== '')
      .slice(0, MAX_LINES_OF_LOG)
      .map((e) => `${formatSourceRef(e)}: ${(e.text ?? '').slice(0, MAX_LOG_LINE)}`),
    ...excludedOf(report),
    `Bundle: ${file}${bundle.sha256 === undefined ? '' : `, SHA-256 ${bundle.sha256}`}; analysed by inquest ${tool.version}`,
  ];
}

function versions({ host, bundle }: Report): string[] {
  const size = [
    host.cpus === undefined ? '' : `${host.cpus} CPUs`,
    host.memoryBytes === undefined ? '' : formatBytes(host.memoryBytes),
  ];
  const system = [host.os, host.kernel === undefined ? undefined : `kernel ${host.kernel}`, ...host.runtimes, ...size];
  const known = system.filter((part) => part !== undefined && part !== '');
  const collector = bundle.collector?.version;
  return [
    ...(known.length === 0 ? [] : [`System: ${known.join(', ')}`]),
    ...(host.providerId === undefined ? [] : [`Machine: ${host.providerId}`]),
    ...(collector === undefined ? [] : [`Collected by: inquest collector ${collector}`]),
  ];
}

function faultOf(report: Report, { title, summary, state, explains, affected = [] }: ReportDiagnosis): string[] {
  const clock = clockOf(report);
  const { since, ended } = state;
  const begin = since.quality === 'exact' ? 'First seen' : 'Already so at';
  return [
    `Fault: ${title}: ${summary}`,
    ...affected.map((text) => `Version: ${text}`),
    ...(since.time === undefined ? [] : [`${begin}: ${formatMoment(since.time, clock)}`]),
    ...(ended === undefined ? [] : [`Last seen: ${formatMoment(ended, clock)}`]),
    ...(explains.length === 0
      ? []
      : [`Effects: ${explains.map((e) => `${e.title} (${e.explained} of ${e.total})`).join('; ')}`]),
  ];
}

function excludedOf({ ruledOut }: Report): string[] {
  const suspected = ruledOut.filter((r) => r.suspected).slice(0, 5);
  const said = suspected.map((r) => {
    const values = valuesText(r.because[0]?.values.slice(0, 1) ?? []);
    return values === '' ? r.title : `${r.title} (${values})`;
  });
  return said.length === 0 ? [] : [`Excluded: ${said.join('; ')}`];
}
