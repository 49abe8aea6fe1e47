import { describe, expect, it } from 'vitest';
import { frozenContainers } from '../../src/facts/frozen-containers.ts';
import { runtimeDaemons } from '../../src/facts/runtime-daemons.ts';
import { runtimeSettings } from '../../src/facts/runtime-settings.ts';
import { shims } from '../../src/facts/shims.ts';
import { unkillableContainers } from '../../src/facts/unkillable-containers.ts';
import { CONTAINER_ID } from '../parsers/samples.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const stat = (pid: number, comm: string, state: string, ppid: number, ticks = 100, threads = 1): string =>
  `${pid} (${comm}) ${state} ${ppid} ${pid} ${pid} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 ${threads} 0 ${ticks} 0 0 1 1 1 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0\n`;

describe('shims', () => {
  const V2 = `/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id ${CONTAINER_ID} -address /run/containerd/containerd.sock`;
  const V1 = `containerd-shim -namespace moby -workdir /var/lib/docker/containerd/daemon/io.containerd.runtime.v1.linux/moby/${CONTAINER_ID} -address /run/x.sock`;

  it('name what they serve, their children and those that ended', () => {
    const files = {
      'proc/uptime': '1000.00 2000.00\n',
      'commands/proc/stat': [
        stat(1, 'systemd', 'S', 0),
        stat(4600, 'containerd-shim', 'S', 1, 40_000),
        stat(4610, 'cart', 'Z', 4600, 40_001, 3),
        stat(4700, 'containerd-shim', 'S', 1, 90_000),
      ].join(''),
      't1/commands/proc/stat': stat(4610, 'cart', 'Z', 4600, 40_001),
      'commands/proc/cmdline': `4600 ${V2}\n4700 ${V1}\n`,
    };
    const [one, other] = theValue(factsOf(files).get(shims));
    expect(one).toMatchObject({
      container: `container:${CONTAINER_ID}`,
      namespace: 'k8s.io',
      generation: 2,
      age: 600,
      children: 1,
      defunct_children: 1,
      defunct: 'cart (pid 4610)',
      defunct_threads: 3,
      stays_defunct: true,
    });
    expect(other).toMatchObject({ namespace: 'moby', generation: 1, children: 0, defunct: '', stays_childless: true });
  });

  it('of a listing by ps carry no age, and zombies are told by their name', () => {
    const ps = `UID PID PPID C STIME TTY TIME CMD\nroot 4600 1 0 Nov26 ? 00:02:07 ${V1}\nroot 4610 4600 9 Nov26 ? 1-06:21:00 [cart] <defunct>\n`;
    const [one] = theValue(factsOf({ 'commands/ps': ps, 'ps.txt': ps }).get(shims));
    expect(one).toMatchObject({ children: 1, defunct_children: 1, defunct: 'cart (pid 4610)' });
    expect(one?.age).toBeUndefined();
  });

  it('of virtual machines, and the helpers that start and delete shims, are none', () => {
    const cmdline = [
      `4600 /usr/bin/containerd-shim-kata-v2 -namespace k8s.io -id ${CONTAINER_ID} -address /run/x.sock`,
      `4601 ${V2} delete`,
      `4602 grep containerd-shim -id ${CONTAINER_ID}`,
    ].join('\n');
    const pids = [4600, 4601, 4602].map((pid) => stat(pid, 'containerd-shim', 'S', 1)).join('');
    const found = factsOf({ 'commands/proc/stat': pids, 'commands/proc/cmdline': `${cmdline}\n` });
    expect(theValue(found.get(shims))).toEqual([]);
  });
});

describe('daemons of the runtime', () => {
  const log = (...lines: string[]): Record<string, string> => ({ 'journal/docker.log': `${lines.join('\n')}\n` });
  const at = (minute: number, text: string): string =>
    `2026-01-15T11:${String(minute).padStart(2, '0')}:00+0000 node-7 systemd[1]: ${text}`;

  it('carry their restarts and how they ended, from unit and log', () => {
    const [docker] = theValue(
      factsOf({
        'commands/systemd/units': 'Id=docker.service\nActiveState=failed\nResult=start-limit-hit\nNRestarts=2\n',
        ...log(
          at(1, 'docker.service: Main process exited, code=killed, status=9/KILL'),
          at(2, 'docker.service: Scheduled restart job, restart counter is at 5.'),
          at(3, 'docker.service: Main process exited, code=exited, status=1/FAILURE'),
          at(4, 'docker.service: Main process exited, code=killed, status=15/TERM'),
        ),
      }).get(runtimeDaemons),
    );
    expect(docker).toMatchObject({
      entity: 'unit:docker.service',
      failed: true,
      restarts: 5,
      exits: 2,
      last_end: 'exited with 1',
      killed: true,
      restarts_per_hour: 1,
      seen: { last: NOW - 57 * 60 },
    });
  });

  it('that the node does not have are not listed', () => {
    const units =
      'Id=docker.service\nLoadState=not-found\nActiveState=inactive\n\nId=containerd.service\nLoadState=loaded\nActiveState=active\n';
    const found = theValue(factsOf({ 'commands/systemd/units': units }).get(runtimeDaemons));
    expect(found.map((d) => d.name)).toEqual(['containerd']);
  });
});

