import type { Evaluation } from './analysis.ts';
import { clusterNode } from './facts/cluster-node.ts';
import { docker } from './facts/docker.ts';
import { node } from './facts/node.ts';
import { processes } from './facts/processes.ts';
import { formatTime } from './lib/time.ts';
import type { Report } from './report/model.ts';

/** So much of an id tells two machines apart, and fits a line. */
const ID_LENGTH = 12;

/** The machine that the bundle is of, and what runs containers on it; `bootedAt` in epoch seconds. */
export function hostOf(
  { snapshot, facts }: Pick<Evaluation, 'snapshot' | 'facts'>,
  bootedAt: number | undefined,
): Report['host'] {
  const known = facts.get(node);
  const machine = known.known ? known.value : undefined;
  const daemon = facts.get(docker);
  const version = daemon.known ? daemon.value.server_version : undefined;
  const running = facts.get(processes);
  const comms = new Set(running.known ? running.value.map((p) => p.comm) : []);
  const runtimes = ['dockerd', 'containerd', 'crio'].filter((comm) => comms.has(comm));
  const named = runtimes.map((comm) => (comm === 'dockerd' && version !== undefined ? `docker ${version}` : comm));
  return {
    ...(machine?.hostname === undefined ? {} : { name: machine.hostname }),
    ...(machine?.kernel === undefined ? {} : { kernel: machine.kernel }),
    ...(machine?.os === undefined ? {} : { os: machine.os }),
    ...(machine?.uptime === undefined ? {} : { uptimeSeconds: machine.uptime }),
    ...(bootedAt === undefined ? {} : { bootedAt: formatTime(bootedAt) }),
    ...(machine?.cpus === undefined ? {} : { cpus: machine.cpus }),
    ...(machine?.memory_total === undefined ? {} : { memoryBytes: machine.memory_total }),
    runtimes: named.length === 0 && version !== undefined ? [`docker ${version}`] : named,
    ...(comms.has('kubelet') ? { kubelet: 'running' } : {}),
    ...identityOf({ snapshot, facts }),
  };
}

/** By what the machine can be told from others, also where its name is that of another. */
function identityOf({
  snapshot,
  facts,
}: Pick<Evaluation, 'snapshot' | 'facts'>): Pick<Report['host'], 'providerId' | 'machineId' | 'bootId'> {
  const host = snapshot.documents.manifest_start[0]?.value.host;
  const registered = facts.get(clusterNode);
  const provider = registered.known ? registered.value.provider_id : undefined;
  return {
    ...(provider === undefined ? {} : { providerId: provider }),
    ...(host?.machineIdSha256 === undefined ? {} : { machineId: host.machineIdSha256.slice(0, ID_LENGTH) }),
    ...(host?.bootId === undefined ? {} : { bootId: host.bootId.slice(0, ID_LENGTH) }),
  };
}
