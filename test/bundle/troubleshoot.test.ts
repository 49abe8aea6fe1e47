import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { createDescribedOutputs } from '../../src/bundle/described.ts';
import { availabilityOf } from '../../src/snapshot/availability.ts';
import { placeInBundle } from '../../src/snapshot/parts.ts';

const TOP = 'support-bundle-2026-01-15T12_00_00/';
const told = (command: string, exitCode = '0', error = ''): string =>
  JSON.stringify({ command, exitCode, error, outputDir: '', input: '', env: ['PATH=/usr/bin'] });
const DF =
  'Filesystem     1K-blocks     Used Available Use% Mounted on\n/dev/vda1      123722704 36403276  82608812  31% /\n';
const HOST = 'host-collectors/';
const FILES: Readonly<Record<string, string>> = {
  'version.yaml': 'apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n',
  'analysis.json': '[]',
  'cluster-resources/nodes.json': '{"kind":"NodeList","items":[{"metadata":{"name":"node-7"}}]}',
  'cluster-resources/pods/logs/shop/cart-0/cart.log': 'Jan 15 12:00:00 node-7 kernel: EXT4-fs error\n'.repeat(5),
  'app-logs/cart-0/cart.log': 'Jan 15 12:00:00 node-7 kernel: EXT4-fs error\n'.repeat(5),
  [`${HOST}run-host/space-info.json`]: told('/usr/bin/df'),
  [`${HOST}run-host/space.txt`]: DF,
  [`${HOST}run-host/settings.txt`]: 'fs.mount-max = 100000\n',
  [`${HOST}run-host/settings-info.json`]: told('/usr/sbin/sysctl -a'),
  [`${HOST}run-host/kernel.txt`]: '[   12.500000] EXT4-fs (vda1): mounted\n',
  [`${HOST}run-host/kernel-info.json`]: told('/usr/bin/sh -c dmesg'),
  [`${HOST}run-host/kernel-stderr.txt`]: 'Jan 15 12:00:00 node-7 kernel: EXT4-fs error\n',
  [`${HOST}run-host/inodes-info.json`]: told('/usr/bin/df -i', '-1', 'command timed out after 30s'),
  [`${HOST}run-host/inodes.txt`]: '',
  [`${HOST}run-host/undescribed.txt`]: DF,
  [`${HOST}journald/agent.txt`]: 'Jan 15 12:00:00 node-7 kubelet[812]: E0115 12:00:00.100000     812 x.go:1] y\n',
  [`${HOST}journald/agent-info.json`]: told('/usr/bin/journalctl -u kubelet --no-pager'),
};
const read = (files: Readonly<Record<string, string>>) =>
  readFiles(new Map(Object.entries(files).map(([path, text]) => [TOP + path, text])), []);
const lines = (records: readonly { source: string; path: string }[]): string[] =>
  records.map((r) => `${r.source} ${r.path}`);

