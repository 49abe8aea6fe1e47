import { type Chains, ID, kubelet, minutes, OTHER, RUNS, START, stat } from './chain-bundles.ts';
import type { Files } from './chains.ts';

export const kubeletChains: Chains = {};

const unreached = (hour: number, from: number, to: number): string[] =>
  minutes(from, to).map(
    (m) =>
      `E0115 ${hour}:${m}:30.000000    1288 controller.go:187] failed to update lease, error: Put "https://192.0.2.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s": dial tcp 192.0.2.10:6443: i/o timeout`,
  );
const lost = (at: string): Files => ({
  'commands/kube/node.json': `{"kind":"Node","metadata":{"name":"node-1"},"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"${at}"}]}}`,
});
kubeletChains['an API server that is not reached loses the node'] = [
  'network/api-server-unreachable',
  'kubelet/node-status-unknown',
  {
    'it was given up while the tries failed': [
      { ...RUNS, ...kubelet(START, ...unreached(11, 40, 59)), ...lost('2026-01-15T11:41:15Z') },
      'active',
    ],
    'the log begins later': [
      { ...RUNS, ...kubelet(...unreached(11, 40, 59)), ...lost('2026-01-15T02:00:00Z') },
      'active',
    ],
    'it was reached again before': [
      { ...RUNS, ...kubelet(START, ...unreached(10, 10, 20)), ...lost('2026-01-15T11:41:15Z') },
      'none',
    ],
    'the tries failed only later': [
      { ...RUNS, ...kubelet(START, ...unreached(11, 50, 59)), ...lost('2026-01-15T10:00:00Z') },
      'none',
    ],
  },
];

const gaveUp = (id: string, call: string): string =>
  `E0115 11:42:03.000000    1288 remote_runtime.go:295] ${call} "${id}" from runtime service failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded`;
const waiting: Files = {
  'proc/uptime': '10000.00 20000.00',
  // Started 1200 s before the collection: 11:40:00.
  'commands/proc/stat': stat(4711, 'runc:[2:INIT]', 'S', 880_000),
  'commands/proc/cgroup': `/proc/4711/cgroup:0::/docker/${ID}`,
  'commands/proc/wchan': '/proc/4711/wchan:wait_for_partner',
};

kubeletChains['a start that was given up is never done'] = [
  'kubelet/runtime-call-timeout',
  'runtime/start-never-came',
  {
    'of this container': [{ ...waiting, ...kubelet(START, gaveUp(ID, 'StartContainer')) }, 'active'],
    'of another container': [{ ...waiting, ...kubelet(START, gaveUp(OTHER, 'StartContainer')) }, 'none'],
    'another call': [{ ...waiting, ...kubelet(START, gaveUp(ID, 'ContainerStatus')) }, 'none'],
    'hours before': [{ ...waiting, ...kubelet(START, gaveUp(ID, 'StartContainer').replace('11:42', '09:42')) }, 'none'],
  },
];

const reserved = (at: string): string =>
  `E0115 ${at}.000000    1288 remote_runtime.go:116] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to reserve sandbox name "cart-0_shop_964d3950_1": name "cart-0_shop_964d3950_1" is reserved for "081b44846a5be544621fad10e504f6f51e3d128753dc838f61ab3f4c5d6e7f80"`;
const CREATION =
  'E0115 11:42:03.000000    1288 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded';

kubeletChains['a creation that was given up keeps its name'] = [
  'kubelet/runtime-call-timeout',
  'runtime/name-reserved',
  {
    'when it is tried again': [kubelet(START, CREATION, reserved('11:42:20'), reserved('11:43:00')), 'active'],
    'and the state of a container is given up': [
      kubelet(START, gaveUp(ID, 'ContainerStatus'), reserved('11:42:20'), reserved('11:43:00')),
      'none',
    ],
    'and a name was refused an hour before': [kubelet(START, reserved('10:40:00'), CREATION), 'none'],
    'and a name is refused later': [kubelet(START, CREATION, reserved('11:48:00')), 'none'],
  },
];

const notReady = (at: string, message: string): string =>
  `I0115 ${at}.000000    1288 setters.go:577] Node became not ready: {Type:Ready Status:False Reason:KubeletNotReady Message:${message}}`;
const withoutNetwork = (from: number, to: number): string[] =>
  minutes(from, to).map(
    (m) =>
      `E0115 11:${m}:05.000000    1288 kubelet.go:2073] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized`,
  );
const NO_NETWORK =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready';

kubeletChains['a runtime without a network for pods'] = [
  'network/plugin-not-ready',
  'kubelet/node-not-ready-reason',
  {
    'is why the node is not ready': [
      kubelet(START, notReady('11:50:00', NO_NETWORK), ...withoutNetwork(50, 56)),
      'active',
    ],
    'and a node that is not ready for its runtime': [
      kubelet(START, notReady('11:50:00', 'container runtime is down'), ...withoutNetwork(50, 56)),
      'none',
    ],
  },
];

const restarted = (hour: string, unit: string): Files => ({
  'commands/systemd/units': [
    `Id=${unit}.service`,
    'LoadState=loaded',
    'ActiveState=failed',
    'SubState=failed',
    'NRestarts=3',
  ],
  [`journal/${unit}.log`]: ['01', '02', '03'].map(
    (s) =>
      `2026-01-15T${hour}:49:${s}+0000 node-7 systemd[1]: ${unit}.service: Scheduled restart job, restart counter is at 1.`,
  ),
});

