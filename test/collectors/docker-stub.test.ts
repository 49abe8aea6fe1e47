import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_NODE, program, QUIET, runOnNode, SLEEPER } from './prepared-node.ts';
import { makeWorkspace, readBundle, readMembers, stepRecord, type Workspace } from './run-collector.ts';

const CANARY = 'canary-90b4d1';
const DOCKER_STEPS = [
  'docker_version',
  'docker_info',
  'docker_ps',
  'docker_inspect',
  'docker_events',
  'docker_build_cache',
];
const SOCKETS = 'mkdir -p /run/crio\n: >/run/docker.sock\n: >/run/crio/crio.sock\n';

/** A docker with 200 containers that says what it does not answer. */
const DOCKER = `#!/bin/sh
echo "$DOCKER_HOST|$*" >>"$W/calls"
shift 2
command=$1
shift
case $command in
  version) echo '{"Client":{"Version":"1"}}' ;;
  info) echo '{"Name":"node","RegistryConfig":{"x":{"auth":"${CANARY}"}}}' ;;
  ps) i=100; while [ $i -lt 300 ]; do i=$((i + 1)); printf '%064d\\n' $i; done ;;
  inspect)
    case "$*" in *0222*) sleep 60 ;; esac
    for id in "$@"; do case $id in 0*) echo '{"Id":"'$id'","HostConfig":{"LogConfig":{"Config":{"token":"${CANARY}"}}}}' ;; esac; done ;;
  events)
    echo '{"time":1,"Type":"container","Action":"exec_create: sh -c ${CANARY}","Actor":{"ID":"x"}}'
    echo '{"time":2,"Type":"container","Action":"archive-path","Actor":{"ID":"x"}}' ;;
  buildx)
    # Like a real one it writes below its HOME.
    mkdir -p "$HOME/.docker/buildx"
    printf 'ID:\\tabc\\nDescription:\\tmount / from exec /bin/sh -c ${CANARY}\\nSize:\\t2.89GB\\n' ;;
esac`;

const spaces: Workspace[] = [];
afterAll(() => {
  for (const space of spaces) space.remove();
});

// The tests mostly wait for limits, so they run at a time.
const collect = async (prepare: string, args: readonly string[], env: Record<string, string> = {}) => {
  const workspace = makeWorkspace();
  spaces.push(workspace);
  const run = await runOnNode(workspace, { prepare: SOCKETS + prepare, args: ['--only', ...args], env });
  expect(run.code, run.stderr).toBe(0);
  const holding = (await readMembers(run.stdout)).filter(({ bytes }) => bytes.includes(CANARY));
  expect(holding.map(({ path }) => path)).toEqual([]);
  const files = await readBundle(run.stdout);
  const start = JSON.parse(files.get('manifest-start.json') ?? '') as { collector: { limit_factor: number } };
  // Limits grow with the load of the machine that runs the test.
  return { files, folder: workspace.folder, seconds: run.seconds / start.collector.limit_factor };
};

describe.skipIf(NO_NODE !== undefined)(`docker (${NO_NODE ?? 'as root'})`, { concurrent: true }, () => {
  let server: Server;
  let connections = 0;
  let elsewhere = '';
  beforeAll(async () => {
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    elsewhere = `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server.close());

  it('that hangs on one of 200 containers gives the other 199, and no other machine is asked', async () => {
    const { files, folder, seconds } = await collect(program('docker', DOCKER), [DOCKER_STEPS.join(',')], {
      DOCKER_HOST: elsewhere,
      DOCKER_CONTEXT: 'elsewhere',
    });
    const calls = readFileSync(`${folder}/calls`, 'utf8').trim().split('\n');
    for (const call of calls) expect(call).toMatch(/^\|-H unix:\/\/(\/var)?\/run\/docker.sock /);
    const containers = JSON.parse(files.get('commands/docker/inspect.json') ?? '') as { Id: string }[];
    expect(containers).toHaveLength(199);
    expect(containers.every(({ Id }) => !Id.endsWith('222'))).toBe(true);
    expect(stepRecord(files, 'docker_inspect')).toMatchObject({ status: 'timed_out' });
    expect(seconds).toBeLessThan(30);
    expect(connections).toBe(0);
    expect(existsSync('/nonexistent')).toBe(false);
    expect(files.get('commands/docker/events')?.split('\n').slice(0, 2)).toEqual([
      '{"time":1,"Type":"container","Action":"exec_create","Actor":{"ID":"x"}}',
      '{"time":2,"Type":"container","Action":"archive-path","Actor":{"ID":"x"}}',
    ]);
    expect(files.get('commands/docker/build-cache')).toBe('ID:\tabc\nDescription:\tmount / from exec\nSize:\t2.89GB\n');
    expect(JSON.parse(files.get('commands/docker/info.json') ?? '')).toMatchObject({
      RegistryConfig: { x: { auth: '***' } },
    });
  }, 120_000);

  it('that always hangs is asked once', async () => {
    const { files, seconds } = await collect(program('docker', '#!/bin/sh\nexec sleep 60'), [DOCKER_STEPS.join(',')]);
    for (const step of DOCKER_STEPS) expect(stepRecord(files, step).status).toBe('timed_out');
    expect(stepRecord(files, 'docker_inspect').reason).toBe('not asked: docker version did not answer');
    expect(seconds).toBeLessThan(15);
  }, 120_000);

  it('that prints megabytes of garbage leaves nothing but failed steps', async () => {
    const garbage = '#!/bin/sh\nhead -c 5000000 /dev/zero | tr "\\000" x\nhead -c 5000000 /dev/urandom';
    const { files } = await collect(program('docker', garbage), [DOCKER_STEPS.slice(0, 4).join(',')]);
    for (const step of DOCKER_STEPS.slice(0, 4)) expect(stepRecord(files, step).status).toBe('failed');
    expect([...files.keys()].filter((path) => path.startsWith('commands/docker/'))).toEqual([]);
  }, 120_000);

  it('whose info is slow is not asked for its build cache', async () => {
    const slow = DOCKER.replace('info) ', 'info) sleep 4.5\n');
    const { files } = await collect(program('docker', slow), ['docker_info,docker_build_cache']);
    expect(stepRecord(files, 'docker_build_cache').status).toBe('skipped');
  }, 120_000);
});

const CONTAINERS = {
  containers: [
    {
      id: 'a1',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"x":"${CANARY}"}` },
      labels: { b: 'c' },
    },
  ],
};
const POD = {
  items: [
    {
      metadata: { name: 'web-0' },
      spec: {
        containers: [
          {
            name: 'web',
            command: [CANARY],
            args: [CANARY],
            env: [
              { name: 'A', value: CANARY },
              { name: 'B', valueFrom: { fieldRef: { fieldPath: 'x' } } },
            ],
            livenessProbe: { httpGet: { path: '/', httpHeaders: [{ name: 'Authorization', value: CANARY }] } },
            readinessProbe: { exec: { command: ['sh', '-c', CANARY] } },
          },
        ],
        tolerations: [{ key: 'gpu', value: 'yes' }],
      },
    },
  ],
};