describe('a support bundle of troubleshoot', () => {
  const expected = [
    'kube_nodes cluster-resources/nodes.json',
    `log ${HOST}journald/agent.txt`,
    `log ${HOST}run-host/kernel.txt`,
    `sysctl ${HOST}run-host/settings.txt`,
    `df ${HOST}run-host/space.txt`,
    `df ${HOST}run-host/undescribed.txt`,
  ];

  it('is read by the commands beside its outputs, whichever comes first', () => {
    for (const files of [Object.entries(FILES), Object.entries(FILES).reverse()]) {
      const snapshot = read(Object.fromEntries(files));
      expect(snapshot.bundle).toMatchObject({ layout: 'troubleshoot', tool: 'troubleshoot support bundle' });
      const found = lines(snapshot.records).filter((line) => !line.includes('app-logs') && !line.includes('inodes'));
      expect(found).toEqual(expected);
    }
  });

  it('has no log of an application for one of the node', () => {
    expect(lines(read(FILES).records).filter((line) => /cart|stderr/.test(line))).toEqual([]);
  });

  it('says which command failed', () => {
    expect(availabilityOf(read(FILES), 'df_inodes')).toMatchObject({
      status: 'timed_out',
      reason: `\`/usr/bin/df -i\` ended with -1: command timed out after 30s (${HOST}run-host/inodes-info.json)`,
    });
    expect(availabilityOf(read(FILES), 'mountinfo').reason).toContain('cat /proc/1/mountinfo');
  });

  it('has a snapshot for each node that it was told to collect from', () => {
    const { nodes } = read({
      'cluster-resources/nodes.json': FILES['cluster-resources/nodes.json'] ?? '',
      [`${HOST}node-7/run-host/a-info.json`]: told('/usr/bin/df'),
      [`${HOST}node-7/run-host/a.txt`]: DF,
      [`${HOST}node-8/run-host/a.txt`]: DF,
      [`${HOST}node-8/system/hostos_info.json`]: '{"name":"node-8","kernelVersion":"5.15.0"}',
      [`${HOST}run-host/a/system/x`]: 'x',
      [`${HOST}node-7/system/sysctl.json`]: '{"fs.mount-max":"100000","kernel.domainname":"***HIDDEN***"}',
      'sysctl/node-8': '/proc/sys/vm/max_map_count = 65530\n',
    });
    expect(nodes?.map((n) => [n.name, n.snapshot.bundle.layout, lines(n.snapshot.records)])).toEqual([
      ['node-7', 'troubleshoot', ['df run-host/a.txt', 'sysctl system/sysctl.json']],
      ['node-8', 'troubleshoot', ['df run-host/a.txt', 'sysctl sysctl/node-8', 'host_os system/hostos_info.json']],
    ]);
    const [first] = nodes ?? [];
    expect(first?.snapshot.documents.kube_nodes).toHaveLength(1);
    expect(first && placeInBundle(first, 'cluster-resources/nodes.json')).toBe('cluster-resources/nodes.json');
    expect(first && placeInBundle(first, 'run-host/a.txt')).toBe(`${TOP}${HOST}node-7/run-host/a.txt`);
    expect(nodes?.[0]?.snapshot.documents.sysctl[0]?.value.entries).toEqual([
      { key: 'fs.mount-max', value: '100000', line: 1 },
    ]);
    expect(nodes?.[1]?.snapshot.documents.sysctl[0]?.value.entries).toMatchObject([
      { key: 'vm.max_map_count', value: '65530' },
    ]);
  });
});

describe('outputs that wait for their description', () => {
  it('are not held back beyond a limit', () => {
    const opened: string[] = [];
    let bytes = 0;
    const outputs = createDescribedOutputs({
      open(path, command) {
        opened.push(`${path} ${command}`);
        return {
          write: (chunk) => {
            bytes += chunk.length;
          },
          end() {},
        };
      },
      fail() {},
    });
    const sink = outputs.output('a', 'a.txt');
    for (let i = 0; i < 40; i++) sink.write(Buffer.alloc(1 << 20));
    expect(opened).toEqual(['a.txt undefined']);
    sink.end(true);
    outputs.finish();
    expect(bytes).toBe(40 << 20);
    expect(opened).toHaveLength(1);
  });

  it('bear any description', () => {
    for (const text of ['', '{', '[]', 'null', '{"command":7}', '{"command":""}', '{"command":"df","exitCode":{}}']) {
      const { records } = read({ [`${HOST}run-host/a-info.json`]: text, [`${HOST}run-host/a.txt`]: DF });
      expect(lines(records)).toEqual([`df ${HOST}run-host/a.txt`]);
    }
  });
});

describe('a folder of kubectl cluster-info dump', () => {
  it('has nodes, pods and events, and no logs of containers', () => {
    const { bundle, records } = readFiles(
      new Map([
        ['dump/default/daemonsets.json', '{"kind":"DaemonSetList","items":[]}'],
        ['dump/default/events.json', '{"kind":"EventList","items":[]}'],
        ['dump/default/pods.json', '{"kind":"PodList","items":[]}'],
        ['dump/default/replication-controllers.json', '{"kind":"ReplicationControllerList","items":[]}'],
        ['dump/default/cart-0/logs.txt', 'Jan 15 12:00:00 node-7 kernel: EXT4-fs error\n'.repeat(5)],
        ['dump/nodes.json', '{"kind":"NodeList","items":[]}'],
      ]),
      [],
    );
    expect(bundle.layout).toBe('cluster-info-dump');
    expect(lines(records)).toEqual([
      'kube_events default/events.json',
      'kube_pods default/pods.json',
      'kube_nodes nodes.json',
    ]);
  });
});
