import * as z from 'zod';
import { epochSecondsOfNanoseconds, isContainerId } from './cri-values.ts';
import { type CrictlRow, readCrictlTable } from './crictl-table.ts';
import { elements, integerOf, isObject, members, parseJson, textOf } from './json-values.ts';
import { lineFinder } from './line-finder.ts';
import { textParser } from './parser.ts';
import { podIdentityOf } from './pod-identity.ts';
import { rowLimit } from './row-limit.ts';

/** Containers as a CRI runtime lists them. */
export const crictlPsSchema = () =>
  z.object({
    containers: z.array(
      z.object({
        id: z.string(),
        /** Id of the sandbox of its pod. */
        sandboxId: z.string().optional(),
        name: z.string().optional(),
        /** How often the kubelet has started this container before. */
        attempt: z.number().int().optional(),
        image: z.string().optional(),
        /** `CONTAINER_CREATED`, `CONTAINER_RUNNING`, `CONTAINER_EXITED`, `CONTAINER_UNKNOWN`. */
        state: z.string().optional(),
        createdAt: z.number().optional(),
        podName: z.string().optional(),
        podNamespace: z.string().optional(),
        podUid: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type CrictlPs = z.infer<ReturnType<typeof crictlPsSchema>>;

const TITLES = /^CONTAINER(?: ID)? +IMAGE +CREATED +STATE +NAME +ATTEMPT +POD ID/;

/**
 * `crictl ps -a`, as a table or with `-o json`, ListContainersResponse of the CRI (k8s.io/cri-api):
 * `{"containers":[{"id":"9c1185a5...","podSandboxId":"77ab...","metadata":{"name":"cart","attempt":3},"state":"CONTAINER_RUNNING",...}]}`
 */
export const crictlPs = textParser({
  source: 'crictl_ps',
  schema: crictlPsSchema,
  sniff: (head) =>
    TITLES.test(head) ||
    /^\s*\{\s*"containers"\s*:\s*\[\s*\{\s*"id"\s*:\s*"[0-9a-f]{64}",\s*"(?:podSandboxId|metadata)"/.test(head),
  parse(text, context) {
    const table = text.trimStart().startsWith('{') ? undefined : readCrictlTable(text, TITLES, context);
    if (table !== undefined) return { containers: table.map(containerOfRow) };
    const json = parseJson(text);
    if (!isObject(json) || !Array.isArray(json.containers)) return undefined;
    const lineOf = lineFinder(text);
    const room = rowLimit(context, 'containers', 100_000);
    const containers = elements(json.containers).flatMap((value) => {
      const container = readContainer(members(value), lineOf);
      return container !== undefined && room(JSON.stringify(container).length) ? [container] : [];
    });
    return { containers };
  },
});

function readContainer(
  value: Readonly<Record<string, unknown>>,
  lineOf: (text: string) => number,
): CrictlPs['containers'][number] | undefined {
  const id = textOf(value.id);
  if (id === undefined || !isContainerId(id)) return undefined;
  const metadata = members(value.metadata);
  const { podName, podNamespace, podUid, containerNameInPod } = podIdentityOf(members(value.labels));
  const image = members(value.image);
  return {
    id,
    sandboxId: textOf(value.podSandboxId),
    name: textOf(metadata.name) ?? containerNameInPod,
    attempt: integerOf(metadata.attempt),
    image: textOf(image.userSpecifiedImage) ?? textOf(image.image) ?? textOf(value.imageRef),
    state: textOf(value.state),
    createdAt: epochSecondsOfNanoseconds(value.createdAt),
    ...{ podName, podNamespace, podUid },
    line: lineOf(id),
  };
}

/** Ids are cut to 13 digits; the creation is an age that says nothing exact. */
function containerOfRow({ cells, line }: CrictlRow): CrictlPs['containers'][number] {
  const state = cells.get('STATE')?.toUpperCase();
  return {
    id: cells.get('CONTAINER') ?? cells.get('CONTAINER ID') ?? '',
    sandboxId: cells.get('POD ID'),
    name: cells.get('NAME'),
    attempt: integerOf(Number(cells.get('ATTEMPT') || undefined)),
    image: cells.get('IMAGE'),
    ...(state === undefined || state === '' ? {} : { state: `CONTAINER_${state}` }),
    ...(cells.get('POD') ? { podName: cells.get('POD') } : {}),
    ...(cells.get('NAMESPACE') ? { podNamespace: cells.get('NAMESPACE') } : {}),
    line,
  };
}
