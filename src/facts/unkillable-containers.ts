import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { type StuckTask, stuckTasks } from './stuck-tasks.ts';

const unkillableContainerSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    attempts: z.number().meta({ description: 'kills after which it did not end, as the daemon logged them' }),
    counted: z.string().meta({ description: 'attempts in words' }),
    stuck: z
      .number()
      .optional()
      .meta({
        description: 'tasks of it that sleep in the kernel and cannot be killed',
        needs: ['process_stat', 'task_stack'],
      }),
    stuck_in: z
      .string()
      .optional()
      .meta({
        description: 'kernel functions they sleep in, empty where there is none',
        needs: ['process_stat', 'task_stack'],
      }),
    where: z.string().meta({ description: 'the same in words for a sentence, empty where it is not known' }),
    waits_for: z
      .array(z.string())
      .optional()
      .meta({ description: 'what their stacks tell: nfs, fuse, disk, ...', needs: ['task_stack'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'UnkillableContainer' });

/**
 * Containers that did not end by SIGKILL, as dockerd says: `Container 9c1185d0a3f2 failed to exit within 10 seconds of kill -
 * trying direct SIGKILL`. A container that only ignores SIGTERM ends by the kill and is none of these.
 */
export const unkillableContainers = defineFact({
  name: 'unkillable_containers',
  title: 'Containers that cannot be killed',
  schema: z.array(unkillableContainerSchema),
  sources: ['log', 'process_stat', 'task_stack', 'docker_inspect'],
  compute(context) {
    const coverage = logCoverage(context, ['dockerd']);
    if (!coverage.present) return unknown(coverage.reasons);
    const byId = new Map<string, ResolvedOccurrence[]>();
    for (const o of occurrencesOf(context, 'container_kill_ignored'))
      append(byId, fullId(o.captures.container_id ?? '', context), o);
    return known(
      [...byId].map(([id, members]) => describe(id, members, context)),
      coverage.reasons,
    );
  },
});

/** Older daemons print twelve digits of an id. */
function fullId(id: string, context: FactContext): string {
  return context.once(ids).find((known) => id !== '' && known.startsWith(id)) ?? id;
}

function ids({ get }: FactContext): string[] {
  const found = get(containers);
  return found.known ? found.value.map((c) => c.id) : [];
}

function describe(id: string, members: readonly ResolvedOccurrence[], context: FactContext) {
  const listed = context.get(containers);
  const owner = listed.known ? listed.value.find((c) => c.id === id) : undefined;
  const stuck = stuckOf(id, context);
  const places = [...new Set((stuck ?? []).flatMap((t) => t.wchan ?? t.stack?.[0] ?? []))].slice(0, 3).join(', ');
  const attempts = members.reduce((sum, m) => sum + m.count, 0);
  return {
    entity: `container:${id}`,
    label: owner?.label ?? context.words.container(id.slice(0, 12)),
    attempts,
    counted: inWords(attempts, members, context),
    stuck: stuck?.length,
    stuck_in: stuck === undefined ? undefined : places,
    where: places === '' ? '' : context.words.sleepIn(places),
    waits_for: stuck === undefined ? undefined : [...new Set(stuck.flatMap((t) => t.waits_for || []))],
    seen: seenOf(members),
    refs: [...members.slice(0, 3).map((m) => m.ref), ...(stuck ?? []).slice(0, 2).flatMap((t) => t.refs)],
  };
}

function stuckOf(id: string, { get }: FactContext): StuckTask[] | undefined {
  const found = get(stuckTasks);
  if (!found.known) return undefined;
  const own = found.value.filter((t) => t.container_id === id && t.state === 'D');
  return own.length > 0 || (found.incomplete ?? []).length === 0 ? own : undefined;
}
