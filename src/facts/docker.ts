import * as z from 'zod';
import { availabilityOf } from '../snapshot/availability.ts';
import { type Said, versionWithoutAnswer } from './docker-version.ts';
import { defineFact, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const dockerSchema = z
  .object({
    server_version: z
      .string()
      .optional()
      .meta({
        description: 'version of the daemon, as it says now, said in its log when it started, or as its package has it',
        needs: ['docker_version', 'docker_info', 'log', 'package_history'],
      }),
    answers: z
      .boolean()
      .optional()
      .meta({ description: 'the daemon answered at the time of collection', needs: ['docker_version', 'docker_info'] }),
    root: z
      .string()
      .optional()
      .meta({
        description: 'data root of the daemon',
        needs: ['docker_info', 'docker_disk_containers', 'docker_daemon_config'],
      }),
    storage_driver: z
      .string()
      .optional()
      .meta({ needs: ['docker_info', 'docker_disk_containers'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Docker' });

/** The docker daemon as it says itself, and while it hangs as its files, its configuration and its log say. */
export const docker = defineFact({
  name: 'docker',
  title: 'Docker daemon',
  schema: dockerSchema,
  sources: [
    'docker_version',
    'docker_info',
    'docker_disk_containers',
    'docker_disk_mounts',
    'docker_daemon_config',
    'log',
    'kube_node',
    'package_history',
  ],
  compute(context) {
    const { snapshot } = context;
    const version = read(snapshot, 'docker_version');
    const info = read(snapshot, 'docker_info');
    const [firstInfo] = info.documents;
    const server =
      said(version.documents[0]?.path, version.documents[0]?.value.serverVersion) ??
      said(firstInfo?.path, firstInfo?.value.serverVersion);
    const serverVersion = server ?? versionWithoutAnswer(context);
    const root = said(firstInfo?.path, firstInfo?.value.dockerRootDir) ?? rootWithoutDaemon(context);
    const driver = said(firstInfo?.path, firstInfo?.value.storageDriver) ?? driverOnDisk(context);
    const documents = [...version.documents, ...info.documents, ...snapshot.documents.docker_daemon_config];
    const refs = [
      ...documents.map(({ path }) => ({ path })),
      ...[serverVersion, root, driver].flatMap((s) => s?.ref ?? []),
    ];
    if (refs.length === 0) return unknown([...version.missing, ...info.missing]);
    const asked = (['docker_version', 'docker_info'] as const).map((source) => availabilityOf(snapshot, source).status);
    return known({
      server_version: serverVersion?.value,
      answers: server !== undefined ? true : asked.includes('timed_out') ? false : undefined,
      root: root?.value,
      storage_driver: driver?.value,
      refs: [...new Map(refs.map((ref) => [`${ref.path}:${'line' in ref ? ref.line : ''}`, ref])).values()],
    });
  },
});

function said(path: string | undefined, value: string | undefined): Said | undefined {
  return path === undefined || value === undefined ? undefined : { value, ref: { path } };
}

/** The configured root; else that of the containers on disk, where those that run tell more than what an old root left. */
function rootWithoutDaemon({ snapshot }: FactContext): Said | undefined {
  const config = snapshot.documents.docker_daemon_config.find(({ value }) => value.dataRoot !== undefined);
  const kept = snapshot.documents.docker_disk_containers.flatMap(({ path, value }) =>
    value.containers.map((c) => ({ running: c.state.running === true, value: c.root, ref: { path, line: c.line } })),
  );
  const [layer] = snapshot.documents.docker_disk_mounts.flatMap(({ path, value }) =>
    value.layers.slice(0, 1).map(({ root, line }) => ({ value: root, ref: { path, line } })),
  );
  return said(config?.path, config?.value.dataRoot) ?? kept.find((c) => c.running) ?? kept[0] ?? layer;
}

function driverOnDisk({ snapshot }: FactContext): Said | undefined {
  for (const { path, value } of snapshot.documents.docker_disk_containers) {
    const first = value.containers.find((c) => c.graphDriver.name !== undefined);
    if (first?.graphDriver.name !== undefined)
      return { value: first.graphDriver.name, ref: { path, line: first.line } };
  }
  const [first] = snapshot.documents.docker_disk_mounts.flatMap(({ path, value }) =>
    value.layers.slice(0, 1).map(({ driver, line }) => ({ value: driver, ref: { path, line } })),
  );
  return first;
}
