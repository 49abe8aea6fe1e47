import { z } from 'zod';
import { docker } from './docker.ts';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { isWithin } from './mount-table.ts';
import { read } from './sources.ts';

const containerSchema = z
  .object({
    id: z.string(),
    entity: entitySchema,
    label: z.string().meta({ description: 'namespace/pod/container, or the name docker gave' }),
    name: z
      .string()
      .optional()
      .meta({ needs: ['docker_inspect'] }),
    image: z
      .string()
      .optional()
      .meta({ needs: ['docker_inspect'] }),
    pod: z.string().optional().meta({ description: 'namespace/name of its pod' }),
    running: z
      .boolean()
      .optional()
      .meta({ needs: ['docker_inspect'] }),
    pid: z.number().optional().meta({ description: 'its first process on the node' }),
    layer: z.string().optional().meta({ description: 'name of its overlay2 directory' }),
    binds_runtime_root: z
      .boolean()
      .meta({ description: 'mounts / or another directory that holds the data root of the runtime' }),
    root_bind: z.string().optional().meta({ description: 'that mount, as source:destination:options' }),
    refs: refsSchema,
  })
  .meta({ id: 'Container' });
export type Container = z.infer<typeof containerSchema>;

/** The containers of the docker daemon, from inspect. */
export const containers = defineFact({
  name: 'containers',
  title: 'Containers',
  schema: z.array(containerSchema),
  sources: ['docker_inspect'],
  compute({ snapshot, get }) {
    const { documents, missing } = read(snapshot, 'docker_inspect');
    if (documents.length === 0) return unknown(missing);
    const daemon = get(docker);
    const dataRoot = (daemon.known ? daemon.value.root : undefined) ?? '/var/lib/docker';
    const found = new Map<string, Container>();
    for (const { path, value } of documents) {
      for (const c of value.containers) {
        const bind = c.mounts.find((m) => m.source !== undefined && isWithin(dataRoot, m.source));
        const layer = /\/overlay2\/([^/]+)\/merged$/.exec(c.graphDriver.mergedDir ?? '')?.[1];
        const pod = c.podName === undefined ? undefined : `${c.podNamespace ?? 'default'}/${c.podName}`;
        found.set(c.id, {
          id: c.id,
          entity: `container:${c.id}`,
          label: pod === undefined ? (c.name ?? c.id.slice(0, 12)) : `${pod}/${c.containerNameInPod ?? ''}`,
          binds_runtime_root: bind !== undefined,
          ...(bind === undefined
            ? {}
            : { root_bind: [bind.source, bind.destination, bind.propagation].filter(Boolean).join(':') }),
          ...(c.name === undefined ? {} : { name: c.name }),
          ...(c.image === undefined ? {} : { image: c.image }),
          ...(pod === undefined ? {} : { pod }),
          ...(c.state.running === undefined ? {} : { running: c.state.running }),
          ...(c.state.pid === undefined ? {} : { pid: c.state.pid }),
          ...(layer === undefined ? {} : { layer }),
          refs: [{ path, line: c.line }],
        });
      }
    }
    return known([...found.values()]);
  },
});
