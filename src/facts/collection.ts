import * as z from 'zod';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const abandonedSchema = z
  .object({
    command: z.string().meta({ description: 'what the collector ran, empty when it is not known' }),
    path: z
      .string()
      .optional()
      .meta({ description: 'the last path in the command', needs: ['manifest'] }),
    pid: z
      .number()
      .optional()
      .meta({ needs: ['manifest'] }),
    state: z
      .string()
      .optional()
      .meta({ description: 'D: sleeps in the kernel and cannot be killed', needs: ['manifest'] }),
    wchan: z
      .string()
      .optional()
      .meta({ description: 'kernel function it sleeps in', needs: ['manifest'] }),
    refs: refsSchema,
  })
  .meta({ id: 'AbandonedCommand' });
export type AbandonedCommand = z.infer<typeof abandonedSchema>;

const stepSchema = z
  .object({
    step: z.string(),
    sources: z.array(z.string()),
    reason: z.string(),
    refs: refsSchema,
  })
  .meta({ id: 'CollectionStep' });

const collectionSchema = z
  .object({
    complete: z.boolean().meta({ description: 'the collector ran to its end and the bundle was not cut' }),
    cut: z.string().meta({ description: 'where it broke off, empty when it did not' }),
    root: z
      .boolean()
      .optional()
      .meta({ description: 'the collector ran as root', needs: ['manifest_start'] }),
    in_container: z
      .boolean()
      .optional()
      .meta({ needs: ['manifest_start'] }),
    processes_hidden: z
      .boolean()
      .optional()
      .meta({ description: '/proc hides the processes of other users from the collector', needs: ['manifest_start'] }),
    limit_factor: z
      .number()
      .optional()
      .meta({ description: 'by how much time limits grew with the load, 1 to 4', needs: ['manifest_start'] }),
    seconds: z
      .number()
      .optional()
      .meta({ description: 'how long the collection took', needs: ['manifest'] }),
    timed_out: z.array(stepSchema).meta({ description: 'steps that did not end in time' }),
    abandoned: z
      .array(abandonedSchema)
      .optional()
      .meta({ description: 'commands that hung and could not be ended', needs: ['manifest'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Collection' });

/** How the collection itself went: what hung on the node while the collector asked for it is evidence too. */
export const collection = defineFact({
  name: 'collection',
  title: 'How the collection went',
  schema: collectionSchema,
  sources: ['manifest_start', 'manifest_step', 'manifest'],
  compute({ snapshot }) {
    const { documents, missing } = read(snapshot, 'manifest_start');
    const start = documents[0];
    if (start === undefined) return unknown(missing);
    const { privileges, collector, clock } = start.value;
    const end = snapshot.documents.manifest[0];
    const seconds = spanOf(clock.uptimeSeconds, end?.value.clock.uptimeSeconds);
    return known({
      complete: snapshot.bundle.complete,
      cut: snapshot.cut?.text ?? '',
      ...(privileges.uid === undefined ? {} : { root: privileges.uid === 0 }),
      ...(privileges.inContainer === undefined ? {} : { in_container: privileges.inContainer }),
      ...(privileges.uid === undefined ? {} : { processes_hidden: hidesProcesses(privileges) }),
      ...(collector.limitFactor === undefined ? {} : { limit_factor: collector.limitFactor }),
      ...(seconds === undefined ? {} : { seconds }),
      timed_out: timedOut(snapshot),
      ...(end === undefined ? {} : { abandoned: end.value.abandoned.map((child) => abandonedOf(child, end.path)) }),
      refs: [{ path: start.path }, ...(end === undefined ? [] : [{ path: end.path }])],
    });
  },
});

/** proc(5): 1 hides the contents, 2 and 4 even the existence of other users' processes; nothing is hidden from root. */
export const hidesProcesses = ({ uid, hidepid }: { uid?: number | undefined; hidepid?: string | undefined }): boolean =>
  uid !== 0 && hidepid !== undefined && !['0', 'off'].includes(hidepid);

const spanOf = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined || to < from ? undefined : to - from;

function timedOut({ documents }: Snapshot): z.infer<typeof stepSchema>[] {
  return documents.manifest_step
    .filter((d) => d.value.status === 'timed_out')
    .map(({ path, value }) => ({
      step: value.step,
      sources: value.sources,
      reason: value.reason ?? 'the step did not end in time',
      refs: [{ path }],
    }));
}

type Child = Snapshot['documents']['manifest'][number]['value']['abandoned'][number];

function abandonedOf({ command, pid, state, wchan }: Child, recordPath: string): AbandonedCommand {
  const path = command?.split(' ').findLast((word) => word.startsWith('/'));
  return {
    command: command ?? '',
    ...(path === undefined ? {} : { path }),
    ...(pid === undefined ? {} : { pid }),
    ...(state === undefined ? {} : { state }),
    ...(wchan === undefined ? {} : { wchan }),
    refs: [{ path: recordPath }],
  };
}
