import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMembers } from '../collectors/run-collector.ts';
import { type Fault, type FaultyNode, readEvidence, skipWithout, withNode } from './faulty-node.ts';

/**
 * A root of its own on top of that of the machine, in memory; then `broken` is done to it. The collector runs in it by
 * chroot, with /proc, /sys, /dev and a /run of the node.
 */
const rootThat = (broken: string): Fault => ({
  prepare: `
    mkdir "$LAB/top" "$LAB/root"
    mount -t tmpfs -o size=1m tmpfs "$LAB/top"
    mkdir "$LAB/top/upper" "$LAB/top/work"
    mount -t overlay -o "lowerdir=/,upperdir=$LAB/top/upper,workdir=$LAB/top/work" overlay "$LAB/root"
    for place in proc sys dev run; do mount --rbind "/$place" "$LAB/root/$place"; done
    mkdir -p "$LAB/root$LAB"
    mount --bind "$LAB" "$LAB/root$LAB"
    ${broken}`,
});

const FILL = 'dd if=/dev/zero of="$LAB/root/filler" bs=4096 2>/dev/null || :; ! echo x >"$LAB/root/y"';

const FAULTS: [string, Fault][] = [
  ['/ and /tmp that are full', rootThat(FILL)],
  ['a root that is read-only', rootThat('mount -o remount,ro "$LAB/root"')],
];

const NOWHERE = rootThat(
  `${FILL}; for place in run dev/shm; do mount -t tmpfs -o size=4k tmpfs "$LAB/root/$place"; ! yes >"$LAB/root/$place/x"; done 2>/dev/null`,
);

const SHELLS = [['dash'], ['bash', '--posix'], ['busybox', 'ash'], ['mksh']];

const inRoot = (node: FaultyNode): string[] => ['chroot', path.join(node.folder, 'root')];

describe.each(SHELLS)('under %s', (...shell) => {
  it.for(FAULTS)('%s: the run is complete', async ([, fault], context) => {
    skipWithout(context, shell[0] ?? '', 'chroot');
    await withNode(fault, async (node) => {
      const run = await node.collect({ shell: [...inRoot(node), ...shell] });
      expect(run.code, run.stderr).toBe(0);
      expect(run.seconds).toBeLessThan(60);
      const { texts, closing } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true, aborted: null, abandoned: [] });
      expect(texts.get('commands/proc/stat')).toMatch(/^1 \(sh\) /m);
      expect(texts.get('commands/df/bytes')).toMatch(/ \/$/m);
      expect(readFileSync(`/proc/${node.pid}/mountinfo`, 'utf8')).toContain(`${node.folder}/root `);
      expect(existsSync(`/proc/${node.pid}/root${node.folder}/root/nohup.out`)).toBe(false);
    });
  });
});

describe('a node where nothing can be staged', () => {
  it('still gives what the builtins read', async (context) => {
    skipWithout(context, 'chroot');
    await withNode(NOWHERE, async (node) => {
      const run = await node.collect({ shell: [...inRoot(node), 'sh'] });
      expect(run.code).toBe(1);
      const members = await readMembers(run.archive);
      const texts = new Map(members.map(({ path: name, bytes }) => [name, bytes.toString('utf8')]));
      expect(texts.get('proc/loadavg')).toMatch(/^\d+\.\d+ /);
      expect(JSON.parse(texts.get('manifest.json') ?? '')).toMatchObject({
        complete: false,
        aborted: 'no place for staging',
      });
    });
  });
});
