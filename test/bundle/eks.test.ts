import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { formatSourceRef } from '../../src/lib/source-ref.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import { named, opened } from './opened.ts';

const MOUNTS = [
  '/dev/nvme0n1p1 on / type xfs (rw,noatime,attr2,inode64,noquota)',
  'overlay on /run/containerd/io.containerd.runtime.v2.task/k8s.io/9c11/rootfs type overlay (rw,relatime,lowerdir=/a)',
  '',
  'Filesystem      Size  Used Avail Use% Mounted on',
  '/dev/nvme0n1p1   20G   18G  2.1G  90% /',
  '',
].join('\n');

describe('the paths of the EKS log collector', () => {
  it('tell source and emitter', () => {
    const { lines, layout } = opened({
      ...named([
        'system/instance-id.txt',
        'var_log/messages',
        'var_log/aws-routed-eni/ipamd.log',
        'var_log/kube-proxy.log',
        'var_log/kube-system_coredns-5d78c9869d-abcde_0d3af6a2/coredns/0.log',
        'var_log/aws-node-x2x4p_kube-system_aws-node-0a1b.log',
        'kernel/dmesg.boot',
        'kernel/dmesg.current',
        'kernel/dmesg.human.current',
        'kernel/uname.txt',
      ]),
      'storage/mounts.txt': MOUNTS,
      ...named([
        'storage/inodes.txt',
        'storage/fstab.txt',
        'system/services.txt',
        'system/top.txt',
        'system/ps.txt',
        'system/ps-threads.txt',
        'system/procstat.txt',
        'system/allprocstat.txt',
        'system/cpu_throttling.txt',
        'system/last_reboot.txt',
        'containerd/containerd-config.txt',
        'containerd/containerd-log.txt',
        'containerd/containerd.1502.stacks.log',
        'docker/docker-info.txt',
        'docker/docker-ps.txt',
        'docker/docker-version.txt',
        'docker/docker.log',
        'kubelet/kubelet.log',
        'kubelet/kubeproxy.log',
        'nodeadm/nodeadm-run.log',
        'sysctls/sysctl_all.txt',
        'cni/10-aws.conflist',
        'cni/cni-configuration-variables-dockerd.txt',
        'sandbox-image/sandbox-image-log.txt',
        'networking/configure-multicard-interfaces.txt',
      ]),
    });
    expect(layout).toBe('eks');
    expect(lines['*']?.filter((line) => !line.startsWith('sniffed'))).toEqual([
      'log emitter=any var_log/messages',
      'log emitter=other unit=ipamd var_log/aws-routed-eni/ipamd.log',
      'log emitter=other unit=kube-proxy var_log/kube-proxy.log',
      'log emitter=kernel kernel/dmesg.human.current',
      'uname kernel/uname.txt',
      'mounts storage/mounts.txt#1 mount',
      'df storage/mounts.txt#4 df --human-readable',
      'df_inodes storage/inodes.txt',
      'ps system/ps.txt',
      'ps system/ps-threads.txt',
      'stat system/procstat.txt',
      'process_stat system/allprocstat.txt',
      'boots system/last_reboot.txt',
      'config_file containerd/containerd-config.txt',
      'log emitter=containerd containerd/containerd-log.txt',
      'docker_info docker/docker-info.txt',
      'docker_ps docker/docker-ps.txt',
      'docker_version docker/docker-version.txt',
      'log emitter=dockerd docker/docker.log',
      'log emitter=kubelet kubelet/kubelet.log',
      'log emitter=other unit=kubeproxy kubelet/kubeproxy.log',
      'log emitter=other unit=nodeadm-run nodeadm/nodeadm-run.log',
      'sysctl sysctls/sysctl_all.txt',
      'cni_config cni/10-aws.conflist',
      'log emitter=other unit=sandbox-image sandbox-image/sandbox-image-log.txt',
      'log emitter=other unit=configure-multicard-interfaces networking/configure-multicard-interfaces.txt',
    ]);
    // Only what says nothing of its content by its path is looked into.
    expect(lines['*']?.filter((line) => line.startsWith('sniffed'))).toEqual(['sniffed system/instance-id.txt']);
  });
});

describe('a bundle that was unpacked into its folder', () => {
  it('has no logs of pods, whichever file comes first', () => {
    const { lines } = opened(
      named(
        ['var_log/aws-node-x2x4p_kube-system_aws-node-0a1b.log', 'var_log/messages'],
        'eks_i-0a1b_2026-01-15_1200-UTC_0.7.8/',
      ),
    );
    expect(lines['*']).toEqual(['log emitter=any var_log/messages']);
  });
});

describe('a bundle of the EKS log collector', () => {
  const read = (mounts = MOUNTS) =>
    readFiles(
      new Map(Object.entries({ 'storage/mounts.txt': mounts, 'sysctls/sysctl_all.txt': 'fs.file-max = 1\n' })),
      [],
    );

  it('has its mounts and file systems, with the lines of the one file', () => {
    const { bundle, documents } = read();
    expect(bundle).toMatchObject({ layout: 'eks', tool: 'EKS log collector' });
    expect(documents.mounts[0]?.value.mounts.map((m) => m.mountPoint)).toEqual([
      '/',
      '/run/containerd/io.containerd.runtime.v2.task/k8s.io/9c11/rootfs',
    ]);
    const [df] = documents.df;
    expect(df?.value.filesystems).toMatchObject([{ mountPoint: '/', usedRatio: 0.9, line: 2 }]);
    expect(formatSourceRef({ path: df?.path ?? '', line: 2 })).toBe('storage/mounts.txt:5');
  });

  it.each([
    ['mount printed nothing', '\nFilesystem Size Used Avail Use% Mounted on\n/dev/vda1 20G 18G 2G 90% /\n', [0, 1]],
    ['df did not end', '/dev/vda1 on / type xfs (rw)\n\n', [1, 0]],
    ['the file is empty', '', [0, 0]],
  ])('has the rest when %s', (_, text, counts) => {
    const { documents } = read(text);
    expect([documents.mounts.length, documents.df.length]).toEqual(counts);
  });

  it('says what to ask for of what it never has', () => {
    expect(availabilityOf(read(), 'mountinfo').reason).toBe(
      'EKS log collector does not collect it: ask for `cat /proc/1/mountinfo`',
    );
  });
});
