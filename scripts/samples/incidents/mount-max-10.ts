import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addContainer } from '../container.ts';
import { addFilesystem, addProcess, type Node } from '../node.ts';
import { addApplications, addNodeAgents, hostRoot, type Pod } from '../pods.ts';
import { addPrivateTmpService } from '../system-processes.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { alinuxNode } from './alinux-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2022-11-29T04:31:07Z');
/** Somebody wrote 10 into fs.mount-max at this time; nothing logs that. */
const LOWERED = epoch('2022-11-29T02:58:40Z');

/**
 * fs.mount-max = 10 on a node that holds about 300 mounts: what runs goes on running, every new mount fails with ENOSPC.
 * Beside it and innocent: a data disk at 92 %, a write that found another disk full a week ago, agents that see `/`.
 */
export const mountMax10: Incident = {
  name: 'mount-max-10',
  build(variant: Variant = {}) {
    const node = alinuxNode(
      {
        seed: 'mount-max-10',
        hostname: 'node-a1.example.com',
        clock: { collectedAt: COLLECTED, uptime: 1_893_204.61, utcOffset: 28_800 },
      },
      variant,
    );
    addFilesystem(node, {
      source: '/dev/vdb1',
      type: 'ext4',
      point: '/data',
      device: '253:17',
      kib: 206_292_968,
      used: 180_122_004,
      available: 15_668_852,
      inodes: 13_107_200,
      inodesUsed: 221_904,
    });
    const pods = [
      ...addNodeAgents(node, 1_880_000),
      ...addApplications(node, 24, { sidecars: 1, initContainers: 1, secrets: 5 }),
    ];
    if (variant.innocent === true) addRootBinder(node);
    addPrivateTmpService(node, { pid: 1190, comm: 'chronyd', command: '/usr/sbin/chronyd' });
    node.sysctl.set('fs.mount-max', '10');
    addTraffic(node, { from: COLLECTED - 6 * 3600, to: COLLECTED, pods, every: 12 });
    addRedHerrings(node);
    addFailures(node, pods);
    const openFiles = addSecurityAgent(node);
    return withSteps(bundleOf(node), [step('fd_kinds', 7, 'fd_kinds', 'commands/proc/fd-kinds', openFiles)]);
  },
};

/** Reads the tracer of the kernel, which makes function_graph busy for whoever looks into the failing mounts. */
function addSecurityAgent(node: Node): string {
  const pid = 1115;
  addProcess(node, {
    pid,
    comm: 'AliYunDun',
    command: '/usr/local/aegis/aegis_client/aegis_11_17/AliYunDun',
    cgroup: '/system.slice/aegis.service',
    threads: 33,
    rss: 6400,
    openFiles: 118,
  });
  const { dockerd, containerd, kubelet } = node.pids;
  const pipes = [0, 1, 2, 3].map(
    (cpu) => `${pid} 1 tracing /sys/kernel/debug/tracing/instances/aegis/per_cpu/cpu${cpu}/trace_pipe_raw`,
  );
  const kinds = [
    `${containerd} 61 socket`,
    `${dockerd} 44 socket`,
    `${dockerd} 12 pipe`,
    `${kubelet} 38 socket`,
    `${pid} 71 socket`,
    `${pid} 43 file`,
    ...pipes,
  ];
  return `${kinds.join('\n')}\n`;
}

function addRedHerrings(node: Node): void {
  const { journal, random } = node;
  journal.kubelet(
    COLLECTED - 7 * 86_400,
    'E',
    'kuberuntime_container.go:682',
    `failed to write to log: write /data/backup/ledger/dump-0007.sql: no space left on device`,
  );
  addOldExt4Reminder(node, 'vdb1', COLLECTED - 11_000, 1_604_973_511);
  journal.docker(
    COLLECTED - 3 * 86_400,
    'warning',
    `failed to retrieve runc version: exit status 1 (${random.hex(12)})`,
  );
}

/** A container that mounts `/` of the node and never was copied from. */
function addRootBinder(node: Node): void {
  addContainer(node, {
    name: 'node-shell',
    image: 'registry.example.com/base/busybox:1.34',
    command: 'sleep 3d',
    comm: 'sleep',
    startedAt: COLLECTED - 400_000,
    binds: [hostRoot('/rootfs')],
  });
}

/** docker run by hand, and pods that the kubelet tries to start again and again. */
function addFailures(node: Node, pods: readonly Pod[]): void {
  const { journal } = node;
  const random = node.random.fork('failures');
  const overlayFailed = (): string =>
    `error creating overlay mount to /var/lib/docker/overlay2/${random.hex(64)}-init/merged: no space left on device`;
  const waiting = pods.slice(-3);
  for (let time = LOWERED + 37; time < COLLECTED - 5; time += random.int(11, 48)) {
    const text = overlayFailed();
    const at = time + random.int(0, 999_999) / 1e6;
    journal.docker(at, 'error', `Handler for POST /v1.40/containers/create returned error: ${text}`);
    const pod = waiting[random.int(0, waiting.length - 1)];
    if (pod === undefined || random.int(0, 2) === 0) continue;
    const name = `${pod.name.slice(0, -5)}${random.suffix(5)}`;
    const uid = random.uuid();
    const daemon = `Error response from daemon: ${text}`;
    journal.kubelet(
      at + 0.004,
      'E',
      'remote_runtime.go:116',
      `RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to create a sandbox for pod "${name}": ${daemon}`,
    );
    if (random.int(0, 5) === 0)
      addVolumeFailure(node, at + 0.003, { name, uid, token: `default-token-${random.suffix(5)}` });
    journal.kubelet(
      at + 0.005,
      'E',
      'pod_workers.go:191',
      `Error syncing pod ${uid} ("${name}_shop(${uid})"), skipping: failed to "CreatePodSandbox" for "${name}_shop(${uid})" with CreatePodSandboxError: "CreatePodSandbox for pod \\"${name}_shop(${uid})\\" failed: rpc error: code = Unknown desc = failed to create a sandbox for pod \\"${name}\\": ${daemon}"`,
    );
  }
}

/** The token of a pod is a tmpfs of its own; the kubelet prints the output of mount(8) on one line, quoted. */
function addVolumeFailure(
  { journal }: Node,
  time: number,
  pod: { readonly name: string; readonly uid: string; readonly token: string },
): void {
  const point = `/var/lib/kubelet/pods/${pod.uid}/volumes/kubernetes.io~secret/${pod.token}`;
  const volume = `kubernetes.io/secret/${pod.uid}-${pod.token}`;
  const output = `mount failed: exit status 32\nMounting command: systemd-run\nMounting arguments: --description=Kubernetes transient mount for ${point} --scope -- mount -t tmpfs tmpfs ${point}\nOutput: Running scope as unit run-4711.scope.\nmount: mount tmpfs on ${point} failed: No space left on device\n`;
  const error = `MountVolume.SetUp failed for volume "${pod.token}" (UniqueName: "${volume}") pod "${pod.name}" (UID: "${pod.uid}") : ${output}`;
  journal.kubelet(
    time,
    'E',
    'nestedpendingoperations.go:301',
    `Operation for "{volumeName:${volume} podName:${pod.uid} nodeName:}" failed. No retries permitted until 2022-11-29 12:10:00 +0800 CST (durationBeforeRetry 2m2s). Error: ${JSON.stringify(error)}`,
  );
}
