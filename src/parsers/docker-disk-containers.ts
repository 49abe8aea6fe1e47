import * as z from 'zod';
import { containerSchema, readContainer } from './docker-container.ts';
import { elements, epochSecondsOf, isObject, members, parseJson } from './json-values.ts';
import { badLines, lineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Containers as the daemon keeps them on disk; readable while it hangs, and as old as its last write. */
export const dockerDiskContainersSchema = () =>
  z.object({
    containers: z.array(
      containerSchema().extend({
        /** Data root of the daemon. */
        root: z.string(),
        /** False when only hostconfig.json was read: then state, name and mounts are not known. */
        hasState: z.boolean(),
        /** Line of hostconfig.json; undefined when it was not read. */
        hostConfigLine: z.number().int().optional(),
      }),
    ),
  });
export type DockerDiskContainers = z.infer<ReturnType<typeof dockerDiskContainersSchema>>;

type Json = Readonly<Record<string, unknown>>;
interface Files {
  readonly root: string;
  config?: { json: Json; line: number };
  host?: { json: Json; line: number };
}

const LINE = /^(\/.{0,4000})\/containers\/([0-9a-f]{64})\/(config\.v2|hostconfig)\.json:(.*)$/;

/**
 * `<root>/containers/<id>/config.v2.json` and `hostconfig.json` of dockerd, one file per line:
 * `/var/lib/docker/containers/9c1185a5...b5c/config.v2.json:{"State":{"Running":true,"Pid":4711,...},"ID":"9c1185a5...",...}`
 * The form is that of moby's `container.Container`, v1.10 to v28. Environment and arguments are never kept.
 */
export const dockerDiskContainers = lineParser({
  source: 'docker_disk_containers',
  schema: dockerDiskContainersSchema,
  sniff: (head) => /^\/[^\n]{0,400}\/containers\/[0-9a-f]{64}\/(?:config\.v2|hostconfig)\.json:\{/.test(head),
  start(context) {
    const byId = new Map<string, Files>();
    const bad = badLines(context, 'a file of a container');
    const room = rowLimit(context, 'files of containers', 200_000);
    return {
      line(text, line) {
        if (text === '') return;
        const [, root, id, file, content] = LINE.exec(text) ?? [];
        const value = content === undefined ? undefined : parseJson(content);
        if (root === undefined || id === undefined || !isObject(value)) return bad(line, text);
        if (!room(text.length)) return;
        const files = byId.get(`${root}/${id}`) ?? { root };
        byId.set(`${root}/${id}`, files);
        if (file === 'hostconfig') files.host = { json: hostFields(value), line };
        else files.config = { json: { ...configFields(value), Id: id }, line };
      },
      end() {
        const containers = [...byId].flatMap(([key, files]) => join(key.slice(-64), files));
        return containers.length === 0 ? undefined : { containers };
      },
    };
  },
});

/** Only what `readContainer` looks at, so that the rest of a large file is not held until the end. */
function configFields(config: Json): Json {
  const { Name, Created, Path, Image, LogPath, RestartCount, Driver } = config;
  const { Image: image, Labels } = members(config.Config);
  const state = members(config.State);
  return {
    ...{ Name, Created, Path, Image, LogPath, RestartCount, Driver },
    Config: { Image: image, Labels },
    State: { ...state, Status: statusOf(state) },
    // Moby writes the mode of a mount under its first name, Relabel.
    Mounts: elements(Object.values(members(config.MountPoints))).map((m) => ({
      ...members(m),
      Mode: members(m).Relabel,
    })),
  };
}

function hostFields(host: Json): Json {
  const { Binds, Privileged, PidMode, NetworkMode, ShmSize, Memory, PidsLimit, LogConfig } = host;
  return { Binds, Privileged, PidMode, NetworkMode, ShmSize, Memory, PidsLimit, LogConfig };
}

/** The file has flags only; the daemon derives the word from them in this order (moby container/state.go). */
function statusOf(state: Json): string {
  if (state.Running === true)
    return state.Paused === true ? 'paused' : state.Restarting === true ? 'restarting' : 'running';
  if (state.RemovalInProgress === true) return 'removing';
  if (state.Dead === true) return 'dead';
  return epochSecondsOf(state.StartedAt) === undefined ? 'created' : 'exited';
}

function join(id: string, { root, config, host }: Files): DockerDiskContainers['containers'] {
  const json = { Id: id, ...config?.json, HostConfig: host?.json ?? {} };
  const container = readContainer(json, config?.line ?? host?.line ?? 1);
  if (container === undefined) return [];
  return [{ ...container, root, hasState: config !== undefined, hostConfigLine: host?.line }];
}
