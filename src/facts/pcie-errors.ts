import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const pcieErrorSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'driver and address of the device' }),
    device: z.string().meta({ description: 'domain:bus:slot.function' }),
    corrected: z.number().meta({ description: 'messages of corrected errors; the kernel limits their rate' }),
    uncorrected: z.number().meta({ description: 'messages of errors that were not corrected' }),
    fatal: z.number().meta({ description: 'those of them after which the link is down' }),
    kinds: z.array(z.string()).meta({ description: 'Physical Layer, Data Link Layer, Transaction Layer' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'PcieError' });

/** Errors that PCIe devices report (AER), by device. */
export const pcieErrors = defineFact({
  name: 'pcie_errors',
  title: 'Errors of PCIe devices',
  schema: z.array(pcieErrorSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kernel']);
    if (!coverage.present) return unknown(coverage.reasons);
    const devices = groupBy(occurrencesOf(context, 'pcie_error'), (o) => o.captures.device ?? '');
    return known(
      [...devices].map(([device, errors]) => describe(device, errors)),
      coverage.reasons,
    );
  },
});

function describe(device: string, errors: readonly ResolvedOccurrence[]) {
  const count = (severity: RegExp): number =>
    errors.filter((o) => severity.test(o.captures.severity ?? '')).reduce((sum, o) => sum + o.count, 0);
  return {
    entity: `pci:${device}`,
    label: `${errors[0]?.captures.driver ?? 'device'} ${device}`,
    device,
    corrected: count(/^Corrected/),
    uncorrected: count(/^Uncorrect/),
    fatal: count(/^Uncorrect\w* \(Fatal\)/),
    kinds: [...new Set(errors.map((o) => o.captures.type ?? ''))].sort(),
    seen: seenOf(errors),
    // What was not corrected is the more telling line.
    refs: [...errors]
      .sort((a, b) => Number(isCorrected(a)) - Number(isCorrected(b)))
      .slice(0, 5)
      .map((o) => o.ref),
  };
}

const isCorrected = ({ captures }: ResolvedOccurrence): boolean => captures.severity?.startsWith('Corrected') === true;
