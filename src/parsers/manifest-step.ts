import * as z from 'zod';
import { integerOf, isObject, numberOf, parseJson, textOf, textsOf } from './json-values.ts';
import { textParser } from './parser.ts';

export const stepStatusSchema = () =>
  z.enum(['collected', 'empty', 'missing', 'restricted', 'failed', 'timed_out', 'truncated', 'skipped']);
export type StepStatus = z.infer<ReturnType<typeof stepStatusSchema>>;

/** What one step of the collector did and which sources it feeds. */
export const manifestStepSchema = () =>
  z.object({
    step: z.string(),
    /** 0 to 9, in the order of collection. */
    stage: z.number().int().optional(),
    /** Sources (parsers) that the step feeds. */
    sources: z.array(z.string()),
    status: stepStatusSchema(),
    /** One sentence for every status but `collected`. */
    reason: z.string().optional(),
    /** The first paths that were written; `pathsTotal` counts all. */
    paths: z.array(z.string()),
    pathsTotal: z.number().int(),
    /** Unpacked bytes. */
    bytes: z.number(),
    /** Seconds since boot when the step ended. */
    atSeconds: z.number().optional(),
    /** Wall time of the step. */
    seconds: z.number().optional(),
    /** For sysctl: keys that the collector asked for and that do not exist on this node. */
    absent: z.array(z.string()),
    /** For sysctl: keys that exist and could not be read. */
    unreadable: z.array(z.string()),
  });
export type ManifestStep = z.infer<ReturnType<typeof manifestStepSchema>>;

/**
 * `manifest/<NN>-<step>.json`, one per step of the collector (collectors/FORMAT.md):
 * `{"step":"mountinfo","stage":2,"sources":["mountinfo"],"status":"collected","paths":[...],"bytes":4711,"seconds":0.2}`
 * A status that is not known counts as failed: it must not pass for collected.
 */
export const manifestStep = textParser({
  source: 'manifest_step',
  schema: manifestStepSchema,
  sniff: (head) => /^\s*\{\s*"step"\s*:\s*"[^"]+"\s*,\s*"stage"\s*:/.test(head),
  parse(text, context) {
    const record = parseJson(text);
    const step = isObject(record) ? textOf(record.step) : undefined;
    if (!isObject(record) || step === undefined) {
      context.problem({ message: 'not the record of a collection step' });
      return undefined;
    }
    const status = stepStatusSchema().safeParse(record.status);
    if (!status.success) context.problem({ message: `unknown status of step ${JSON.stringify(step.slice(0, 60))}` });
    const paths = textsOf(record.paths);
    return {
      step,
      stage: integerOf(record.stage),
      sources: textsOf(record.sources),
      status: status.success ? status.data : 'failed',
      reason: textOf(record.reason) ?? (status.success ? undefined : 'the step record has an unknown status'),
      paths,
      pathsTotal: integerOf(record.paths_total) ?? paths.length,
      bytes: numberOf(record.bytes) ?? 0,
      atSeconds: numberOf(record.at),
      seconds: numberOf(record.seconds),
      absent: textsOf(record.absent),
      unreadable: textsOf(record.unreadable),
    };
  },
});
