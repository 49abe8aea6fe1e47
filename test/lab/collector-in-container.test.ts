import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEvidence, skipWithout, withNode } from './faulty-node.ts';

/**
 * What `docker run --pid host` gives: the processes of the machine, but a root of layers below the folder of an engine,
 * with another /etc.
 */
const CONTAINER = `
  mkdir -p "$LAB/docker/overlay2/0f" "$LAB/root"
  mount -t tmpfs tmpfs "$LAB/docker/overlay2/0f"
  mkdir "$LAB/docker/overlay2/0f/diff" "$LAB/docker/overlay2/0f/work"
  mount -t overlay -o "lowerdir=/,upperdir=$LAB/docker/overlay2/0f/diff,workdir=$LAB/docker/overlay2/0f/work" overlay "$LAB/root"
  for place in proc sys dev; do mount --rbind "/$place" "$LAB/root/$place"; done
  rm -f "$LAB/root/etc/os-release"
  echo 'ID=container' >"$LAB/root/etc/os-release"
  cp "$LAB/collect.sh" "$LAB/root/collect.sh"
  mkdir -p "$LAB/root$LAB"
  cp "$LAB/collect.sh" "$LAB/root$LAB/"`;

describe('in a container that sees the processes of the node', () => {
  it('the script notices, says what is missing and reads the node through /proc', async (context) => {
    skipWithout(context, 'chroot');
    await withNode({ prepare: CONTAINER, hostPids: true }, async (node) => {
      const run = await node.collect({ shell: ['chroot', path.join(node.folder, 'root'), 'sh'] });
      expect(run.code, run.stderr).toBe(0);
      const { texts, closing } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true });
      const start = JSON.parse(texts.get('manifest-start.json') ?? '');
      expect(start.privileges).toMatchObject({ in_container: true });
      // The processes and the mount table of pid 1 are those of the node.
      expect(texts.get('commands/proc/stat')).toMatch(new RegExp(`^${process.pid} \\(`, 'm'));
      expect(texts.get('proc/1/mountinfo')).not.toContain(`${node.folder}/docker/overlay2/0f/diff`);
      // A file of the container may be in the bundle; then the script has said whose it is.
      const own = (texts.get('etc/os-release') ?? '').includes('ID=container');
      if (own) expect(run.stderr).toMatch(/in a container, whose files are not the node's/);
      else expect(texts.get('etc/os-release') ?? texts.get('proc/1/root/etc/os-release')).toContain('ID=');
    });
  });
});
