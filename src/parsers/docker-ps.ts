import * as z from 'zod';
import { readTableHeader, splitTableRow, type TableColumn } from './columns.ts';
import { isObject, parseJson, textOf } from './json-values.ts';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Containers as `docker ps` lists them. */
export const dockerPsSchema = () =>
  z.object({
    containers: z.array(
      z.object({
        /** 64 digits, or the first 12 where the list was not asked for whole ids. */
        id: z.string(),
        image: z.string().optional(),
        /** Names without the leading slash. */
        names: z.array(z.string()),
        /** `running`, `exited`, `created`, `restarting`, `paused`, `removing`, `dead`. */
        state: z.string().optional(),
        /** As printed: `Up 3 days (unhealthy)`, `Exited (137) 2 hours ago`. */
        status: z.string().optional(),
        exitCode: z.number().int().optional(),
        /** As printed: `3 days ago` or a time. */
        createdText: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type DockerPs = z.infer<ReturnType<typeof dockerPsSchema>>;
type Row = DockerPs['containers'][number];

const TITLES = /^CONTAINER ID +IMAGE +(?:COMMAND|CREATED|STATUS)/;

/**
 * `docker ps -a`, as JSON lines or as the table whose header gives the columns by position:
 * `9c1185a5c5e9   nginx:1.21   "nginx -g 'daemon of…"   3 days ago   Exited (137) 2 hours ago             web`
 * The command is not kept.
 */
export const dockerPs = lineParser({
  source: 'docker_ps',
  schema: dockerPsSchema,
  sniff: (head) => TITLES.test(head) || /^\{"Command":"[^\n]*","CreatedAt":/.test(head),
  start(context) {
    const containers: Row[] = [];
    const bad = badLines(context, 'a container');
    const room = rowLimit(context, 'containers', 200_000);
    let columns: readonly TableColumn[] | undefined;
    let header = false;
    return {
      line(text, line) {
        if (text.trim() === '') return;
        if (TITLES.test(text)) {
          columns = readTableHeader(text);
          header = true;
          return;
        }
        const value = text.startsWith('{') ? parseJson(text) : undefined;
        const cells = isObject(value) ? value : columns === undefined ? undefined : tableCells(text, columns);
        const row = cells === undefined ? undefined : readRow(cells, line);
        if (row === undefined) bad(line, text);
        else if (room(text.length)) containers.push(row);
      },
      // A header alone is an answer: there are no containers.
      end: () => (containers.length === 0 && !header ? undefined : { containers }),
    };
  },
});

function tableCells(text: string, columns: readonly TableColumn[]): Record<string, unknown> {
  const cells = splitTableRow(text, columns);
  return {
    ID: cells.get('CONTAINER ID'),
    Image: cells.get('IMAGE'),
    Names: cells.get('NAMES'),
    Status: cells.get('STATUS'),
    CreatedAt: cells.get('CREATED'),
  };
}

function readRow(cells: Readonly<Record<string, unknown>>, line: number): Row | undefined {
  const id = textOf(cells.ID);
  if (id === undefined || !/^[0-9a-f]{12,64}$/.test(id)) return undefined;
  const status = textOf(cells.Status);
  const exit = /^Exited \((\d{1,5})\)/.exec(status ?? '')?.[1];
  return {
    id,
    image: textOf(cells.Image),
    names: (textOf(cells.Names) ?? '').split(',').filter((name) => name !== ''),
    state: textOf(cells.State) ?? stateOf(status),
    status,
    exitCode: exit === undefined ? undefined : Number(exit),
    createdText: textOf(cells.CreatedAt),
    line,
  };
}

const STATES: readonly (readonly [RegExp, string])[] = [
  [/\(Paused\)$/, 'paused'],
  [/^Up /, 'running'],
  [/^Exited /, 'exited'],
  [/^Created/, 'created'],
  [/^Restarting /, 'restarting'],
  [/^Removal /, 'removing'],
  [/^Dead/, 'dead'],
];

function stateOf(status: string | undefined): string | undefined {
  return status === undefined ? undefined : STATES.find(([pattern]) => pattern.test(status))?.[1];
}
