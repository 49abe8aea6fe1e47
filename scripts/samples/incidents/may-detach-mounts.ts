import { epoch } from '../clock.ts';
import { crioBundle, crioNode, crioSays } from '../crio-node.ts';
import type { Node } from '../node.ts';
import type { Incident } from './incident.ts';

const COLLECTED = epoch('2021-02-09T09:38:10Z');
/** systemd starts the unit again and again. */
const STARTS = [590, 470, 350, 230, 110] as const;
const UNIT = 'Container Runtime Interface for OCI (CRI-O)';

const clock = { collectedAt: COLLECTED, uptime: 640.2, utcOffset: 3600 };
const FAILED_UNIT = {
  path: 'commands/systemd/failed',
  source: 'units_failed',
  text: `crio.service loaded failed failed ${UNIT}\n`,
};

/** The kubelet of a node whose runtime has no socket. */
function addKubeletErrors({ journal }: Node): void {
  for (let age = 580; age > 10; age -= 30)
    journal.kubelet(
      COLLECTED - age,
      'E',
      'remote_runtime.go:86',
      'Version from runtime service failed: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/crio/crio.sock: connect: no such file or directory"',
    );
}

/** CRI-O 1.20 refuses a node with a kernel of RHEL 7 on which fs.may_detach_mounts is 0, after a reboot that lost the value. */
export const mayDetachMountsOff: Incident = {
  name: 'may-detach-mounts-off',
  build() {
    const node = crioNode({
      seed: 'may-detach-mounts-off',
      hostname: 'node-f1.example.com',
      kernel: '3.10.0-1160.11.1.el7.x86_64',
      clock,
    });
    node.sysctl.set('fs.may_detach_mounts', '0');
    node.files.set('etc/sysctl.d/90-cri.conf', 'net.bridge.bridge-nf-call-iptables = 1\nnet.ipv4.ip_forward = 1\n');
    addKubeletErrors(node);
    const lines = STARTS.flatMap((age) => [
      crioSays(
        COLLECTED - age,
        'info',
        'Starting CRI-O, version: 1.20.0, git: d388528dbed26b93c5bc1c89623607a1e597aa57(dirty)',
      ),
      crioSays(
        COLLECTED - age + 0.3,
        'fatal',
        'Node configuration validation for fs.may_detach_mounts sysctl failed: fs.may_detach_mounts sysctl: expected 1, got 0; this may result in "device or resource busy" errors while stopping or removing containers',
      ),
      [
        COLLECTED - age + 0.4,
        'systemd[1]',
        'crio.service: main process exited, code=exited, status=1/FAILURE',
      ] as const,
      [COLLECTED - age + 0.4, 'systemd[1]', 'Unit crio.service entered failed state.'] as const,
    ]);
    return crioBundle(node, lines, [FAILED_UNIT]);
  },
};

/** The same file on a node whose kernel was replaced: sysctl fails over a key that it does not have, and the unit with it. */
export const mayDetachMountsAbsent: Incident = {
  name: 'may-detach-mounts-absent',
  build() {
    const node = crioNode({
      seed: 'may-detach-mounts-absent',
      hostname: 'node-f2.example.com',
      kernel: '5.13.12-1.el7.elrepo.x86_64',
      clock,
    });
    node.files.set(
      'etc/sysctl.d/90-cri.conf',
      'net.bridge.bridge-nf-call-iptables = 1\nnet.ipv4.ip_forward = 1\nfs.may_detach_mounts = 1\n',
    );
    addKubeletErrors(node);
    const lines = STARTS.flatMap((age) => {
      const at = (later: number, program: string, text: string) => [COLLECTED - age + later, program, text] as const;
      return [
        at(0, 'sysctl[1459]', 'net.ipv4.ip_forward = 1'),
        at(0.01, 'sysctl[1459]', 'sysctl: cannot stat /proc/sys/fs/may_detach_mounts: No such file or directory'),
        at(0.02, 'systemd[1]', 'crio.service: control process exited, code=exited status=255'),
        at(0.02, 'systemd[1]', `Failed to start ${UNIT}.`),
        at(0.03, 'systemd[1]', 'Unit crio.service entered failed state.'),
      ];
    });
    return crioBundle(node, lines, [FAILED_UNIT]);
  },
};
