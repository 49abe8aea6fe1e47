import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS, NO_NODE, program, QUIET, runOnNode, SLEEPER } from './prepared-node.ts';
import { makeWorkspace, type Run, readBundle, readMembers, stepRecord, type Workspace } from './run-collector.ts';

const CANARY = 'canary-51c7e2';
const [FIRST = '', SECOND = '', THIRD = '', POD = '', TASK = '', MONITORED = ''] = ['a', 'b', 'c', 'd', 'e', 'f'].map(
  (letter) => letter.repeat(64),
);
const UID = '0d3af6a2-3c4e-4f0e-9a57-1b7c5d2e8f60';
const STEPS = 'processes,docker_disk,oci_bundles,container_lists,dumps,kube';

const config = (id: string): string =>
  JSON.stringify({
    State: { Running: true, Pid: 4711, Health: { Log: [{ ExitCode: 1, Output: `no ${CANARY}` }] } },
    ID: id,
    Path: '/bin/web',
    Args: ['--key', CANARY, `quoted "${CANARY}" \\`],
    Config: {
      Env: [`DB=${CANARY}`, 'EMPTY=', `Q=a"${CANARY}\\`, 'PLAIN=seen-with-env'],
      Cmd: [CANARY],
      Entrypoint: ['sh', '-c', CANARY],
      Healthcheck: { Test: ['CMD', CANARY] },
      OnBuild: [`RUN ${CANARY}`],
      Labels: {
        'io.kubernetes.pod.name': 'web-0',
        'annotation.kubectl.kubernetes.io/last-applied-configuration': `{"env":[{"value":"${CANARY}"}]}`,
        note: `last-applied-configuration={${CANARY}`,
        url: `https://me:${CANARY}@registry.example/`,
      },
    },
    MountPoints: { '/data': { Source: '/srv/data', Destination: '/data', RW: true, Propagation: 'rslave' } },
  });

/** As a runtime writes it, but over several lines. */
const bundle = (id: string): string =>
  JSON.stringify(
    {
      process: { args: ['app', CANARY], env: ['PATH=/bin', `TOKEN=${CANARY}`] },
      mounts: [{ destination: '/x', source: `/var/lib/kubelet/pods/${UID}/volumes/x`, options: ['rbind'] }],
      hooks: { prestart: [{ path: '/hook', args: [CANARY], env: [`A=${CANARY}`] }] },
      annotations: { 'io.kubernetes.cri.container-name': id, 'a.password': CANARY },
      linux: {
        cgroupsPath: '/kubepods/x',
        seccomp: { syscalls: [{ names: ['read', 'write'], args: [{ index: 0 }] }] },
      },
    },
    null,
    1,
  );

/** Shell commands that write text to a file of the node. */
const put = (path: string, text: string): string =>
  `mkdir -p "${path.slice(0, path.lastIndexOf('/'))}"\ncat >"${path}" <<'END'\n${text}\nEND\n`;
const TASKS = '/run/containerd/io.containerd.runtime.v2.task/k8s.io';
const PODS = '/var/lib/kubelet/pods';

