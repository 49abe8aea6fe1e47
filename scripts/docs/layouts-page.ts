import type { Layout } from '../../src/bundle/layout.ts';
import { NODE_PATHS } from '../../src/bundle/node-paths.ts';
import { cellCode, code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = [
  'A layout says which path of a bundle holds which source. It is chosen by the paths that only its tool has, and the report',
  'names it. What a tool does not collect stays unknown, and the report says what to ask for. A file that no layout names is',
  'recognised by its content, so that an archive made by hand works as well. `analyze --list-sources BUNDLE` prints what was',
  'recognised in a bundle, and by what.',
];

/** All layouts: how each is recognised, what it brings, and what to ask for besides. */
export function layoutsPage(layouts: readonly Layout[]): string {
  const sorted = [...layouts].sort((a, b) => (a.id < b.id ? -1 : 1));
  return page([
    '# Layouts',
    '',
    GENERATED,
    '',
    ...INTRODUCTION,
    '',
    ...table(
      ['layout', 'tool', 'of several nodes'],
      sorted.map(({ id, title, nodes }) => [`[${id}](#${id})`, title, nodes === undefined ? '' : 'yes']),
    ),
    '',
    ...sorted.flatMap(section),
  ]);
}

function section(layout: Layout): string[] {
  const lacks = Object.entries(lacksOf(layout)).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `## ${layout.id}`,
    '',
    `**${layout.title}**`,
    '',
    ...recognition(layout),
    '',
    `Brings ${provisions(layout)}.`,
    '',
    ...(lacks.length === 0
      ? []
      : [
          'Does not bring:',
          '',
          ...table(
            ['source', 'ask for'],
            lacks.map(([source, ask]) => [source === '*' ? 'anything else' : cellCode(source), cellCode(ask)]),
          ),
        ]),
    '',
  ];
}

function recognition({ markers, fallback, nodes = [], top }: Layout): string[] {
  const patterns = (markers.length > 0 ? markers : nodes.map((n) => n.path)).map(readable);
  const by = markers.length > 0 ? 'Recognised by paths such as these' : 'Recognised by folders such as these';
  const only = fallback === undefined ? '' : ', where no other layout shows';
  return [
    `${by}${top === undefined ? '' : `, below ${readable(top)}`}${only}:`,
    '',
    ...patterns.map((pattern) => `- ${pattern}`),
  ];
}

/** A pattern as one reads it: slashes of paths need no escape outside of the source. */
const readable = ({ source }: RegExp): string => code(source.replaceAll('\\/', '/'));

function partsOf(layout: Layout): Layout[] {
  return [layout, ...(layout.nodes ?? []).flatMap((n) => (n.layout === undefined ? [] : [n.layout]))];
}

/** What the folder of a node lacks, the bundle as a whole lacks too. */
const lacksOf = (layout: Layout): Readonly<Record<string, string>> =>
  Object.assign({}, ...partsOf(layout).map(({ lacks = {} }) => lacks));

/** What lies at its own path of a node is of any source; only what a layout has elsewhere is worth a list. */
function provisions(layout: Layout): string {
  const parts = partsOf(layout);
  const lacked = lacksOf(layout);
  const own = parts.flatMap(({ paths }) => paths.filter((p) => !NODE_PATHS.includes(p)).map(({ source }) => source));
  const sources = [...new Set(own)].filter((source) => !Object.hasOwn(lacked, source)).sort();
  const has = (test: (part: Layout) => boolean): boolean => parts.some(test);
  const brought = [
    ...(sources.length === 0 ? [] : [sources.map(code).join(', ')]),
    ...(has((p) => NODE_PATHS.some((path) => p.paths.includes(path))) ? ['files at their own path of the node'] : []),
    ...(has((p) => p.titleOf !== undefined || p.described !== undefined || p.sections !== undefined)
      ? ['what commands printed, by the name of the command']
      : []),
  ];
  return brought.length === 0 ? 'bundles of any other layout, one for each node' : brought.join('; ');
}
