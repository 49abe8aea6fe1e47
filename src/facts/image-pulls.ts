import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { clock } from './clock.ts';
import { clockFastBy } from './clock-error.ts';
import { clusterEvents } from './cluster-events.ts';
import {
  defineFact,
  entitySchema,
  type FactContext,
  known,
  refsSchema,
  type Seen,
  seenSchema,
  unknown,
} from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf } from './occurrences.ts';

const pullSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'registry as host, with its port where one is named' }),
    registry: z.string(),
    kind: z.string().meta({
      description: 'denied, not_found, platform, certificate, rate, plain_http, name, unreachable or server_error',
    }),
    meaning: z.string().meta({ description: 'the kind in words' }),
    why: z.string().meta({ description: 'the words that tell it' }),
    count: z.number(),
    images: z.array(z.string()).meta({ description: 'images that were asked for, at most ten' }),
    refused_by_clock: z
      .boolean()
      .optional()
      .meta({
        description: 'a certificate that was refused for its dates is valid by the time of the time servers',
        needs: ['log', 'kube_events', 'time_sync'],
      }),
    seen: seenSchema.optional().meta({ needs: ['log', 'kube_events'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ImagePullFailure' });

/** The first that fits names the kind. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['denied', /access denied|unauthorized|authentication required|basic auth|insufficient_scope|denied: /i],
  ['platform', /no matching manifest|no match for platform/],
  ['not_found', /manifest unknown|not found/],
  ['certificate', /x509: /],
  ['rate', /toomanyrequests|429 /],
  ['plain_http', /HTTP response to HTTPS/],
  ['name', /^lookup |no such host/],
  ['server_error', /^50\d /],
  ['unreachable', /./],
];

interface Failure {
  readonly why: string;
  /** The clock stood before or after this end of a certificate; programs built with Go before 1.14 do not tell. */
  readonly dates: RefusedDates | undefined;
  readonly image: string;
  readonly count: number;
  readonly seen: Seen | undefined;
  readonly ref: readonly SourceRef[];
}

/** Pulls of images that failed, by registry and reason: as the kubelet logged it, else as the cluster counted it. */
export const imagePullFailures = defineFact({
  name: 'image_pull_failures',
  title: 'Images that could not be pulled',
  schema: z.array(pullSchema),
  sources: ['log', 'kube_events', 'time_sync'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    const reported = fromEvents(context);
    if (!coverage.present && reported === undefined) return unknown(coverage.reasons);
    const logged = fromLog(context);
    const groups = new Map<string, Failure[]>();
    for (const failure of logged.length > 0 ? logged : (reported ?? []))
      append(groups, `${registryOf(failure.image)} ${kindOf(failure.why)}`, failure);
    const incomplete = coverage.reasons;
    return known(
      [...groups.values()].map((members) => describe(members, context)),
      incomplete,
    );
  },
});

const kindOf = (why: string): string => KINDS.find(([, pattern]) => pattern.test(why))?.[0] ?? 'unreachable';

/** The part before the first slash is a registry when it looks like a host, else the image is one of Docker Hub. */
function registryOf(image: string): string {
  const first = image.includes('/') ? image.slice(0, image.indexOf('/')) : '';
  return /[.:]/.test(first) || first === 'localhost' ? first : 'docker.io';
}

function fromLog(context: FactContext): Failure[] {
  const dates = new Map(
    occurrencesOf(context, 'image_pull_dates').map(({ captures }) => [
      registryOf(captures.image ?? ''),
      datesOf(captures.order, captures.bound),
    ]),
  );
  return occurrencesOf(context, 'image_pull_failed').map((o) => ({
    why: o.captures.why ?? '',
    dates: dates.get(registryOf(o.captures.image ?? '')),
    image: o.captures.image ?? '',
    count: o.count,
    seen: seenOf([o]),
    ref: [o.ref],
  }));
}

interface RefusedDates {
  readonly order: string;
  /** Epoch seconds. */
  readonly bound: number;
}

const DATES = /: current time [^ ]{1,40} is (before|after) ([0-9T:Z+-]{1,30})/;

/** Without a zone the time would be read in that of the machine that analyses. */
function datesOf(order: string | undefined, bound: string | undefined): RefusedDates | undefined {
  if (order === undefined || bound === undefined || !/(?:Z|[+-]\d\d:\d\d)$/.test(bound)) return undefined;
  const seconds = Date.parse(bound) / 1000;
  return Number.isFinite(seconds) ? { order, bound: seconds } : undefined;
}

/** Whether the time servers would have found the certificate valid at collection; unknown where either time is. */
function refusedByClock(members: readonly Failure[], context: FactContext): boolean | undefined {
  const dates = members.findLast((m) => m.dates !== undefined)?.dates;
  const fast = clockFastBy(context);
  const time = context.get(clock);
  if (dates === undefined || fast === undefined || !time.known) return undefined;
  const truth = time.value.collected_at - fast;
  return dates.order === 'before' ? fast < 0 && truth >= dates.bound : fast > 0 && truth <= dates.bound;
}

const PULL = /Failed to pull image "([^"\\]{1,300})": (.{1,2000})/s;

/** Events say it in the words of the runtime; of one pod only the latest message is kept. */
function fromEvents({ get }: FactContext): Failure[] | undefined {
  const found = get(clusterEvents);
  if (!found.known) return undefined;
  return found.value.flatMap((event) => {
    const [, image = '', text = ''] = PULL.exec(event.message ?? '') ?? [];
    const known = KINDS.filter(([kind]) => kind !== 'unreachable').find(([, pattern]) => pattern.test(text));
    if (image === '') return [];
    const why = known === undefined ? text.slice(-80) : (known[1].exec(text)?.[0] ?? '');
    const [, order, bound] = DATES.exec(text) ?? [];
    return [
      {
        why,
        dates: datesOf(order, bound),
        image,
        count: event.count,
        seen: seenOfEvent(event),
        ref: event.refs.slice(0, 1),
      },
    ];
  });
}

function seenOfEvent({ first, last }: { first?: number | undefined; last?: number | undefined }): Seen | undefined {
  if (first === undefined || last === undefined) return undefined;
  return { first, last, first_is_onset: false, uncertainty: 1 };
}

function describe(members: readonly Failure[], context: FactContext) {
  const registry = registryOf(members[0]?.image ?? '');
  const why = members[0]?.why ?? '';
  const kind = kindOf(why);
  const seen = members.flatMap((m) => m.seen ?? []);
  return {
    entity: `registry:${registry}`,
    label: registry,
    registry,
    kind,
    meaning: why === '' ? '' : (context.words.pulls[kind] ?? ''),
    why: why.trim(),
    count: members.reduce((sum, m) => sum + m.count, 0),
    refused_by_clock: refusedByClock(members, context),
    images: [...new Set(members.map((m) => m.image))].filter(Boolean).sort().slice(0, 10),
    seen:
      seen.length === 0
        ? undefined
        : {
            first: Math.min(...seen.map((s) => s.first)),
            last: Math.max(...seen.map((s) => s.last)),
            first_is_onset: seen.every((s) => s.first_is_onset),
            uncertainty: Math.max(...seen.map((s) => s.uncertainty)),
          },
    refs: members.flatMap((m) => [...m.ref]).slice(0, 5),
  };
}