const PREPARE = [
  put(`/var/lib/docker/containers/${FIRST}/config.v2.json`, config(FIRST)),
  put(`/var/lib/docker/containers/${FIRST}/hostconfig.json`, '{"Binds":["/srv/data:/data:rslave"],"Memory":67108864}'),
  put(`/var/lib/docker/containers/${FIRST}/${FIRST}-json.log`, `{"log":"${CANARY}"}`),
  put(`/var/lib/docker/containers/${SECOND}/config.v2.json`, `{"Config":{"Env":["A=${CANARY}"`),
  put(`/var/lib/docker/image/overlay2/layerdb/mounts/${FIRST}/mount-id`, `${THIRD}`),
  'mkdir -p /var/lib/docker/overlay2/layer-one /var/lib/docker/overlay2/layer-two\n',
  // A second data root that only the configuration of a running daemon names, and a third on its command line.
  put('/var/lib/daemon.json', '{"debug":true,\n "data-root": "/var/lib/second","hosts":["unix:///run/x.sock"]}'),
  put(`/var/lib/second/containers/${SECOND}/config.v2.json`, config(SECOND)),
  put(`/var/lib/third/containers/${THIRD}/config.v2.json`, config(THIRD)),
  put(`${TASKS}/${POD}/config.json`, bundle('first')),
  `printf 4242 >${TASKS}/${POD}/init.pid\n`,
  // A state directory nobody knows: only the working directory of the shim tells.
  put(`/run/odd/io.containerd.runtime.v2.task/moby/${TASK}/config.json`, bundle('second')),
  put(`/run/elsewhere/${MONITORED}/userdata/config.json`, bundle('third')),
  `printf 77 >/run/elsewhere/${MONITORED}/userdata/pidfile\n`,
  put(`${PODS}/${UID}/volumes/kubernetes.io~secret/token/secret`, CANARY),
  `mkdir -p ${PODS}/${UID}/volumes/kubernetes.io~nfs/share ${PODS}/${UID}/containers/web\n`,
  `mount -t tmpfs tmpfs ${PODS}/${UID}/volumes/kubernetes.io~nfs/share\n`,
  put(`/var/log/pods/shop_cart-0_${UID}/cart/3.log`, CANARY),
  put('/run/docker/goroutine-stacks-old.log', 'goroutine 1 [running]:'),
  program('dockerd', SLEEPER),
  program('containerd-shim', SLEEPER),
  program('conmon', SLEEPER),
  `dockerd --data-root=/var/lib/third --config-file /var/lib/daemon.json ${QUIET}`,
  `(cd /run/odd/io.containerd.runtime.v2.task/moby/${TASK} && exec containerd-shim) ${QUIET}`,
  `conmon -b /run/elsewhere/${MONITORED}/userdata -n shop ${QUIET}`,
  'sleep 0.5\n',
].join('');

/** `<path>:<JSON>` lines by path. */
function documents(text: string): Map<string, unknown> {
  const rows = text.split('\n').flatMap((row) => {
    const [, path, json] = /^([^:]+\.json):(.*)$/.exec(row) ?? [];
    return path === undefined || json === undefined ? [] : [[path, JSON.parse(json) as unknown] as const];
  });
  return new Map(rows);
}

