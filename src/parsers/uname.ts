import * as z from 'zod';
import { textParser } from './parser.ts';

/** The running kernel. */
export const unameSchema = () =>
  z.object({
    hostname: z.string().optional(),
    /** Release, as in `uname -r`: the distribution's own patches hide behind it. */
    release: z.string(),
    /** Build number and date. */
    version: z.string().optional(),
    machine: z.string().optional(),
  });
export type Uname = z.infer<ReturnType<typeof unameSchema>>;

const ALL = /^Linux (\S{1,255}) (\d+\.\d+\S*) ([^\n]{1,300})$/;
const RELEASE = /^(\d+\.\d+\.\S{1,100})$/;

/**
 * `uname -a`, or `uname -r` alone, uname(1):
 * `Linux node-7 3.10.0-957.el7.x86_64 #1 SMP Thu Nov 8 23:39:32 UTC 2018 x86_64 x86_64 x86_64 GNU/Linux`
 */
export const uname = textParser({
  source: 'uname',
  schema: unameSchema,
  sniff: (head) => /^Linux \S+ \d+\.\d+\.\S+ #\d/.test(head),
  parse(text, context) {
    for (const raw of text.split('\n', 50)) {
      const line = raw.trim();
      const [, hostname, release, rest = ''] = ALL.exec(line) ?? [];
      if (release !== undefined) return { hostname, release, ...readRest(rest) };
      const alone = RELEASE.exec(line)?.[1];
      if (alone !== undefined) return { release: alone };
    }
    context.problem({ line: 1, message: 'not the output of uname' });
    return undefined;
  },
});

/** Behind the version stand the machine, and on most systems processor and platform, which repeat it. */
function readRest(rest: string): { version: string; machine: string | undefined } {
  const words = rest.replace(/ GNU\/Linux$/, '').split(' ');
  const at = words.findIndex((word) => MACHINE.test(word));
  if (at === -1) return { version: rest, machine: undefined };
  return { version: words.slice(0, at).join(' '), machine: words[at] };
}

const MACHINE = /^(?:x86_64|i[3-6]86|aarch64|arm\w*|ppc64\w*|s390x?|riscv64|loongarch64|mips\w*)$/;
