import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { createClassifier } from '../../src/bundle/classify.ts';
import { sosreport } from '../../src/bundle/layouts/sosreport.ts';
import { commandOfName, fileOfName } from '../../src/bundle/mangled-names.ts';
import { readSosLog, readSosManifest } from '../../src/bundle/sos-outcomes.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';

const TOP = 'sosreport-node-7-2026-01-15-abcdefg';
const read = (files: Record<string, string>) =>
  readFiles(new Map(Object.entries(files).map(([path, text]) => [`${TOP}/${path}`, text])), []);

/** What a path is taken for: `log kubelet`, `ignored`, `unknown`. */
function takenFor(path: string): string {
  const classifier = createClassifier([sosreport]);
  classifier.classify(`${TOP}/version.txt`);
  const found = classifier.classify(`${TOP}/${path}`);
  if (found.kind !== 'source') return found.kind;
  const { emitter, boot, pid, file, cut } = found.match.params;
  return [found.match.source, emitter, boot, pid, file, cut === undefined ? undefined : 'cut']
    .filter((word) => word !== undefined)
    .join(' ');
}

const DF =
  'Filesystem     1K-blocks    Used Available Use% Mounted on\n/dev/vda1       41152736 9876543  31276193  24% /\n';
const PS =
  'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot           1  0.0  0.1 167744 11520 ?        -    Jan14   0:09 /sbin/init\nroot           -  0.0    -      -     - -        Ss   Jan14   0:09 -\n';

describe('a path of sosreport', () => {
  it.each([
    ['sos_commands/filesys/df_-al_-x_autofs', 'df'],
    ['sos_commands/filesys/df_-aliT_-x_autofs', 'df_inodes'],
    ['sos_commands/filesys/df_-ali', 'df_inodes'],
    ['sos_commands/filesys/mount_-l', 'mounts'],
    ['sos_commands/filesys/findmnt', 'mounts'],
    ['sos_commands/process/ps_auxwwwm', 'ps'],
    ['sos_commands/kernel/sysctl_-a', 'sysctl'],
    ['sos_commands/general/dmesg', 'log kernel'],
    ['sos_commands/kernel/dmesg_-T', 'log kernel'],
    ['sos_commands/logs/journalctl_--no-pager', 'log any'],
    ['sos_commands/logs/journalctl_--no-pager_--boot', 'log any'],
    ['sos_commands/logs/journalctl_--no-pager_--boot_-1', 'log any previous'],
    ['sos_commands/logs/journalctl_--no-pager_--catalog_--boot_-1', 'log any previous'],
    ['sos_commands/logs/journalctl_--disk-usage', 'ignored'],
    ['sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet', 'log kubelet'],
    ['sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet_--since_2026-01-12_00_00_00', 'log kubelet'],
    ['sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet.1', 'log kubelet'],
    ['sos_commands/docker/journalctl_--no-pager_--unit_docker', 'log dockerd'],
    ['sos_commands/containerd/journalctl_--no-pager_--unit_containerd', 'log containerd'],
    ['sos_commands/crio/journalctl_--no-pager_--unit_crio', 'log crio'],
    ['sos_commands/systemd/journalctl_--list-boots', 'ignored'],
    ['sos_commands/docker/containers/docker_inspect_4711ab', 'docker_inspect'],
    ['sos_commands/docker/docker_ps_-a', 'docker_ps'],
    ['sos_commands/docker/docker_info', 'docker_info'],
    ['sos_commands/docker/docker_version', 'docker_version'],
    ['sos_commands/docker/images/docker_inspect_4711ab', 'ignored'],
    ['sos_commands/docker/containers/docker_logs_-t_4711ab', 'ignored'],
    ['sos_commands/docker/volumes/docker_volume_inspect_data', 'ignored'],
    ['sos_commands/crio/crictl_ps_-a', 'crictl_ps'],
    ['sos_commands/crio/crictl_pods', 'crictl_pods'],
    ['sos_commands/crio/containers/logs/crictl_logs_-t_4711ab', 'ignored'],
    ['sos_commands/crio/containers/crictl_inspect_4711ab', 'ignored'],
    ['sos_commands/kubernetes/cluster-info/kubectl_get_-o_json_nodes', 'kube_nodes'],
    ['sos_commands/kubernetes/cluster-info/shop/kubectl_get_-o_json_--namespace_shop_pods', 'kube_pods'],
    [
      'sos_commands/kubernetes/cluster-info/shop/k8s_kubectl_--kubeconfig_.etc.kubernetes.admin.conf_get_-o_json_--namespace_shop_events',
      'kube_events',
    ],
    ['sos_commands/openshift/cluster-info/shop/oc_get_-o_json_--namespace_shop_pvc', 'kube_pvcs'],
    [
      'sos_commands/kubernetes/cluster-info/shop/podlogs/cart-0/kubectl_--namespace_shop_logs_cart-0_-c_cart',
      'ignored',
    ],
    ['sos_commands/kubernetes/pods/kubectl_--namespace_shop_describe_pods_cart-0', 'ignored'],
    ['sos_commands/systemd/systemctl_show_service_--all', 'units'],
    ['sos_commands/systemd/systemctl_list-units_--failed', 'units_failed'],
    ['sos_commands/systemd/systemctl_list-unit-files', 'unit_files'],
    ['sos_commands/systemd/systemctl_status_--all', 'ignored'],
    ['sos_commands/login/last_reboot', 'boots'],
    ['sos_commands/devicemapper/dmsetup_status', 'dmsetup_status'],
    [
      'sos_commands/rpm/sh_-c_rpm_--nodigest_-qa_--qf_-59_NVRA_INSTALLTIME_date_sort_-V',
      'package_history installed-rpms',
    ],
    ['var/log/dpkg.log', 'package_history dpkg.log'],
    ['var/log/apt/history.log.1', 'package_history apt/history.log'],
    ['sos_commands/multipath/multipath_-v4_-ll', 'ignored'],
    ['sos_commands/lvm2/lvmdump/ps_info', 'ignored'],
    ['sos_strings/logs/var.log.messages.tailed', 'log any cut'],
    ['sos_strings/logs/var.log.kern.log.tailed', 'log kernel cut'],
    ['sos_strings/logs/journalctl_--no-pager_--boot.tailed', 'log any cut'],
    ['sos_strings/kubernetes/journalctl_--no-pager_--unit_kubelet.tailed', 'log kubelet cut'],
    ['sos_strings/kubernetes/var.log.pods.shop_cart-0_1f6e.cart.0.log.tailed', 'ignored'],
    ['proc/4711/mountinfo', 'mountinfo 4711'],
    ['proc/4711/stack', 'task_stack 4711'],
    ['etc/sysctl.d/99-limits.conf', 'sysctl_file'],
    ['var/log/pods/shop_cart-0_1f6e/cart/0.log', 'ignored'],
    ['sos_reports/manifest.json', 'outcomes'],
    ['sos_logs/sos.log', 'outcomes'],
    ['sos_logs/plugin_errors.txt', 'ignored'],
  ])('%s is %s', (path, expected) => {
    expect(takenFor(path)).toBe(expected);
  });
});

