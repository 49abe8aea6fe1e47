import * as z from 'zod';
import { epochSecondsOfNanoseconds, isContainerId } from './cri-values.ts';
import { type CrictlRow, readCrictlTable } from './crictl-table.ts';
import { elements, integerOf, isObject, members, parseJson, textOf } from './json-values.ts';
import { lineFinder } from './line-finder.ts';
import { textParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Sandboxes of pods as a CRI runtime lists them. */
export const crictlPodsSchema = () =>
  z.object({
    pods: z.array(
      z.object({
        /** Id of the sandbox. */
        id: z.string(),
        name: z.string().optional(),
        namespace: z.string().optional(),
        uid: z.string().optional(),
        attempt: z.number().int().optional(),
        /** `SANDBOX_READY`, `SANDBOX_NOTREADY`. */
        state: z.string().optional(),
        createdAt: z.number().optional(),
        runtimeHandler: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type CrictlPods = z.infer<ReturnType<typeof crictlPodsSchema>>;

const TITLES = /^POD ID +CREATED +STATE +NAME +NAMESPACE +ATTEMPT/;

/**
 * `crictl pods`, as a table or with `-o json`, ListPodSandboxResponse of the CRI (k8s.io/cri-api):
 * `{"items":[{"id":"77ab...","metadata":{"name":"cart-0","uid":"0d3af6a2-...","namespace":"shop"},"state":"SANDBOX_READY",...}]}`
 */
export const crictlPods = textParser({
  source: 'crictl_pods',
  schema: crictlPodsSchema,
  sniff: (head) =>
    TITLES.test(head) ||
    /^\s*\{\s*"items"\s*:\s*\[\s*\{\s*"id"\s*:\s*"[0-9a-f]{64}",\s*"metadata"\s*:\s*\{\s*"name"/.test(head),
  parse(text, context) {
    const table = text.trimStart().startsWith('{') ? undefined : readCrictlTable(text, TITLES, context);
    if (table !== undefined) return { pods: table.map(podOfRow) };
    const json = parseJson(text);
    if (!isObject(json) || !Array.isArray(json.items)) return undefined;
    const lineOf = lineFinder(text);
    const room = rowLimit(context, 'sandboxes', 100_000);
    const pods = elements(json.items).flatMap((value) => {
      const pod = readSandbox(members(value), lineOf);
      return pod !== undefined && room(JSON.stringify(pod).length) ? [pod] : [];
    });
    return { pods };
  },
});

function readSandbox(
  value: Readonly<Record<string, unknown>>,
  lineOf: (text: string) => number,
): CrictlPods['pods'][number] | undefined {
  const id = textOf(value.id);
  if (id === undefined || !isContainerId(id)) return undefined;
  const metadata = members(value.metadata);
  return {
    id,
    name: textOf(metadata.name),
    namespace: textOf(metadata.namespace),
    uid: textOf(metadata.uid),
    attempt: integerOf(metadata.attempt),
    state: textOf(value.state),
    createdAt: epochSecondsOfNanoseconds(value.createdAt),
    runtimeHandler: textOf(value.runtimeHandler),
    line: lineOf(id),
  };
}

/** Ids are cut to 13 digits; the creation is an age that says nothing exact, and there is no uid. */
function podOfRow({ cells, line }: CrictlRow): CrictlPods['pods'][number] {
  const state = cells.get('STATE')?.toUpperCase();
  return {
    id: cells.get('POD ID') ?? '',
    name: cells.get('NAME'),
    namespace: cells.get('NAMESPACE'),
    attempt: integerOf(Number(cells.get('ATTEMPT') || undefined)),
    ...(state === undefined || state === '' ? {} : { state: `SANDBOX_${state}` }),
    ...(cells.get('RUNTIME') ? { runtimeHandler: cells.get('RUNTIME') } : {}),
    line,
  };
}
