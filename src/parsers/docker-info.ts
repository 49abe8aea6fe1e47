import * as z from 'zod';
import { parseBytes } from '../lib/bytes.ts';
import { readIndentedFields } from './indented-fields.ts';
import {
  booleanOf,
  elements,
  integerOf,
  isObject,
  members,
  numberOf,
  parseJson,
  textOf,
  textsOf,
} from './json-values.ts';
import { textParser } from './parser.ts';

/** The Docker daemon's description of itself and of its storage. */
export const dockerInfoSchema = () =>
  z.object({
    name: z.string().optional(),
    serverVersion: z.string().optional(),
    kernelVersion: z.string().optional(),
    operatingSystem: z.string().optional(),
    architecture: z.string().optional(),
    cpus: z.number().int().optional(),
    memoryTotalBytes: z.number().optional(),
    /** Data root, for example /var/lib/docker. */
    dockerRootDir: z.string().optional(),
    storageDriver: z.string().optional(),
    /** Details of the storage driver in their order, such as `Backing Filesystem` and `Supports d_type`. */
    storageDetails: z.array(z.object({ name: z.string(), value: z.string() })),
    loggingDriver: z.string().optional(),
    /** `cgroupfs` or `systemd`. */
    cgroupDriver: z.string().optional(),
    cgroupVersion: z.string().optional(),
    defaultRuntime: z.string().optional(),
    runtimes: z.array(z.string()),
    containers: z.number().int().optional(),
    containersRunning: z.number().int().optional(),
    containersPaused: z.number().int().optional(),
    containersStopped: z.number().int().optional(),
    images: z.number().int().optional(),
    liveRestore: z.boolean().optional(),
    /** Open files and goroutines of the daemon; printed in debug mode only. */
    fileDescriptors: z.number().int().optional(),
    goroutines: z.number().int().optional(),
    /** Commit or version of the daemon's containerd and runc. */
    containerdVersion: z.string().optional(),
    runcVersion: z.string().optional(),
    warnings: z.array(z.string()),
    /** Why the client got no answer from the daemon. */
    serverError: z.string().optional(),
  });
export type DockerInfo = z.infer<ReturnType<typeof dockerInfoSchema>>;

type Json = Readonly<Record<string, unknown>>;

const NO_DAEMON =
  /Cannot connect to the Docker daemon|Error response from daemon|permission denied while trying to connect/;

/**
 * `docker info`, as JSON (`--format '{{json .}}'`) or as text:
 * `{"Containers":42,"ServerVersion":"20.10.7","Driver":"overlay2","DockerRootDir":"/var/lib/docker","CgroupDriver":"systemd"}`
 */
