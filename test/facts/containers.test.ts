import { describe, expect, it } from 'vitest';
import { containers } from '../../src/facts/containers.ts';
import { docker } from '../../src/facts/docker.ts';
import { mountNamespaces } from '../../src/facts/mount-namespaces.ts';
import { factsOf, mountLine, NOW, theValue } from './reading.ts';

const ID = '9c'.repeat(32);
const OTHER = 'ab'.repeat(32);
const ROOT = '/data/docker';
const LAYER = '729a'.repeat(16);
const DISK = 'commands/disk/docker-containers';

const diskLines = (
  more: { id?: string; name?: string; state?: object; config?: object; host?: object } = {},
): string => {
  const at = `${ROOT}/containers/${more.id ?? ID}`;
  const state = { Running: true, Pid: 4711, StartedAt: new Date((NOW - 3600) * 1000).toISOString(), ...more.state };
  const config = {
    State: state,
    Name: `/${more.name ?? 'agent'}`,
    Config: { Image: 'agent:2' },
    MountPoints: { '/rootfs': { Type: 'bind', Source: '/', Destination: '/rootfs', Propagation: 'rslave', RW: true } },
    ...more.config,
  };
  return `${at}/config.v2.json:${JSON.stringify(config)}\n${at}/hostconfig.json:${JSON.stringify(more.host ?? { Memory: 1024 })}\n`;
};
const layerLine = `${ROOT}/image/overlay2/layerdb/mounts/${ID}/mount-id:${LAYER}\n`;
const step = (name: string, source: string, status: string, reason: string): Record<string, string> => ({
  [`manifest/${name}.json`]: JSON.stringify({
    step: name,
    stage: 6,
    sources: [source],
    status,
    reason,
    paths: [],
    bytes: 0,
    seconds: 5,
  }),
});
const HUNG = {
  ...step('60-docker_version', 'docker_version', 'timed_out', 'docker version did not answer'),
  ...step('61-docker_info', 'docker_info', 'timed_out', 'not asked: docker version did not answer'),
  ...step('62-docker_inspect', 'docker_inspect', 'timed_out', 'not asked: docker version did not answer'),
};

/** A process list with pid 1 and one more, started so many seconds after boot; the node is up for a day. */
const list = (pid: number, startedSeconds: number, cgroup?: string): Record<string, string> => {
  const row = (p: number, comm: string, start: number): string =>
    `${p} (${comm}) S 1 ${p} ${p} 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 ${start * 100} 1 1 18446744073709551615\n`;
  return {
    'commands/proc/stat': row(1, 'systemd', 0) + row(pid, 'agent', startedSeconds),
    'proc/uptime': '86400.00 1.00\n',
    ...(cgroup === undefined ? {} : { 'commands/proc/cgroup': `/proc/${pid}/cgroup:0::${cgroup}\n` }),
  };
};
const STARTED = 86_400 - 3600;
const all = (files: Record<string, string>) => theValue(factsOf(files).get(containers));
const one = (files: Record<string, string>) => {
  const [first, ...rest] = all(files);
  expect(rest).toEqual([]);
  if (first === undefined) throw new Error('no container');
  return first;
};

