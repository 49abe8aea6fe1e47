import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const runtimeTimeoutSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'container by its name or id, or all containers' }),
    container: z
      .string()
      .optional()
      .meta({ description: 'entity of the container that was asked for; unknown for calls about all', needs: ['log'] }),
    pod: z
      .string()
      .optional()
      .meta({ description: 'namespace/name', needs: ['docker_inspect', 'docker_disk_containers', 'crictl_ps'] }),
    calls: z.array(z.string()).meta({ description: 'ContainerStatus, StopPodSandbox, ListContainers, ...' }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'RuntimeTimeout' });

/** Calls of the kubelet that the runtime did not answer in time, by the container that they were about. */
export const runtimeTimeouts = defineFact({
  name: 'runtime_timeouts',
  title: 'Calls to the runtime that timed out',
  schema: z.array(runtimeTimeoutSchema),
  sources: ['log', 'docker_inspect', 'docker_disk_containers', 'crictl_ps'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    if (!coverage.present) return unknown(coverage.reasons);
    const byContainer = new Map<string, ResolvedOccurrence[]>();
    for (const o of occurrencesOf(context, 'runtime_call_timeout')) {
      const id = o.captures.container_id ?? '';
      append(byContainer, id, o);
    }
    return known(
      [...byContainer].map(([id, members]) => describe(id, members, context)),
      coverage.reasons,
    );
  },
});

function describe(id: string, members: readonly ResolvedOccurrence[], context: FactContext) {
  const owner = id === '' ? undefined : containerOf(id, context);
  const entity = owner?.entity ?? `container:${id}`;
  const count = members.reduce((sum, m) => sum + m.count, 0);
  return {
    entity: id === '' ? 'runtime:all' : entity,
    label: id === '' ? context.words.allContainers : (owner?.label ?? context.words.container(id.slice(0, 12))),
    container: id === '' ? undefined : entity,
    pod: owner?.pod,
    calls: [...new Set(members.flatMap((m) => m.captures.call ?? []))].sort(),
    count,
    counted: inWords(count, members, context),
    seen: seenOf(members),
    refs: members.slice(0, 5).map((m) => m.ref),
  };
}

/** Older kubelets print twelve digits of an id. */
function containerOf(id: string, { get }: FactContext) {
  const found = get(containers);
  return found.known ? found.value.find((c) => c.id.startsWith(id)) : undefined;
}