describe.skipIf(NO_NODE !== undefined)(`other runtimes (${NO_NODE ?? 'as root'})`, { concurrent: true }, () => {
  it('crictl is asked over the socket of the kubelet only', async () => {
    const crictl = `#!/bin/sh
[ "$1 $2 $3 $4" = '--runtime-endpoint unix:///run/told.sock --timeout 5s' ] || exit 1
shift 4
case $* in
  version) printf 'Version:  0.1.0\\nRuntimeName:  containerd\\n' ;;
  'info -o json') echo '{"config":{"registry":{"auth":"${CANARY}"}}}' ;;
  'ps -a -o json') cat <<'JSON'
${JSON.stringify(CONTAINERS, null, 2)}
JSON
  ;;
  *) echo garbage ${CANARY} ;;
esac`;
    const { files } = await collect(
      `: >/run/told.sock\n${program('crictl', crictl)}${program('kubelet', SLEEPER)}` +
        `kubelet --container-runtime-endpoint=unix:///run/told.sock ${QUIET}sleep 0.5\n`,
      ['processes,crictl'],
    );
    expect(files.get('commands/crictl/version')).toContain('RuntimeName:  containerd');
    expect(JSON.parse(files.get('commands/crictl/ps.json') ?? '')).toEqual({
      containers: [
        { id: 'a1', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '***' }, labels: { b: 'c' } },
      ],
    });
    expect(files.get('commands/crictl/info.json')).toBe('{"config":{"registry":{"auth":"***"}}}\n');
    expect(files.has('commands/crictl/pods.json')).toBe(false);
  }, 120_000);

  it('--kube takes the own node and its pods without values', async () => {
    const kubectl = `#!/bin/sh
[ "$1 $2" = '--kubeconfig /var/lib/kubelet/kubeconfig' ] && [ "$5 $6" = 'get --raw' ] || exit 1
case $7 in
  /version) echo '{}' ;;
  /api/v1/nodes/worker-7) echo '{"metadata":{"name":"worker-7"}}' ;;
  '/api/v1/pods?fieldSelector=spec.nodeName=worker-7') echo '${JSON.stringify(POD)}' ;;
esac`;
    const { files } = await collect(
      `mkdir -p /var/lib/kubelet\n: >/var/lib/kubelet/kubeconfig\n${program('kubectl', kubectl)}${program('kubelet', SLEEPER)}` +
        `kubelet --hostname-override worker-7 ${QUIET}sleep 0.5\n`,
      ['processes,kube', '--kube'],
    );
    expect(files.get('commands/kube/node.json')).toBe('{"metadata":{"name":"worker-7"}}\n');
    const pods = JSON.parse(files.get('commands/kube/pods.json') ?? '') as typeof POD;
    expect(pods.items[0]?.spec).toEqual({
      containers: [
        {
          name: 'web',
          command: [],
          args: [],
          env: [{ name: 'A', value: '***' }, POD.items[0]?.spec.containers[0]?.env[1]],
          livenessProbe: { httpGet: { path: '/', httpHeaders: [{ name: 'Authorization', value: '***' }] } },
          readinessProbe: { exec: { command: [] } },
        },
      ],
      tolerations: [{ key: 'gpu', value: 'yes' }],
    });
  }, 120_000);

  it('an API server that does not answer is a recorded gap', async () => {
    const { files, seconds } = await collect(
      `mkdir -p /var/lib/kubelet\n: >/var/lib/kubelet/kubeconfig\n${program('kubectl', '#!/bin/sh\nexec sleep 60')}`,
      ['kube', '--kube'],
    );
    expect(stepRecord(files, 'kube')).toMatchObject({
      status: 'timed_out',
      reason: 'the API server did not end in time',
    });
    expect(seconds).toBeLessThan(15);
  }, 120_000);
});
