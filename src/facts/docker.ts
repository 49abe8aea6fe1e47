import { z } from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const dockerSchema = z
  .object({
    server_version: z
      .string()
      .optional()
      .meta({ description: 'version of the daemon', needs: ['docker_version', 'docker_info'] }),
    root: z
      .string()
      .optional()
      .meta({ description: 'data root of the daemon', needs: ['docker_info', 'docker_daemon_config'] }),
    storage_driver: z
      .string()
      .optional()
      .meta({ needs: ['docker_info'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Docker' });

/** The docker daemon: version, data root and storage driver, as it says itself or as it is configured. */
export const docker = defineFact({
  name: 'docker',
  title: 'Docker daemon',
  schema: dockerSchema,
  sources: ['docker_version', 'docker_info', 'docker_daemon_config'],
  compute({ snapshot }) {
    const version = read(snapshot, 'docker_version');
    const info = read(snapshot, 'docker_info');
    const config = read(snapshot, 'docker_daemon_config');
    const documents = [...version.documents, ...info.documents, ...config.documents];
    if (documents.length === 0) return unknown([...version.missing, ...info.missing]);
    const serverVersion = version.documents[0]?.value.serverVersion ?? info.documents[0]?.value.serverVersion;
    const root = info.documents[0]?.value.dockerRootDir ?? config.documents[0]?.value.dataRoot;
    const driver = info.documents[0]?.value.storageDriver;
    const refs: SourceRef[] = documents.map(({ path }) => ({ path }));
    return known({
      ...(serverVersion === undefined ? {} : { server_version: serverVersion }),
      ...(root === undefined ? {} : { root }),
      ...(driver === undefined ? {} : { storage_driver: driver }),
      refs,
    });
  },
});
