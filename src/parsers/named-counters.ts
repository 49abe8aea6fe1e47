import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import type { textParser } from './parser.ts';

export const namedCountersSchema = () =>
  z.object({
    /** By group and name, both as the kernel spells them. */
    counters: z.record(z.string(), z.number()),
  });
export type NamedCounters = z.infer<ReturnType<typeof namedCountersSchema>>;

/** Far more than any kernel has. */
const MAX_LINES = 10_000;
const MAX_COUNTERS = 10_000;

/** A parser over a small table that is read as counters by name; `read` gets its lines. */
export function namedCounters(form: {
  source: string;
  what: string;
  sniff: (head: string) => boolean;
  read(lines: readonly string[], count: (name: string, value: number) => void): void;
}): Parameters<typeof textParser<ReturnType<typeof namedCountersSchema>>>[0] {
  return {
    source: form.source,
    schema: namedCountersSchema,
    sniff: form.sniff,
    parse(text, context) {
      const lines = text.split('\n', MAX_LINES).map((line) => line.trimEnd());
      const counters = new Map<string, number>();
      form.read(lines, (name, value) => {
        if (Number.isSafeInteger(value) && counters.size < MAX_COUNTERS) counters.set(name, value);
      });
      if (counters.size > 0) return { counters: recordOf(counters) };
      context.problem({ line: 1, message: `not ${form.what}` });
      return undefined;
    },
  };
}