describe.skipIf(NO_NODE !== undefined)(`state of containers on disk (${NO_NODE ?? 'as root'})`, () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = makeWorkspace();
  });
  afterAll(() => workspace.remove());

  describe.each(FLAVOURS)('with $name', (flavour) => {
    let run: Run;
    let files: Map<string, string>;
    beforeAll(async () => {
      run = await runOnNode(workspace, { prepare: PREPARE, args: ['--only', STEPS], flavour });
      files = await readBundle(run.stdout);
    }, 30_000);

    it('no secret is in the archive', async () => {
      expect(run.code, run.stderr).toBe(0);
      const holding = (await readMembers(run.stdout)).filter(({ bytes }) => bytes.includes(CANARY));
      expect(holding.map(({ path }) => path)).toEqual([]);
    });

    it('containers of all data roots are there', () => {
      const found = documents(files.get('commands/disk/docker-containers') ?? '');
      expect([...found.keys()].sort()).toEqual([
        `/var/lib/docker/containers/${FIRST}/config.v2.json`,
        `/var/lib/docker/containers/${FIRST}/hostconfig.json`,
        `/var/lib/second/containers/${SECOND}/config.v2.json`,
        `/var/lib/third/containers/${THIRD}/config.v2.json`,
      ]);
      expect(found.get(`/var/lib/third/containers/${THIRD}/config.v2.json`)).toMatchObject({
        State: { Pid: 4711, Health: { Log: [{ ExitCode: 1, Output: '***' }] } },
        Args: [],
        Config: {
          Env: ['DB', 'EMPTY', 'Q', 'PLAIN'],
          Cmd: [],
          Entrypoint: [],
          Healthcheck: { Test: [] },
          Labels: { 'io.kubernetes.pod.name': 'web-0', url: 'https://***@registry.example/' },
        },
        MountPoints: { '/data': { Source: '/srv/data', Propagation: 'rslave' } },
      });
      expect(files.get('commands/disk/docker-mounts')).toContain(`/mounts/${FIRST}/mount-id:${THIRD}`);
    });

    it('a file that is no JSON is left out and named', () => {
      const record = stepRecord(files, 'docker_disk');
      expect(record.status).toBe('truncated');
      expect(record.reason).toContain(`/var/lib/docker/containers/${SECOND}/config.v2.json`);
    });

    it('bundles are found by place, by their shim and by their monitor', () => {
      const text = files.get('commands/disk/oci-bundles') ?? '';
      const found = documents(text);
      expect([...found.keys()].sort()).toEqual([
        `${TASKS}/${POD}/config.json`,
        `/run/elsewhere/${MONITORED}/userdata/config.json`,
        `/run/odd/io.containerd.runtime.v2.task/moby/${TASK}/config.json`,
      ]);
      expect(text).toContain(`${TASKS}/${POD}/init.pid:4242\n`);
      expect(text).toContain(`/run/elsewhere/${MONITORED}/userdata/pidfile:77\n`);
      expect(found.get(`${TASKS}/${POD}/config.json`)).toEqual({
        process: { args: [], env: ['PATH', 'TOKEN'] },
        mounts: [{ destination: '/x', source: `/var/lib/kubelet/pods/${UID}/volumes/x`, options: ['rbind'] }],
        hooks: { prestart: [{ path: '/hook', args: [], env: ['A'] }] },
        annotations: { 'io.kubernetes.cri.container-name': 'first', 'a.password': '***' },
        linux: { cgroupsPath: '/kubepods/x', seccomp: { syscalls: [] } },
      });
    });

    it('pods, logs and layers are listed, and a mount point is not asked', () => {
      const pods = files.get('commands/list/kubelet-pods') ?? '';
      expect(pods).toMatch(new RegExp(`^41ed \\d+ \\d+ ${PODS}/${UID}/volumes/kubernetes.io~secret/token$`, 'm'));
      expect(pods).toContain(`0 0 0 ${PODS}/${UID}/volumes/kubernetes.io~nfs/share\n`);
      expect(pods).toContain(`${PODS}/${UID}/containers/web\n`);
      expect(pods).not.toContain('/token/secret');
      expect(files.get('commands/list/pod-logs')).toMatch(
        /^81a4 14 \d+ \/var\/log\/pods\/shop_cart-0_\S+\/cart\/3.log$/m,
      );
      const logs = (files.get('commands/list/container-logs') ?? '').trimEnd().split('\n');
      expect(logs).toHaveLength(1);
      expect(logs[0]).toMatch(/-json\.log$/);
      for (const layer of ['one', 'two'])
        expect(files.get('commands/list/layers')).toContain(`/overlay2/layer-${layer}\n`);
    });

    it('dumps that lie there are taken, and nothing is asked without an option', () => {
      expect(files.get('run/docker/goroutine-stacks-old.log')).toBe('goroutine 1 [running]:\n');
      expect(stepRecord(files, 'kube')).toMatchObject({ status: 'skipped', reason: 'only with --kube' });
    });
  });

  it('--with-env keeps the environment but for what looks secret', async () => {
    const run = await runOnNode(workspace, { prepare: PREPARE, args: ['--only', STEPS, '--with-env'] });
    const text = (await readBundle(run.stdout)).get('commands/disk/docker-containers') ?? '';
    expect(text).toContain('"PLAIN=seen-with-env"');
    const tasks = (await readBundle(run.stdout)).get('commands/disk/oci-bundles') ?? '';
    expect(tasks).toContain('"TOKEN=***"');
  }, 30_000);

  it('without root the steps say that they were not allowed', async () => {
    const closed = 'chmod 700 /var/lib/docker /run/containerd /var/lib/second /var/lib/third /run/elsewhere /run/odd\n';
    const run = await runOnNode(workspace, { prepare: PREPARE + closed, args: ['--only', STEPS], nobody: true });
    const files = await readBundle(run.stdout);
    expect(run.code, run.stderr).toBe(0);
    for (const step of ['docker_disk', 'oci_bundles']) expect(stepRecord(files, step).status).toBe('restricted');
  }, 30_000);

  it('--dumps signals daemons, but no other program of their name', async () => {
    const script = `trap 'echo new >/run/docker/goroutine-stacks-new.log' USR1; while :; do sleep 0.1; done`;
    const run = await runOnNode(workspace, {
      prepare: [
        'mkdir -p /run/docker $W/real\ncp "$(command -v dash)" $W/real/dockerd\n',
        put('$W/real/trap', script),
        `$W/real/dockerd $W/real/trap ${QUIET}`,
        program('containerd', SLEEPER),
        `containerd ${QUIET}`,
        'sleep 0.5\n',
      ].join(''),
      args: ['--only', STEPS, '--dumps'],
      after: 'kill -0 $! || exit 3',
    });
    const files = await readBundle(run.stdout);
    expect(run.code, run.stderr).toBe(0);
    expect(files.get('run/docker/goroutine-stacks-new.log')).toBe('new\n');
    const record: unknown = stepRecord(files, 'dumps');
    expect(record).toMatchObject({ status: 'collected', touched: [expect.any(Number)] });
  }, 30_000);
});
