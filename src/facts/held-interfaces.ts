import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf } from './occurrences.ts';
import { stuckTasks } from './stuck-tasks.ts';

const heldSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    device: z.string().meta({ description: 'its name in its own namespace: lo of any pod is called lo' }),
    count: z.number().meta({ description: 'complaints of the kernel, one each ten seconds while it waits' }),
    lasts: z
      .number()
      .optional()
      .meta({ description: 'seconds from the first complaint to the last', needs: ['log'] }),
    waiting: z
      .number()
      .optional()
      .meta({ description: 'tasks that wait to make or to remove a network namespace', needs: ['task_stack'] }),
    waiting_tasks: z.array(z.string()).meta({ description: 'labels of those tasks, at most ten' }),
    containers: z.array(z.string()).meta({ description: 'entities of containers whose tasks are among them' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'HeldInterface' });

/** Making a namespace waits for the one that is being removed; both hold or want pernet_ops_rwsem (before 4.17 net_mutex). */
const NAMESPACE_WORK = /^(?:copy_net_ns|cleanup_net|setup_net|unregister_pernet\w*|register_pernet\w*)$/;

/**
 * Interfaces that the kernel cannot remove because something still refers to them, net/core/dev.c netdev_wait_allrefs:
 * `unregister_netdevice: waiting for lo to become free. Usage count = 1`
 */
export const heldInterfaces = defineFact({
  name: 'held_interfaces',
  title: 'Interfaces that the kernel waits to remove',
  schema: z.array(heldSchema),
  sources: ['log', 'task_stack', 'process_cgroup'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const tasks = context.get(stuckTasks);
    const waiting = tasks.known
      ? tasks.value.filter((t) => (t.stack ?? []).some((f) => NAMESPACE_WORK.test(f)))
      : undefined;
    const containers = waiting?.flatMap((t) => (t.container_id === undefined ? [] : [`container:${t.container_id}`]));
    const byDevice = groupBy(occurrencesOf(context, 'interface_held'), (o) => o.captures.device ?? '');
    const found = [...byDevice].map(([device, members]) => {
      const seen = seenOf(members);
      return {
        entity: `held_interface:${device}`,
        label: context.words.interface(device),
        device,
        count: members.reduce((sum, m) => sum + m.count, 0),
        lasts: seen === undefined ? undefined : seen.last - seen.first,
        waiting: waiting?.length,
        waiting_tasks: (waiting ?? []).slice(0, 10).map((t) => t.label),
        containers: [...new Set(containers ?? [])],
        seen,
        refs: [...members.slice(0, 3).map((m) => m.ref), ...(waiting ?? []).slice(0, 2).flatMap((t) => t.refs)],
      };
    });
    return known(found, coverage.reasons);
  },
});
