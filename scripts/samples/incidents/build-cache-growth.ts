import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addMount } from '../mounts.ts';
import { addFilesystem, addProcess, type Node } from '../node.ts';
import { addApplications, addNodeAgents } from '../pods.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { alinuxNode } from './alinux-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2023-11-16T10:25:40Z');
const DATA_ROOT = '/data/docker-data';
const OVERLAY = `${DATA_ROOT}/overlay2`;
/** Directories in overlay2 besides `l`: the links of the listing less `.` and `..`. */
const LAYERS = 121;
const GB = 1e9;

/** The cache mounts of one afternoon as the listing shows them, with the whole ids of their directories. */
const CACHE_MOUNTS = [
  { id: '9496ft5v8aa1ypf7tdr85te9d', bytes: 2.89 * GB, size: '2.89GB', created: '4 hours ago', uses: 7 },
  { id: 'rexojumy2pb2c0k4n8w1q6t3x', bytes: 0.184 * GB, size: '184MB', created: '2 hours ago', uses: 2 },
  { id: 'lb6ry3m3f4nev5d2h9s7j0z1p', bytes: 0.292 * GB, size: '292MB', created: '2 hours ago', uses: 2 },
  { id: 'wal4kf5q180mg3x6b8y2u9r7e', bytes: 1.8 * GB, size: '1.8GB', created: '4 hours ago', uses: 7 },
] as const;

/**
 * A build agent whose data disk fills with cache mounts of Go builds. The collector does not ask for `docker system df -v`,
 * so its answer lies in the bundle as somebody pasted it. Innocent: ossfs, which keeps space free on /tmp, a container
 * log, a deleted file that is still open, two repeated notices of the kernel.
 */
export const buildCacheGrowth: Incident = {
  name: 'build-cache-growth',
  build(variant: Variant = {}) {
    const node = alinuxNode(
      {
        seed: 'build-cache-growth',
        hostname: 'ci-agent-23.example.com',
        kernel: '4.19.91-26.1.al7.x86_64',
        docker: '20.10.24',
        dockerRoot: DATA_ROOT,
        cpus: 8,
        memoryKib: 32_617_004,
        clock: { collectedAt: COLLECTED, uptime: 4_120_331.8, utcOffset: 28_800 },
        tmp: { kib: 16_308_500, used: 6_686_485, available: 9_622_015, inodes: 4_077_125, inodesUsed: 812 },
      },
      variant,
    );
    addFilesystem(node, {
      source: '/dev/vdb1',
      type: 'xfs',
      point: '/data',
      device: '253:17',
      kib: 41_922_560,
      used: 37_520_691,
      available: 4_401_869,
      inodes: 20_971_520,
      inodesUsed: 1_204_877,
    });
    const pods = [...addNodeAgents(node, 4_000_000), ...addApplications(node, 6, { secrets: 1 })];
    addTraffic(node, { from: COLLECTED - 3 * 3600, to: COLLECTED, pods, every: 20 });
    addRedHerrings(node);
    return withSteps(bundleOf(node), [
      step('list_layers', 7, 'file_list', 'commands/list/layers', layerList(node)),
      step('list_container_logs', 7, 'file_list', 'commands/list/container-logs', logList(node)),
      step('disk_usage', 7, 'disk_usage', 'commands/disk/usage', diskUsage()),
      step('pasted', 9, 'docker_build_cache', 'docker-system-df-v.txt', pastedListing(node)),
    ]);
  },
};

function addRedHerrings(node: Node): void {
  const { journal, numbers, table } = node;
  addMount(table, numbers, {
    point: '/mnt/artifacts',
    fsType: 'fuse.ossfs',
    source: 'ossfs',
    device: numbers.anonymousDevice(),
    shared: numbers.peerGroup(),
    superOptions: 'rw,user_id=0,group_id=0,allow_other',
  });
  addProcess(node, {
    pid: node.nextPid(),
    comm: 'ossfs',
    command:
      'ossfs build-artifacts:/ /mnt/artifacts -ourl=oss-internal.example.com -oallow_other -oensure_diskfree=2048',
    cgroup: '/system.slice/ossfs.service',
    threads: 16,
    rss: 70_400,
  });
  node.deleted.push(`${node.pids.dockerd} 88 fd:11 314572800 ${DATA_ROOT}/tmp/upload-4471 (deleted)`);
  addOldExt4Reminder(node, 'vda1', COLLECTED - 11_000, 1_604_973_511);
  for (const age of [9400, 9390])
    journal.kernel(COLLECTED - age, 'unregister_netdevice: waiting for lo to become free. Usage count = 1');
}