describe('containers of a daemon that hangs', () => {
  const files = { ...HUNG, [DISK]: diskLines(), 'commands/disk/docker-mounts': layerLine };

  it('are known from its files, each field with the line that said it', () => {
    expect(one(files)).toMatchObject({
      id: ID,
      entity: `container:${ID}`,
      label: 'agent',
      name: 'agent',
      image: 'agent:2',
      running: true,
      status: 'running',
      pid: 4711,
      memory_limit: 1024,
      layer: LAYER,
      merged_dir: `${ROOT}/overlay2/${LAYER}/merged`,
      upper_dir: `${ROOT}/overlay2/${LAYER}/diff`,
      mounts: [{ source: '/', destination: '/rootfs', propagation: 'rslave', rw: true }],
      binds_runtime_root: true,
      root_bind: '/:/rootfs:rslave',
      differences: [],
      origins: { pid: `${DISK}:1`, memory_limit: `${DISK}:2`, layer: 'commands/disk/docker-mounts:1' },
    });
  });

  it('leave out what only the daemon knows', () => {
    const { layer, upper_dir, restart_count } = one({ ...HUNG, [DISK]: diskLines() });
    expect([layer, upper_dir, restart_count]).toEqual([undefined, undefined, undefined]);
  });

  it('are a whole list', () => {
    const result = factsOf(files).get(containers);
    expect(result.known && (result.incomplete ?? [])).toEqual([]);
  });

  it('bind the root that their own files name, not the usual one', () => {
    const bound = (source: string) =>
      one({ [DISK]: diskLines({ config: { MountPoints: { '/x': { Source: source, Destination: '/x' } } } }) });
    expect(bound('/data').binds_runtime_root).toBe(true);
    expect(bound('/var/lib').binds_runtime_root).toBe(false);
  });

  it('have the mounts of hostconfig.json where the other file was not read', () => {
    const [, host = ''] = diskLines({ host: { Binds: ['/:/rootfs:ro,rslave', 'vol:/v'] } }).split('\n');
    expect(one({ [DISK]: host })).toMatchObject({ binds_runtime_root: true, root_bind: '/:/rootfs:rslave' });
    const [, bare = ''] = diskLines().split('\n');
    expect(one({ [DISK]: bare }).mounts).toBeUndefined();
    expect(one({ [DISK]: bare }).binds_runtime_root).toBeUndefined();
  });
});

describe('the process that a file names', () => {
  const disk = { [DISK]: diskLines() };

  it.each([
    ['is in the control group of the container', list(4711, 86_000, `/docker/${ID}`)],
    ['was started before the container was said to run', list(4711, STARTED - 1)],
    ['was started a moment later, as the clock was set', list(4711, STARTED + 50)],
  ])('is believed when it %s', (_, processes) => {
    expect(one({ ...disk, ...processes })).toMatchObject({ running: true, pid: 4711, differences: [] });
  });

  it.each([
    ['no such process', list(4712, STARTED)],
    [`which belongs to container ${OTHER.slice(0, 12)}`, list(4711, STARTED, `/docker/${OTHER}`)],
    ['which was started later than the container', list(4711, STARTED + 61)],
  ])('is not the container: %s', (reason, processes) => {
    const found = one({ ...disk, ...processes });
    expect(found).toMatchObject({ running: false, differences: [`pid 4711 (docker_disk_containers), ${reason}`] });
    expect([found.pid, found.status]).toEqual([undefined, undefined]);
  });

  it('is neither believed nor refused without a whole process list', () => {
    expect(one(disk)).toMatchObject({ running: true, pid: 4711 });
    const cut = { ...list(4712, STARTED), ...step('10-processes', 'process_stat', 'truncated', 'stopped after 3 s') };
    expect(one({ ...disk, ...cut })).toMatchObject({ running: true, pid: 4711, differences: [] });
  });

  it('is told by its start in ticks where runc wrote that', () => {
    const state = (ticks: number): Record<string, string> => ({
      'commands/disk/oci-bundles': `/run/docker/runtime-runc/moby/${ID}/state.json:{"init_process_pid":4711,"init_process_start":${ticks}}\n`,
    });
    expect(one({ ...state(500_000), ...list(4711, 5000) })).toMatchObject({ running: true, pid: 4711 });
    expect(one({ ...state(500_100), ...list(4711, 5000) })).toMatchObject({
      running: false,
      differences: ['pid 4711 (oci_bundles), which is another process by now'],
    });
  });
});

