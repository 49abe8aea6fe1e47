import * as z from 'zod';
import { parseUtcOffset } from '../lib/time.ts';
import { booleanOf, integerOf, isObject, members, numberOf, parseJson, textOf, textsOf } from './json-values.ts';
import { textParser } from './parser.ts';

export const manifestClockSchema = () =>
  z.object({
    /** Wall clock of the node, seconds since the epoch. */
    epochSeconds: z.number().optional(),
    /** Seconds since boot, taken together with `epochSeconds`. */
    uptimeSeconds: z.number().optional(),
    /** Local time of the node, seconds east of Greenwich. */
    utcOffsetSeconds: z.number().optional(),
  });
export type ManifestClock = z.infer<ReturnType<typeof manifestClockSchema>>;

/** Who collected the bundle, where and when; what could not be read on the node is undefined. */
export const manifestStartSchema = () =>
  z.object({
    /** Version of the bundle format. */
    version: z.number().int(),
    collector: z.object({
      version: z.string().optional(),
      options: z.string().optional(),
      /** 1 to 4: by how much time limits grew with the load. */
      limitFactor: z.number().optional(),
    }),
    host: z.object({
      hostname: z.string().optional(),
      /** Release, as `uname -r` prints it. */
      kernel: z.string().optional(),
      bootId: z.string().optional(),
      machineIdSha256: z.string().optional(),
    }),
    privileges: z.object({
      uid: z.number().int().optional(),
      /** Effective capabilities as a hexadecimal mask. */
      capEff: z.string().optional(),
      pid: z.number().int().optional(),
      inContainer: z.boolean().optional(),
      /** Names of the namespaces that are not pid 1's; undefined where those may not be seen. */
      otherNamespaces: z.array(z.string()).optional(),
      /** Option of the mount of /proc that hides processes from other users: `0`, `1`, `2`, `invisible`. */
      hidepid: z.string().optional(),
      /** 0 none, 1 strict, 2 filter, proc_pid_status(5): a filter may refuse what the collector asks for. */
      seccomp: z.number().int().optional(),
      /** What the kernel is locked down to, as it shows it: `none [integrity] confidentiality`. */
      lockdown: z.string().optional(),
    }),
    clock: manifestClockSchema(),
    /** Every step of the run in its order; a collector that wrote none is older. */
    plan: z.array(z.object({ step: z.string(), sources: z.array(z.string()) })).optional(),
  });
export type ManifestStart = z.infer<ReturnType<typeof manifestStartSchema>>;

/** Linux has eight kinds of namespaces. */
const MAX_NAMESPACES = 20;
/** More steps than any collector has; a longer plan is not believed. */
const MAX_STEPS = 1_000;

/**
 * `manifest-start.json`, the first member of a native bundle (collectors/FORMAT.md):
 * `{"format":"inquest-bundle","version":1,"collector":{...},"host":{...},"privileges":{...},"clock":{...},"plan":[...]}`
 */
export const manifestStart = textParser({
  source: 'manifest_start',
  schema: manifestStartSchema,
  sniff: (head) => /^\s*\{/.test(head) && /"format"\s*:\s*"inquest-bundle"/.test(head),
  parse(text, context) {
    const record = parseJson(text);
    if (!isObject(record) || record.format !== 'inquest-bundle') {
      context.problem({ message: 'not the start record of a bundle' });
      return undefined;
    }
    const host = members(record.host);
    const privileges = members(record.privileges);
    const collector = members(record.collector);
    return {
      version: integerOf(record.version) ?? 0,
      collector: {
        version: textOf(collector.version),
        options: textOf(collector.options),
        limitFactor: numberOf(collector.limit_factor),
      },
      host: {
        hostname: textOf(host.hostname),
        kernel: textOf(host.kernel),
        bootId: textOf(host.boot_id),
        machineIdSha256: textOf(host.machine_id_sha256),
      },
      privileges: {
        uid: integerOf(privileges.uid),
        capEff: textOf(privileges.cap_eff),
        pid: integerOf(privileges.pid),
        inContainer: booleanOf(privileges.in_container),
        otherNamespaces: Array.isArray(privileges.other_namespaces)
          ? textsOf(privileges.other_namespaces).slice(0, MAX_NAMESPACES)
          : undefined,
        hidepid: textOf(privileges.hidepid),
        seccomp: integerOf(privileges.seccomp),
        lockdown: textOf(privileges.lockdown),
      },
      clock: readClock(record.clock),
      plan: Array.isArray(record.plan) ? readPlan(record.plan) : undefined,
    };
  },
});

/** `[{"step": "mountinfo", "sources": ["mountinfo"]}, ...]` */
function readPlan(plan: readonly unknown[]): ManifestStart['plan'] {
  return plan.slice(0, MAX_STEPS).flatMap((value) => {
    const { step, sources } = members(value);
    const name = textOf(step);
    return name === undefined ? [] : [{ step: name, sources: textsOf(sources).slice(0, MAX_STEPS) }];
  });
}

/** The clock pair of a manifest: `{"epoch": 1763719200, "uptime": 86400.12, "utc_offset": "+0800"}`. */
export function readClock(value: unknown): ManifestClock {
  const clock = members(value);
  const offset = textOf(clock.utc_offset);
  return {
    epochSeconds: numberOf(clock.epoch),
    uptimeSeconds: numberOf(clock.uptime),
    utcOffsetSeconds: offset === undefined ? undefined : parseUtcOffset(offset),
  };
}
