import * as z from 'zod';
import { elements, integerOf, isObject, members, parseJson, textOf } from './json-values.ts';
import { manifestClockSchema, readClock } from './manifest-start.ts';
import { textParser } from './parser.ts';

/** The closing record of a native bundle; a bundle that was cut has none. */
export const manifestSchema = () =>
  z.object({
    /** True when the collector ran to its end. */
    complete: z.boolean(),
    /** Number of steps that ran. */
    steps: z.number().int().optional(),
    clock: manifestClockSchema(),
    /** The pid given out last, by which the processes of the collector can be told. */
    lastPid: z.number().int().optional(),
    /** Children that hung and were left behind, with the kernel function they sleep in. */
    abandoned: z.array(
      z.object({
        pid: z.number().int().optional(),
        command: z.string().optional(),
        state: z.string().optional(),
        wchan: z.string().optional(),
      }),
    ),
    /** Why the collection stopped early. */
    aborted: z.string().optional(),
  });
export type Manifest = z.infer<ReturnType<typeof manifestSchema>>;

/** A collector that left more behind than this would have stopped long before. */
const MAX_ABANDONED = 200;

/**
 * `manifest.json`, the last member of a native bundle (collectors/FORMAT.md):
 * `{"complete":true,"steps":61,"clock":{...},"abandoned":[{"pid":812,"command":"df -P","state":"D","wchan":"rpc_wait"}],"aborted":null}`
 */
export const manifest = textParser({
  source: 'manifest',
  schema: manifestSchema,
  sniff: (head) => /^\s*\{\s*"complete"\s*:\s*(?:true|false)\s*,\s*"steps"\s*:/.test(head),
  parse(text, context) {
    const record = parseJson(text);
    if (!isObject(record) || typeof record.complete !== 'boolean') {
      context.problem({ message: 'not the closing record of a bundle' });
      return undefined;
    }
    return {
      complete: record.complete,
      steps: integerOf(record.steps),
      clock: readClock(record.clock),
      lastPid: integerOf(record.last_pid),
      abandoned: elements(record.abandoned)
        .slice(0, MAX_ABANDONED)
        .map((value) => {
          const child = members(value);
          return {
            pid: integerOf(child.pid),
            command: textOf(child.command),
            state: textOf(child.state),
            wchan: textOf(child.wchan),
          };
        }),
      aborted: textOf(record.aborted),
    };
  },
});
