import { readWithAdded } from '../added-files.ts';
import { InquestError } from '../errors.ts';
import { groupBy } from '../lib/group-by.ts';
import type { Recognition } from '../lib/recognition.ts';
import { redact } from '../lib/redact.ts';
import { formatSourceRef } from '../lib/source-ref.ts';
import { cutMiddle, formatCount, plural, visible } from '../lib/text.ts';
import type { Snapshot, SourceRecord } from '../snapshot/snapshot.ts';
import type { AnalyzeOptions } from './analyze.ts';
import { catalogOptionsOf, hintsOf, limitsOf } from './options.ts';
import { createProgress } from './progress.ts';
import { loadRequestedCatalog } from './requested-catalog.ts';
import { VERSION } from './resources.ts';
import type { Terminal } from './terminal.ts';

/** A source of which a bundle has thousands, such as one per process, is shown by its first entries. */
const MAX_ROWS_PER_SOURCE = 12;
const MAX_LEFT_OUT = 60;
const PATH_WIDTH = 120;

/** What was read of one node, or of what is of all nodes of a bundle. */
interface Listing {
  readonly node?: string;
  readonly snapshot: Snapshot;
}

/** Prints what was recognised in each bundle, as what and by what, and what was left out. No rule is applied. */
export async function listSourcesCommand(
  bundles: readonly string[],
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<number> {
  const format = formatOf(options);
  const { catalog } = await loadRequestedCatalog(catalogOptionsOf(options));
  for (const bundle of bundles) {
    const progress = createProgress(terminal, options.quiet).of(bundle);
    const reading = { limits: limitsOf(options), hints: hintsOf(options), stdin: terminal.stdin };
    const snapshot = await readWithAdded(
      bundle,
      options.with,
      { ...reading, progress: progress.update, mayBeUnknown: true },
      catalog,
    ).finally(progress.done);
    terminal.out(format === 'json' ? `${JSON.stringify(listingJson(snapshot), null, 2)}\n` : listingText(snapshot));
  }
  return 0;
}

function formatOf({ format, output }: AnalyzeOptions): 'text' | 'json' {
  const [only = 'ticket', ...more] = new Set(format);
  if (more.length > 0 || (only !== 'ticket' && only !== 'json')) {
    throw new InquestError('USAGE', {
      message: '--list-sources prints text or JSON',
      hint: 'give -f json, or leave -f out',
    });
  }
  if (output !== undefined && output !== '-')
    throw new InquestError('USAGE', { message: '--list-sources prints to standard output', hint: 'leave -o out' });
  return only === 'json' ? 'json' : 'text';
}

const partsOf = (snapshot: Snapshot): Listing[] => [
  { snapshot },
  ...(snapshot.nodes ?? []).map(({ name, snapshot: node }) => ({ node: name, snapshot: node })),
];

function listingJson(snapshot: Snapshot): unknown {
  const { path, format, layout, tool, entries, unpackedBytes, complete } = snapshot.bundle;
  return {
    tool: { name: 'inquest', version: VERSION },
    bundle: { path, format, layout, tool, entries, unpackedBytes, complete },
    parts: partsOf(snapshot).map(({ node, snapshot: part }) => ({
      ...(node === undefined ? {} : { node }),
      layout: part.bundle.layout,
      layouts: part.votes,
      sources: part.records.map(({ problems, ...record }) => ({ ...record, problems: problems.length })),
      leftOut: part.leftOut,
    })),
  };
}

function listingText(snapshot: Snapshot): string {
  const { path, entries, format } = snapshot.bundle;
  const lines = [
    `${path}: ${format}, ${plural(entries, 'entry', 'entries')}`,
    ...partsOf(snapshot).flatMap((part) => describePart(part, snapshot.nodes !== undefined)),
  ];
  return `${lines.map((line) => redact(visible(line))).join('\n')}\n`;
}

function describePart({ node, snapshot }: Listing, several: boolean): string[] {
  const title = node === undefined ? (several ? ['', '== all nodes'] : []) : ['', `== ${node}`];
  return [...title, ...describeLayout(snapshot), '', ...describeSources(snapshot), '', ...describeLeftOut(snapshot)];
}

/** `layout: sosreport (sosreport), by 313 entries typical of it, 1 of 5 kinds of them`, and what else something spoke for. */
function describeLayout({ bundle, votes }: Snapshot): string[] {
  const [own] = votes.filter((vote) => vote.layout === bundle.layout);
  const others = votes.filter((vote) => vote.layout !== bundle.layout);
  const unnamed = bundle.layout === 'files' ? 'no entry is typical of a tool' : 'by the folders of its nodes';
  const why =
    own === undefined
      ? unnamed
      : `by ${plural(own.entries, 'entry', 'entries')} typical of it, ${own.markers} of ${plural(own.of, 'kind')} of them`;
  const less = others.map(({ layout, entries }) => `${layout} (${plural(entries, 'entry', 'entries')})`);
  return [
    `layout: ${bundle.tool} (${bundle.layout}), ${why}`,
    ...(less.length === 0 ? [] : [`less likely: ${less.join(', ')}`]),
  ];
}

function describeSources({ records }: Snapshot): string[] {
  const bySource = [...groupBy(records, (record) => record.source)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (bySource.length === 0) return ['recognised: nothing'];
  const lines = [`recognised: ${plural(records.length, 'entry', 'entries')} of ${plural(bySource.length, 'source')}`];
  const width = Math.max(...bySource.map(([source]) => source.length));
  for (const [source, own] of bySource) {
    for (const record of own.slice(0, MAX_ROWS_PER_SOURCE)) lines.push(`  ${source.padEnd(width)}  ${rowOf(record)}`);
    const rest = own.slice(MAX_ROWS_PER_SOURCE);
    if (rest.length > 0)
      lines.push(
        `  ${source.padEnd(width)}  and ${plural(rest.length, 'more entry', 'more entries')}${statuses(rest)}`,
      );
  }
  return lines;
}

/** `collected  4,096 B  path (ack)  logs/kubelet.log`; a section is shown with its line and its title. */
function rowOf({ path, status, bytes, reason, by }: SourceRecord): string {
  const place = formatSourceRef({ path });
  const title = place === path ? '' : ` ${path.slice(path.indexOf('#') + 1).replace(/^\d+ /, '')}`;
  const why = reason === undefined || status === 'collected' ? '' : `: ${reason}`;
  return `${status.padEnd(10)} ${formatCount(bytes).padStart(13)} B  ${wayOf(by).padEnd(24)}  ${cutMiddle(place + title, PATH_WIDTH)}${why}`;
}

function wayOf(by: Recognition | undefined): string {
  if (by === undefined) return '-';
  if (by.layout !== undefined) return `${by.way} (${by.layout})`;
  return by.way === 'path' ? 'path of the node' : by.way;
}

/** `: 40 collected, 2 empty` */
function statuses(records: readonly SourceRecord[]): string {
  const counts = [...groupBy(records, (record) => record.status)].map(
    ([status, own]) => `${formatCount(own.length)} ${status}`,
  );
  return `: ${counts.join(', ')}`;
}

const WHY = {
  ignored: 'left aside by a layout',
  unrecognised: 'not recognised',
  unread: 'known, and nothing reads it',
  tool: 'what the tool says of itself',
  link: 'links',
} as const;

function describeLeftOut({ leftOut }: Snapshot): string[] {
  if (leftOut.length === 0) return ['left out: nothing'];
  const total = leftOut.reduce((sum, group) => sum + group.entries, 0);
  const lines = [`left out: ${plural(total, 'entry', 'entries')}`];
  for (const [why, groups] of groupBy(leftOut, (group) => group.why)) {
    const count = groups.reduce((sum, group) => sum + group.entries, 0);
    lines.push(`  ${WHY[why]}: ${plural(count, 'entry', 'entries')}`);
    const largest = [...groups].sort((a, b) => b.entries - a.entries).slice(0, MAX_LEFT_OUT);
    for (const { folder, entries, bytes, layout, names } of largest) {
      const by = layout === undefined ? '' : ` (${layout})`;
      const example = entries > names.length ? [...names, '…'] : names;
      lines.push(
        `    ${formatCount(entries).padStart(6)}  ${formatCount(bytes).padStart(13)} B  ${folder === '' ? '.' : folder}${by}: ${example.map((name) => cutMiddle(name, 40)).join(', ')}`,
      );
    }
    if (groups.length > MAX_LEFT_OUT) lines.push(`    and ${plural(groups.length - MAX_LEFT_OUT, 'more folder')}`);
  }
  return lines;
}
