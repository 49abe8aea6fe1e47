import * as z from 'zod';
import { integerOf, isObject, parseJson } from './json-values.ts';
import { configSchema, type OciConfig, type OciState, readOciConfig, readOciState, stateSchema } from './oci-bundle.ts';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** What low-level runtimes keep of each container: readable while their daemon hangs. */
export const ociBundlesSchema = () =>
  z.object({
    bundles: z.array(
      z.object({
        /** Id of the container, from the path. */
        id: z.string(),
        /** Directory of the bundle, or of the state of runc. */
        path: z.string(),
        /** Namespace of containerd (`moby`, `k8s.io`); undefined for CRI-O and podman. */
        namespace: z.string().optional(),
        /** First process, as `init.pid` (containerd) or `pidfile` (CRI-O, podman) says. */
        pid: z.number().int().optional(),
        config: configSchema().optional(),
        state: stateSchema().optional(),
        /** Lines of the files, undefined for what was not read. */
        lines: z.object({
          config: z.number().int().optional(),
          state: z.number().int().optional(),
          pid: z.number().int().optional(),
        }),
      }),
    ),
  });
export type OciBundles = z.infer<ReturnType<typeof ociBundlesSchema>>;
type Bundle = OciBundles['bundles'][number];

const LINE = /^(\/.{1,4000})\/(config\.json|state\.json|init\.pid|pidfile):(.*)$/;
/** `/run/containerd/io.containerd.runtime.v2.task/k8s.io/<id>`, `/run/docker/runtime-runc/moby/<id>`, `/run/runc/<id>` */
const CONTAINERD =
  /\/(?:io\.containerd\.runtime\.v\d\.[\w-]{1,20}|runtime-[\w.-]{1,40}|runc)\/([\w.-]{1,80})\/([\w.-]{1,200})$/;
/** `/run/containers/storage/overlay-containers/<id>/userdata` */
const STORAGE = /\/[\w-]{1,20}-containers\/([0-9a-f]{64})\/userdata$/;

/**
 * Bundles of the OCI runtime specification and states of runc, a line per file:
 * `/run/containerd/io.containerd.runtime.v2.task/k8s.io/9c1185a5...b5c/init.pid:4711`
 * Environment and arguments are never kept.
 */
export const ociBundles = lineParser({
  source: 'oci_bundles',
  schema: ociBundlesSchema,
  start(context) {
    const byPath = new Map<string, Bundle>();
    const bad = badLines(context, 'a file of a bundle');
    const room = rowLimit(context, 'files of bundles', 400_000);
    return {
      line(text, line) {
        if (text === '') return;
        const [, path, file, content] = LINE.exec(text) ?? [];
        const bundle = path === undefined ? undefined : (byPath.get(path) ?? newBundle(path));
        const part = file === undefined || content === undefined ? undefined : readPart(file, content, line);
        if (bundle === undefined || part === undefined) return bad(line, text);
        if (!room(text.length)) return;
        byPath.set(bundle.path, { ...bundle, ...part, lines: { ...bundle.lines, ...part.lines } });
      },
      end: () => (byPath.size === 0 ? undefined : { bundles: [...byPath.values()] }),
    };
  },
});

function newBundle(path: string): Bundle {
  const [, namespace, task] = CONTAINERD.exec(path) ?? [];
  const id = task ?? STORAGE.exec(path)?.[1] ?? path.slice(path.lastIndexOf('/') + 1);
  return { id, path, namespace, lines: {} };
}

interface Part {
  readonly pid?: number;
  readonly config?: OciConfig;
  readonly state?: OciState;
  readonly lines: Bundle['lines'];
}

function readPart(file: string, content: string, line: number): Part | undefined {
  if (file === 'init.pid' || file === 'pidfile') {
    const pid = integerOf(content.trim());
    return pid === undefined || pid < 0 ? undefined : { ...(pid === 0 ? {} : { pid }), lines: { pid: line } };
  }
  const json = parseJson(content);
  if (!isObject(json)) return undefined;
  return file === 'config.json'
    ? { config: readOciConfig(json), lines: { config: line } }
    : { state: readOciState(json), lines: { state: line } };
}