kubeletChains['a daemon that does not stay up'] = [
  'runtime/daemon-down',
  'kubelet/node-not-ready-reason',
  {
    'is why the node is not ready': [
      {
        ...restarted('11', 'docker'),
        ...kubelet(START, notReady('11:50:00', 'container runtime is down')),
        'commands/proc/stat': stat(1288, 'kubelet', 'S'),
        'commands/proc/cmdline': '1288 /usr/bin/kubelet --container-runtime-endpoint=unix:///run/cri-dockerd.sock',
      },
      'active',
    ],
    'of which it is not known whether the kubelet uses it': [
      { ...restarted('11', 'docker'), ...kubelet(START, notReady('11:50:00', 'container runtime is down')) },
      'possible',
    ],
    'of another runtime than that of the kubelet': [
      {
        ...restarted('11', 'docker'),
        ...kubelet(START, notReady('11:50:00', 'container runtime is down')),
        'commands/proc/stat': stat(1288, 'kubelet', 'S'),
        'commands/proc/cmdline': '1288 /usr/bin/kubelet --container-runtime-endpoint=unix:///var/run/crio/crio.sock',
      },
      'none',
    ],
    'hours before the node was not ready': [
      { ...restarted('07', 'docker'), ...kubelet(START, notReady('11:50:00', 'container runtime is down')) },
      'none',
    ],
  },
];

const RECLAIMS = kubelet(
  START,
  'I0115 11:58:00.000000    1288 eviction_manager.go:350] "Eviction manager: attempting to reclaim" resourceName="pids"',
);

kubeletChains['a node with nearly as many tasks as it may'] = [
  'limits/pid-max-reached',
  'kubelet/pid-eviction',
  {
    'evicts pods': [
      {
        ...RECLAIMS,
        'proc/loadavg': '4.10 3.00 2.50 3/9500 91823',
        'proc/sys/kernel/pid_max': '10000',
        'proc/sys/kernel/threads-max': '127000',
      },
      'active',
    ],
    'by a limit that the kubelet does not look at': [
      {
        ...RECLAIMS,
        'proc/loadavg': '4.10 3.00 2.50 3/9500 91823',
        'proc/sys/kernel/pid_max': '4194304',
        'proc/sys/kernel/threads-max': '10000',
      },
      'none',
    ],
  },
];

const missing = (hour: string, from: number, to: number): string[] =>
  minutes(from, to).map(
    (m) =>
      `E0115 ${hour}:${m}:00.000000    1288 cni.go:240] Error adding network: failed to find plugin "bridge" in path [/opt/cni/bin]`,
  );

kubeletChains['a program of the pod network that is not installed'] = [
  'network/cni-plugin-missing',
  'network/plugin-not-ready',
  {
    'leaves the runtime without a network': [
      kubelet(START, ...missing('11', 50, 56), ...withoutNetwork(50, 56)),
      'active',
    ],
    'hours before the network was missing': [
      kubelet(START, ...missing('09', 10, 16), ...withoutNetwork(50, 56)),
      'none',
    ],
    'for a moment': [kubelet(START, ...missing('11', 50, 51), ...withoutNetwork(50, 56)), 'none'],
  },
];

const daemonOf = (file: string): Files => ({
  'unit-files.txt': ['UNIT FILE STATE VENDOR PRESET', `${file} bad enabled`],
  'commands/systemd/units': [
    'Id=containerd.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\n',
    'Id=kubelet.service\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nResult=success',
  ],
});

kubeletChains['a unit file that systemd cannot read'] = [
  'systemd/unit-file-bad',
  'runtime/daemon-down',
  {
    'keeps its daemon down': [daemonOf('containerd.service'), 'active'],
    'does not concern another daemon': [daemonOf('kubelet.service'), 'none'],
  },
];

const offBy = (seconds: number): Files => ({
  'commands/time': `# chronyc -n tracking\nSystem time     : ${Math.abs(seconds)}.000000000 seconds ${seconds > 0 ? 'fast' : 'slow'} of NTP time\nLeap status     : Normal`,
});
const refusedPull = (dates: string): Files =>
  kubelet(
    START,
    `E0115 11:58:00.000000    1288 remote_image.go:171] "PullImage from image service failed" err="rpc error: code = Unknown desc = failed to do request: Head \\"https://registry.example.com/v2/cart/manifests/1.2\\": x509: certificate has expired or is not yet valid${dates}" image="registry.example.com/cart:1.2"`,
  );

kubeletChains['a clock that is far off'] = [
  'time/clock-far-off',
  'kubelet/image-pull-failed',
  {
    'ahead, and a certificate that is valid in truth': [
      { ...offBy(86_400), ...refusedPull(': current time 2026-01-15T11:58:00Z is after 2026-01-15T01:00:00Z') },
      'active',
    ],
    'ahead, and a certificate that ended long before': [
      { ...offBy(86_400), ...refusedPull(': current time 2026-01-15T11:58:00Z is after 2025-06-01T00:00:00Z') },
      'none',
    ],
    'behind, and a certificate that is valid in truth': [
      { ...offBy(-86_400), ...refusedPull(': current time 2026-01-15T11:58:00Z is before 2026-01-15T20:00:00Z') },
      'active',
    ],
    'behind, and a certificate that has expired': [
      { ...offBy(-86_400), ...refusedPull(': current time 2026-01-15T11:58:00Z is after 2026-01-15T01:00:00Z') },
      'none',
    ],
    'which refuses a certificate without saying its dates': [{ ...offBy(86_400), ...refusedPull('') }, 'possible'],
  },
];
