import * as z from 'zod';
import { clock } from './clock.ts';
import { defineFact, known, refsSchema } from './fact.ts';
import { ownNode } from './own-node.ts';

const nodeSchema = z
  .object({
    hostname: z
      .string()
      .optional()
      .meta({ needs: ['uname'] }),
    kernel: z
      .string()
      .optional()
      .meta({ description: 'release with the distribution suffix', needs: ['uname'] }),
    os: z
      .string()
      .optional()
      .meta({ needs: ['os_release'] }),
    cpus: z
      .number()
      .optional()
      .meta({ needs: ['stat'] }),
    memory_total: z
      .number()
      .optional()
      .meta({ description: 'bytes', needs: ['meminfo'] }),
    memory_available: z
      .number()
      .optional()
      .meta({ description: 'bytes', needs: ['meminfo'] }),
    uptime: z
      .number()
      .optional()
      .meta({ description: 'seconds', needs: ['uptime'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Node' });

/** The machine: name, kernel, operating system and size. */
export const node = defineFact({
  name: 'node',
  title: 'Node',
  schema: nodeSchema,
  sources: [
    'manifest_start',
    'uname',
    'version',
    'hostname',
    'host_os',
    'os_release',
    'stat',
    'meminfo',
    'uptime',
    'kube_nodes',
  ],
  compute({ snapshot, get }) {
    const { manifest_start, uname, version, hostname, host_os, os_release, stat, meminfo } = snapshot.documents;
    const host = manifest_start[0]?.value.host;
    const system = host_os[0]?.value;
    const told = host?.hostname ?? uname[0]?.value.hostname ?? hostname[0]?.value.hostname ?? system?.hostname;
    const registered = ownNode(snapshot)?.node;
    const name = told ?? snapshot.bundle.node ?? registered?.name;
    const kernel =
      host?.kernel ??
      uname[0]?.value.release ??
      version[0]?.value.release ??
      system?.kernel ??
      registered?.kernelVersion;
    const os = os_release[0]?.value.prettyName ?? os_release[0]?.value.name ?? registered?.osImage;
    const cpus = stat[0]?.value.cpus;
    const memory = meminfo[0]?.value;
    const time = get(clock);
    const uptime = time.known ? time.value.uptime : undefined;
    return known({
      ...(name === undefined ? {} : { hostname: name }),
      ...(kernel === undefined ? {} : { kernel }),
      ...(os === undefined ? {} : { os }),
      ...(cpus === undefined ? {} : { cpus }),
      ...(memory === undefined ? {} : { memory_total: memory.totalBytes }),
      ...(memory?.availableBytes === undefined ? {} : { memory_available: memory.availableBytes }),
      ...(uptime === undefined ? {} : { uptime }),
      refs: [],
    });
  },
});
