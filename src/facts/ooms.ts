import * as z from 'zod';
import { formatBytes } from '../lib/bytes.ts';
import { groupBy } from '../lib/group-by.ts';
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
import { type OomEvent, oomEvents } from './oom-events.ts';
import { oomSizesSchema } from './oom-sizes.ts';

const needs = ['log'];
const oomSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the container, pod, control group or node that had no memory left' }),
    label: z.string(),
    scope: z.string().meta({ description: 'node, part (some NUMA nodes), cgroup, by hand, or not told' }),
    kind: z.string().meta({ description: 'container, pod, pods, service, other, node or empty' }),
    container: z.string().optional().meta({ description: 'entity of the container with the limit', needs }),
    pod: z.string().optional().meta({ description: 'namespace/name', needs }),
    pod_entity: z.string().optional().meta({ needs }),
    kills: z.number(),
    victims: z
      .array(z.string())
      .meta({ description: 'names of the programs that were killed, the most frequent first' }),
    victim_containers: z.array(z.string()).meta({ description: 'entities of the containers of the victims' }),
    victim_pods: z.array(z.string()).meta({ description: 'namespace/name of the pods of the victims' }),
    hit_services: z.array(z.string()).meta({ description: 'systemd services that lost a process' }),
    hit_runtime: z.boolean().meta({ description: 'a daemon or shim of the runtime or the kubelet was killed' }),
    limit_bytes: z.number().optional().meta({ needs }),
    limit: z.string().meta({ description: 'the limit in words with "of" in front, empty where it was not told' }),
    limit_of: z.string().optional().meta({ description: 'memory, memory+swap or kmem', needs }),
    high_order: z.boolean().meta({ description: 'each time more than one page in one piece was asked for' }),
    sizes: oomSizesSchema.optional().meta({ description: 'what held the memory the last time', needs }),
    seen: seenSchema.optional().meta({ needs }),
    refs: refsSchema,
  })
  .meta({ id: 'Oom' });

const DAEMONS = /^(?:kubelet|dockerd|docker|containerd(?:-shim.*)?|crio|conmon|runc|systemd(?:-.*)?|kube-proxy|etcd)$/;

/** Kills for lack of memory put together by what had none left: a container or another group with a limit, or the node. */
export const ooms = defineFact({
  name: 'ooms',
  title: 'What ran out of memory',
  schema: z.array(oomSchema),
  sources: ['log'],
  compute(context) {
    const found = context.get(oomEvents);
    if (!found.known) return unknown(found.missing);
    const byPlace = groupBy(found.value, placeOf);
    return known(
      [...byPlace].map(([place, events]) => describe(place, events, context)),
      found.incomplete ?? [],
    );
  },
});

function placeOf(event: OomEvent): string {
  if (event.by_hand) return 'by hand';
  if (event.scope === 'cgroup') return event.limited ?? 'cgroup:unnamed';
  return event.scope ?? 'not told';
}

function describe(place: string, events: readonly OomEvent[], { words }: FactContext) {
  const last = events.reduce((latest, e) => ((e.time ?? 0) >= (latest.time ?? 0) ? e : latest));
  const known = words.placeOfKill[place];
  const isGroup = known === undefined;
  const comms = [...groupBy(events, (e) => e.comm)].sort(([, a], [, b]) => b.length - a.length).map(([comm]) => comm);
  const distinct = (values: readonly (string | undefined)[]) => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  const { limited = '', limited_kind: kind = 'other' } = last;
  return {
    entity: isGroup ? place : `memory:${place}`,
    label: known ?? last.limited_label ?? words.groupOf(last.comm),
    scope: isGroup ? 'cgroup' : place,
    kind: isGroup ? kind : place === 'node' ? 'node' : '',
    container: isGroup && limited.startsWith('container:') ? limited : undefined,
    pod: isGroup ? last.pod : undefined,
    pod_entity: isGroup ? last.pod_entity : undefined,
    kills: events.length,
    victims: comms.slice(0, 10),
    victim_containers: distinct(events.map((e) => e.container)),
    victim_pods: distinct(events.map((e) => e.pod)),
    hit_services: distinct(events.map((e) => e.service)),
    hit_runtime: events.some((e) => DAEMONS.test(e.comm) && e.container === undefined),
    limit_bytes: isGroup ? last.limit_bytes : undefined,
    limit: isGroup && last.limit_bytes !== undefined ? words.ofSize(formatBytes(last.limit_bytes)) : '',
    limit_of: isGroup ? last.limit_of : undefined,
    high_order: events.every((e) => (e.order ?? 0) > 0),
    sizes: last.sizes,
    seen: together(events),
    refs: events.flatMap((e) => e.refs).slice(0, 5),
  };
}

/** From the first to the last of some events. */
function together(events: readonly OomEvent[]): Seen | undefined {
  const all = events.flatMap((e) => e.seen ?? []);
  const [first] = [...all].sort((a, b) => a.first - b.first);
  if (first === undefined) return undefined;
  return {
    ...first,
    last: Math.max(...all.map((s) => s.last)),
    uncertainty: Math.max(...all.map((s) => s.uncertainty)),
  };
}
