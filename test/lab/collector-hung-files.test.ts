import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Collected, type Fault, readEvidence, skipWithout, withNode } from './faulty-node.ts';

const FUSE_SERVER = fileURLToPath(new URL('fuse-server.mjs', import.meta.url));

/** A frozen ext4 with the state of a container engine and its log, and a writer that sleeps in it. */
const FROZEN: Fault = {
  prepare: `
    truncate -s 64M "$LAB/disk"
    mkfs.ext4 -q -F "$LAB/disk"
    mkdir "$LAB/frozen"
    mount -o loop "$LAB/disk" "$LAB/frozen"
    mkdir -p "$LAB/frozen/docker/containers" "$LAB/frozen/log" "$LAB/frozen/tmp" "$LAB/frozen/etc"
    echo '{"data-root":"'"$LAB"'/frozen/docker"}' >"$LAB/frozen/etc/daemon.json"
    echo 'Nov 21 10:00:00 node kernel: a line' >"$LAB/frozen/log/messages"
    mkdir "$LAB/etc"
    mount -t tmpfs tmpfs "$LAB/etc"
    mkdir "$LAB/etc/upper" "$LAB/etc/work"
    mount -t overlay -o "lowerdir=/etc,upperdir=$LAB/etc/upper,workdir=$LAB/etc/work" overlay /etc
    mkdir -p /etc/docker
    mount --bind "$LAB/frozen/etc" /etc/docker
    mount --bind "$LAB/frozen/log" /var/log
    fsfreeze -f "$LAB/frozen"
    dd if=/dev/zero of="$LAB/frozen/file" 2>/dev/null &
    echo $! >"$LAB/writer"
    sleep 0.3`,
  release: 'fsfreeze -u "$LAB/frozen" || :',
};

/** A file system of its own program below the pod directories, where container storage interfaces mount theirs. */
const fuse = (mode: 'stopped' | 'swallow'): Fault => ({
  prepare: `
    mount -t tmpfs tmpfs /var/lib
    point=/var/lib/kubelet/pods/4b1d/volumes/kubernetes.io~csi/data/mount
    mkdir -p "$point"
    '${process.execPath}' '${FUSE_SERVER}' "$point" ${mode} &
    server=$!
    until grep -q " $point fuse" 2>/dev/null </proc/self/mountinfo || grep -q " $point .* - fuse " /proc/self/mountinfo; do sleep 0.05; done
    ls "$point"
    [ ${mode} = swallow ] || kill -STOP $server`,
});

/** Whatever hangs: the archive is whole, and its reader sees the end together with that of the script. */
function expectInTime(run: Collected): void {
  expect(run.code, run.stderr).toBe(0);
  expect(run.seconds).toBeLessThan(60);
  expect(run.eofSeconds).toBeLessThan(2);
}

describe('a frozen file system', () => {
  it('below the paths that are read: the run is whole and shows who waits', async (context) => {
    skipWithout(context, 'fsfreeze', 'mkfs.ext4', 'losetup');
    await withNode(FROZEN, async (node) => {
      const run = await node.collect();
      expectInTime(run);
      const { texts, closing } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true, aborted: null });
      expect(texts.get('commands/proc/stat')).toMatch(/^\d+ \(dd\) D /m);
      expect(texts.get('commands/proc/task-stack')).toMatch(/percpu_rwsem_wait|sb_start_write/);
      expect(texts.get('etc/docker/daemon.json')).toContain('data-root');
      expect(texts.get('var/log/messages')).toContain('a line');
    });
  });
});

/** The first choice for staging lies on a frozen file system. */
const FROZEN_RUN: Fault = {
  prepare: `
    truncate -s 64M "$LAB/disk"
    mkfs.ext4 -q -F "$LAB/disk"
    mount -o loop "$LAB/disk" /run
    fsfreeze -f /run`,
  release: 'fsfreeze -u /run || :',
};

describe('a frozen /run', () => {
  it('is left for the next place, and the child that waits in it is named', async (context) => {
    skipWithout(context, 'fsfreeze', 'mkfs.ext4', 'losetup');
    await withNode(FROZEN_RUN, async (node) => {
      const run = await node.collect({ seconds: 60 });
      expectInTime(run);
      const { closing } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true, aborted: null });
      expect(closing.abandoned).toContainEqual(expect.objectContaining({ state: 'D', wchan: 'percpu_rwsem_wait' }));
    });
  });
});

describe('a file system whose program', () => {
  it('was stopped: the step that asks it says so, everything else is there', async (context) => {
    skipWithout(context);
    await withNode(fuse('stopped'), async (node) => {
      const run = await node.collect();
      expectInTime(run);
      const { closing, records } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true, aborted: null });
      const df = records.find(({ step }) => step === 'df');
      expect(df).toMatchObject({ status: 'timed_out' });
      expect(df?.reason).toContain('/var/lib/kubelet/pods/4b1d');
    });
  });

  it('never answers: the child in uninterruptible sleep is left behind and named', async (context) => {
    skipWithout(context);
    await withNode(fuse('swallow'), async (node) => {
      const run = await node.collect();
      expectInTime(run);
      const { closing } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true, aborted: null });
      const stuck = closing.abandoned.find(({ wchan }) => wchan === 'request_wait_answer');
      expect(stuck).toMatchObject({ state: 'D' });
      expect(stuck?.command).toContain('df');
    });
  });
});
