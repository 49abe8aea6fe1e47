import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './commands.ts';
import { announce } from './engine.ts';
import { makeOwnDmesg } from './own-dmesg.ts';
import { analyse, COLLECTOR, rootOf } from './program.ts';

/**
 * Ten restarts of a service that binds its directory onto itself, in a node of its own. A node has a runtime; without one
 * the collector takes a PID namespace of its own for that of a container.
 */
const SCENE = `
set -eu
mount -t proc proc /proc
mkdir "$LAB/store"
cp "$(command -v sleep)" "$LAB/containerd"
"$LAB/containerd" 600 > /dev/null 2>&1 &
SETUP
for restart in 1 2 3 4 5 6 7 8 9 10; do mount --bind "$LAB/store" "$LAB/store"; done
sh "$COLLECTOR" -o "$LAB/b.tgz"
`;

describe.each([
  {
    // 1, 2, 4, ...: the stack is its own peer group.
    name: 'a mount of its own that is shared',
    setup:
      'mount --bind "$LAB/store" "$LAB/store"; mount --make-private "$LAB/store"; mount --make-shared "$LAB/store"',
    height: 1024,
  },
  {
    // 1, 3, 7, ...: the mount that holds the directory takes a copy too. systemd makes / shared.
    name: 'a directory on a shared file system',
    setup: 'mount --make-rshared /',
    height: 1023,
  },
])('a service that binds $name onto itself', ({ setup, height }) => {
  it('is named as the cause, with the height of the stack', async (context) => {
    if (process.getuid?.() !== 0) {
      announce('not run as root');
      context.skip('not run as root');
    }
    const folder = mkdtempSync('/var/tmp/inquest-lab-');
    try {
      const node = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'];
      const script = SCENE.replace('SETUP', () => setup);
      // What other tests broke stands in the ring of the kernel.
      const PATH = `${makeOwnDmesg(folder) ?? '/nonexistent'}:${process.env.PATH}`;
      const done = await run('unshare', [...node, 'sh', '-c', script], { env: { LAB: folder, COLLECTOR, PATH } });
      expect(done, done.stderr).toMatchObject({ code: 0 });

      const root = rootOf(await analyse(path.join(folder, 'b.tgz')));
      expect(root.id).toBe('mounts/mount-doubling-self-bind');
      expect(root.summary).toContain(`${height} mounts stacked at ${folder}/store`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
