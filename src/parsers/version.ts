import * as z from 'zod';
import { textParser } from './parser.ts';

/** The running kernel with its compiler. */
export const versionSchema = () =>
  z.object({
    release: z.string(),
    /** Compiler and linker in the words of the build. */
    compiler: z.string().optional(),
    /** Build number and date: `#1 SMP Thu Nov 8 23:39:32 UTC 2018`. */
    build: z.string().optional(),
  });
export type Version = z.infer<ReturnType<typeof versionSchema>>;

/**
 * `/proc/version`, proc(5):
 * `Linux version 5.4.0-99-generic (buildd@host) (gcc version 9.3.0 (Ubuntu 9.3.0-17ubuntu1~20.04)) #112-Ubuntu SMP Thu Feb 3 13:50:55 UTC 2022`
 */
export const version = textParser({
  source: 'version',
  schema: versionSchema,
  sniff: (head) => /^Linux version \d+\.\d+\S* \(/.test(head),
  parse(text, context) {
    const line = text.split('\n', 1)[0]?.slice(0, 2_000).trim() ?? '';
    const release = /^Linux version (\S+)/.exec(line)?.[1];
    if (release === undefined) {
      context.problem({ line: 1, message: 'not a kernel version' });
      return undefined;
    }
    const hash = line.indexOf(' #');
    const build = hash === -1 ? undefined : line.slice(hash + 1);
    const middle = line.slice('Linux version '.length + release.length, hash === -1 ? undefined : hash);
    const compiler = middle.slice(middle.indexOf(') (') + 3).replace(/\)$/, '');
    return { release, compiler: middle.includes(') (') ? compiler : undefined, build };
  },
});
