import { describe, expect, it } from 'vitest';
import { daemonConnections } from '../../src/facts/daemon-connections.ts';
import { fileHandles } from '../../src/facts/file-handles.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, theValue } from './reading.ts';

const stat = (pid: number, comm: string): string =>
  `${pid} (${comm}) S 1 1 1 0 -1 4194560 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 1 1 1 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0 0 0 0 0 0 0 0 0 0\n`;
const start = (uid: number): string =>
  `{"format":"inquest-bundle","version":1,"privileges":{"uid":${uid},"pid":32768,"in_container":false},"clock":{"epoch":1768478400,"uptime":86400,"utc_offset":"+0000"}}`;
const FILES = {
  'manifest-start.json': start(0),
  'commands/proc/stat':
    stat(812, 'dockerd') + stat(8120, 'inventory-agent') + stat(9000, 'envoy') + stat(900, 'kubelet'),
  'commands/proc/cmdline': '8120 /usr/local/bin/inventory-agent --interval=10s\n',
  'commands/proc/cgroup': `/proc/8120/cgroup:0::/docker/${CONTAINER_ID}\n`,
  'commands/docker/inspect.json': JSON.stringify([{ Id: CONTAINER_ID, Name: '/agent', State: { Status: 'running' } }]),
  'commands/proc/fd-counts': '4110 /proc/812/fd\n4020 /proc/8120/fd\n910 /proc/9000/fd\n55 /proc/900/fd\n',
  'commands/proc/fd-kinds': '812 4050 socket\n812 60 pipe\n8120 4000 socket\n9000 900 socket\n',
  'commands/net/unix':
    '3990 03 /var/run/docker.sock\n1 01 /var/run/docker.sock\n7 03 /run/containerd/containerd.sock\n',
  'commands/proc/limits':
    '/proc/812/limits:Max open files            65536                65536                files     \n',
  'proc/net/sockstat': 'sockets: used 9000\nTCP: inuse 850 orphan 0 tw 3 alloc 930 mem 4\n',
};

describe('connections to the daemons', () => {
  it('name the process with most sockets, and how many of them may be TCP', () => {
    const [docker, ...more] = theValue(factsOf(FILES).get(daemonConnections));
    expect(more).toEqual([]);
    expect(docker).toMatchObject({
      entity: 'process:812',
      label: 'dockerd (pid 812)',
      sockets: 4050,
      accepted: 3990,
      connections: 4050,
      client: 'inventory-agent (pid 8120) in agent',
      client_entity: 'process:8120',
      client_command: '/usr/local/bin/inventory-agent --interval=10s',
      client_sockets: 4000,
      next_client_sockets: 900,
      tcp_sockets: 930,
      // 4020 of the agent, 910 of envoy, and the 55 files of the kubelet, whose kinds are not known.
      held_by_others: 4985,
      open_files: 4110,
      open_files_limit: 65_536,
    });
  });

  it('do not say what all others hold when the collector was not root or was cut short', () => {
    const held = (files: Readonly<Record<string, string>>) =>
      theValue(factsOf(files).get(daemonConnections))[0]?.held_by_others;
    expect(held({ ...FILES, 'manifest-start.json': start(1000) })).toBeUndefined();
    const { 'manifest-start.json': _, ...foreign } = FILES;
    expect(held(foreign)).toBeUndefined();
    expect(
      held({
        ...FILES,
        'manifest/41-fd_kinds.json':
          '{"step":"fd_kinds","stage":7,"sources":["fd_kinds"],"status":"truncated","reason":"it took too long","paths":["commands/proc/fd-kinds"],"paths_total":1,"bytes":40,"seconds":9}',
      }),
    ).toBeUndefined();
  });

  it('of a daemon in a container are not those of the socket of the node', () => {
    const inside = { ...FILES, 'commands/proc/cgroup': `/proc/812/cgroup:0::/docker/${CONTAINER_ID}\n` };
    const [docker] = theValue(factsOf(inside).get(daemonConnections));
    expect(docker?.accepted).toBeUndefined();
    expect(docker?.connections).toBe(4050);
  });

  it('have no clients where the kinds of files were not read, and are unknown where nothing was counted', () => {
    const { 'commands/proc/fd-kinds': _, ...some } = FILES;
    const [docker] = theValue(factsOf(some).get(daemonConnections));
    expect(docker?.client_sockets).toBeUndefined();
    expect(docker?.connections).toBe(3990);
    expect(factsOf({ 'commands/net/unix': FILES['commands/net/unix'] }).get(daemonConnections)).toMatchObject({
      known: false,
    });
    const { 'commands/proc/stat': __, ...nameless } = FILES;
    expect(factsOf(nameless).get(daemonConnections)).toMatchObject({ known: false });
  });
});

describe('open files of the node', () => {
  it('are those allocated without the unused ones', () => {
    const found = theValue(factsOf({ 'proc/sys/fs/file-nr': '9344\t44\t1583205\n' }).get(fileHandles));
    expect(found).toMatchObject({ used: 9300, limit: 1_583_205 });
    expect(found.refs[0]?.text).toBe('fs.file-nr = 9344 44 1583205');
  });

  it.each(['', '9344', '9344\t0\t0', 'a\tb\tc', '9344 0'])('are unknown for %j', (text) => {
    expect(factsOf({ 'proc/sys/fs/file-nr': text, 'proc/sys/fs/file-max': '1\n' }).get(fileHandles).known).toBe(false);
  });
});