/** Directories of layers: those of containers, of images and of the cache. */
function layerList(node: Node): string {
  const random = node.random.fork('layers');
  const cached = CACHE_MOUNTS.map((m) => m.id);
  const others = Array.from({ length: LAYERS - cached.length }, () => random.hex(64));
  const made = COLLECTED - 4 * 3600;
  return [
    `41ed 28672 ${made} ${OVERLAY}/l\n`,
    ...others.map((id) => `41c8 30 ${made - random.int(90_000, 9_000_000)} ${OVERLAY}/${id}\n`),
    ...cached.map((id) => `41c8 30 ${made + random.int(0, 600)} ${OVERLAY}/${id}\n`),
  ].join('');
}

/** The largest log is a third of the cache. */
const logList = (node: Node): string =>
  node.containers
    .slice(0, 4)
    .map(
      ({ id }, i) =>
        `81a0 ${[1_702_887_424, 8_112_640, 96_256, 41_984][i]} ${COLLECTED - 40} ${DATA_ROOT}/containers/${id}/${id}-json.log\n`,
    )
    .join('');

/** `du -x -k -d 3 /data`: image layers take most, and no one of them stands out. */
function diskUsage(): string {
  const kib = (bytes: number): number => Math.ceil(bytes / 1024);
  const cache = CACHE_MOUNTS.map((m) => [kib(m.bytes), `${OVERLAY}/${m.id}`] as const);
  return [
    ...cache,
    [33_118_204, OVERLAY],
    [1_671_372, `${DATA_ROOT}/containers`],
    [212_004, `${DATA_ROOT}/image`],
    [35_001_580, DATA_ROOT],
    [35_001_604, '/data'],
  ]
    .map(([size, path]) => `${size}\t${path}\n`)
    .join('');
}

/** What an engineer pasted: the answer of `docker system df -v`, ids cut as docker cuts them. */
function pastedListing(node: Node): string {
  const random = node.random.fork('listing');
  const row = (cells: readonly string[], widths: readonly number[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('')
      .trimEnd();
  const images = [36, 10, 15, 15, 10, 14, 14, 10];
  const cache = [15, 18, 10, 20, 20, 10, 6];
  const image = (name: string, size: string, uses: string): string =>
    row([`registry.example.com/${name}`, '1.21', random.hex(12), '2 weeks ago', size, '0B', size, uses], images);
  const layers = Array.from({ length: 14 }, (_, i) =>
    row([random.hex(12), 'regular', `${11 + i * 9}.4MB`, '3 days ago', '2 hours ago', '3', 'true'], cache),
  );
  return [
    'Images space usage:',
    '',
    row(['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE', 'SHARED SIZE', 'UNIQUE SIZE', 'CONTAINERS'], images),
    image('base/golang', '1.02GB', '0'),
    image('shop/cart', '812MB', '2'),
    '',
    'Containers space usage:',
    '',
    'CONTAINER ID   IMAGE     COMMAND   LOCAL VOLUMES   SIZE      CREATED   STATUS    NAMES',
    '',
    'Local Volumes space usage:',
    '',
    'VOLUME NAME   LINKS     SIZE',
    '',
    'Build cache usage: 6.155GB',
    '',
    row(['CACHE ID', 'CACHE TYPE', 'SIZE', 'CREATED', 'LAST USED', 'USAGE', 'SHARED'], cache),
    ...layers,
    ...CACHE_MOUNTS.map((m) =>
      row([m.id.slice(0, 12), 'exec.cachemount', m.size, m.created, '6 minutes ago', String(m.uses), 'false'], cache),
    ),
    '',
  ].join('\n');
}
