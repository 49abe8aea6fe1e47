import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { sysctl } from './sysctl.ts';

const taintSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    value: z.number(),
    died: z.boolean().meta({ description: 'the kernel had an oops since boot (D, 7)' }),
    warned: z.boolean().meta({ description: 'it warned of itself since boot (W, 9)' }),
    machine_check: z.boolean().meta({ description: 'a processor reported a machine check (M, 4)' }),
    bad_page: z.boolean().meta({ description: 'a page had a bad state (B, 5)' }),
    soft_lockup: z.boolean().meta({ description: 'a soft lockup occurred (L, 14)' }),
    foreign: z.boolean().meta({ description: 'modules that are not of the kernel were loaded (O, 12, or P, 0)' }),
    refs: refsSchema,
  })
  .meta({ id: 'Taint' });

/**
 * What the kernel remembers of itself since boot, however much its log has wrapped
 * (Documentation/admin-guide/tainted-kernels.rst).
 */
export const taint = defineFact({
  name: 'taint',
  title: 'Taint of the kernel',
  schema: taintSchema,
  sources: ['sysctl'],
  compute({ get }) {
    const table = get(sysctl);
    if (!table.known) return unknown(table.missing);
    // `has` of the table says what was collected; `get` of a key that was not would throw.
    const value = table.value.has('kernel.tainted') ? table.value.get('kernel.tainted') : undefined;
    if (value === undefined) return unknown([{ source: 'sysctl', reason: 'kernel.tainted was not collected' }]);
    const bit = (number: number): boolean => Math.floor(value / 2 ** number) % 2 === 1;
    return known({
      entity: 'kernel:node',
      label: 'kernel',
      value,
      died: bit(7),
      warned: bit(9),
      machine_check: bit(4),
      bad_page: bit(5),
      soft_lockup: bit(14),
      foreign: bit(12) || bit(0),
      refs: [],
    });
  },
});
