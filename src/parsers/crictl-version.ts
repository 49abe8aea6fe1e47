import * as z from 'zod';
import { isObject, parseJson, textOf } from './json-values.ts';
import { textParser } from './parser.ts';

/** The CRI runtime that answered. */
export const crictlVersionSchema = () =>
  z.object({
    /** `containerd`, `cri-o`, `docker`. */
    runtimeName: z.string().optional(),
    runtimeVersion: z.string().optional(),
    runtimeApiVersion: z.string().optional(),
  });
export type CrictlVersion = z.infer<ReturnType<typeof crictlVersionSchema>>;

/**
 * `crictl version -o json` or `crictl version` as text, VersionResponse of the CRI:
 * `{"version":"0.1.0","runtimeName":"containerd","runtimeVersion":"1.6.24","runtimeApiVersion":"v1"}`
 */
export const crictlVersion = textParser({
  source: 'crictl_version',
  schema: crictlVersionSchema,
  sniff: (head) =>
    /^\s*\{[^{}]*"runtimeName"\s*:/.test(head) || /^Version: {2}[\d.]+\r?\nRuntimeName: {2}\S/.test(head),
  parse(text) {
    const json = parseJson(text);
    const said = (key: string): string | undefined => (isObject(json) ? textOf(json[key]) : cell(text, key));
    const runtimeName = said('runtimeName');
    const runtimeVersion = said('runtimeVersion');
    if (runtimeName === undefined && runtimeVersion === undefined) return undefined;
    return { runtimeName, runtimeVersion, runtimeApiVersion: said('runtimeApiVersion') };
  },
});

/** `RuntimeName:  containerd` */
function cell(text: string, key: string): string | undefined {
  const title = `${key.charAt(0).toUpperCase()}${key.slice(1)}:`;
  const row = text.split(/\r?\n/, 50).find((line) => line.startsWith(title));
  return textOf(row?.slice(title.length).trim());
}
