import * as z from 'zod';
import { booleanOf, elements, isObject, members, parseJson, textOf } from './json-values.ts';
import { textParser } from './parser.ts';

/** State of a CRI runtime as it says itself. */
export const crictlInfoSchema = () =>
  z.object({
    conditions: z.array(
      z.object({
        /** `RuntimeReady`, `NetworkReady`. */
        type: z.string(),
        status: z.boolean().optional(),
        reason: z.string().optional(),
        message: z.string().optional(),
      }),
    ),
    snapshotter: z.string().optional(),
    defaultRuntime: z.string().optional(),
    sandboxImage: z.string().optional(),
    rootDir: z.string().optional(),
    stateDir: z.string().optional(),
    /** What containerd says of its last look at the CNI configuration: `OK` or an error. */
    lastCniLoadStatus: z.string().optional(),
  });
export type CrictlInfo = z.infer<ReturnType<typeof crictlInfoSchema>>;

/**
 * `crictl info`, StatusResponse of the CRI with the configuration that containerd adds:
 * `{"status":{"conditions":[{"type":"NetworkReady","status":false,"reason":"NetworkPluginNotReady","message":"..."}]},"config":{...}}`
 */
export const crictlInfo = textParser({
  source: 'crictl_info',
  schema: crictlInfoSchema,
  sniff: (head) => /^\s*\{[^[\]]*"conditions"\s*:\s*\[[^[\]]*"(?:Runtime|Network)Ready"/.test(head),
  parse(text) {
    const json = parseJson(text);
    if (!isObject(json)) return undefined;
    const conditions = elements(members(json.status).conditions).flatMap(readCondition);
    if (conditions.length === 0) return undefined;
    const config = members(json.config);
    const containerd = members(config.containerd);
    return {
      conditions,
      snapshotter: textOf(containerd.snapshotter),
      defaultRuntime: textOf(containerd.defaultRuntimeName),
      sandboxImage: textOf(config.sandboxImage),
      rootDir: textOf(config.rootDir),
      stateDir: textOf(config.stateDir),
      lastCniLoadStatus: textOf(json.lastCNILoadStatus)?.slice(0, 500),
    };
  },
});

function readCondition(value: unknown): CrictlInfo['conditions'] {
  const condition = members(value);
  const type = textOf(condition.type);
  if (type === undefined) return [];
  const status = booleanOf(condition.status);
  return [{ type, status, reason: textOf(condition.reason), message: textOf(condition.message)?.slice(0, 500) }];
}
