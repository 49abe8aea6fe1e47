import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';
import { sysctl } from './sysctl.ts';
import { NUMERIC_SYSCTLS } from './sysctl-names.ts';

const sysctlRequestSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    key: z.string(),
    value: z.string(),
    file: z.string().meta({ description: 'path of the file on the node' }),
    ignores_errors: z.boolean().meta({ description: 'written with a dash: a key that does not exist is no error' }),
    kernel_has_key: z
      .boolean()
      .optional()
      .meta({ description: 'unknown for keys that the collector does not ask for', needs: ['sysctl'] }),
    refs: refsSchema,
  })
  .meta({ id: 'SysctlRequest' });

/** Kernel parameters that files of the node ask for, sysctl.d(5), whether or not the kernel has them. */
export const sysctlRequests = defineFact({
  name: 'sysctl_requests',
  title: 'Kernel parameters that files ask for',
  schema: z.array(sysctlRequestSchema),
  sources: ['sysctl_file', 'sysctl'],
  compute({ snapshot, get, words }) {
    const files = lookedFor(snapshot, 'sysctl_file');
    if (files.missing.length > 0) return unknown(files.missing);
    const live = get(sysctl);
    const has = (key: string): boolean | undefined => {
      if (!live.known || !NUMERIC_SYSCTLS.some((known) => known === key)) return undefined;
      if (live.value.has(key)) return true;
      // The table throws for a key of which nothing is known, and answers for one that the node does not have.
      try {
        live.value.get(key);
        return false;
      } catch {
        return undefined;
      }
    };
    const asked = files.documents.flatMap(({ path, value }) =>
      value.settings.flatMap(({ key, value: wanted, ignoreErrors, line }) =>
        wanted === undefined
          ? []
          : [
              {
                entity: `sysctl_file:/${path}`,
                label: words.partIn(key, `/${path}`),
                key,
                value: wanted,
                file: `/${path}`,
                ignores_errors: ignoreErrors,
                kernel_has_key: has(key),
                refs: [{ path, line }],
              },
            ],
      ),
    );
    return known(asked);
  },
});
