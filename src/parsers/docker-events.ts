import * as z from 'zod';
import { integerOf, isObject, members, parseJson, textOf } from './json-values.ts';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** What the Docker daemon remembers of the last hours: a few hundred events, the newest ones. */
export const dockerEventsSchema = () =>
  z.object({
    events: z.array(
      z.object({
        /** Seconds since the epoch. */
        time: z.number(),
        /** `container`, `image`, `network`, `volume`, ... */
        type: z.string(),
        /** `start`, `die`, `oom`, `archive-path`, `extract-to-dir`, `exec_start`, ...; without the command of an exec. */
        action: z.string(),
        /** Id of the container, name of the volume, ... */
        objectId: z.string().optional(),
        name: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type DockerEvents = z.infer<ReturnType<typeof dockerEventsSchema>>;

/**
 * `docker events --since 24h --until <now> --format ...`, a JSON object per line, docs.docker.com/reference/cli/docker/system/events:
 * `{"time":1768478100,"Type":"container","Action":"archive-path","Actor":{"ID":"9c1185a5...","Attributes":{"name":"agent"}}}`
 * or as it prints them without a format:
 * `2026-01-15T12:00:00.123456789Z container die 9c1185a5... (exitCode=137, image=cart:1, name=cart)`
 * `archive-path` and `extract-to-dir` are the two directions of `docker cp`.
 */
export const dockerEvents = lineParser({
  source: 'docker_events',
  schema: dockerEventsSchema,
  sniff: (head) => /^\{(?:"status":"|"time":\d{9,11},)[^\n]*"Type":"[a-z]+","Action":"/.test(head),
  start(context) {
    const events: DockerEvents['events'] = [];
    const bad = badLines(context, 'an event');
    const room = rowLimit(context, 'events', 100_000);
    return {
      line(text, line) {
        if (text.trim() === '') return;
        const event = text.startsWith('{') ? readEvent(parseJson(text), line) : readPlainEvent(text, line);
        if (event === undefined) bad(line, text);
        else if (room(text.length)) events.push(event);
      },
      end: () => (events.length === 0 ? undefined : { events }),
    };
  },
});

function readEvent(value: unknown, line: number): DockerEvents['events'][number] | undefined {
  if (!isObject(value)) return undefined;
  const actor = members(value.Actor);
  const time = integerOf(value.time);
  const type = textOf(value.Type);
  // `exec_start: sh -c ...` carries the whole command, which may hold secrets.
  const action = textOf(value.Action)?.split(':', 1)[0];
  if (time === undefined || type === undefined || action === undefined) return undefined;
  const name = textOf(members(actor.Attributes).name) ?? textOf(actor.name);
  return { time, type, action, objectId: textOf(actor.ID), name, line };
}

const PLAIN =
  /^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?<zone>Z|[+-]\d\d:\d\d) (?<type>[a-z]{2,20}) (?<action>[a-z_-]{2,40}):? /;

/** The command of an exec stands between action and id, so that both are looked for from their ends. */
function readPlainEvent(text: string, line: number): DockerEvents['events'][number] | undefined {
  const { time: stamp = '', zone = '', type, action } = PLAIN.exec(text)?.groups ?? {};
  const milliseconds = Date.parse(stamp + zone);
  if (type === undefined || action === undefined || Number.isNaN(milliseconds)) return undefined;
  const attributes = text.lastIndexOf(' (');
  const objectId = /(?<= )\S{1,300}$/.exec(text.slice(0, Math.max(attributes, 0)).slice(-301))?.[0];
  const name = /[(,] ?name=([^,)]{1,300})/.exec(text.slice(attributes + 1))?.[1];
  const isId = type !== 'container' || /^[0-9a-f]{12,64}$/.test(objectId ?? '');
  const time = Math.floor(milliseconds / 1000);
  return { time, type, action, objectId: isId ? objectId : undefined, name, line };
}
