import * as z from 'zod';
import { epochSecondsOf, integerOf, members, textOf } from './json-values.ts';
import { type Json, looksLikeList, openObjects } from './kube-objects.ts';
import { defineParser } from './parser.ts';

/** What components of the cluster reported about objects, of the last hour as a rule. */
export const kubeEventsSchema = () =>
  z.object({
    events: z.array(
      z.object({
        /** Uid of the event itself, by which it is counted once however many files have it. */
        id: z.string().optional(),
        /** `Normal` or `Warning`. */
        type: z.string().optional(),
        /** `FailedMount`, `BackOff`, `NodeNotReady`. */
        reason: z.string(),
        message: z.string().optional(),
        /** The object it is about. */
        kind: z.string().optional(),
        namespace: z.string().optional(),
        name: z.string().optional(),
        uid: z.string().optional(),
        count: z.number().int(),
        /** Seconds since the epoch; tables have ages instead. */
        firstAt: z.number().optional(),
        lastAt: z.number().optional(),
        /** How long before the table was printed it was last seen, in seconds. */
        ageSeconds: z.number().optional(),
        component: z.string().optional(),
        /** The node whose component reported it. */
        host: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type KubeEvents = z.infer<ReturnType<typeof kubeEventsSchema>>;
type Event = KubeEvents['events'][number];

const MAX_MESSAGE = 500;

/**
 * Events as JSON or YAML, kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1, of both groups:
 * `{"kind":"EventList","items":[{"reason":"FailedMount","count":12,"involvedObject":{"kind":"Pod","name":"cart-0",...},...}]}`
 * or the table of `kubectl get events -A`: `shop   2m10s   Warning   FailedMount   pod/cart-0   MountVolume.SetUp failed ...`.
 */
export const kubeEvents = defineParser({
  source: 'kube_events',
  schema: kubeEventsSchema,
  sniff: (head) =>
    looksLikeList(head, 'Event') || /^(?:NAMESPACE {2,})?LAST ?SEEN {2,}(?:TYPE|COUNT|FIRST ?SEEN) {2,}/.test(head),
  open: (context) =>
    openObjects(context, { kind: 'Event', what: 'events', read: readEvent, row: readRow }, (events) => ({ events })),
});

function readEvent(event: Json, lineOf: (text: string) => number): Event | undefined {
  const reason = textOf(event.reason);
  if (reason === undefined) return undefined;
  const about = members(event.involvedObject ?? event.regarding);
  const source = members(event.source ?? event.deprecatedSource);
  const series = members(event.series);
  const at = epochSecondsOf(event.eventTime) ?? epochSecondsOf(members(event.metadata).creationTimestamp);
  const firstAt = epochSecondsOf(event.firstTimestamp ?? event.deprecatedFirstTimestamp) ?? at;
  return {
    id: textOf(members(event.metadata).uid),
    type: textOf(event.type),
    reason,
    message: (textOf(event.message) ?? textOf(event.note))?.slice(0, MAX_MESSAGE),
    kind: textOf(about.kind),
    namespace: textOf(about.namespace),
    name: textOf(about.name),
    uid: textOf(about.uid),
    count: countOf(series.count ?? event.count ?? event.deprecatedCount),
    firstAt,
    lastAt:
      epochSecondsOf(series.lastObservedTime) ??
      epochSecondsOf(event.lastTimestamp ?? event.deprecatedLastTimestamp) ??
      firstAt,
    component: textOf(source.component) ?? textOf(event.reportingComponent) ?? textOf(event.reportingController),
    host: textOf(source.host) ?? textOf(event.reportingInstance),
    line: lineOf(reason),
  };
}

/** An event that was reported once may have a count of 0 or none. */
const countOf = (value: unknown): number => Math.max(1, integerOf(value) ?? 1);

function readRow(cells: ReadonlyMap<string, string>, line: number): Event | undefined {
  const reason = cells.get('REASON') ?? '';
  if (!/^\w{1,200}$/.test(reason)) return undefined;
  const [, kind, name] = /^([\w.-]{1,100})\/(\S{1,260})$/.exec(cells.get('OBJECT') ?? '') ?? [];
  return {
    type: textOf(cells.get('TYPE')),
    reason,
    message: textOf(cells.get('MESSAGE'))?.slice(0, MAX_MESSAGE),
    kind: kind === undefined ? undefined : (KINDS.get(kind) ?? kind),
    namespace: textOf(cells.get('NAMESPACE')),
    name,
    count: countOf(cells.get('COUNT')),
    ageSeconds: ageOf(cells.get('LAST SEEN') ?? cells.get('LASTSEEN')),
    component: textOf(cells.get('SOURCE')?.split(',')[0]),
    host: /, (\S{1,260})$/.exec(cells.get('SOURCE') ?? '')?.[1],
    line,
  };
}

/** Tables print kinds in small letters. */
const KINDS: ReadonlyMap<string, string> = new Map(
  [
    'Pod',
    'Node',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'ReplicaSet',
    'DaemonSet',
    'StatefulSet',
    'Deployment',
    'Job',
    'CronJob',
  ].map((kind) => [kind.toLowerCase(), kind]),
);

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** `2m10s`, `41d`, `3m (x12 over 10m)` in seconds. */
function ageOf(text: string | undefined): number | undefined {
  const age = /^(?:\d{1,6}[dhms]){1,4}(?= |$)/.exec(text ?? '')?.[0];
  if (age === undefined) return undefined;
  return [...age.matchAll(/(\d{1,6})([dhms])/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
}
