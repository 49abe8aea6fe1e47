import { dockerInspect } from '../docker-output.ts';
import { dockerRoot, type Node } from '../node.ts';

/** `docker info`, the lines that say how the daemon is set up. */
export function dockerInfoText(node: Node): string {
  const { spec, containers } = node;
  const running = containers.filter((c) => c.running).length;
  return [
    'Client:',
    ' Debug Mode: false',
    '',
    'Server:',
    ` Containers: ${containers.length}`,
    `  Running: ${running}`,
    '  Paused: 0',
    `  Stopped: ${containers.length - running}`,
    ` Server Version: ${spec.docker}`,
    ' Storage Driver: overlay2',
    '  Backing Filesystem: xfs',
    '  Supports d_type: true',
    ' Logging Driver: json-file',
    ' Cgroup Driver: cgroupfs',
    ` Kernel Version: ${spec.kernel}`,
    ` Operating System: ${spec.os.pretty}`,
    ' OSType: linux',
    ' Architecture: x86_64',
    ` CPUs: ${spec.cpus}`,
    ` Name: ${spec.hostname}`,
    ` Docker Root Dir: ${dockerRoot(node)}`,
    ' Live Restore Enabled: true',
    '',
  ].join('\n');
}

/** `docker version` */
export const dockerVersionText = ({ spec }: Node): string =>
  [
    'Client: Docker Engine - Community',
    ` Version:           ${spec.docker}`,
    ' OS/Arch:           linux/amd64',
    '',
    'Server: Docker Engine - Community',
    ' Engine:',
    `  Version:          ${spec.docker}`,
    '  OS/Arch:          linux/amd64',
    ' containerd:',
    '  Version:          1.2.10',
    '',
  ].join('\n');

const PS_COLUMNS = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'];

/** `docker ps -a`: ids of twelve digits, columns as wide as their longest cell. */
export function dockerPsTable({ containers, spec }: Node): string {
  const ago = (time: number): string => `${Math.max(2, Math.floor((spec.clock.collectedAt - time) / 86_400))} days`;
  const rows = containers.map((c) => {
    const ended =
      c.removalError === undefined ? `Exited (${c.exitCode}) ${ago(c.startedAt)} ago` : 'Removal In Progress';
    const status = c.running ? `Up ${ago(c.startedAt)}` : ended;
    return [c.id.slice(0, 12), c.image, `"${c.command.slice(0, 19)}…"`, `${ago(c.startedAt)} ago`, status, '', c.name];
  });
  const widths = PS_COLUMNS.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [PS_COLUMNS, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** `docker inspect <id>`, one array for each container, by id. */
export function inspections(node: Node): Map<string, string> {
  const all: unknown = JSON.parse(dockerInspect(node));
  if (!Array.isArray(all)) throw new Error('an inspection is no list');
  return new Map(node.containers.map(({ id }, i) => [id, `${JSON.stringify([all[i]], null, 4)}\n`]));
}
