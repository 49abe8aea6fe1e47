import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Engine, IMAGE, startAgent, useEngine } from './engine.ts';
import { skipWithout } from './faulty-node.ts';
import { analyse, collect, rootOf } from './program.ts';

/** So few that the kernel logs each of their mounts: it says ten in five seconds, and then that it left some out. */
const VOLUMES = 6;
const VOLUME_NAMES = Array.from({ length: VOLUMES }, (_, n) => `d-${1000 + n}`);
const BIND = '-v /:/host:ro,rslave';
const STAGED = '/var/lib/kubelet/plugins/kubernetes.io/csi/pv';

/** Nothing of the machine may be reached through /var/lib: volumes, their images and the directory of the kubelet lie in memory. */
const PREPARE = `
mount -t tmpfs -o size=300m,mode=755 tmpfs /var/lib
mkdir -p /var/lib/images /var/lib/container/kubelet /var/lib/kubelet
mount --bind /var/lib/container/kubelet /var/lib/kubelet
mkdir "$LAB/alias"
mount --bind "$DATA" "$LAB/alias"
mount --make-private "$LAB/alias"`;

/**
 * Leaves the tree of the agent in the namespace of the node: / bound below its root, as a slave, through the second path
 * of the data root. There dockerd does not see it, so it neither unmounts it nor walks into it when it removes the
 * directory, and rmdir(2) refuses, as the directory is a mount point of the namespace.
 */
const leaveTree = (tree: string): string =>
  `mkdir -p '${tree}' && mount --rbind / '${tree}' && mount --make-rslave '${tree}' && mount -o remount,bind,ro '${tree}'`;

/** Mounts one disk for each volume, and keeps the numbers of the loop devices that the machine did not have before. */
const MOUNT_VOLUMES = String.raw`
set -e
ls /sys/block >"$LAB/before"
truncate -s 4M /var/lib/images/new
mkfs.ext4 -q -F -b 1024 -J size=1 /var/lib/images/new
for n in $(seq 1000 ${999 + VOLUMES}); do
  mkdir -p ${STAGED}/d-$n/globalmount
  cp --sparse=always /var/lib/images/new /var/lib/images/d-$n
  mount -o loop /var/lib/images/d-$n ${STAGED}/d-$n/globalmount
done
sed -n 's,.*/csi/pv/[^ ]* .* - ext4 /dev/loop\([0-9]*\) .*,\1,p' /proc/self/mountinfo | sort -u | while read -r n; do
  grep -qx "loop$n" "$LAB/before" || echo "$n"
done >"$LAB/loops"`;

/** Takes the last disk away below its file system: the device has no sectors any more, and the next write fails. */
const LOSE_DISK = `
file=/var/lib/images/d-${999 + VOLUMES} point=${STAGED}/d-${999 + VOLUMES}/globalmount
disk=$(findmnt -n -o SOURCE "$point")
truncate -s 0 "$file"
losetup -c "$disk"
dd if=/dev/zero of="$point/lost" bs=64k count=4 2>/dev/null
sync -f "$point" 2>/dev/null
sleep 1
touch "$point/more" 2>/dev/null
echo "$disk"`;

/** The words of the kubelet of 1.22, which lists all other mounts of the device. */
function refusal(volume: string, points: readonly string[], at: Date): string {
  const name = `kubernetes.io/csi/disk.example.com^${volume}`;
  const own = `${STAGED}/${volume}/globalmount`;
  const references = points.filter((point) => point.includes(`/${volume}/`) && point !== own);
  const [date = '', clock = ''] = at.toISOString().slice(0, 19).split('T');
  return (
    `E${date.slice(5).replace('-', '')} ${clock}.000000    1288 nestedpendingoperations.go:301] Operation for "{volumeName:${name} podName: nodeName:}" failed. ` +
    `No retries permitted until ${date} ${clock}.5 +0000 UTC m=+21254165.5 (durationBeforeRetry 2m2s). Error: "GetDeviceMountRefs check failed for volume \\"${volume}\\" ` +
    `(UniqueName: \\"${name}\\") on node \\"node-1\\" : the device mount path \\"${own}\\" is still mounted by other references [${references.join(' ')}]"`
  );
}

async function layerOf(engine: Engine, container: string): Promise<string> {
  const merged = await engine.shell(`docker inspect --format '{{.GraphDriver.Data.MergedDir}}' ${container}`);
  return merged.split('/').at(-2) ?? '';
}

