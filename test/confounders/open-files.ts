import { type AddedStep, step } from '../../scripts/samples/added-steps.ts';
import { fdKindsOf } from '../../scripts/samples/incidents/centos7-node.ts';
import type { Node } from '../../scripts/samples/node.ts';
import { ago } from './nodes.ts';

/** How many files dockerd holds open, and its limit. */
export interface DaemonFiles {
  readonly limit: number;
  readonly sockets: number;
  /** Connections to docker.sock in the namespace of the node. */
  readonly accepted: number;
  /** Other processes by pid, with their sockets. */
  readonly clients?: readonly (readonly [pid: number, sockets: number])[];
  /** TCP sockets of all processes together. */
  readonly tcp?: number;
  /** fs.file-nr: in use and limit. */
  readonly node?: readonly [used: number, limit: number];
}

export function setOpenFiles(node: Node, pid: number, openFiles: number): void {
  const at = node.processes.findIndex((p) => p.pid === pid);
  const process = node.processes[at];
  if (process !== undefined) node.processes[at] = { ...process, openFiles };
}

/** The steps that count open files. Call `setOpenFiles` for the processes before the bundle is made. */
export function fileSteps(node: Node, files: DaemonFiles): AddedStep[] {
  const { dockerd, containerd, kubelet } = node.pids;
  const limit = (pid: number, soft: number): string =>
    `/proc/${pid}/limits:Max open files            ${String(soft).padEnd(20)} ${String(soft).padEnd(20)} files     \n`;
  const kinds = fdKindsOf([
    [dockerd, files.sockets, 'socket'],
    [dockerd, 96, 'pipe'],
    [containerd, 71, 'socket'],
    [kubelet, 112, 'socket'],
    ...(files.clients ?? []).map(([pid, sockets]) => [pid, sockets, 'socket'] as const),
  ]);
  const tcp = files.tcp ?? 120;
  const [used, most] = files.node ?? [21_216, 1_583_205];
  return [
    step('file_handles', 4, 'sysctl', 'proc/sys/fs/file-nr', `${used}\t0\t${most}\n`),
    step(
      'sockstat',
      1,
      'sockstat',
      'proc/net/sockstat',
      `sockets: used ${files.sockets * 2}\nTCP: inuse ${Math.floor(tcp / 2)} orphan 0 tw 11 alloc ${tcp} mem 91\nUDP: inuse 9 mem 4\n`,
    ),
    step(
      'process_limits',
      4,
      'process_limits',
      'commands/proc/limits',
      limit(dockerd, files.limit) + limit(containerd, 1_048_576) + limit(kubelet, 1_000_000),
    ),
    step('fd_kinds', 7, 'fd_kinds', 'commands/proc/fd-kinds', kinds),
    step(
      'unix_sockets',
      4,
      'unix_sockets',
      'commands/net/unix',
      `1 01 /var/run/docker.sock\n${files.accepted} 03 /var/run/docker.sock\n64 03 /run/systemd/journal/stdout\n`,
    ),
  ];
}

/** Connections that dockerd could not accept for half an hour. */
export function refuseConnections(node: Node, text = 'too many open files'): void {
  for (let age = 1800; age > 0; age -= 5)
    node.journal.docker(
      ago(age),
      'error',
      `http: Accept error: accept unix /var/run/docker.sock: accept4: ${text}; retrying in 1s`,
    );
}