describe('sources that describe the same container', () => {
  const inspect = (state: object): Record<string, string> => ({
    'commands/docker/inspect.json': JSON.stringify([
      { Id: ID, Name: '/agent', State: { Running: true, ...state }, Mounts: [] },
    ]),
  });

  it('are one container, and the daemon that answers wins; what differs is said', () => {
    const found = one({ ...inspect({ Pid: 4800 }), [DISK]: diskLines(), 'commands/disk/docker-mounts': layerLine });
    expect(found).toMatchObject({ pid: 4800, layer: LAYER, image: 'agent:2' });
    expect(found.differences).toEqual(['pid 4800 (docker_inspect), 4711 (docker_disk_containers)']);
    expect(found.origins).toMatchObject({ pid: 'commands/docker/inspect.json:1', image: `${DISK}:1` });
  });

  it('are joined by the first digits of the id, too', () => {
    const ps = `CONTAINER ID   IMAGE     COMMAND   CREATED      STATUS      PORTS   NAMES\n${ID.slice(0, 12)}   agent:2   "agent"   3 days ago   Up 3 days           agent\n`;
    expect(one({ [DISK]: diskLines(), 'commands/docker/ps': ps }).id).toBe(ID);
  });

  it('are joined by the thirteen digits that crictl prints', () => {
    const ps = `CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD\n${ID.slice(0, 13)}       5c1a6f4f2b6a1       2 days ago          Running             cart                3                   77ab01cd23ef4       cart-0\n`;
    expect(one({ [DISK]: diskLines(), 'commands/crictl/ps.txt': ps })).toMatchObject({
      id: ID,
      pod: 'default/cart-0',
      pid: 4711,
    });
  });

  it('fill the gaps of each other: one inspect that hung, the rest from disk', () => {
    const found = all({
      ...step(
        '62-docker_inspect',
        'docker_inspect',
        'timed_out',
        `docker inspect did not answer for ${OTHER.slice(0, 12)}`,
      ),
      ...inspect({ Pid: 4800 }),
      [DISK]: diskLines() + diskLines({ id: OTHER, name: 'stuck', state: { Pid: 5000 } }),
    });
    expect(found.map((c) => [c.name, c.pid])).toEqual([
      ['agent', 4800],
      ['stuck', 5000],
    ]);
  });

  it('say that the list is not whole when a daemon that runs was read by neither', () => {
    const incomplete = (files: Record<string, string>) => {
      const result = factsOf(files).get(containers);
      return result.known ? (result.incomplete ?? []).map((m) => `${m.source}: ${m.reason}`) : 'unknown';
    };
    const hung = 'docker_inspect: timed_out: not asked: docker version did not answer';
    expect(incomplete({ ...HUNG, 'commands/disk/docker-mounts': layerLine })).toEqual([
      hung,
      'docker_disk_containers: not in this bundle',
    ]);
    expect(incomplete({ ...HUNG, [DISK]: diskLines() })).toEqual([]);
    const cut = step('40-docker_disk', 'docker_disk_containers', 'truncated', 'left out, not valid JSON: x');
    expect(incomplete({ ...HUNG, ...cut, [DISK]: diskLines() })).toEqual([
      hung,
      'docker_disk_containers: truncated: left out, not valid JSON: x',
    ]);
  });

  it('are unknown with the reason when nothing was read, and none when the daemon said so', () => {
    const hung = factsOf(HUNG).get(containers);
    expect(!hung.known && hung.missing[0]).toEqual({
      source: 'docker_inspect',
      reason: 'timed_out: not asked: docker version did not answer',
    });
    const empty = step('62-docker_inspect', 'docker_inspect', 'empty', 'there is no container');
    expect(theValue(factsOf(empty).get(containers))).toEqual([]);
  });
});

