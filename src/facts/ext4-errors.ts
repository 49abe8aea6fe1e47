import * as z from 'zod';
import { deviceNumbers } from './device-numbers.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { lookedFor } from './looked-for.ts';
import { present } from './present.ts';

const ext4ErrorSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system, where its device number is known' }),
    label: z.string().meta({ description: 'device and mount point' }),
    device: z.string().meta({ description: 'name of the device, as vda1' }),
    mount_point: z
      .string()
      .optional()
      .meta({ needs: ['mountinfo', 'block_devices'] }),
    count: z.number().meta({ description: 'errors since the last fsck' }),
    first_function: z
      .string()
      .optional()
      .meta({ description: 'kernel function that reported the first', needs: ['ext4_errors'] }),
    last_function: z
      .string()
      .optional()
      .meta({ needs: ['ext4_errors'] }),
    first_line: z
      .number()
      .optional()
      .meta({ description: 'line in the source of that kernel', needs: ['ext4_errors'] }),
    code: z
      .string()
      .optional()
      .meta({ description: 'what the last error was: EIO, EFSCORRUPTED, ...', needs: ['ext4_errors'] }),
    seen: seenSchema.optional().meta({ needs: ['ext4_errors'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Ext4Error' });

/** EXT4_ERR_* of fs/ext4/ext4.h. */
const CODES = [
  '',
  'unknown',
  'EIO',
  'ENOMEM',
  'EFSBADCRC',
  'EFSCORRUPTED',
  'ENOSPC',
  'ENOKEY',
  'EROFS',
  'EFBIG',
  'EEXIST',
];

/** ext4 file systems whose superblock remembers errors; it outlives logs and reboots. */
export const ext4Errors = defineFact({
  name: 'ext4_errors',
  title: 'Errors that ext4 recorded in its superblocks',
  schema: z.array(ext4ErrorSchema),
  sources: ['ext4_errors', 'block_devices', 'mountinfo', 'df'],
  compute(context) {
    const { documents, missing } = lookedFor(context.snapshot, 'ext4_errors');
    if (missing.length > 0) return unknown(missing);
    const devices = deviceNumbers(context);
    const found = documents.flatMap(({ path, value }) =>
      value.filesystems.flatMap((f) => {
        const [first, last] = [f.first ?? f.last, f.last ?? f.first];
        if ((f.errors ?? 0) === 0 && first === undefined) return [];
        const number = devices.numberOf(f.device);
        const point = number === undefined ? undefined : devices.mountPointOf(number);
        return [
          present({
            entity: `filesystem:${number ?? f.device}`,
            label: point === undefined ? f.device : `${f.device} (${point})`,
            device: f.device,
            mount_point: point,
            count: f.errors ?? 1,
            first_function: first?.function,
            last_function: last?.function,
            first_line: first?.line,
            code: last?.code === undefined ? undefined : CODES[last.code],
            seen:
              first === undefined || last === undefined
                ? undefined
                : { first: first.epochSeconds, last: last.epochSeconds, first_is_onset: true, uncertainty: 1 },
            refs: [{ path, line: f.line }],
          }),
        ];
      }),
    );
    return known(found);
  },
});
