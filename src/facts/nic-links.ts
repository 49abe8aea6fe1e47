import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { clock } from './clock.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const linkSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    device: z.string(),
    downs: z.number().meta({ description: 'how often its driver said that the link went down' }),
    hangs: z.number().meta({ description: 'how often the kernel or its driver gave up waiting for it to send' }),
    firmware_faults: z.number().meta({ description: 'complaints of its driver about the firmware or the device' }),
    within: z
      .number()
      .optional()
      .meta({ description: 'seconds from the first of these to the last', needs: ['log'] }),
    carrier: z
      .boolean()
      .optional()
      .meta({ description: 'it has a link now', needs: ['links'] }),
    wanted: z
      .boolean()
      .optional()
      .meta({ description: 'it is switched on', needs: ['links'] }),
    bond: z
      .string()
      .optional()
      .meta({ description: 'bond or bridge it belongs to, or empty', needs: ['links'] }),
    reloaded: z.boolean().meta({ description: 'its driver took the device away in the same log' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'NicLink' });

const GROUPS = ['nic_link_down', 'nic_transmit_hang', 'nic_firmware_fault'] as const;
/** Links are brought up, down and up again while a node starts; a card with lines of that time only is left out. */
const BOOT = 300;

/** Cards whose driver told of trouble after the node had started: link lost, sending stuck, firmware failed. */
export const nicLinks = defineFact({
  name: 'nic_links',
  title: 'Network cards with trouble in the kernel log',
  schema: z.array(linkSchema),
  sources: ['log', 'links', 'uptime'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const time = context.get(clock);
    const started = (time.known ? (time.value.boot_time ?? 0) : 0) + BOOT;
    const all = GROUPS.flatMap((group) => occurrencesOf(context, group)).filter(
      (o) => o.last === undefined || o.last >= started,
    );
    const devices = groupBy(all, (o) => o.captures.device ?? '');
    const removed = new Set(occurrencesOf(context, 'nic_device_removed').map((o) => o.captures.device));
    return known(
      [...devices].map(([device, members]) => describe(device, members, removed.has(device), context)),
      coverage.reasons,
    );
  },
});

function describe(device: string, members: readonly ResolvedOccurrence[], reloaded: boolean, context: FactContext) {
  const link = context.snapshot.documents.links.flatMap((d) => d.value.links).find((l) => l.name === device);
  const seen = seenOf(members);
  const count = (group: string): number =>
    members.filter((m) => m.signature.group === group).reduce((sum, m) => sum + m.count, 0);
  return {
    entity: `interface:${device}`,
    label: context.words.networkCard(device),
    device,
    downs: count('nic_link_down'),
    hangs: count('nic_transmit_hang'),
    firmware_faults: count('nic_firmware_fault'),
    within: seen === undefined ? undefined : seen.last - seen.first,
    carrier: link?.flags.includes('LOWER_UP'),
    wanted: link?.flags.includes('UP'),
    bond: link === undefined ? undefined : (link.master ?? ''),
    reloaded,
    seen,
    refs: members.slice(0, 5).map((m) => m.ref),
  };
}
