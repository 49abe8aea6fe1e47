import * as z from 'zod';
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
import { type HungTask, hungTasks } from './hung-tasks.ts';

const hungWaitSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    kind: z.string().meta({ description: 'as waits_for of a hung task; empty for stacks that tell nothing' }),
    meaning: z.string(),
    tasks: z.array(z.string()).meta({ description: 'labels of the tasks, at most ten' }),
    members: z.array(z.string()).meta({ description: 'entities of the tasks' }),
    containers: z.array(z.string()),
    count: z.number().meta({ description: 'tasks' }),
    seconds: z.number().meta({ description: 'the longest' }),
    service: z.boolean().meta({ description: 'a runtime, the kubelet, systemd or a journal is among them' }),
    filesystems: z.array(z.string()).meta({ description: 'entities of the file systems they may wait for' }),
    mount_points: z.array(z.string()),
    still: z
      .boolean()
      .optional()
      .meta({ description: 'one of them is stuck now', needs: ['process_stat'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'HungWait' });

const MAX_NAMED = 10;

/** Hung tasks by what they wait for: one thing that does not come holds up many. */
export const hungWaits = defineFact({
  name: 'hung_waits',
  title: 'What tasks that were reported as hung wait for',
  schema: z.array(hungWaitSchema),
  sources: hungTasks.sources,
  compute(context) {
    const tasks = context.get(hungTasks);
    if (!tasks.known) return unknown(tasks.missing);
    const kinds = groupBy(tasks.value, (t) => t.waits_for);
    return known(
      [...kinds].map(([kind, members]) => describe(kind, members, context)),
      tasks.incomplete,
    );
  },
});

function describe(kind: string, members: readonly HungTask[], { words }: FactContext) {
  const all = (of: (task: HungTask) => readonly string[]): string[] => [...new Set(members.flatMap(of))];
  const told = members.flatMap((t) => (t.still === undefined ? [] : [t.still]));
  return {
    entity: `hung_wait:${kind}`,
    label: words.waitFor(kind === '' ? undefined : members[0]?.meaning),
    kind,
    meaning: members[0]?.meaning ?? '',
    tasks: members.slice(0, MAX_NAMED).map((t) => t.label),
    members: members.map((t) => t.entity),
    containers: all((t) => t.containers),
    count: members.length,
    seconds: Math.max(...members.map((t) => t.seconds)),
    service: members.some((t) => t.service),
    filesystems: all((t) => t.filesystems),
    mount_points: all((t) => t.mount_points).slice(0, MAX_NAMED),
    still: told.length === 0 ? undefined : told.includes(true),
    seen: spanOf(members),
    refs: members.flatMap((t) => t.refs.slice(0, 2)).slice(0, 6),
  };
}

/** From the first report of any of them to the last. */
function spanOf(members: readonly HungTask[]): Seen | undefined {
  const [earliest, ...others] = members
    .flatMap((t) => (t.seen === undefined ? [] : [t.seen]))
    .sort((a, b) => a.first - b.first);
  if (earliest === undefined) return undefined;
  return {
    ...earliest,
    last: Math.max(earliest.last, ...others.map((s) => s.last)),
    uncertainty: Math.max(earliest.uncertainty, ...others.map((s) => s.uncertainty)),
  };
}