/** The agent dies and cannot be removed; its successor and a job that ended have the same bind and hold nothing. */
async function leaveDeadAgent(engine: Engine): Promise<string> {
  await startAgent(engine, 'agent', BIND);
  await engine.shell(`docker run -d --name agent-next --network none ${BIND} ${IMAGE} sleep 100000`);
  await engine.shell(`docker run --name inventory-job --network none ${BIND} ${IMAGE} true`);
  const layer = await layerOf(engine, 'agent');
  await engine.shell(leaveTree(`${engine.folder}/alias/overlay2/${layer}/merged/host`));
  await engine.shell(
    `docker kill agent; until [ "$(docker inspect --format '{{.State.Running}}' agent)" = false ]; do sleep 0.1; done`,
  );
  // Were the tree below the path that dockerd removes, it would walk through the bind into the root of the machine.
  const seen = `awk '{ print $5 }' /proc/self/mountinfo | grep -c '^${engine.dataRoot}/overlay2/${layer}/' || true`;
  expect(await engine.shell(seen)).toBe('0');
  const removal = await engine.attempt('docker rm agent');
  expect(removal.stderr).toMatch(/driver "overlay2" failed to remove root filesystem: .*: device or resource busy/);
  return layer;
}

/** Threads of journals by device, as the machine shows them: they are in no namespace of processes but the first. */
const journals = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/comm`))
    .flatMap((pid) => /^jbd2\/(loop\d+)-8$/.exec(readComm(pid))?.[1] ?? []);

function readComm(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** The kubelet refuses every volume, a disk goes away, and the evidence is collected. */
async function collectWithLostDisk(
  engine: Engine,
  points: readonly string[],
): Promise<{ lost: string; bundle: string }> {
  const lines = VOLUME_NAMES.map((volume) => refusal(volume, points, new Date()));
  writeFileSync(`${engine.folder}/kubelet.log`, `${lines.join('\n')}\n`);
  await engine.shell(`cp '${engine.folder}/kubelet.log' /var/log/kubelet.log`);
  const lost = path.basename(await engine.shell(LOSE_DISK));
  return { lost, bundle: (await collect(engine)).bundle };
}

/**
 * Unmounts the lost disk by itself, before the node ends with all others: the kernel limits how many unmounts it logs, and
 * the errors in its log would otherwise be those of the next file system of that name, for whoever looks later.
 */
async function releaseDisk(engine: Engine): Promise<void> {
  const point = VOLUME_NAMES.at(-1);
  await engine.attempt(
    `docker kill agent-next; awk '$5 ~ "/${point}/" { print $5 }' /proc/self/mountinfo | while read -r p; do umount "$p"; done`,
  );
}

describe('a dead agent below whose root a copy of the mounts of the node stayed', () => {
  const engineOf = useEngine({ prepare: PREPARE });

  it('is the cause of volumes that cannot be unmounted and of the errors of a disk that was taken away', async (context) => {
    skipWithout(context, 'perl', 'findmnt', 'losetup', 'mkfs.ext4');
    const engine = engineOf(context);
    const layer = await leaveDeadAgent(engine);
    await engine.shell(`LAB='${engine.folder}'; ${MOUNT_VOLUMES}`);
    const points = (await engine.shell(`awk '$5 ~ "/csi/pv/" { print $5 }' /proc/self/mountinfo`)).split('\n');
    expect(points).toHaveLength(4 * VOLUMES);
    if (readComm('2') === 'kthreadd') expect(journals().length).toBeGreaterThanOrEqual(VOLUMES);
    const { lost, bundle } = await collectWithLostDisk(engine, points).finally(() => releaseDisk(engine));

    const report = await analyse(bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root).toMatchObject({ id: 'mounts/host-root-propagation', state: { now: 'active' } });
    expect(root.confidence.word).toBe('confirmed');
    expect(root.summary).toMatch(/^container agent \([0-9a-f]{12}\) binds \/:\/host:rslave and left \d+ mounts/);
    expect(root.chain.map(({ from, to }) => [from, to])).toEqual(
      expect.arrayContaining([
        ['mounts/host-root-propagation', 'runtime/container-removal-stuck'],
        ['runtime/container-removal-stuck', 'mounts/csi-mount-leak'],
        ['mounts/csi-mount-leak', 'storage/disk-detached-mounted'],
        ['storage/disk-detached-mounted', 'storage/ext4-io-error'],
        ['storage/ext4-io-error', 'storage/ext4-journal-abort'],
      ]),
    );
    const said = root.chain.map((edge) => edge.message).join('\n');
    expect(said).toContain(`${VOLUMES} volumes cannot be unmounted`);
    expect(said).toContain(`/overlay2/${layer}/merged/host/var/lib/container/kubelet/`);
    expect(said).toContain(`the journal of ext4 on ${lost} `);
    expect(report.findings.map((finding) => finding.id)).toContain('kubelet/root-bind-alias');
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
    // The disk that is gone shows as full, and two innocent containers have the same bind.
    expect(report.findings.map((finding) => finding.id)).not.toContain('storage/block-full');
    expect(JSON.stringify([report.verdict, report.diagnoses])).not.toMatch(/inventory-job|container agent-next/);
  });
});
