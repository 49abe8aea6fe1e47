import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const gpuErrorSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    device: z.string().meta({ description: 'its address, as the driver writes it; empty where it is not told' }),
    codes: z.array(z.number()).meta({ description: 'different Xid codes' }),
    hardware: z
      .array(z.number())
      .meta({ description: 'those of them that speak of the card, its memory, its links or its firmware' }),
    off_the_bus: z.boolean().meta({ description: 'the card no longer answers (79), or did not when its driver came' }),
    count: z.number(),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'GpuError' });

/**
 * Double bit errors (48), a halted microcontroller (62), failed row remaps (64), links (74), loss of the card (79), contained
 * and uncontained errors of memory (94, 95) and the firmware (119, 120), as `nverror.h` of NVIDIA's open kernel modules
 * numbers them; 13, 31, 43, 45 are of programs.
 */
const HARDWARE = new Set([48, 62, 64, 74, 79, 94, 95, 119, 120]);

/** Xid errors of NVIDIA cards, by card (docs.nvidia.com/deploy/xid-errors). */
export const gpuErrors = defineFact({
  name: 'gpu_errors',
  title: 'Errors of GPUs',
  schema: z.array(gpuErrorSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const cards = groupBy(occurrencesOf(context, 'gpu_error'), (o) => o.captures.device ?? '');
    const absent = occurrencesOf(context, 'gpu_absent');
    const found = [...cards].map(([device, errors]) => describe(device, errors));
    return known([...found, ...(absent.length === 0 ? [] : [describe('', absent)])], coverage.reasons);
  },
});

function describe(device: string, errors: readonly ResolvedOccurrence[]) {
  const told = errors.flatMap((o) => (o.captures.code === undefined ? [] : Number(o.captures.code)));
  const codes = [...new Set(told)].sort((a, b) => a - b);
  return {
    entity: `gpu:${device === '' ? 'unnamed' : device}`,
    label: device === '' ? 'a GPU' : `GPU ${device}`,
    device,
    codes,
    hardware: codes.filter((code) => HARDWARE.has(code)),
    off_the_bus: codes.includes(79) || device === '',
    count: errors.reduce((sum, o) => sum + o.count, 0),
    seen: seenOf(errors),
    refs: errors.slice(0, 5).map((o) => o.ref),
  };
}
