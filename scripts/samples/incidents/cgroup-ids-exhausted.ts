import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { epoch } from '../clock.ts';
import { addFilesystem, type Node } from '../node.ts';
import { addApplications, addNodeAgents, type Pod } from '../pods.ts';
import { addOldExt4Reminder, addTraffic } from '../traffic.ts';
import { centos7Node, cgroupCounts } from './centos7-node.ts';
import type { Incident, Variant } from './incident.ts';

const COLLECTED = epoch('2018-12-27T03:40:00Z');
const UPTIME = 15_120_000;

/**
 * The kubelet 1.12.4 accounts kernel memory on a kernel 3.10, so every group that was ever made still has its id: 65,535
 * groups of memory, some 400 of anything else, and no pod can be made any more.
 */
export const cgroupIdsExhausted: Incident = {
  name: 'cgroup-ids-exhausted',
  build(variant: Variant = {}) {
    const node = centos7Node(
      {
        seed: 'cgroup-ids-exhausted',
        hostname: 'node-f2.example.com',
        clock: { collectedAt: COLLECTED, uptime: UPTIME, utcOffset: 28_800 },
      },
      variant,
    );
    addFilesystem(node, {
      source: '/dev/sdb1',
      type: 'ext4',
      point: '/data',
      device: '8:17',
      kib: 206_292_968,
      used: 180_122_004,
      available: 15_668_852,
      inodes: 13_107_200,
      inodesUsed: 221_904,
    });
    const pods = [...addNodeAgents(node), ...addApplications(node, 12, { secrets: 1 })];
    addTraffic(node, { from: COLLECTED - 3 * 3600, to: COLLECTED, pods, every: 45 });
    addRefusals(node);
    addGroupCaches(node);
    addOtherTrouble(node, pods);
    const groups = cgroupCounts(65_535, 341);
    return withSteps(bundleOf(node), [
      step('cgroups_again', 4, 'cgroups', 'proc/cgroups', groups),
      step('file_handles', 4, 'sysctl', 'proc/sys/fs/file-nr', '41216\t0\t13068410\n'),
    ]);
  },
};

/** A pod of a job that is tried again and again, and one container of a pod whose group was still there. */
function addRefusals(node: Node): void {
  const { journal } = node;
  const random = node.random.fork('refusals');
  for (let time = COLLECTED - 7100; time < COLLECTED - 8; time += random.int(40, 80)) {
    const uid = random.uuid();
    const group = `/sys/fs/cgroup/memory/kubepods/burstable/pod${uid}`;
    journal.kubelet(
      time,
      'E',
      'pod_workers.go:186',
      `Error syncing pod ${uid} ("report-${random.suffix(5)}_batch(${uid})"), skipping: failed to ensure that the pod: ${uid} cgroups exist and are correctly applied: failed to create container for [kubepods burstable pod${uid}] : mkdir ${group}: no space left on device`,
    );
    if (random.int(0, 2) > 0) continue;
    const id = random.hex(64);
    journal.docker(
      time + 3,
      'error',
      `Handler for POST /v1.38/containers/${id}/start returned error: OCI runtime create failed: container_linux.go:348: starting container process caused "process_linux.go:279: applying cgroup configuration for process caused \\"mkdir ${group}/${id}: no space left on device\\"": unknown`,
    );
  }
}

/** The allocator names the caches of single groups, which only exist while kernel memory is accounted. */
function addGroupCaches(node: Node): void {
  const { journal } = node;
  const random = node.random.fork('caches');
  for (const age of [61_200, 32_400, 5400]) {
    journal.kernel(COLLECTED - age, 'SLUB: Unable to allocate memory on node -1 (gfp=0x8020)');
    journal.kernel(
      COLLECTED - age + 0.000_02,
      `  cache: ip6_dst_cache(${random.int(900, 60_000)}:${random.hex(64)}), object size: 448, buffer size: 448, default order: 2, min order: 0`,
    );
  }
}

/** A full-looking disk, a watch that came too late, an old image that did not fit, an error of ext4 repaired long ago. */
function addOtherTrouble(node: Node, pods: readonly Pod[]): void {
  const { journal, random } = node;
  const pod = pods[7];
  journal.docker(
    COLLECTED - 5 * 86_400,
    'error',
    `Handler for POST /v1.38/images/load returned error: write /data/import/${random.hex(12)}.tar: no space left on device`,
  );
  for (const age of [9000, 4000, 900])
    journal.kubelet(
      COLLECTED - age,
      'W',
      'raw.go:87',
      `Error while processing event ("/sys/fs/cgroup/pids/libcontainer_${random.int(1000, 99_999)}_systemd_test_default.slice": 0x40000100 == IN_CREATE|IN_ISDIR): readdirent: no such file or directory`,
    );
  for (const age of [8210, 8200, 2110])
    journal.kubelet(
      COLLECTED - age,
      'I',
      'prober.go:111',
      `Readiness probe for "${pod?.name}_${pod?.namespace}(${pod?.uid}):app" failed (failure): Get http://10.130.12.7:8080/healthz: net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
    );
  journal.kernel(COLLECTED - 22_000, 'java: page allocation failure: order:5, mode:0x40d0');
  addOldExt4Reminder(node, 'sdb1', COLLECTED - 12_000, 1_504_973_511);
}