describe('settings of kubelet and runtime', () => {
  it('come from arguments, files and the daemon; arguments win', () => {
    const value = theValue(
      factsOf({
        'commands/proc/stat': stat(1288, 'kubelet', 'S', 1),
        'commands/proc/cmdline':
          '1288 /usr/bin/kubelet --cgroup-driver=cgroupfs --container-runtime-endpoint unix:///run/x.sock\n',
        'var/lib/kubelet/config.yaml': 'cgroupDriver: systemd\n',
        'etc/containerd/config.toml':
          'disabled_plugins = ["cri"]\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n',
        'etc/docker/daemon.json': '{"exec-opts":["native.cgroupdriver=systemd"],"live-restore":true}',
        'commands/proc/cgroup': `/proc/7/cgroup:5:memory:/system.slice/containerd.service/kubepods-pod4c7e.slice:cri-containerd:${CONTAINER_ID}\n`,
      }).get(runtimeSettings),
    );
    expect(value).toMatchObject({
      kubelet_cgroup_driver: 'cgroupfs',
      kubelet_endpoint: 'unix:///run/x.sock',
      containerd_cgroup_driver: 'systemd',
      docker_cgroup_driver: 'systemd',
      cri_disabled: true,
      live_restore: true,
      slices_as_names: 1,
    });
  });

  it('that no file tells are left out, and a list over several lines is not read', () => {
    const value = theValue(
      factsOf({
        'etc/containerd/config.toml': 'disabled_plugins = [\n  "cri",\n]\n',
        'var/lib/kubelet/config.yaml': 'cgroupDriver: systemd\n',
      }).get(runtimeSettings),
    );
    expect(value).toMatchObject({ kubelet_cgroup_driver: 'systemd' });
    expect(value?.cri_disabled).toBeUndefined();
    expect(value?.containerd_cgroup_driver).toBeUndefined();
    expect(value?.slices_as_names).toBeUndefined();
  });
});

describe('containers in the freezer', () => {
  it('are told by where their processes sleep, in which sample, and by a runc that works on them', () => {
    const group = [4600, 4711].map((pid) => `/proc/${pid}/cgroup:0::/docker/${CONTAINER_ID}\n`).join('');
    const [one] = theValue(
      factsOf({
        'commands/proc/stat':
          stat(4600, 'cart', 'D', 1) + stat(4711, 'runc:[2:INIT]', 'D', 1) + stat(4800, 'runc', 'S', 1),
        'commands/proc/cmdline': `4800 runc --root /run/runc update ${CONTAINER_ID}\n`,
        'commands/proc/cgroup': group,
        'commands/proc/wchan': '/proc/4600/wchan:do_freezer_trap\n/proc/4711/wchan:__refrigerator\n',
      }).get(frozenContainers),
    );
    expect(one).toMatchObject({ entity: `container:${CONTAINER_ID}`, processes: 2, starts: true, freezer_works: true });
    expect(one?.stays).toBeUndefined();
    expect(one?.paused).toBeUndefined();
  });

  it('are unknown where nothing tells where processes sleep', () => {
    expect(factsOf({ 'commands/proc/stat': stat(1, 'systemd', 'S', 0) }).get(frozenContainers).known).toBe(false);
  });
});

describe('containers that cannot be killed', () => {
  it('are one, whether a line has twelve digits or all', () => {
    const line = (minute: number, message: string): string =>
      `time="2026-01-15T11:0${minute}:00.000000000Z" level=error msg="${message}\n`;
    const found = theValue(
      factsOf({
        'commands/docker/inspect.json': JSON.stringify([
          { Id: CONTAINER_ID, Name: '/cart', State: { Status: 'running' } },
        ]),
        'commands/proc/stat': stat(4600, 'cart', 'D', 1),
        'commands/proc/cgroup': `/proc/4600/cgroup:0::/docker/${CONTAINER_ID}\n`,
        'commands/proc/wchan': '/proc/4600/wchan:rpc_wait_bit_killable\n',
        'journal/docker.log':
          line(
            1,
            `Container ${CONTAINER_ID.slice(0, 12)} failed to exit within 10 seconds of kill - trying direct SIGKILL"`,
          ) +
          line(
            3,
            `Container failed to exit within 10s of kill - trying direct SIGKILL" container=${CONTAINER_ID} error="x"`,
          ),
      }).get(unkillableContainers),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ label: 'cart', attempts: 2, stuck: 1, stuck_in: 'rpc_wait_bit_killable' });
  });
});
