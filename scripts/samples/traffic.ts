import type { Node } from './node.ts';
import type { Pod } from './pods.ts';
import type { Random } from './random.ts';

/** What a healthy node writes over some hours: starts and ends of jobs, races, notices of the kernel. */
export interface TrafficSpec {
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly pods: readonly Pod[];
  /** Average seconds between two events. */
  readonly every: number;
}

type Event = (node: Node, time: number, random: Random, pod: Pod) => void;

const podText = (pod: Pod): string => `${pod.name}_${pod.namespace}(${pod.uid})`;

const volumeMounted: Event = ({ journal }, time, random, pod) =>
  journal.kubelet(
    time,
    'I',
    'operation_generator.go:672',
    `MountVolume.SetUp succeeded for volume "conf" (UniqueName: "kubernetes.io/configmap/${pod.uid}-conf") pod "${pod.name}" (UID: "${pod.uid}")${random.int(0, 1) === 0 ? '' : ' '}`.trimEnd(),
  );

const podEvent: Event = ({ journal }, time, random, pod) =>
  journal.kubelet(
    time,
    'I',
    'kubelet.go:1958',
    `SyncLoop (PLEG): "${podText(pod)}", event: &pleg.PodLifecycleEvent{ID:"${pod.uid}", Type:"ContainerDied", Data:"${random.hex(64)}"}`,
  );

const cgroupRace: Event = ({ journal }, time, random) => {
  const path = `/sys/fs/cgroup/memory/libcontainer_${random.int(10_000, 99_999)}_systemd_test_default.slice`;
  journal.kubelet(
    time,
    'W',
    'watcher.go:87',
    `Error while processing event ("${path}": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch ${path}: no such file or directory`,
  );
};

const nameservers: Event = ({ journal }, time) =>
  journal.kubelet(
    time,
    'E',
    'dns.go:136',
    'Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 192.0.2.53 192.0.2.54 192.0.2.55',
  );

const jobContainer: Event = ({ journal }, time, random) => {
  const id = random.hex(64);
  const pid = random.int(20_000, 400_000);
  journal.containerd(
    time,
    'info',
    'shim containerd-shim started',
    `address=/containerd-shim/${random.hex(64)}.sock debug=false pid=${pid}`,
  );
  journal.containerd(time + 41, 'info', 'shim reaped', `id=${id}`);
  journal.docker(time + 41.1, 'info', 'ignoring event');
};

const missingContainer: Event = ({ journal }, time, random) => {
  const id = random.hex(64);
  journal.docker(
    time,
    'error',
    `Handler for GET /v1.40/containers/${id}/json returned error: No such container: ${id}`,
  );
};

const stoppedTwice: Event = ({ journal }, time, random) => {
  const id = random.hex(64);
  journal.docker(
    time,
    'error',
    `Handler for POST /v1.40/containers/${id}/stop?t=30 returned error: Container ${id} is already stopped`,
  );
};

const vethPair: Event = ({ journal }, time, random) => {
  const name = `veth${random.hex(8)}`;
  const port = random.int(3, 90);
  journal.kernel(time, `cni0: port ${port}(${name}) entered blocking state`);
  journal.kernel(time + 0.000_21, `device ${name} entered promiscuous mode`);
  journal.kernel(time + 0.000_44, `cni0: port ${port}(${name}) entered forwarding state`);
  journal.kernel(time + 40.2, `cni0: port ${port}(${name}) entered disabled state`);
  journal.kernel(time + 40.200_3, `device ${name} left promiscuous mode`);
};

const synFlood: Event = ({ journal }, time) =>
  journal.kernel(
    time,
    'TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies.  Check SNMP counters.',
  );

const tlsProbe: Event = ({ journal }, time, random) =>
  journal.kubelet(
    time,
    'I',
    'log.go:172',
    `http: TLS handshake error from 192.0.2.${random.int(2, 250)}:${random.int(30_000, 60_000)}: EOF`,
  );

/** Frequent events stand more often. */
const EVENTS: readonly [Event, ...Event[]] = [
  volumeMounted,
  volumeMounted,
  volumeMounted,
  podEvent,
  podEvent,
  jobContainer,
  jobContainer,
  jobContainer,
  vethPair,
  vethPair,
  missingContainer,
  stoppedTwice,
  cgroupRace,
  nameservers,
  tlsProbe,
  synFlood,
];

/** Fills the journals with ordinary traffic. */
export function addTraffic(node: Node, spec: TrafficSpec): void {
  const random = node.random.fork('traffic');
  const first = spec.pods[0];
  if (first === undefined) throw new Error('traffic needs a pod');
  for (let time = spec.from; time < spec.to - 60; time += random.int(1, 2 * spec.every)) {
    const pod = spec.pods[random.int(0, spec.pods.length - 1)] ?? first;
    random.pick(EVENTS)(node, time + random.int(0, 999_999) / 1e6, random, pod);
  }
}

/** The daily reminder of ext4 about errors that were repaired long ago; it prints it until the next fsck. */
export function addOldExt4Reminder(node: Node, device: string, time: number, errorTime: number): void {
  const { journal } = node;
  journal.kernel(time, `EXT4-fs (${device}): error count since last fsck: 2`);
  journal.kernel(
    time + 0.000_02,
    `EXT4-fs (${device}): initial error at time ${errorTime}: ext4_find_entry:1465: inode 2883586`,
  );
  journal.kernel(
    time + 0.000_04,
    `EXT4-fs (${device}): last error at time ${errorTime + 612}: ext4_find_entry:1465: inode 2883586`,
  );
}
