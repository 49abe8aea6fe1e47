import { bundleOf } from '../../scripts/samples/bundle.ts';
import { addContainer, type Container } from '../../scripts/samples/container.ts';
import { fillContainerNamespace } from '../../scripts/samples/container-mounts.ts';
import { dfBytes, dfInodes } from '../../scripts/samples/df-output.ts';
import { addProcess, type Filesystem, type Node } from '../../scripts/samples/node.ts';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import { tmpfsSpace } from '../../scripts/samples/tmpfs-space.ts';
import { ago } from './nodes.ts';

/** The collector's pid in every generated bundle. */
const PID = 32_768;

/** A container for debugging with the processes of the node, in which the collector is started. */
export function addDebugger(node: Node, binds: Container['binds'] = []): Container {
  const container = addContainer(node, {
    name: 'k8s_debugger_node-debugger-x7k2p_default',
    image: 'busybox',
    command: 'sh',
    comm: 'sh',
    startedAt: ago(600),
    binds,
  });
  addProcess(node, {
    pid: PID,
    comm: 'sh',
    command: 'sh collect.sh',
    namespace: container.namespace,
    ppid: container.pid,
  });
  return container;
}

/**
 * What df lists in that container: its root, which is a directory of the disk of docker, its own small file systems, and
 * disks of the node where a file of them is mounted.
 */
export function withViewOf(
  node: Node,
  container: Container,
  layers: Filesystem,
  shown: readonly Filesystem[],
): BundleFiles {
  fillContainerNamespace(node, container);
  const rows: Filesystem[] = [
    { ...layers, source: 'overlay', type: 'overlay', point: '/' },
    { source: 'tmpfs', type: 'tmpfs', point: '/dev', ...tmpfsSpace(65_536) },
    { source: 'shm', type: 'tmpfs', point: '/dev/shm', ...tmpfsSpace(65_536) },
    ...shown,
  ];
  const files = new Map(bundleOf(node));
  const start = files.get('manifest-start.json') ?? '';
  files.set(
    'manifest-start.json',
    start.replace('"in_container":false', '"in_container":true,"other_namespaces":["cgroup","ipc","mnt","uts"]'),
  );
  files.set('commands/df/bytes', dfBytes(rows));
  files.set('commands/df/inodes', dfInodes(rows));
  files.set('etc/os-release', 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n');
  return files;
}
