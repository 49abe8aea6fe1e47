import { z } from 'zod';
import { parseUtcOffset } from '../lib/time.ts';
import { booleanOf, integerOf, isObject, members, numberOf, parseJson, textOf } from './json-values.ts';
import { textParser } from './parser.ts';

export const manifestClockSchema = z.object({
  /** Wall clock of the node, seconds since the epoch. */
  epochSeconds: z.number().optional(),
  /** Seconds since boot, taken together with `epochSeconds`. */
  uptimeSeconds: z.number().optional(),
  /** Local time of the node, seconds east of Greenwich. */
  utcOffsetSeconds: z.number().optional(),
});
export type ManifestClock = z.infer<typeof manifestClockSchema>;

/** Who collected the bundle, where and when; what could not be read on the node is undefined. */
export const manifestStartSchema = z.object({
  /** Version of the bundle format. */
  version: z.number().int(),
  collector: z.object({ version: z.string().optional(), options: z.string().optional() }),
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
  }),
  clock: manifestClockSchema,
});
export type ManifestStart = z.infer<typeof manifestStartSchema>;

/**
 * `manifest-start.json`, the first member of a native bundle (collectors/FORMAT.md):
 * `{"format":"inquest-bundle","version":1,"collector":{...},"host":{...},"privileges":{...},"clock":{...}}`
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
      collector: { version: textOf(collector.version), options: textOf(collector.options) },
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
      },
      clock: readClock(record.clock),
    };
  },
});

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
