import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import { named, opened } from './opened.ts';

const PATHS = [
  'collect/conntrack.txt',
  'collect/crictl_images.json',
  'collect/crictl_info.json',
  'collect/crictl_pods.json',
  'collect/crictl_ps.json',
  'collect/crictl_version.txt',
  'collect/du_bytes.txt',
  'collect/du_inodes.txt',
  'collect/file_listings.txt',
  'collect/lsns.json',
  'collect/proc/cmdline',
  'collect/proc/loadavg',
  'collect/proc/meminfo',
  'collect/proc/modules',
  'collect/proc/mounts',
  'collect/proc/net/dev',
  'collect/proc/net/fib_trie',
  'collect/proc/net/snmp',
  'collect/proc/stat',
  'collect/proc/uptime',
  'collect/proc/version',
  'collect/proc/vmstat',
  'collect/sysctl.txt',
  'collect/systemctl-status.txt',
  'etc/cni/net.d/10-azure.conflist',
  'etc/containerd/config.toml',
  'var/log/azure-vnet.log',
  'var/log/azure-vnet-ipam.log.1',
  'etc/os-release',
  'etc/hostname',
  'var/log/azure/cluster-provision.log',
  'var/log/syslog',
  'var/log/syslog.1',
  'var/log/messages',
  'var/log/kern.log',
  'var/log/dmesg.0',
];
const LINES = [
  'crictl_info collect/crictl_info.json',
  'crictl_pods collect/crictl_pods.json',
  'crictl_ps collect/crictl_ps.json',
  'crictl_version collect/crictl_version.txt',
  'df collect/du_bytes.txt',
  'df_inodes collect/du_inodes.txt',
  'cmdline collect/proc/cmdline',
  'loadavg collect/proc/loadavg',
  'meminfo collect/proc/meminfo',
  'modules collect/proc/modules',
  'mounts collect/proc/mounts',
  'net_dev collect/proc/net/dev',
  'net_snmp collect/proc/net/snmp',
  'stat collect/proc/stat',
  'uptime collect/proc/uptime',
  'version collect/proc/version',
  'vmstat collect/proc/vmstat',
  'sysctl collect/sysctl.txt',
  'cni_config etc/cni/net.d/10-azure.conflist',
  'config_file etc/containerd/config.toml',
  'log emitter=other unit=azure-vnet var/log/azure-vnet.log',
  'log emitter=other unit=azure-vnet-ipam var/log/azure-vnet-ipam.log.1',
  'os_release etc/os-release',
  'hostname etc/hostname',
  'log emitter=other unit=cluster-provision var/log/azure/cluster-provision.log',
  'log emitter=any var/log/syslog',
  'log emitter=any var/log/syslog.1',
  'log emitter=any var/log/messages',
  'log emitter=kernel var/log/kern.log',
  'log emitter=kernel var/log/dmesg.0',
];

describe('the paths of the AKS log collector', () => {
  it.each([
    ['as the zip has them', ''],
    ['unpacked into a folder and packed again', 'logs/'],
  ])('tell source and emitter %s', (_, folder) => {
    const { lines, layout, nodes } = opened(named(PATHS, folder));
    expect(layout).toBe('aks');
    expect(nodes).toEqual([]);
    expect(lines['*']).toEqual(LINES);
  });
});

describe('a newer version of the script', () => {
  it('has /proc at its own path, journals, and logs of pods when it was told to', () => {
    const { lines, layout } = opened(
      named([
        'proc/loadavg',
        'proc/modules',
        'proc/mounts',
        'proc/net/dev',
        'proc/net/fib_trie',
        'collect/file_listings.txt',
        'collect/ip_netns_cni-0a1b/ss.txt',
        'collect/journalctl_nvidia-dcgm.txt',
        'collect/ss_stats.txt',
        'var/log/pods/default_cart-0_0d3af6a2/cart/0.log',
      ]),
    );
    expect(layout).toBe('aks');
    expect(lines['*']).toEqual([
      'loadavg proc/loadavg',
      'modules proc/modules',
      'mounts proc/mounts',
      'net_dev proc/net/dev',
      'log emitter=other unit=nvidia-dcgm collect/journalctl_nvidia-dcgm.txt',
    ]);
  });
});

describe('a bundle of the AKS log collector', () => {
  const snapshot = readFiles(
    new Map([
      [
        'collect/du_bytes.txt',
        'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/root 129886128 9988 129876140 1% /\n',
      ],
      [
        'collect/du_inodes.txt',
        'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/root 16128000 900 16127100 1% /\n',
      ],
      ['collect/proc/mounts', '/dev/root / ext4 rw,relatime,discard 0 0\n'],
      ['var/log/syslog', 'Jan 15 12:00:00 aks-pool-7 kernel: [  599.515700] EXT4-fs (sda1): mounted filesystem\n'],
    ]),
    [],
  );

  it('is named, and its files are read', () => {
    expect(snapshot.bundle).toMatchObject({ layout: 'aks', tool: 'AKS log collector' });
    expect(snapshot.records.map((r) => `${r.source} ${r.status}`)).toEqual([
      'df collected',
      'df_inodes collected',
      'mounts collected',
      'log collected',
    ]);
  });

  it('says what to ask for of what it never has', () => {
    expect(availabilityOf(snapshot, 'ps').reason).toBe('AKS log collector does not collect it: ask for `ps auxwww`');
    expect(availabilityOf(snapshot, 'sysctl').reason).toBe('not in this bundle');
  });
});
