import { formatBytes } from '../lib/bytes.ts';
import { formatSourceRef } from '../lib/source-ref.ts';
import { cutMiddle, formatCount } from '../lib/text.ts';
import type { Report, ReportDiagnosis } from './model.ts';
import { valuesText } from './sections/ruled-out.ts';
import { clockOf, formatMoment } from './sections/times.ts';
import { wordsOf } from './words/words.ts';

const MAX_LINES_OF_LOG = 3;
/** The end of a line says why. */
const MAX_LOG_LINE = 500;

/** What a vendor asks for first: versions, what fails, since when, lines that prove it, what was excluded. A fact a line. */
export function vendorNote(report: Report, cause: ReportDiagnosis | undefined): string[] {
  const { bundle, tool } = report;
  const { notes } = wordsOf(report);
  const file = bundle.path.split(/[\\/]/).at(-1) ?? bundle.path;
  return [
    ...versions(report),
    ...(cause === undefined
      ? report.residue.slice(0, 3).map((f) => notes.vendor.seen(f.message))
      : faultOf(report, cause)),
    ...(cause?.evidence ?? report.residue.flatMap((f) => f.evidence))
      .filter(({ text = '' }) => text !== '')
      .slice(0, MAX_LINES_OF_LOG)
      .map((e) => `${formatSourceRef(e)}: ${cutMiddle(e.text ?? '', MAX_LOG_LINE)}`),
    ...excludedOf(report),
    notes.vendor.bundle(file, bundle.sha256, tool.version),
  ];
}

function versions(report: Report): string[] {
  const { host, bundle } = report;
  const { vendor } = wordsOf(report).notes;
  const size = [
    host.cpus === undefined ? '' : vendor.cpus(host.cpus),
    host.memoryBytes === undefined ? '' : formatBytes(host.memoryBytes),
  ];
  const kernel = host.kernel === undefined ? undefined : vendor.kernel(host.kernel);
  const system = [host.os, kernel, ...host.runtimes, ...size];
  const known = system.filter((part): part is string => part !== undefined && part !== '');
  const collector = bundle.collector?.version;
  return [
    ...(known.length === 0 ? [] : [vendor.system(known)]),
    ...(host.providerId === undefined ? [] : [vendor.machine(host.providerId)]),
    ...(collector === undefined ? [] : [vendor.collector(collector)]),
  ];
}

function faultOf(report: Report, { title, summary, state, explains, affected = [] }: ReportDiagnosis): string[] {
  const clock = clockOf(report);
  const { since, ended } = state;
  const { vendor } = clock.words.notes;
  return [
    vendor.fault(title, summary),
    ...affected.map(vendor.version),
    ...(since.time === undefined ? [] : [vendor.begin(formatMoment(since.time, clock), since.quality === 'exact')]),
    ...(ended === undefined ? [] : [vendor.lastSeen(formatMoment(ended, clock))]),
    ...(explains.length === 0
      ? []
      : [vendor.effects(explains.map((e) => vendor.effect(e.title, formatCount(e.explained), formatCount(e.total))))]),
  ];
}

function excludedOf(report: Report): string[] {
  const { ruledOut } = report;
  const { vendor } = wordsOf(report).notes;
  const suspected = ruledOut.filter((r) => r.suspected).slice(0, 5);
  const said = suspected.map((r) => {
    const values = valuesText(r.because[0]?.values.slice(0, 1) ?? [], wordsOf(report));
    return values === '' ? r.title : vendor.excludedBy(r.title, values);
  });
  return said.length === 0 ? [] : [vendor.excluded(said)];
}
