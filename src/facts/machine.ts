import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { availabilityOf } from '../snapshot/availability.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { occurrencesOf } from './occurrences.ts';

const machineSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    virtual: z
      .boolean()
      .optional()
      .meta({ description: 'runs under a hypervisor', needs: ['hardware', 'log'] }),
    product: z
      .string()
      .optional()
      .meta({ description: 'vendor and product name', needs: ['hardware'] }),
    clock_source: z
      .string()
      .optional()
      .meta({ description: 'what the kernel reads the time from: tsc, kvm-clock, hpet, ...', needs: ['hardware'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Machine' });

const CLOCK_SOURCE = /\/clocksource0\/current_clocksource$/;

/** What the node is made of, as far as a failure may hang on it. */
export const machine = defineFact({
  name: 'machine',
  title: 'Machine',
  schema: machineSchema,
  sources: ['hardware', 'log'],
  compute(context) {
    const documents = context.snapshot.documents.hardware;
    const detected = occurrencesOf(context, 'hypervisor_detected');
    if (documents.length === 0 && detected.length === 0) {
      const { reason } = availabilityOf(context.snapshot, 'hardware');
      return unknown([{ source: 'hardware', reason }]);
    }
    const refs: SourceRef[] = detected.slice(0, 1).map((o) => o.ref);
    const values = new Map<string, string>();
    for (const { path, value } of documents)
      for (const row of value.values) {
        values.set(keyOf(row.path, row.value), row.value);
        if (CLOCK_SOURCE.test(row.path)) refs.push({ path, line: row.line, text: row.value });
      }
    const flags = values.get('flags');
    return known({
      entity: 'machine:node',
      label: 'machine',
      virtual:
        detected.length > 0 || values.has('type')
          ? true
          : flags === undefined
            ? undefined
            : / hypervisor( |$)/.test(flags),
      product: nameOf(values),
      clock_source: values.get('current_clocksource'),
      refs,
    });
  },
});

/** The last part of a path, and of /proc/cpuinfo the name before the colon. */
function keyOf(path: string, value: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === 'cpuinfo' ? (value.split(':', 1)[0] ?? '').trim() : name;
}

function nameOf(values: ReadonlyMap<string, string>): string | undefined {
  const parts = [values.get('sys_vendor'), values.get('product_name')].filter((p) => p !== undefined && p !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}