describe('containers of a CRI runtime', () => {
  const task = '/run/containerd/io.containerd.runtime.v2.task/k8s.io';
  const spec = {
    root: { path: 'rootfs' },
    mounts: [
      { destination: '/host/run', type: 'bind', source: '/run', options: ['rbind', 'rslave'] },
      {
        destination: '/etc/hosts',
        type: 'bind',
        source: '/var/lib/kubelet/pods/0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60/etc-hosts',
        options: ['rbind'],
      },
    ],
    annotations: {
      'io.kubernetes.cri.container-type': 'container',
      'io.kubernetes.cri.sandbox-id': OTHER,
      'io.kubernetes.cri.sandbox-name': 'cart-0',
      'io.kubernetes.cri.sandbox-namespace': 'shop',
      'io.kubernetes.cri.container-name': 'cart',
    },
  };
  const bundles = {
    'commands/disk/oci-bundles': `${task}/${ID}/config.json:${JSON.stringify(spec)}\n${task}/${ID}/init.pid:4711\n`,
  };

  it('are known from their bundles', () => {
    expect(one({ ...bundles, ...list(4711, 5000, `/kubepods/besteffort/pod0d3a/${ID}`) })).toMatchObject({
      label: 'shop/cart-0/cart',
      pod: 'shop/cart-0',
      pod_uid: '0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60',
      name_in_pod: 'cart',
      running: true,
      pid: 4711,
      merged_dir: `${task}/${ID}/rootfs`,
      binds_runtime_root: true,
      root_bind: '/run:/host/run:rslave',
      is_sandbox: false,
    });
  });

  it('write where the overlay at their root says', () => {
    const mount = { id: 2, parent: 1, device: '0:60', point: `${task}/${ID}/rootfs`, type: 'overlay' };
    const options =
      'rw,lowerdir=/l/5/fs,upperdir=/var/lib/containerd/snapshots/12/fs,workdir=/var/lib/containerd/snapshots/12/work';
    const table = mountLine({ id: 1, parent: 0, point: '/' }) + mountLine({ ...mount, options });
    const found = one({ ...bundles, 'proc/1/mountinfo': table });
    expect(found.upper_dir).toBe('/var/lib/containerd/snapshots/12/fs');
    expect(found.origins.upper_dir).toBe('proc/1/mountinfo:2');
    expect(one(bundles).upper_dir).toBeUndefined();
  });

  it('have state and restarts from the runtime when it answers', () => {
    const ps = JSON.stringify({
      containers: [
        {
          id: ID,
          podSandboxId: OTHER,
          metadata: { name: 'cart', attempt: 3 },
          state: 'CONTAINER_EXITED',
          labels: { 'io.kubernetes.pod.name': 'cart-0', 'io.kubernetes.pod.namespace': 'shop' },
        },
      ],
    });
    expect(one({ ...bundles, 'commands/crictl/ps.json': ps })).toMatchObject({
      status: 'exited',
      running: false,
      restart_count: 3,
      label: 'shop/cart-0/cart',
    });
  });
});

