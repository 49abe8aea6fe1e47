import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import type { Smartctl } from '../parsers/smartctl.ts';
import type { Document } from '../snapshot/snapshot.ts';
import { deviceNumbers } from './device-numbers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf } from './occurrences.ts';

const diskHealthSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    device: z.string(),
    failed: z.boolean().meta({ description: 'the disk itself says that it is failing' }),
    says: z.string().meta({ description: 'its own words, empty where it was not asked' }),
    unreadable: z.number().meta({ description: 'sectors that cannot be read, or media errors of an NVMe disk' }),
    failing_attributes: z.array(z.string()).meta({ description: 'values that are below what the maker allows' }),
    refs: refsSchema,
  })
  .meta({ id: 'DiskHealth' });

interface Told {
  failed: boolean;
  says: string;
  unreadable: number;
  failing: string[];
  refs: SourceRef[];
}

/** What disks say of their own health (SMART), asked by smartctl or watched by smartd. */
export const diskHealth = defineFact({
  name: 'disk_health',
  title: 'What disks say of their own health',
  schema: z.array(diskHealthSchema),
  sources: ['smartctl', 'log'],
  compute(context) {
    const { snapshot } = context;
    const coverage = logCoverage(context, ['any']);
    if (snapshot.documents.smartctl.length === 0 && !coverage.present) return unknown(coverage.reasons);
    const disks = new Map<string, Told>();
    const of = (device: string): Told => {
      const told = disks.get(device) ?? { failed: false, says: '', unreadable: 0, failing: [], refs: [] };
      disks.set(device, told);
      return told;
    };
    for (const document of snapshot.documents.smartctl) addAnswer(document, of);
    addMessages(context, of);
    return known(
      [...disks].map(([device, told]) => describe(device, told, context)),
      // Where the disks were asked themselves, the log of a watcher adds nothing that could be missed.
      snapshot.documents.smartctl.length > 0 ? [] : coverage.reasons,
    );
  },
});

const UNREADABLE = /^(?:Current_Pending_Sector|Offline_Uncorrectable|Media and Data Integrity Errors)$/;

function addAnswer({ path, value }: Document<Smartctl>, of: (device: string) => Told): void {
  if (value.device === undefined) return;
  const told = of(value.device);
  if (value.health !== undefined) {
    told.says = value.health;
    told.failed ||= isFailure(value);
    told.refs.push({ path, ...(value.healthLine === undefined ? {} : { line: value.healthLine }), text: value.health });
  }
  for (const { name, value: count, failing, line } of value.counters) {
    const matters = UNREADABLE.test(name) && count > 0;
    if (matters) told.unreadable = Math.max(told.unreadable, count);
    if (failing) told.failing.push(name);
    if (matters || failing) told.refs.push({ path, line, text: `${name}: ${count}` });
  }
}

/** Codes of SCSI disks that speak of a failure to come; `b` are warnings, as of heat, and `5d` with `ff` is a test of the report. */
const SCSI_FAILURE = /\[asc=5d, ascq=(?!ff\b)[0-9a-f]{1,2}\]$/i;
/** The same where smartd leaves the codes out. */
const IMPENDING = /(?:impending failure|failure prediction threshold exceeded|endurance limit met)(?!.*\(false\))/i;
const HEAT = /^temperature is above or below threshold$/;

/** An ATA or NVMe disk says FAILED!; an NVMe disk does so for heat alone as well, of which none fails. */
function isFailure({ health = '', warnings }: Smartctl): boolean {
  if (/\[asc=/.test(health)) return SCSI_FAILURE.test(health);
  const onlyHot = warnings.length > 0 && warnings.every((warning) => HEAT.test(warning));
  return /^FAILED/.test(health) && !onlyHot;
}

/** Critical warnings of an NVMe disk: bit 1 is its temperature. */
const HEAT_BIT = 2;

function addMessages(context: FactContext, of: (device: string) => Told): void {
  for (const o of occurrencesOf(context, 'disk_health_failed')) {
    const told = of(nameOf(o.captures.device));
    const { what = '' } = o.captures;
    told.failed ||= what.startsWith('FAILED') || IMPENDING.test(what.slice(0, 160));
    told.refs.push(o.ref);
  }
  for (const o of occurrencesOf(context, 'disk_critical_warning')) {
    const told = of(nameOf(o.captures.device));
    told.failed ||= (Number(o.captures.bits) & ~HEAT_BIT) !== 0;
    told.refs.push(o.ref);
  }
  for (const o of occurrencesOf(context, 'disk_sectors_bad')) {
    const told = of(nameOf(o.captures.device));
    told.unreadable = Math.max(told.unreadable, Number(o.captures.count));
    told.refs.push(o.ref);
  }
}

const nameOf = (device = ''): string => device.replace(/^\/dev\//, '');

function describe(device: string, told: Told, context: FactContext) {
  const number = deviceNumbers(context).numberOf(device);
  return {
    entity: `device:${number ?? device}`,
    label: context.words.disk(device),
    device,
    failed: told.failed,
    says: told.says,
    unreadable: told.unreadable,
    failing_attributes: told.failing.slice(0, 10),
    refs: told.refs.slice(0, 6),
  };
}
