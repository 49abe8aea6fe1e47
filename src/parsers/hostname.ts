import * as z from 'zod';
import { textParser } from './parser.ts';

/** The name of the node, short or fully qualified as it was printed. */
export const hostnameSchema = () => z.object({ hostname: z.string() });
export type Hostname = z.infer<ReturnType<typeof hostnameSchema>>;

/** `/etc/hostname`, hostname(5), or the output of hostname(1): one name, comments start with `#`: `node-7.example.com` */
export const hostname = textParser({
  source: 'hostname',
  schema: hostnameSchema,
  parse(text, context) {
    const lines = text.split('\n', 50).map((line) => line.trim());
    const name = lines.find((line) => /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})$/.test(line));
    if (name !== undefined) return { hostname: name };
    context.problem({ line: 1, message: 'not a host name' });
    return undefined;
  },
});