describe('the docker daemon', () => {
  const log = (version: string, minute: number): string =>
    `time="2026-01-15T11:${minute}:00.000000000Z" level=info msg="Docker daemon" commit=5d6db84 graphdriver(s)=overlay2 version=${version}\n`;

  it('is known while it hangs: version from its last start, root and driver from its files', () => {
    const facts = factsOf({
      ...HUNG,
      'journal/docker.log': log('20.10.7', 10) + log('20.10.24+dfsg1', 40),
      [DISK]: diskLines({ config: { Driver: 'overlay2' } }),
    });
    expect(theValue(facts.get(docker))).toMatchObject({
      server_version: '20.10.24+dfsg1',
      answers: false,
      root: ROOT,
      storage_driver: 'overlay2',
      refs: [expect.objectContaining({ path: 'journal/docker.log', line: 2 }), { path: DISK, line: 1 }],
    });
  });

  const dockerd = (startedSeconds: number): Record<string, string> => {
    const files = list(812, startedSeconds);
    return { ...files, 'commands/proc/stat': (files['commands/proc/stat'] ?? '').replace('(agent)', '(dockerd)') };
  };
  const packages = (...lines: string[]): Record<string, string> => ({
    'commands/packages': lines.map((line) => `/var/log/dpkg.log:${line}\n`).join(''),
  });
  // Boot was at 2026-01-14T12:00:00Z.
  const OLD = '2026-01-10 09:00:00 upgrade docker-ce:amd64 5:20.10.7~3-0~ubuntu-focal 5:20.10.8~3-0~ubuntu-focal';
  const NEW = '2026-01-15 09:00:00 upgrade docker-ce:amd64 5:20.10.8~3-0~ubuntu-focal 5:24.0.7-1~ubuntu.20.04~focal';
  const versionOf = (files: Record<string, string>) => {
    const found = factsOf({ ...HUNG, ...files }).get(docker);
    return found.known ? found.value.server_version : undefined;
  };

  it.each([
    ['the package before its start', packages(OLD), '20.10.8'],
    ['an upgrade since waits for a restart', packages(OLD, NEW), '20.10.8'],
    ['what an upgrade since replaced', packages(NEW), '20.10.8'],
    ['a package of another name', packages(OLD.replace('docker-ce', 'docker-ce-cli')), undefined],
    [
      'the node status',
      {
        'commands/kube/node.json':
          '{"kind":"Node","metadata":{"name":"n"},"status":{"nodeInfo":{"containerRuntimeVersion":"docker://19.3.5"}}}',
      },
      '19.3.5',
    ],
  ])('has its version from other places: %s', (_, files, version) => {
    expect(versionOf({ ...files, ...dockerd(60) })).toBe(version);
  });

  it('has no version when the package changed at a time that may be before or after its start', () => {
    const noZone = factsOf(
      { ...HUNG, ...dockerd(60), ...packages('2026-01-14 20:00:00 upgrade docker-ce:amd64 1 2') },
      { collectedAt: NOW },
    );
    const found = noZone.get(docker);
    expect(found.known ? found.value.server_version : undefined).toBeUndefined();
    expect(versionOf(packages(OLD))).toBeUndefined();
  });

  it('is believed over its log when it answers', () => {
    const facts = factsOf({
      'journal/docker.log': log('20.10.7', 10),
      'commands/docker/version.json': '{"Server":{"Version":"24.0.2"}}',
    });
    expect(theValue(facts.get(docker))).toMatchObject({ server_version: '24.0.2', answers: true });
  });

  it('has the root of its configuration rather than of files that an old one left', () => {
    const facts = factsOf({ [DISK]: diskLines(), 'etc/docker/daemon.json': '{"data-root":"/new/docker"}' });
    expect(theValue(facts.get(docker)).root).toBe('/new/docker');
  });

  it('is unknown with the reason', () => {
    const result = factsOf(HUNG).get(docker);
    expect(!result.known && result.missing).toEqual([
      { source: 'docker_version', reason: 'timed_out: docker version did not answer' },
      { source: 'docker_info', reason: 'timed_out: not asked: docker version did not answer' },
    ]);
  });
});

describe('mount namespaces while the daemon hangs', () => {
  it('name the container that lives in them and the one that multiplies the mounts', () => {
    const facts = factsOf({
      ...HUNG,
      [DISK]: diskLines(),
      'commands/disk/docker-mounts': layerLine,
      'commands/proc/ns-mnt': '4026531840 /proc/1/ns/mnt\n4026532500 /proc/4711/ns/mnt\n',
      'proc/1/mountinfo': mountLine({ id: 1, parent: 0, point: '/' }),
      'proc/4711/mountinfo':
        mountLine({ id: 500, parent: 400, point: '/', device: '0:50' }) +
        mountLine({ id: 501, parent: 500, point: `/rootfs${ROOT}/overlay2/${LAYER}/merged/rootfs/proc` }),
    });
    expect(theValue(facts.get(mountNamespaces)).find((n) => n.id === '4026532500')).toMatchObject({
      label: 'container agent',
      container: `container:${ID}`,
      multiplied_in: `container:${ID}`,
      culprit: 'agent',
      holds_runtime_root: true,
      root_bind: '/:/rootfs:rslave',
    });
  });
});
