import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import { named, opened } from './opened.ts';

const COMMON = [
  'systeminfo/hostname',
  'systeminfo/date',
  'systeminfo/uptime',
  'systeminfo/dmesg',
  'systeminfo/dfh',
  'systeminfo/dfi',
  'systeminfo/lsmod',
  'systeminfo/mount',
  'systeminfo/ps',
  'systeminfo/vmstat',
  'systeminfo/top',
  'systeminfo/pidstatx',
  'systeminfo/file-nr',
  'systeminfo/uname',
  'systeminfo/osrelease',
  'systeminfo/sysctla',
  'systeminfo/systemd-units',
];
const COMMON_LINES = [
  'hostname systeminfo/hostname',
  'date systeminfo/date',
  'uptime systeminfo/uptime',
  'log emitter=kernel systeminfo/dmesg',
  'df systeminfo/dfh',
  'df_inodes systeminfo/dfi',
  'mounts systeminfo/mount',
  'ps systeminfo/ps',
  'sysctl key=fs/file-nr systeminfo/file-nr',
  'uname systeminfo/uname',
  'os_release systeminfo/osrelease',
  'sysctl systeminfo/sysctla',
];

describe('the paths of the Rancher logs collector', () => {
  it('tell source and emitter on a node of RKE2, below the folder of newer versions', () => {
    const { lines, layout } = opened(
      named(
        [
          'rke2/podlogs/kube-system-canal-0',
          'collector-output.log',
          ...COMMON,
          'networking/cni/10-calico.conflist',
          'networking/netstat',
          'rke2/crictl/psa',
          'rke2/crictl/pods',
          'rke2/crictl/info',
          'rke2/crictl/statsa',
          'rke2/crictl/version',
          'rke2/containerd.log',
          'rke2/kubectl/nodes',
          'rke2/kubectl/nodes.json',
          'rke2/podlogs/kube-system-coredns-0',
          'rke2/agent-logs/kubelet.log',
          'rke2/agent-logs/kubelet-2026-01-14T10-00-00.000.log.gz',
          'systemlogs/messages-20260111',
          'systemlogs/kern.log.1',
          'systemlogs/dmesg',
          'systemlogs/audit.log',
          'systemlogs/sysstat-data/sa15',
          'journald/rke2-agent',
          'journald/containerd',
          'journald/rancher-system-agent',
        ],
        'node-7-2026-01-15_12_00_00/',
      ),
    );
    expect(layout).toBe('rancher');
    expect(lines['*']).toEqual([
      ...COMMON_LINES,
      'cni_config networking/cni/10-calico.conflist',
      'sniffed networking/netstat',
      'crictl_ps rke2/crictl/psa',
      'crictl_pods rke2/crictl/pods',
      'crictl_info rke2/crictl/info',
      'crictl_version rke2/crictl/version',
      'log emitter=containerd rke2/containerd.log',
      'kube_nodes rke2/kubectl/nodes.json',
      'log emitter=kubelet rke2/agent-logs/kubelet.log',
      'log emitter=kubelet rke2/agent-logs/kubelet-2026-01-14T10-00-00.000.log.gz',
      'log emitter=any systemlogs/messages-20260111',
      'log emitter=kernel systemlogs/kern.log.1',
      'log emitter=kernel systemlogs/dmesg',
      'log emitter=any unit=rke2-agent journald/rke2-agent',
      'log emitter=containerd journald/containerd',
      'log emitter=other unit=rancher-system-agent journald/rancher-system-agent',
    ]);
  });

  it.each(['k8s', 'rke'])(
    'tell source and emitter on a node of RKE, whose folder is %s, without a folder around it',
    (rke) => {
      const { lines, layout } = opened(
        named([
          ...COMMON,
          'docker/dockerinfo',
          'docker/dockerpsa',
          'docker/dockerstats',
          'docker/etcdockerdaemon.json',
          'rancher/containerinspect/agent-0a1b',
          'rancher/containerlogs/agent-0a1b',
          `${rke}/containerinspect/kubelet`,
          `${rke}/containerlogs/kubelet`,
          `${rke}/containerlogs/etcd`,
          `${rke}/podinspect/k8s_coredns_coredns-0_kube-system_0d3af6a2_0`,
          `${rke}/podlogs/k8s_coredns_coredns-0_kube-system_0d3af6a2_0`,
          'systemlogs/syslog.1',
          'systemlogs/docker.log',
          'journald/docker',
        ]),
      );
      expect(layout).toBe('rancher');
      expect(lines['*']).toEqual([
        ...COMMON_LINES,
        'docker_info docker/dockerinfo',
        'docker_ps docker/dockerpsa',
        'sniffed docker/dockerstats',
        'docker_daemon_config docker/etcdockerdaemon.json',
        'docker_inspect rancher/containerinspect/agent-0a1b',
        `docker_inspect ${rke}/containerinspect/kubelet`,
        `log emitter=kubelet ${rke}/containerlogs/kubelet`,
        `docker_inspect ${rke}/podinspect/k8s_coredns_coredns-0_kube-system_0d3af6a2_0`,
        'log emitter=any systemlogs/syslog.1',
        'log emitter=dockerd systemlogs/docker.log',
        'log emitter=dockerd journald/docker',
      ]);
    },
  );
});

describe('a bundle of the Rancher logs collector', () => {
  const snapshot = readFiles(
    new Map([
      [
        'n-2026-01-15_12_00_00/systeminfo/dfi',
        'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 100 90 10 90% /\n',
      ],
      ['n-2026-01-15_12_00_00/systeminfo/file-nr', '9344\t0\t3255000\n'],
      [
        'n-2026-01-15_12_00_00/systeminfo/osrelease',
        'CentOS Linux release 7.9.2009 (Core)\nNAME="CentOS Linux"\nID="centos"\n',
      ],
    ]),
    [],
  );

  it('is named, and its files are read', () => {
    expect(snapshot.bundle).toMatchObject({ layout: 'rancher', tool: 'Rancher logs collector' });
    expect(snapshot.records.map((r) => `${r.source} ${r.status}`)).toEqual([
      'df_inodes collected',
      'sysctl collected',
      'os_release collected',
    ]);
  });

  it('has the limit of open files under its name', () => {
    expect(snapshot.documents.sysctl[0]?.value.entries.map((s) => s.key)).toEqual(['fs.file-nr']);
  });

  it('says what to ask for of what it never has', () => {
    expect(availabilityOf(snapshot, 'mountinfo').reason).toContain('ask for `cat /proc/1/mountinfo`');
    expect(availabilityOf(snapshot, 'docker_version').reason).toContain('ask for `docker version`');
  });
});
