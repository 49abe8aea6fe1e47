import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addMount } from '../mounts.ts';
import { addFilesystem, addProcess, type Node } from '../node.ts';
import { addApplications, addNodeAgents, addPod, type Pod } from '../pods.ts';
import { ipvsService } from '../proc-files.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { alinuxNode } from './alinux-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2023-11-14T17:18:01Z');
const UPTIME = 8_941_341.0;
const BOOTED = COLLECTED - UPTIME;
/** First refused exec: /tmp was full a minute and a half before the kernel missed the first backend. */
const FULL_SINCE = BOOTED + 8_939_448.2;
const TMP_KIB = 32_903_548;

/**
 * /tmp is a tmpfs and full of the deleted upload files of ossfs, so no exec starts on the node: exec probes of all pods
 * fail, their addresses leave the services, and IPVS has no destination. Apart from that one pod fails its HTTP probe.
 */
export const tmpfsFullOssfs: Incident = {
  name: 'tmpfs-full-ossfs',
  build(variant: Variant = {}) {
    const node = alinuxNode(
      {
        seed: 'tmpfs-full-ossfs',
        hostname: 'node-a3.example.com',
        kernel: '4.19.91-26.1.al7.x86_64',
        docker: '19.03.15',
        cpus: 16,
        memoryKib: 65_807_096,
        clock: { collectedAt: COLLECTED, uptime: UPTIME, utcOffset: 28_800 },
        tmp: { kib: TMP_KIB, used: TMP_KIB, available: 0, inodes: TMP_KIB / 4, inodesUsed: 61 },
        run: { kib: TMP_KIB, used: 41_984, available: TMP_KIB - 41_984, inodes: TMP_KIB / 4, inodesUsed: 2904 },
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
    const pods = [...addNodeAgents(node), ...addApplications(node, 33, { sidecars: 1, initContainers: 1, secrets: 2 })];
    const consul = addPod(node, {
      namespace: 'infrastructure',
      name: `consul-client-${node.random.suffix(5)}`,
      age: 7_000_000,
      containers: [{ name: 'consul', image: 'registry.example.com/base/consul:1.9.4', command: '/bin/consul agent' }],
    });
    addObjectFilesystem(node, '');
    if (variant.innocent === true) addObjectFilesystem(node, ' -otmpdir=/data/ossfs -oensure_diskfree=10240');
    addTraffic(node, { from: COLLECTED - 4 * 3600, to: COLLECTED, pods, every: 10 });
    addProbeFailures(node, [...pods.slice(3), consul]);
    addServices(node);
    addOtherTrouble(node, pods);
    return bundleOf(node);
  },
};

/** A bucket mounted by the CSI driver for the pod that rewrites its objects, with the temporary files it has deleted. */
function addObjectFilesystem(node: Node, options: string): void {
  const pod = addPod(node, {
    namespace: 'media',
    name: `transcode-${node.random.hex(9)}-${node.random.suffix(5)}`,
    age: 190_000,
    containers: [{ name: 'transcode', image: 'registry.example.com/media/transcode:3.1.2', command: '/app/transcode' }],
  });
  const point = `/var/lib/kubelet/pods/${pod.uid}/volumes/kubernetes.io~csi/oss-media${options === '' ? '' : '-2'}/mount`;
  addMount(node.table, node.numbers, {
    point,
    fsType: 'fuse.ossfs',
    source: 'ossfs',
    device: node.numbers.anonymousDevice(),
    options: 'rw,nosuid,nodev,relatime',
    superOptions: 'rw,user_id=0,group_id=0,allow_other',
    shared: node.numbers.peerGroup(),
  });
  const pid = node.nextPid();
  addProcess(node, {
    pid,
    comm: 'ossfs',
    command: `ossfs media-archive:/ ${point} -ourl=oss-internal.example.com -oallow_other -opasswd_file=/etc/ossfs/passwd${options}`,
    cgroup: '/system.slice/ossfs.service',
    threads: 24,
    rss: 91_000,
    started: UPTIME - 190_000,
  });
  if (options === '') addDeletedFiles(node, pid);
}

/** Unlinked at creation, so that du does not see them; 38 parts of some 840 MiB fill the file system. */
function addDeletedFiles(node: Node, pid: number): void {
  const device = node.table.top.get('/tmp')?.device ?? '0:0';
  const hex = device
    .split(':')
    .map((part) => Number(part).toString(16))
    .join(':');
  let left = (TMP_KIB - 81_000) * 1024;
  for (let fd = 14; left > 0; fd++) {
    const bytes = Math.min(left, node.random.int(820, 880) * 1_048_576);
    node.deleted.push(`${pid} ${fd} ${hex} ${bytes} /tmp/#${node.random.int(40_000, 90_000)} (deleted)`);
    left -= bytes;
  }
}

/** Every pod with an exec probe, every 30 seconds, in the words of the kubelet and of the daemon. */
function addProbeFailures(node: Node, pods: readonly Pod[]): void {
  const { journal } = node;
  const random = node.random.fork('probes');
  for (const pod of pods) {
    const container = pod.containers[1];
    if (container === undefined) continue;
    for (let time = FULL_SINCE + random.int(0, 29) + random.int(0, 999) / 1000; time < COLLECTED - 3; time += 30) {
      const failure = `OCI runtime exec failed: write /tmp/runc-process${random.int(100_000_000, 999_999_999)}: no space left on device: unknown`;
      const kind = random.int(0, 4) === 0 ? 'Liveness' : 'Readiness';
      journal.docker(time, 'error', `Error running exec ${random.hex(64)} in container: ${failure}`);
      journal.kubelet(
        time + 0.002,
        'I',
        'prober.go:117',
        `${kind} probe for "${pod.name}_${pod.namespace}(${pod.uid}):${container.labels['io.kubernetes.container.name'] ?? ''}" failed (failure): ${failure}`,
      );
    }
  }
}

function addServices(node: Node): void {
  const { journal } = node;
  const random = node.random.fork('services');
  const lost = ['192.168.148.180:8500', '192.168.61.14:8080', '192.168.210.7:8080'] as const;
  const missing = (boot: number, service: string): void =>
    journal.kernelAt(boot, `IPVS: rr: TCP ${service} - no destination available`);
  missing(8_939_541.979_333, lost[0]);
  for (let boot = 8_939_543.1; boot < UPTIME - 4; boot += random.int(1, 6) + random.int(0, 999_999) / 1e6)
    missing(boot, random.int(0, 5) > 1 ? lost[0] : random.pick(lost));
  for (const service of lost) {
    const [address = '', port = '0'] = service.split(':');
    node.ipvs.push(ipvsService(address, Number(port), []));
  }
  node.ipvs.push(
    ipvsService('192.168.0.10', 53, [
      ['10.130.7.21', 53],
      ['10.130.9.4', 53],
    ]),
    ipvsService('192.168.0.1', 443, [
      ['10.130.0.11', 6443],
      ['10.130.0.12', 6443],
    ]),
  );
}

/** What has nothing to do with it: a pod whose server is down, an old error of another disk, a repaired inode. */
function addOtherTrouble(node: Node, pods: readonly Pod[]): void {
  const { journal, random } = node;
  const pod = pods[9];
  for (const age of [9300, 9290, 9280, 4210, 4200, 1260, 1250]) {
    journal.kubelet(
      COLLECTED - age,
      'I',
      'prober.go:117',
      `Readiness probe for "${pod?.name}_${pod?.namespace}(${pod?.uid}):web" failed (failure): Get "http://10.130.32.77:8080/healthz": dial tcp 10.130.32.77:8080: connect: connection refused`,
    );
  }
  journal.docker(
    COLLECTED - 6 * 86_400,
    'error',
    `Handler for POST /v1.40/images/load returned error: write /data/import/${random.hex(12)}.tar: no space left on device`,
  );
  addOldExt4Reminder(node, 'vdb1', COLLECTED - 12_000, 1_604_973_511);
}