export const dockerInfo = textParser({
  source: 'docker_info',
  schema: dockerInfoSchema,
  sniff: (head) =>
    /^\s*\{[^\n]*"DockerRootDir"\s*:/.test(head) ||
    (/^ ?Containers: \d+$/m.test(head) && /^ ?Storage Driver: \S+/m.test(head)),
  parse(text) {
    const start = text.indexOf('{');
    const json = start === -1 ? undefined : parseJson(text.slice(start, text.lastIndexOf('}') + 1));
    const described = isObject(json) ? fromJson(json) : fromText(text);
    const error = text.split(/\r?\n/).find((line) => NO_DAEMON.test(line));
    if (error !== undefined) described.serverError = error.trim().slice(0, 300);
    const usable = described.serverVersion ?? described.storageDriver ?? described.containers ?? described.serverError;
    return usable === undefined ? undefined : described;
  },
});

function fromJson(json: Json): DockerInfo {
  const commit = (value: unknown) => textOf(members(value).ID) ?? textOf(value);
  const server = {
    name: textOf(json.Name),
    serverVersion: textOf(json.ServerVersion),
    kernelVersion: textOf(json.KernelVersion),
    operatingSystem: textOf(json.OperatingSystem),
    architecture: textOf(json.Architecture),
    cpus: integerOf(json.NCPU),
    memoryTotalBytes: numberOf(json.MemTotal),
    dockerRootDir: textOf(json.DockerRootDir),
    fileDescriptors: integerOf(json.NFd),
    goroutines: integerOf(json.NGoroutines),
    containerdVersion: commit(json.ContainerdCommit),
    runcVersion: commit(json.RuncCommit),
  };
  const errors = textsOf(json.ServerErrors);
  return {
    // A client that got no answer prints every number as 0: they say nothing about the node.
    ...(server.serverVersion === undefined ? {} : { ...server, ...countsOf(json) }),
    storageDriver: textOf(json.Driver),
    storageDetails: storageDetailsOf(json.DriverStatus),
    loggingDriver: textOf(json.LoggingDriver),
    cgroupDriver: textOf(json.CgroupDriver),
    cgroupVersion: textOf(json.CgroupVersion),
    defaultRuntime: textOf(json.DefaultRuntime),
    runtimes: Object.keys(members(json.Runtimes)).sort(),
    liveRestore: booleanOf(json.LiveRestoreEnabled),
    warnings: textsOf(json.Warnings),
    ...(errors[0] === undefined ? {} : { serverError: errors[0].slice(0, 300) }),
  };
}

function countsOf(json: Json) {
  return {
    containers: integerOf(json.Containers),
    containersRunning: integerOf(json.ContainersRunning),
    containersPaused: integerOf(json.ContainersPaused),
    containersStopped: integerOf(json.ContainersStopped),
    images: integerOf(json.Images),
  };
}

function storageDetailsOf(value: unknown): DockerInfo['storageDetails'] {
  return elements(value).flatMap((pair) => {
    const [name, detail] = elements(pair);
    return typeof name === 'string' && typeof detail === 'string' ? [{ name, value: detail }] : [];
  });
}

interface TextFields {
  readonly values: ReadonlyMap<string, string>;
  readonly storageDetails: DockerInfo['storageDetails'];
  readonly warnings: string[];
}

/** The first value of each key; what is indented below the storage driver is kept apart. */
function readTextFields(text: string): TextFields {
  const values = new Map<string, string>();
  const storageDetails: DockerInfo['storageDetails'] = [];
  const warnings: string[] = [];
  for (const { parents, key, value } of readIndentedFields(text)) {
    if (key === 'WARNING' && parents.length <= 1) warnings.push(value);
    else if (parents.at(-1) === 'Storage Driver') storageDetails.push({ name: key, value });
    else if (!values.has(key)) values.set(key, value);
  }
  return { values, storageDetails, warnings };
}

function fromText(text: string): DockerInfo {
  const { values, storageDetails, warnings } = readTextFields(text);
  const whole = (key: string) => integerOf(values.get(key));
  const said = (key: string) => textOf(values.get(key));
  const live = said('Live Restore Enabled') ?? said('Live Restore');
  return {
    name: said('Name'),
    serverVersion: said('Server Version'),
    kernelVersion: said('Kernel Version'),
    operatingSystem: said('Operating System'),
    architecture: said('Architecture'),
    cpus: whole('CPUs'),
    memoryTotalBytes: parseBytes(values.get('Total Memory') ?? ''),
    dockerRootDir: said('Docker Root Dir'),
    storageDriver: said('Storage Driver'),
    storageDetails,
    loggingDriver: said('Logging Driver'),
    cgroupDriver: said('Cgroup Driver'),
    cgroupVersion: said('Cgroup Version'),
    defaultRuntime: said('Default Runtime'),
    runtimes: (said('Runtimes') ?? '')
      .split(' ')
      .filter((name) => name !== '')
      .sort(),
    containers: whole('Containers'),
    containersRunning: whole('Running'),
    containersPaused: whole('Paused'),
    containersStopped: whole('Stopped'),
    images: whole('Images'),
    liveRestore: live === undefined ? undefined : live === 'true',
    fileDescriptors: whole('File Descriptors'),
    goroutines: whole('Goroutines'),
    containerdVersion: said('containerd version'),
    runcVersion: said('runc version'),
    warnings,
  };
}
