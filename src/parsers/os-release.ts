import * as z from 'zod';
import { badLines, textParser } from './parser.ts';

/** The distribution of the node. */
export const osReleaseSchema = () =>
  z.object({
    /** Lower-case identifier: `ubuntu`, `centos`, `alinux`. */
    id: z.string().optional(),
    /** Identifiers of the distributions it derives from, nearest first. */
    idLike: z.array(z.string()),
    versionId: z.string().optional(),
    prettyName: z.string().optional(),
    name: z.string().optional(),
  });
export type OsRelease = z.infer<ReturnType<typeof osReleaseSchema>>;

/**
 * `/etc/os-release`, os-release(5): shell assignments, quoted or not:
 * `PRETTY_NAME="Ubuntu 20.04.3 LTS"`
 */
export const osRelease = textParser({
  source: 'os_release',
  schema: osReleaseSchema,
  sniff: (head) => /^(?:PRETTY_)?NAME=/m.test(head) && /^ID=/m.test(head),
  parse(text, context) {
    const bad = badLines(context, 'an assignment');
    const values = new Map<string, string>();
    for (const [index, raw] of text.split('\n', 1_000).entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      const [, name, value = ''] = /^([A-Z_][A-Z0-9_]{0,60})=(.*)$/.exec(line) ?? [];
      if (name === undefined) bad(index + 1, line);
      else values.set(name, unquote(value));
    }
    if (values.size === 0) return undefined;
    return {
      id: values.get('ID'),
      idLike: (values.get('ID_LIKE') ?? '').split(' ').filter((word) => word !== ''),
      versionId: values.get('VERSION_ID'),
      prettyName: values.get('PRETTY_NAME'),
      name: values.get('NAME'),
    };
  },
});

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return (quoted?.[2] ?? value).replace(/\\([\\"$`'])/g, '$1');
}
