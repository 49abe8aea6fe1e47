import * as z from 'zod';
import { recordOf } from '../lib/record-of.ts';
import {
  booleanOf,
  elements,
  epochSecondsOf,
  integerOf,
  isObject,
  members,
  numberOf,
  textMembers,
  textOf,
  textsOf,
} from './json-values.ts';
import { podIdentityOf } from './pod-identity.ts';

const mountSchema = () =>
  z.object({
    /** `bind`, `volume`, `tmpfs`. */
    type: z.string().optional(),
    /** Path on the node. */
    source: z.string().optional(),
    /** Path in the container. */
    destination: z.string(),
    mode: z.string().optional(),
    rw: z.boolean().optional(),
    /** `rprivate`, `rslave`, `rshared`, ... */
    propagation: z.string().optional(),
  });

/** What is kept of one container. Times are seconds since the epoch; "never" is undefined. */
export const containerSchema = () =>
  z.object({
    id: z.string(),
    /** Without the leading slash. */
    name: z.string().optional(),
    createdAt: z.number().optional(),
    /** Image as it was asked for (`Config.Image`). */
    image: z.string().optional(),
    /** Digest of the image in use. */
    imageId: z.string().optional(),
    /** The program, without its arguments. */
    path: z.string().optional(),
    state: z.object({
      /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
      status: z.string().optional(),
      running: z.boolean().optional(),
      dead: z.boolean().optional(),
      /** Process on the node; undefined when none runs. */
      pid: z.number().int().optional(),
      exitCode: z.number().int().optional(),
      oomKilled: z.boolean().optional(),
      /** Why the last start or removal failed. */
      error: z.string().optional(),
      startedAt: z.number().optional(),
      finishedAt: z.number().optional(),
      /** `starting`, `healthy`, `unhealthy`, or `none` where the container has no health check. */
      health: z.string().optional(),
      /** Checks that failed one after the other, up to now. */
      failedChecks: z.number().int().optional(),
    }),
    restartCount: z.number().int().optional(),
    logPath: z.string().optional(),
    graphDriver: z.object({
      name: z.string().optional(),
      mergedDir: z.string().optional(),
      upperDir: z.string().optional(),
      workDir: z.string().optional(),
    }),
    mounts: z.array(mountSchema()),
    /** `HostConfig.Binds`, as in `/:/host:ro,rslave`. */
    binds: z.array(z.string()),
    privileged: z.boolean().optional(),
    pidMode: z.string().optional(),
    networkMode: z.string().optional(),
    shmSizeBytes: z.number().optional(),
    /** Memory limit; undefined when there is none. */
    memoryLimitBytes: z.number().optional(),
    /** Limit of processes and threads; undefined when there is none. */
    pidsLimit: z.number().optional(),
    logDriver: z.string().optional(),
    /** Options of the log driver; values of those that look like secrets are replaced by `***`. */
    logOptions: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()),
    podName: z.string().optional(),
    podNamespace: z.string().optional(),
    podUid: z.string().optional(),
    /** Name of the container in its pod; `POD` is the pause container of older kubelets. */
    containerNameInPod: z.string().optional(),
    /** Line on which the element starts. */
    line: z.number().int(),
  });
export type Container = z.infer<ReturnType<typeof containerSchema>>;

type Json = Readonly<Record<string, unknown>>;

const SECRET_OPTION = /token|secret|passw|credential|(?:^|[-_])key$/i;

/** One element of `docker inspect`, or undefined when it describes something else (an image, a network). */
export function readContainer(value: Json, line: number): Container | undefined {
  const id = textOf(value.Id) ?? textOf(value.ID);
  if (id === undefined || !(isObject(value.State) || isObject(value.HostConfig))) return undefined;
  const config = members(value.Config);
  const labels = readLabels(config.Labels ?? value.Labels);
  return {
    id,
    name: textOf(value.Name)?.replace(/^\//, ''),
    createdAt: epochSecondsOf(value.Created),
    image: textOf(config.Image) ?? textOf(value.ImageName),
    imageId: textOf(value.Image),
    path: textOf(value.Path),
    state: readState(members(value.State)),
    restartCount: integerOf(value.RestartCount),
    logPath: textOf(value.LogPath),
    graphDriver: readGraphDriver(members(value.GraphDriver), value.Driver),
    mounts: elements(value.Mounts).flatMap(readMount),
    ...readHostConfig(members(value.HostConfig)),
    labels,
    ...podIdentityOf(labels),
    line,
  };
}

/** The annotation with the applied manifest repeats the whole pod specification, environment values included. */
function readLabels(value: unknown): Record<string, string> {
  const kept = Object.entries(textMembers(value)).filter(([name]) => !name.endsWith('last-applied-configuration'));
  return recordOf(kept);
}

function readState(state: Json): Container['state'] {
  const pid = integerOf(state.Pid);
  return {
    status: textOf(state.Status)?.toLowerCase(),
    running: booleanOf(state.Running),
    dead: booleanOf(state.Dead),
    pid: pid === 0 ? undefined : pid,
    exitCode: integerOf(state.ExitCode),
    oomKilled: booleanOf(state.OOMKilled),
    error: textOf(state.Error),
    startedAt: epochSecondsOf(state.StartedAt),
    finishedAt: epochSecondsOf(state.FinishedAt),
    ...readHealth(members(state.Health ?? state.Healthcheck)),
  };
}

/** Docker leaves it out where nothing checks, podman has an empty text then; older podman calls it `Healthcheck`. */
const readHealth = (health: Json): Pick<Container['state'], 'health' | 'failedChecks'> => ({
  health: textOf(health.Status)?.toLowerCase() || 'none',
  failedChecks: integerOf(health.FailingStreak),
});

function readGraphDriver(driver: Json, name: unknown): Container['graphDriver'] {
  const directories = members(driver.Data);
  return {
    name: textOf(driver.Name) ?? textOf(name),
    mergedDir: textOf(directories.MergedDir),
    upperDir: textOf(directories.UpperDir),
    workDir: textOf(directories.WorkDir),
  };
}

function readMount(value: unknown): Container['mounts'] {
  const mount = members(value);
  const destination = textOf(mount.Destination);
  if (destination === undefined) return [];
  return [
    {
      type: textOf(mount.Type),
      source: textOf(mount.Source),
      destination,
      mode: textOf(mount.Mode),
      rw: booleanOf(mount.RW),
      propagation: textOf(mount.Propagation),
    },
  ];
}

function readHostConfig(host: Json) {
  const log = members(host.LogConfig);
  const options = Object.entries(textMembers(log.Config)).map(([name, value]): [string, string] => [
    name,
    SECRET_OPTION.test(name) ? '***' : value,
  ]);
  const limit = numberOf(host.Memory);
  const pids = numberOf(host.PidsLimit);
  return {
    binds: textsOf(host.Binds),
    privileged: booleanOf(host.Privileged),
    pidMode: textOf(host.PidMode),
    networkMode: textOf(host.NetworkMode),
    shmSizeBytes: numberOf(host.ShmSize),
    memoryLimitBytes: limit === 0 ? undefined : limit,
    // 0 and -1 both mean that there is none.
    pidsLimit: pids !== undefined && pids > 0 ? pids : undefined,
    logDriver: textOf(log.Type),
    logOptions: recordOf(options),
  };
}
