import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_COVERED_NODE, runOnCoveredNode, writeNode } from './covered-node.ts';
import { isInstalled, makeWorkspace, type Run, readBundle, readMembers, type Workspace } from './run-collector.ts';

const CANARY = 'canary-5d81c2';

/** Every place of a node's configuration where people and programs keep secrets, and beside them what is evidence. */
const FILES = new Map([
  [
    'etc/docker/daemon.json',
    `{
  "registry-mirrors": ["https://me:${CANARY}@mirror.example"],
  "data-root": "/data/docker",
  "log-opts": {"splunk-token": "${CANARY}", "max-size": "10m"},
  "proxies": {"http-proxy": "http://user:${CANARY}@proxy.example:3128"}
}
`,
  ],
  [
    'etc/cni/net.d/10-calico.conflist',
    `{"name":"k8s","plugins":[{"type":"calico","etcd_password":"${CANARY}","policy":{"k8s_auth_token":"${CANARY}"},"mtu":1440}]}\n`,
  ],
  ['etc/cni/net.d/calico-kubeconfig', `users:\n- name: calico\n  user:\n    token: ${CANARY}\n`],
  [
    'etc/kubernetes/kubelet.conf',
    `users:\n- name: node\n  user:\n    client-key-data: ${CANARY}\n    token: ${CANARY}\n    password: ${CANARY}\n`,
  ],
  [
    'etc/containerd/config.toml',
    `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "pause:3.9"
[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example".auth]
  username = "robot"
  password = "${CANARY}"
  auth = "${CANARY}"
  identitytoken = '${CANARY}'
[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example".tls]
  key_file = "/etc/ssl/r.key"
`,
  ],
  [
    'etc/rancher/k3s/config.yaml',
    `server: https://192.0.2.10:6443
token: ${CANARY}
agent-token: |
  ${CANARY}
  ${CANARY}
token-file: /etc/rancher/token
datastore-endpoint: "postgres://k3s:${CANARY}@db.example/k3s"
kubelet-arg:
  - "max-pods=60"
  - "some-secret=${CANARY}"
pod-args: ["--db-password", "${CANARY}", "--api-token=", "--max-pods=60"]
- password: ${CANARY}
`,
  ],
  [
    'etc/systemd/system/docker.service.d/proxy.conf',
    `[Service]
Environment="HTTP_PROXY=http://user:${CANARY}@proxy.example:3128"
Environment=DB_PASS=${CANARY}
Environment="S3_KEY=${CANARY}" "OTHER=${CANARY}"
Environment=LONG=${CANARY} \\
  MORE=${CANARY}
Environment="A_ARGS=--max-pods=60" "S3_KEY=${CANARY}"
Environment="KUBELET_EXTRA_ARGS=--max-pods=60 --token=${CANARY}"
ExecStart=/usr/bin/dockerd --data-root=/data --cluster-store-password ${CANARY} --log-token="two ${CANARY}" --mtu=1440
LimitNOFILE=1048576
`,
  ],
  [
    'var/lib/kubelet/kubeadm-flags.env',
    `KUBELET_KUBEADM_ARGS="--container-runtime=remote --bootstrap-token=${CANARY}"
export AWS_SECRET_ACCESS_KEY="${CANARY}"
export MYSQL_PWD=${CANARY}
OPTIONS="--x-token=\\"${CANARY}\\" --max-pods=60"
`,
  ],
  [
    'var/lib/kubelet/config.yaml',
    `authentication:\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\nevictionHard:\n  memory.available: 100Mi\n`,
  ],
  [
    'var/log/apt/history.log',
    `Start-Date: 2026-04-12  02:30:00\nCommandline: apt-get -o Proxy=http://u:${CANARY}@p install runc\n`,
  ],
]);

const ONLY = [
  'docker_config',
  'config',
  'cni_config',
  'certificates',
  'packages',
  'list_changes',
  'list_cni',
  'process_cmdline',
  'open_files',
];

