import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';
import { read } from './sources.ts';

const text = (description?: string) =>
  z
    .string()
    .optional()
    .meta({ ...(description === undefined ? {} : { description }), needs: ['units'] });
const number = (description: string) =>
  z
    .number()
    .optional()
    .meta({ description, needs: ['units'] });

const unitSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string().meta({ description: 'with its suffix: docker.service' }),
    failed: z.boolean(),
    active_state: text('active, inactive, failed, activating, ...'),
    sub_state: text(),
    result: text('success, exit-code, signal, oom-kill, timeout, start-limit-hit, ...'),
    restarts: number('automatic restarts since it was started by hand'),
    exit_status: number('of the last main process'),
    started_at: number('epoch seconds'),
    main_pid: number('pid of its main process'),
    tasks: number('tasks in its control group'),
    tasks_max: number('unknown where there is no limit'),
    open_files_max: number('unknown where there is no limit'),
    needs_reload: z
      .boolean()
      .optional()
      .meta({ description: 'its file changed and systemd has not read it', needs: ['units'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Unit' });
export type Unit = z.infer<typeof unitSchema>;

/** systemd units: container runtimes and kubelet in detail, and every other unit that failed. */
export const units = defineFact({
  name: 'units',
  title: 'systemd units',
  schema: z.array(unitSchema),
  sources: ['units', 'units_failed'],
  compute({ snapshot }) {
    const shown = read(snapshot, 'units');
    const failed = lookedFor(snapshot, 'units_failed');
    const missing = [...shown.missing, ...failed.missing];
    if (shown.documents.length + failed.documents.length === 0) return unknown(missing);
    const found = new Map<string, Unit>();
    for (const { path, value } of failed.documents)
      for (const u of value.units)
        found.set(u.name, {
          entity: `unit:${u.name}`,
          label: u.description === '' ? u.name : `${u.name} (${u.description})`,
          name: u.name,
          failed: true,
          active_state: u.active,
          sub_state: u.sub,
          refs: [{ path, line: u.line }],
        });
    for (const { path, value } of shown.documents)
      for (const u of value.units) {
        if (u.loadState === 'not-found') continue;
        const listed = found.get(u.id);
        const detail = {
          entity: `unit:${u.id}`,
          label: listed?.label ?? u.id,
          name: u.id,
          failed: listed !== undefined || u.activeState === 'failed',
          active_state: u.activeState,
          sub_state: u.subState,
          result: u.result,
          restarts: u.restarts,
          exit_status: u.exitStatus,
          started_at: u.startedAt,
          main_pid: u.mainPid,
          tasks: u.tasks,
          tasks_max: u.tasksMax,
          open_files_max: u.openFilesMax,
          needs_reload: u.needsReload,
          refs: [{ path, line: u.line }, ...(listed?.refs ?? [])],
        };
        found.set(u.id, detail);
      }
    return known([...found.values()], missing);
  },
});