describe('a sosreport', () => {
  it('has its links followed to nothing that counts twice, even where they were packed as files', () => {
    const { records, documents } = read({
      'version.txt': 'sosreport: 4.2\n',
      df: DF,
      ps: PS,
      'sos_commands/filesys/df_-al_-x_autofs': DF,
      'sos_commands/process/ps_auxwwwm': PS,
    });
    expect(documents.df.map((d) => d.path)).toEqual(['df']);
    expect(documents.ps.map((d) => d.path)).toEqual(['ps']);
    expect(records.filter((r) => r.status === 'skipped').map((r) => `${r.path}: ${r.reason}`)).toEqual([
      'sos_commands/filesys/df_-al_-x_autofs: the same content as df, which counts',
      'sos_commands/process/ps_auxwwwm: the same content as ps, which counts',
    ]);
  });

  it('has its manifest not taken for the closing record of a native bundle', () => {
    const { bundle, records } = read({
      'sos_reports/manifest.json': '{"version":"4.2"}',
      'version.txt': 'sosreport: 4.2\n',
    });
    expect([bundle.layout, bundle.complete, records]).toEqual(['sosreport', true, []]);
  });

  it('says of a log of which the end was kept that it is cut', () => {
    const { logs } = read({
      'version.txt': 'sosreport: 4.2\n',
      'sos_strings/logs/var.log.messages.tailed': 'Jan 15 12:00:00 node-7 kernel: x\n',
    });
    expect(logs.map(({ value }) => value.cuts)).toEqual([
      [{ kind: 'tail_only', text: 'the tool that collected it kept only its end' }],
    ]);
  });

  it('says which command did not end, and where that is told', () => {
    const snapshot = read({
      'version.txt': 'sosreport: 4.2\n',
      'sos_logs/sos.log':
        "2026-01-15 12:00:00,000 INFO: x\n2026-01-15 12:05:00,000 WARNING: [plugin:filesys] command 'df -al -x autofs' timed out after 300s\n",
    });
    expect(availabilityOf(snapshot, 'df')).toEqual({
      source: 'df',
      status: 'timed_out',
      reason: '`df -al -x autofs`: no end within 300 s (sos_logs/sos.log:2)',
    });
    expect(availabilityOf(snapshot, 'df_inodes').status).toBe('missing');
  });

  it('says what was left out, with the command to ask for', () => {
    expect(
      availabilityOf(read({ 'version.txt': 'sosreport: 4.2\n', 'proc/loadavg': '0.1 0.2 0.3 1/200 4711\n' }), 'ns_mnt')
        .reason,
    ).toBe("sosreport does not collect it: ask for `stat -L -c '%i %n' /proc/[0-9]*/ns/mnt`");
  });
});

