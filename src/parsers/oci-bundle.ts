import * as z from 'zod';
import { elements, epochSecondsOf, integerOf, members, numberOf, textMembers, textOf, textsOf } from './json-values.ts';
import { podIdentityOf } from './pod-identity.ts';

const mountSchema = () =>
  z.object({
    type: z.string().optional(),
    source: z.string().optional(),
    destination: z.string(),
    /** `rprivate`, `rslave`, `rshared`, ...; undefined where the runtime's own default holds. */
    propagation: z.string().optional(),
    rw: z.boolean(),
  });

/** What is kept of the `config.json` of one container. */
export const configSchema = () =>
  z.object({
    /** Root of the container as the bundle names it: a path, or relative to the bundle. */
    rootPath: z.string().optional(),
    mounts: z.array(mountSchema()),
    cgroupsPath: z.string().optional(),
    memoryLimitBytes: z.number().optional(),
    pidsLimit: z.number().optional(),
    /** `sandbox` or `container`, as the CRI plugin or CRI-O says. */
    kind: z.string().optional(),
    sandboxId: z.string().optional(),
    name: z.string().optional(),
    image: z.string().optional(),
    logPath: z.string().optional(),
    /** `containerd`, `crio` or `libpod`, where an annotation tells. */
    engine: z.string().optional(),
    podName: z.string().optional(),
    podNamespace: z.string().optional(),
    podUid: z.string().optional(),
    containerNameInPod: z.string().optional(),
    restartCount: z.number().int().optional(),
  });
export type OciConfig = z.infer<ReturnType<typeof configSchema>>;

/** What is kept of the `state.json` of runc, or of the state that CRI-O and podman write in the form of the OCI. */
export const stateSchema = () =>
  z.object({
    /** `created`, `running`, `stopped`; runc does not write it. */
    status: z.string().optional(),
    pid: z.number().int().optional(),
    /** Start of that process in clock ticks since boot, field 22 of /proc/<pid>/stat; runc and CRI-O write it. */
    startTicks: z.number().int().optional(),
    createdAt: z.number().optional(),
    startedAt: z.number().optional(),
    finishedAt: z.number().optional(),
    exitCode: z.number().int().optional(),
    oomKilled: z.boolean().optional(),
  });
export type OciState = z.infer<ReturnType<typeof stateSchema>>;

type Json = Readonly<Record<string, unknown>>;

const PROPAGATION = /^r?(?:private|slave|shared|unbindable)$/;

/**
 * `config.json`, opencontainers/runtime-spec config.md, with the annotations of containerd's CRI plugin and of CRI-O:
 * `{"root":{"path":"rootfs"},"mounts":[{"destination":"/data","source":"/srv","options":["rbind","rslave","ro"]}],...}`
 */
export function readOciConfig(json: Json): OciConfig {
  const notes = textMembers(json.annotations);
  const linux = members(json.linux);
  const resources = members(linux.resources);
  return {
    rootPath: textOf(members(json.root).path),
    mounts: elements(json.mounts).flatMap(readMount),
    cgroupsPath: textOf(linux.cgroupsPath),
    memoryLimitBytes: positive(members(resources.memory).limit),
    pidsLimit: positive(members(resources.pids).limit),
    ...readAnnotations(notes),
    ...podIdentityOf(notes),
  };
}

function readAnnotations(notes: Record<string, string>): Partial<OciConfig> {
  const containerd = (name: string): string | undefined => textOf(notes[`io.kubernetes.cri.${name}`]);
  const crio = (name: string): string | undefined => textOf(notes[`io.kubernetes.cri-o.${name}`]);
  const engine =
    containerd('container-type') !== undefined
      ? 'containerd'
      : crio('ContainerType') !== undefined
        ? 'crio'
        : undefined;
  return {
    kind: containerd('container-type') ?? crio('ContainerType'),
    sandboxId: containerd('sandbox-id') ?? crio('SandboxID'),
    name: crio('Name'),
    image: containerd('image-name') ?? crio('ImageName'),
    logPath: crio('LogPath') ?? containerd('sandbox-log-directory'),
    engine: engine ?? textOf(notes['io.container.manager']),
    restartCount: integerOf(notes['io.kubernetes.container.restartCount']),
  };
}

function readMount(value: unknown): OciConfig['mounts'] {
  const mount = members(value);
  const destination = textOf(mount.destination);
  if (destination === undefined) return [];
  const options = textsOf(mount.options);
  return [
    {
      type: textOf(mount.type),
      source: textOf(mount.source),
      destination,
      propagation: options.find((option) => PROPAGATION.test(option)),
      rw: !options.includes('ro'),
    },
  ];
}

/**
 * `state.json` of runc (libcontainer.State) or of CRI-O (internal/oci ContainerState):
 * `{"id":"9c1185a5...","init_process_pid":4711,"init_process_start":52345,...}`
 * `{"id":"9c1185a5...","status":"running","initPid":4711,"initStartTime":"52345",...}`
 */
export function readOciState(json: Json): OciState {
  const pid = integerOf(json.init_process_pid) ?? integerOf(json.initPid) ?? integerOf(json.pid);
  return {
    status: textOf(json.status)?.toLowerCase(),
    pid: pid === 0 ? undefined : pid,
    startTicks: positive(json.init_process_start) ?? positive(json.initStartTime),
    createdAt: epochSecondsOf(json.created),
    startedAt: epochSecondsOf(json.started),
    finishedAt: epochSecondsOf(json.finished),
    exitCode: integerOf(json.exitCode),
    oomKilled: typeof json.oomKilled === 'boolean' ? json.oomKilled : undefined,
  };
}

function positive(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number > 0 ? number : undefined;
}
