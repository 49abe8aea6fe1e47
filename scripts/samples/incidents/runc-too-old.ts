import { epoch } from '../clock.ts';
import { addCrio, type CrioLine, crioBundle, crioNode, crioSays } from '../crio-node.ts';
import type { Incident } from './incident.ts';

const COLLECTED = epoch('2021-12-09T14:20:30Z');
const PACKAGES = [
  'cri-o-1.22.1-3.1.el7.x86_64                   Thu 09 Dec 2021 13:41:02 UTC',
  'kubelet-1.22.4-0.x86_64                       Thu 09 Dec 2021 13:40:11 UTC',
  'kernel-ml-5.15.6-1.el7.elrepo.x86_64          Wed 08 Dec 2021 09:12:44 UTC',
  'runc-1.0.0-70.rc92.el7_9.x86_64               Fri 08 Jan 2021 10:11:12 UTC',
  'chrony-3.4-1.el7.x86_64                       Fri 08 Jan 2021 10:09:40 UTC',
] as const;
const PODS = ['kube-ovn-cni', 'ovs-ovn', 'kube-proxy'] as const;

/**
 * CRI-O was upgraded and runc was not: privileged containers stay in ContainerCreating, because CRI-O asks for
 * capabilities that runc 1.0.0-rc92 does not know.
 */
export const runcTooOld: Incident = {
  name: 'runc-too-old',
  build() {
    const node = crioNode({
      seed: 'runc-too-old',
      hostname: 'node-f3.example.com',
      kernel: '5.15.6-1.el7.elrepo.x86_64',
      kubelet: 'v1.22.4',
      clock: { collectedAt: COLLECTED, uptime: 90_312.4, utcOffset: 0 },
    });
    addCrio(node, 90_312.4 - 2350);
    const lines: CrioLine[] = [
      crioSays(COLLECTED - 2350, 'info', 'Starting CRI-O, version: 1.22.1, git: a9b5a1f(clean)'),
    ];
    for (let time = COLLECTED - 2300, i = 0; time < COLLECTED - 5; time += 41, i++) {
      const pod = PODS[i % PODS.length] ?? '';
      const refused = `container create failed: time="${new Date(time * 1000).toISOString().slice(0, 19)}Z" level=error msg="container_linux.go:370: starting container process caused: unknown capability \\"CAP_PERFMON\\""`;
      lines.push(crioSays(time, 'error', `Container creation error: ${refused}`));
      const uid = node.random.uuid();
      node.journal.kubelet(
        time + 0.02,
        'E',
        'pod_workers.go:836',
        `"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"${pod}\\" with CreateContainerError: ${JSON.stringify(refused).slice(1, -1)}" pod="kube-system/${pod}-${node.random.suffix(5)}" podUID=${uid}`,
      );
    }
    node.files.set('etc/sysctl.d/90-cri.conf', 'net.ipv4.ip_forward = 1\n-fs.may_detach_mounts = 1\n');
    const text = PACKAGES.map((row) => `rpm:${row}\n`).join('');
    return crioBundle(node, lines, [{ path: 'commands/packages', source: 'package_history', text }]);
  },
};