describe.skipIf(NO_COVERED_NODE !== undefined).each(['dash', 'busybox ash'])(
  `secrets in the configuration (skipped where ${NO_COVERED_NODE ?? 'no node can be prepared'}), with %s`,
  (shell) => {
    const isMissing = !isInstalled(shell.split(' ')[0] ?? '');
    let workspace: Workspace;
    let run: Run;
    let bundle: Map<string, string>;
    let child: ChildProcess;
    const member = (path: string): string => bundle.get(path) ?? expect.fail(`no ${path}`);

    beforeAll(async () => {
      if (isMissing) return;
      workspace = makeWorkspace();
      writeNode(workspace, FILES);
      const args = [
        '-c',
        'while sleep 60; do :; done',
        'x',
        '--db-pass',
        CANARY,
        '--token',
        CANARY,
        `--config=https://u:${CANARY}@h/`,
      ];
      child = spawn('sh', args, { stdio: 'ignore', env: { PATH: process.env.PATH ?? '', SECRET: CANARY } });
      run = await runOnCoveredNode(workspace, { shell, only: ONLY });
      bundle = await readBundle(run.stdout);
    }, 60_000);

    afterAll(() => {
      child?.kill('SIGKILL');
      workspace?.remove();
    });

    it.skipIf(isMissing)('do not leave the node', async () => {
      expect(run.code, run.stderr).toBe(0);
      const holding = (await readMembers(run.stdout)).filter(({ bytes }) => bytes.includes(CANARY));
      expect(holding.map(({ path, bytes }) => `${path}: ${bytes.toString('utf8')}`)).toEqual([]);
    });

    it.skipIf(isMissing)('and leave the evidence beside them as it was', () => {
      expect(JSON.parse(member('etc/docker/daemon.json'))).toEqual({
        'registry-mirrors': ['https://***@mirror.example'],
        'data-root': '/data/docker',
        'log-opts': { 'splunk-token': '***', 'max-size': '10m' },
        proxies: { 'http-proxy': 'http://***@proxy.example:3128' },
      });
      expect(JSON.parse(member('etc/cni/net.d/10-calico.conflist'))).toMatchObject({
        plugins: [{ type: 'calico', mtu: 1440 }],
      });
      const containerd = member('etc/containerd/config.toml');
      expect(containerd).toContain('  sandbox_image = "pause:3.9"\n');
      expect(containerd).toContain('  username = "robot"\n');
      expect(containerd).toContain('  key_file = "/etc/ssl/r.key"\n');
      const rancher = member('etc/rancher/k3s/config.yaml');
      expect(rancher).toContain('agent-token: ***\ntoken-file: /etc/rancher/token\n');
      expect(rancher).toContain(
        'datastore-endpoint: "postgres://***@db.example/k3s"\nkubelet-arg:\n  - "max-pods=60"\n',
      );
      const unit = member('etc/systemd/system/docker.service.d/proxy.conf');
      expect(unit).toContain('Environment="HTTP_PROXY=http://***@proxy.example:3128"\n');
      expect(unit).toContain('Environment="KUBELET_EXTRA_ARGS=--max-pods=60 --token=***"\n');
      expect(unit).toContain(
        'ExecStart=/usr/bin/dockerd --data-root=/data --cluster-store-password *** --log-token=*** --mtu=1440\nLimitNOFILE=1048576\n',
      );
      expect(unit).toContain('Environment=DB_PASS=***\n');
      expect(member('var/lib/kubelet/config.yaml')).toBe(FILES.get('var/lib/kubelet/config.yaml'));
      expect(member('var/lib/kubelet/kubeadm-flags.env')).toContain('--container-runtime=remote');
      expect(member('commands/packages')).toContain('install runc');
      expect([...bundle.keys()].filter((path) => /kubeconfig|kubelet\.conf/.test(path))).toEqual([]);
    });
  },
  60_000,
);
