import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import {
  booleanOf,
  elements,
  integerOf,
  isObject,
  members,
  parseJson,
  textMembers,
  textOf,
  textsOf,
} from './json-values.ts';
import { textParser } from './parser.ts';

/** What daemon.json asks of the Docker daemon; flags on its command line may say more. */
export const dockerDaemonConfigSchema = () =>
  z.object({
    /** Names of all keys of the file, sorted. */
    keys: z.array(z.string()),
    dataRoot: z.string().optional(),
    storageDriver: z.string().optional(),
    storageOptions: z.array(z.string()),
    execOptions: z.array(z.string()),
    /** From `native.cgroupdriver=` of the exec options. */
    cgroupDriver: z.string().optional(),
    logDriver: z.string().optional(),
    /** Only sizes and counts: `max-size`, `max-file`, `mode`, `max-buffer-size`, `compress`. */
    logOptions: z.record(z.string(), z.string()),
    liveRestore: z.boolean().optional(),
    debug: z.boolean().optional(),
    defaultRuntime: z.string().optional(),
    runtimes: z.array(z.string()),
    maxConcurrentDownloads: z.number().int().optional(),
    /** Soft and hard limit of open files for containers. */
    defaultNofile: z.object({ soft: z.number().optional(), hard: z.number().optional() }).optional(),
    /** Garbage collection of the build cache. */
    builderGcEnabled: z.boolean().optional(),
    builderGcKeepStorage: z.string().optional(),
  });
export type DockerDaemonConfig = z.infer<ReturnType<typeof dockerDaemonConfigSchema>>;

const LOG_OPTIONS = new Set(['max-size', 'max-file', 'mode', 'max-buffer-size', 'compress']);

/**
 * `/etc/docker/daemon.json`, docs.docker.com/reference/cli/dockerd:
 * `{"data-root":"/data/docker","log-opts":{"max-size":"100m"},"live-restore":true}`
 */
export const dockerDaemonConfig = textParser({
  source: 'docker_daemon_config',
  schema: dockerDaemonConfigSchema,
  parse(text, context) {
    const json = text.trim() === '' ? {} : parseJson(text);
    if (!isObject(json)) {
      context.problem({ message: 'not a JSON object: the daemon would not start with it' });
      return undefined;
    }
    const execOptions = textsOf(json['exec-opts']);
    const driver = execOptions.find((option) => option.startsWith('native.cgroupdriver='));
    const log = Object.entries(textMembers(json['log-opts'])).filter(([name]) => LOG_OPTIONS.has(name));
    return {
      keys: Object.keys(json).sort(),
      dataRoot: textOf(json['data-root']) ?? textOf(json.graph),
      storageDriver: textOf(json['storage-driver']),
      storageOptions: textsOf(json['storage-opts']),
      execOptions,
      cgroupDriver: driver?.slice('native.cgroupdriver='.length),
      logDriver: textOf(json['log-driver']),
      logOptions: recordOf(log),
      liveRestore: booleanOf(json['live-restore']),
      debug: booleanOf(json.debug),
      defaultRuntime: textOf(json['default-runtime']),
      runtimes: Object.keys(members(json.runtimes)).sort(),
      maxConcurrentDownloads: integerOf(json['max-concurrent-downloads']),
      ...readLimits(json),
    };
  },
});

function readLimits(json: Readonly<Record<string, unknown>>) {
  const nofile = members(json['default-ulimits']).nofile;
  const limit = members(nofile);
  const gc = members(members(json.builder).gc);
  const keep = gc.defaultKeepStorage ?? members(elements(gc.policy)[0]).keepStorage;
  return {
    defaultNofile: isObject(nofile) ? { soft: integerOf(limit.Soft), hard: integerOf(limit.Hard) } : undefined,
    builderGcEnabled: booleanOf(gc.enabled),
    builderGcKeepStorage: textOf(keep),
  };
}
