import * as z from 'zod';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { sysctlDocuments } from './sysctl-documents.ts';

const fileHandlesSchema = z
  .object({
    entity: z.string().meta({ description: 'identity of the object, for joins' }),
    label: z.string(),
    used: z.number().meta({ description: 'open files of all processes together' }),
    limit: z.number().meta({ description: 'fs.file-max' }),
    used_ratio: z.number().meta({ description: '0 to 1' }),
    refs: refsSchema,
  })
  .meta({ id: 'FileHandles' });

/**
 * Open files of the whole node against fs.file-max, Documentation/admin-guide/sysctl/fs.rst:
 * `fs.file-nr = 9344	0	1583205` (allocated, allocated but unused, largest number).
 */
export const fileHandles = defineFact({
  name: 'file_handles',
  title: 'Open files of the node',
  schema: fileHandlesSchema,
  sources: ['sysctl'],
  compute({ snapshot, words }) {
    const { documents, missing } = sysctlDocuments(snapshot);
    for (const { path, value } of documents)
      for (const { key, value: text, line } of value.entries) {
        if (key !== 'fs.file-nr') continue;
        const [allocated, unused, limit] = text.split(/\s+/, 3).map(Number);
        if (allocated === undefined || unused === undefined || limit === undefined || !(limit > 0)) continue;
        const used = allocated - unused;
        if (!Number.isFinite(used) || !Number.isFinite(limit)) continue;
        const refs = [{ path, line, text: `fs.file-nr = ${text}` }];
        return known({
          entity: 'node:file-handles',
          label: words.openFiles,
          used,
          limit,
          used_ratio: used / limit,
          refs,
        });
      }
    return unknown(missing.length > 0 ? missing : [{ source: 'sysctl', reason: 'fs.file-nr was not collected' }]);
  },
});
