import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import { secondsOf } from './package-lines.ts';
import { textParser } from './parser.ts';
import { countOf } from './pattern-lines.ts';

/** systemd units by name, with what decides whether a service is well. */
export const unitsSchema = () =>
  z.object({
    units: z.array(
      z.object({
        id: z.string(),
        /** `loaded`, `not-found`, `masked`. */
        loadState: z.string().optional(),
        activeState: z.string().optional(),
        subState: z.string().optional(),
        /** `success`, `exit-code`, `signal`, `oom-kill`, `timeout`, `start-limit-hit`. */
        result: z.string().optional(),
        /** Automatic restarts since it was last started by hand. */
        restarts: z.number().int().optional(),
        mainPid: z.number().int().optional(),
        exitStatus: z.number().int().optional(),
        /** Epoch seconds; the zone of the stamp is `UTC` in collected text. */
        startedAt: z.number().optional(),
        tasks: z.number().optional(),
        /** Undefined for `infinity`, as is the limit of open files. */
        tasksMax: z.number().optional(),
        openFilesMax: z.number().optional(),
        /** The unit file changed after systemd read it. */
        needsReload: z.boolean().optional(),
        dropIns: z.array(z.string()),
        /** All properties as they were printed. */
        properties: z.record(z.string(), z.string()),
        line: z.number().int(),
      }),
    ),
  });
export type Units = z.infer<ReturnType<typeof unitsSchema>>;
type Unit = Units['units'][number];

/** The largest number of systemd stands for no limit. */
const INFINITE = 18_446_744_073_709_000_000;

/**
 * `systemctl show` of several units, systemctl(1): `Key=value` lines, an empty line between units:
 * `Id=docker.service` ... `NRestarts=7` ... `Result=exit-code`
 */
export const units = textParser({
  source: 'units',
  schema: unitsSchema,
  parse(text, context) {
    const found: Unit[] = [];
    let properties = new Map<string, string>();
    let start = 1;
    const finish = (): void => {
      const id = properties.get('Id');
      if (id !== undefined) found.push(readUnit(id, properties, start));
      else if (properties.size > 0) context.problem({ line: start, message: 'not a unit: it has no Id' });
      properties = new Map();
    };
    for (const [index, row] of text.split(/\r?\n/, 100_000).entries()) {
      const [, key, value = ''] = /^([A-Za-z0-9]{1,80})=(.*)$/.exec(row) ?? [];
      if (row === '') finish();
      else if (key !== undefined && properties.size < 500) {
        if (properties.size === 0) start = index + 1;
        properties.set(key, value);
      }
    }
    finish();
    return found.length === 0 ? undefined : { units: found };
  },
});

function readUnit(id: string, p: ReadonlyMap<string, string>, line: number): Unit {
  const limit = (name: string): number | undefined => {
    const value = countOf(p.get(name));
    return value === undefined || value >= INFINITE ? undefined : value;
  };
  const pid = countOf(p.get('MainPID'));
  const reload = p.get('NeedDaemonReload');
  return {
    id,
    loadState: p.get('LoadState'),
    activeState: p.get('ActiveState'),
    subState: p.get('SubState'),
    result: p.get('Result'),
    restarts: countOf(p.get('NRestarts')),
    mainPid: pid === 0 ? undefined : pid,
    exitStatus: countOf(p.get('ExecMainStatus')),
    startedAt: readStamp(p.get('ExecMainStartTimestamp') ?? p.get('ActiveEnterTimestamp')),
    tasks: limit('TasksCurrent'),
    tasksMax: limit('TasksMax'),
    openFilesMax: limit('LimitNOFILE'),
    needsReload: reload === undefined ? undefined : reload === 'yes',
    dropIns: (p.get('DropInPaths') ?? '').split(' ', 100).filter(Boolean),
    properties: recordOf(p),
    line,
  };
}

/** `Fri 2024-04-12 06:25:11 UTC`; a stamp in another zone is not placed. */
function readStamp(text: string | undefined): number | undefined {
  const [, year, month, day, time = ''] =
    /^[A-Z][a-z]{2} (\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d) (?:UTC|GMT)$/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : secondsOf(Number(year), Number(month), Number(day), time);
}
