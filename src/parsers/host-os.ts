import * as z from 'zod';
import { isObject, parseJson, textOf } from './json-values.ts';
import { textParser } from './parser.ts';

/** Name, kernel and distribution of a host. */
export const hostOsSchema = () =>
  z.object({
    hostname: z.string().optional(),
    kernel: z.string().optional(),
    platform: z.string().optional(),
    platformVersion: z.string().optional(),
  });
export type HostOs = z.infer<ReturnType<typeof hostOsSchema>>;

/**
 * `hostos_info.json` of the troubleshoot support bundle, pkg/collect/host_os_info.go of its repository:
 * `{"name":"node-7","kernelVersion":"5.15.0-91-generic","platformVersion":"22.04","platform":"ubuntu","platformFamily":"debian"}`
 */
export const hostOs = textParser({
  source: 'host_os',
  schema: hostOsSchema,
  sniff: (head) => /^\s*\{\s*"name"\s*:\s*"[^"]{1,253}"\s*,\s*"kernelVersion"\s*:/.test(head),
  parse(text) {
    const json = parseJson(text);
    if (!isObject(json) || !('kernelVersion' in json)) return undefined;
    const visible = (value: unknown): string | undefined => {
      const told = textOf(value)?.slice(0, 300);
      return told?.includes('***') === true ? undefined : told;
    };
    return {
      hostname: visible(json.name),
      kernel: visible(json.kernelVersion),
      platform: visible(json.platform),
      platformVersion: visible(json.platformVersion),
    };
  },
});
