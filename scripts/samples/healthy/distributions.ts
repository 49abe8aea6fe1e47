import { epoch } from '../clock.ts';
import type { NodeSpec } from '../node.ts';

export type Runtime = 'docker' | 'cri-dockerd' | 'containerd' | 'cri-o';

/** What one kind of healthy node is. */
export interface Distribution {
  readonly name: string;
  readonly family: 'ubuntu' | 'debian' | 'el' | 'suse' | 'talos';
  readonly runtime: Runtime;
  /** A machine of its own, with the messages of its firmware and cards. */
  readonly bareMetal: boolean;
  readonly pods: number;
  readonly spec: NodeSpec;
}

type Row = readonly [
  name: string,
  pretty: string,
  kernel: string,
  runtime: Runtime,
  docker: string,
  kubelet: string,
  cgroups: 1 | 2,
  cpus: number,
  gib: number,
  filesystem: 'ext4' | 'xfs',
];

/** Versions that were shipped together; kernels as the distributions call them. */
const ROWS: readonly Row[] = [
  ['ubuntu-20.04', 'Ubuntu 20.04.6 LTS', '5.4.0-193-generic', 'docker', '20.10.21', 'v1.22.17', 1, 4, 16, 'ext4'],
  ['ubuntu-22.04', 'Ubuntu 22.04.4 LTS', '5.15.0-119-generic', 'containerd', '', 'v1.28.13', 2, 8, 32, 'ext4'],
  ['ubuntu-24.04', 'Ubuntu 24.04.1 LTS', '6.8.0-44-generic', 'cri-dockerd', '27.2.0', 'v1.30.4', 2, 8, 32, 'ext4'],
  [
    'rhel-7.9',
    'Red Hat Enterprise Linux Server 7.9 (Maipo)',
    '3.10.0-1160.119.1.el7.x86_64',
    'docker',
    '19.03.15',
    'v1.20.15',
    1,
    8,
    32,
    'xfs',
  ],
  [
    'rhel-8.10',
    'Red Hat Enterprise Linux 8.10 (Ootpa)',
    '4.18.0-553.16.1.el8_10.x86_64',
    'cri-o',
    '',
    'v1.27.16',
    1,
    16,
    64,
    'xfs',
  ],
  [
    'rhel-9.4',
    'Red Hat Enterprise Linux 9.4 (Plow)',
    '5.14.0-427.33.1.el9_4.x86_64',
    'cri-o',
    '',
    'v1.29.8',
    2,
    128,
    1024,
    'xfs',
  ],
  [
    'alinux-2',
    'Alibaba Cloud Linux (Aliyun Linux) 2.1903 LTS (Hunting Beagle)',
    '4.19.91-28.2.al7.x86_64',
    'docker',
    '19.03.15',
    'v1.20.11',
    1,
    16,
    64,
    'ext4',
  ],
  [
    'alinux-3',
    'Alibaba Cloud Linux 3 (Soaring Falcon)',
    '5.10.134-17.3.al8.x86_64',
    'containerd',
    '',
    'v1.28.9',
    1,
    64,
    256,
    'ext4',
  ],
  ['debian-12', 'Debian GNU/Linux 12 (bookworm)', '6.1.0-25-amd64', 'containerd', '', 'v1.29.8', 2, 2, 4, 'ext4'],
  [
    'sles-15-sp5',
    'SUSE Linux Enterprise Server 15 SP5',
    '5.14.21-150500.55.73-default',
    'containerd',
    '',
    'v1.27.16',
    1,
    8,
    32,
    'xfs',
  ],
  ['talos-1.7', 'Talos (v1.7.6)', '6.6.43-talos', 'containerd', '', 'v1.30.3', 2, 4, 16, 'xfs'],
  ['bare-metal', 'Ubuntu 22.04.4 LTS', '5.15.0-119-generic', 'docker', '24.0.9', 'v1.23.17', 2, 128, 1024, 'ext4'],
];

const FAMILIES: readonly (readonly [RegExp, Distribution['family']])[] = [
  [/^Ubuntu/, 'ubuntu'],
  [/^Debian/, 'debian'],
  [/^SUSE/, 'suse'],
  [/^Talos/, 'talos'],
  [/./, 'el'],
];

export const distributions: readonly Distribution[] = ROWS.map((row, i) => {
  const [name, pretty, kernel, runtime, docker, kubelet, cgroups, cpus, gib, type] = row;
  const bareMetal = cpus >= 128;
  return {
    name: `healthy-${name}`,
    family: FAMILIES.find(([pattern]) => pattern.test(pretty))?.[1] ?? 'el',
    runtime,
    bareMetal,
    pods: Math.min(110, 4 + cpus * 2),
    spec: {
      seed: `healthy-${name}`,
      hostname: `node-h${i + 1}.example.com`,
      kernel,
      os: { id: name.replace(/-[^-]*$/, ''), version: /\d+(?:\.\d+)?/.exec(pretty)?.[0] ?? '', pretty },
      docker,
      kubelet,
      cpus,
      memoryKib: gib * 1_020_000,
      unifiedCgroups: cgroups === 2,
      clock: {
        collectedAt: epoch('2024-09-10T08:15:30Z') + 3600 * i,
        uptime: 700_000 + 91_000 * i,
        utcOffset: 3600 * (i % 9),
      },
      root: { ...rootDisk(bareMetal), type },
      ...(name === 'debian-12'
        ? { tmp: { kib: 2_040_000, used: 112, available: 2_039_888, inodes: 510_000, inodesUsed: 31 } }
        : {}),
    },
  };
});

/** Half used, as on a node that is some weeks old. */
function rootDisk(bareMetal: boolean) {
  const kib = bareMetal ? 1_871_000_000 : 103_000_000;
  const used = Math.floor(kib * 0.52);
  return {
    source: bareMetal ? '/dev/nvme0n1p2' : '/dev/vda1',
    device: bareMetal ? '259:2' : '253:1',
    kib,
    used,
    available: Math.floor(kib * 0.95) - used,
    inodes: Math.floor(kib / 16),
    inodesUsed: Math.floor(kib / 160),
  };
}