describe('what sosreport says of its commands', () => {
  const manifest = (plugins: unknown) => JSON.stringify({ components: { report: { plugins } } }, null, 4);
  const told = (plugins: unknown) =>
    readSosManifest(manifest(plugins)).map(({ failure }) => `${failure.status} ${failure.command}`);
  const command = (exec: string, code: number, truncated = false) => ({ exec, return_code: code, truncated, tags: [] });

  it('is a failure where it never ran, did not end or was cut', () => {
    expect(
      told({
        crio: { timeout_hit: false, commands: [command('crictl ps -a', 127), command('crictl pods', 124)] },
        filesys: { timeout_hit: false, commands: [command('df -al', 1), command('df -ali', 0)] },
        logs: { timeout_hit: false, commands: [command('journalctl --no-pager', 0, true)] },
      }),
    ).toEqual(['failed crictl ps -a', 'timed_out crictl pods', 'truncated journalctl --no-pager']);
  });

  it('names what a plugin would have brought that was stopped', () => {
    expect(told({ filesys: { timeout_hit: true, commands: [] }, usb: { timeout_hit: true, commands: [] } })).toEqual([
      'timed_out df -al',
      'timed_out df -ali',
      'timed_out mount -l',
      'timed_out cat /proc/1/mountinfo',
    ]);
    expect(readSosLog('\n Plugin process timed out\n').map(({ failure, line }) => [failure.command, line])).toEqual([
      ['ps auxwwwm', 2],
      ['cat /proc/1/status', 2],
      ['cat /proc/1/limits', 2],
      ['cat /proc/1/stack', 2],
    ]);
    const { gaps } = read({ 'version.txt': 'sosreport: 4.2\n', 'sos_logs/ui.log': '\n Plugin networking timed out\n' });
    expect(gaps.map((gap) => gap.source)).toEqual([
      'net_dev',
      'net_netstat',
      'net_snmp',
      'sockstat',
      'softnet_stat',
      'unix_sockets',
    ]);
    expect(gaps[0]?.reason).toBe('sosreport stopped its plugin networking after too long a time (sos_logs/ui.log:2)');
  });

  it('is read from what was left out', () => {
    const [found] = readSosLog(
      "2026-01-15 12:00:00,000 WARNING: [plugin:kernel] skipped command 'dmesg': required kmods missing: x.\n",
    );
    expect(found?.failure).toEqual({
      command: 'dmesg',
      status: 'skipped',
      reason: '`dmesg`: left out: required kmods missing: x.',
    });
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        readSosManifest(json);
        readSosManifest(`{"components":{"report":{"plugins":${json}}}}`);
        readSosManifest(text);
        readSosLog(text);
      }),
    );
    expect(
      told({ constructor: { timeout_hit: true, commands: 'x' }, toString: null, a: { commands: [null, 1, {}] } }),
    ).toEqual([]);
  });
});

describe('a mangled name', () => {
  it('is the command', () => {
    expect(commandOfName('journalctl_--no-pager_--unit_kubelet.1')).toBe('journalctl --no-pager --unit kubelet');
    expect(commandOfName('k8s_kubectl_get_-o_json_nodes')).toBe('kubectl get -o json nodes');
  });

  it('is the file, as far as one of that name is known', () => {
    expect(fileOfName('var.log.kern.log.1')).toBe('var/log/kern.log.1');
    expect(fileOfName('var.log.other.log')).toBeUndefined();
    expect(fileOfName('messages')).toBeUndefined();
  });

  it('costs nothing, however long it is', () => {
    const long = 'a.'.repeat(100_000);
    const before = performance.now();
    takenFor(`sos_strings/x/${long}.tailed`);
    takenFor(`sos_commands/${'x/'.repeat(50_000)}get_-o_json_`);
    takenFor(`sos_commands/rpm/sh_-c_rpm_${'INSTALLTIME'.repeat(400)}/`);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
