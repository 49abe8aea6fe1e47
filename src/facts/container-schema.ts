import * as z from 'zod';
import { entitySchema, refsSchema } from './fact.ts';

/** Sources that describe containers in full. */
const needs = ['docker_inspect', 'docker_disk_containers', 'crictl_ps', 'oci_bundles'];

const containerMountSchema = z
  .object({
    source: z.string().optional().meta({ description: 'path on the node, or the kind of a file system', needs }),
    destination: z.string().meta({ description: 'path in the container' }),
    propagation: z.string().optional().meta({ description: 'rprivate, rslave, rshared, ...', needs }),
    mode: z.string().optional().meta({ description: 'options as they were asked for', needs }),
    rw: z.boolean().optional().meta({ needs }),
  })
  .meta({ id: 'ContainerMount' });
export type ContainerMount = z.infer<typeof containerMountSchema>;

/** One container of the node, as rules see it. What no source told is absent. */
export const containerSchema = z
  .object({
    id: z.string(),
    entity: entitySchema,
    label: z.string().meta({ description: 'namespace/pod/container, or the name docker gave' }),
    name: z.string().optional().meta({ needs }),
    image: z.string().optional().meta({ needs }),
    pod: z.string().optional().meta({ description: 'namespace/name of its pod', needs }),
    pod_uid: z.string().optional().meta({ needs }),
    name_in_pod: z.string().optional().meta({ description: 'name of the container in its pod', needs }),
    is_sandbox: z.boolean().meta({ description: 'holds the namespaces of a pod and runs nothing of it' }),
    running: z.boolean().optional().meta({ needs }),
    status: z
      .string()
      .optional()
      .meta({ description: 'created, running, paused, restarting, removing, exited, dead', needs }),
    pid: z.number().optional().meta({ description: 'its first process on the node', needs }),
    exit_code: z.number().optional().meta({ needs }),
    oom_killed: z.boolean().optional().meta({ needs }),
    error: z.string().optional().meta({ description: 'why its last start or removal failed', needs }),
    created_at: z.number().optional().meta({ description: 'epoch seconds', needs }),
    started_at: z.number().optional().meta({ description: 'epoch seconds', needs }),
    finished_at: z.number().optional().meta({ description: 'epoch seconds', needs }),
    restart_count: z.number().optional().meta({ needs }),
    health: z.string().optional().meta({
      description: 'what its own health check says: starting, healthy, unhealthy, or none without one',
      needs,
    }),
    failed_checks: z.number().optional().meta({ description: 'health checks that failed in a row, up to now', needs }),
    log_path: z.string().optional().meta({ needs }),
    memory_limit: z.number().optional().meta({ description: 'bytes; unknown where there is none', needs }),
    pids_limit: z.number().optional().meta({ description: 'unknown where there is none', needs }),
    privileged: z.boolean().optional().meta({ needs }),
    layer: z.string().optional().meta({ description: 'name of its overlay2 directory', needs }),
    merged_dir: z.string().optional().meta({ description: 'its root on the node', needs }),
    upper_dir: z.string().optional().meta({ description: 'where what it writes lies on the node', needs }),
    mounts: z.array(containerMountSchema).optional().meta({ needs }),
    binds_runtime_root: z
      .boolean()
      .optional()
      .meta({ description: 'mounts / or another directory that holds the data root of the runtime', needs }),
    root_bind: z.string().optional().meta({ description: 'that mount, as source:destination:options', needs }),
    differences: z
      .array(z.string())
      .meta({ description: 'what sources contradict each other in; the first one named was believed' }),
    origins: z.record(z.string(), z.string()).meta({ description: 'field to the line of the bundle that said it' }),
    refs: refsSchema,
  })
  .meta({ id: 'Container' });
export type Container = z.infer<typeof containerSchema>;
