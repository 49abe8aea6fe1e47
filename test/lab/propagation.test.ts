import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { copiesOfMountAt, findPlace } from '../../src/facts/mount-table.ts';
import { mountTables } from '../../src/facts/mount-tables.ts';
import { factsOf } from '../facts/reading.ts';

/** Commands run in a namespace of their own with a shared tmpfs at $T; `place` is the directory that gets the new mount. */
interface Scene {
  readonly name: string;
  readonly setup: string;
  readonly place: string;
  /** Rows that all tables together grow by. */
  readonly copies: number;
}

/** Leaves a process in a new mount namespace; unshare keeps the given propagation. */
const namespace = (propagation: string, then = ''): string =>
  `unshare -m --propagation ${propagation} sh -c '${then} echo ready; exec sleep 30' & wait_ready`;

const SCENES: readonly Scene[] = [
  { name: 'a shared tree alone', setup: '', place: 'a', copies: 1 },
  {
    name: 'a private tree with a peer namespace',
    setup: `mount --make-private $T\n${namespace('unchanged')}`,
    place: 'a',
    copies: 1,
  },
  {
    name: 'three namespaces in one peer group',
    setup: `${namespace('unchanged')}\n${namespace('unchanged')}`,
    place: 'a',
    copies: 3,
  },
  { name: 'slave namespaces', setup: `${namespace('slave')}\n${namespace('slave')}`, place: 'a', copies: 3 },
  {
    name: 'a slave of a slave',
    setup: namespace(
      'slave',
      'mount --make-shared $T; unshare -m --propagation slave sh -c "echo ready; exec sleep 30" &',
    ),
    place: 'a',
    copies: 3,
  },
  { name: 'a private namespace takes nothing', setup: namespace('private'), place: 'a', copies: 1 },
  {
    name: 'binds of the root and of subdirectories',
    setup: 'mkdir $T/m1 $T/m2 $T/m3\nmount --bind $T $T/m1\nmount --bind $T/a $T/m2\nmount --bind $T/b $T/m3',
    place: 'a/x',
    copies: 4,
  },
  {
    name: 'the place itself is bound elsewhere',
    setup: 'mkdir $T/m1\nmount --bind $T/a/x $T/m1',
    place: 'a/x',
    copies: 2,
  },
  {
    name: 'binds in slave namespaces that see only a part',
    setup: `mkdir $T/m1\nmount --bind $T/a $T/m1\n${namespace('slave', 'mount --bind $T/a $T/b;')}`,
    place: 'a/x',
    copies: 5,
  },
  {
    name: 'a stack of self binds',
    setup: 'mount --bind $T/a $T/a\nmount --bind $T/a $T/a\nmount --bind $T/a $T/a',
    place: 'a',
    copies: 8,
  },
  {
    name: 'a stack of self binds, mounted below',
    setup: 'mount --bind $T/a $T/a\nmount --bind $T/a $T/a',
    place: 'a/x',
    copies: 4,
  },
  {
    name: 'a bind made private in between',
    setup: `mkdir $T/m1 $T/m2\nmount --bind $T $T/m1\nmount --make-private $T/m1\nmount --bind $T/m1/a $T/m2\n${namespace('unchanged')}`,
    place: 'a/x',
    copies: 2,
  },
  {
    name: 'a slave that is shared and bound',
    setup: `mkdir $T/m1\nmount --bind $T $T/m1\nmount --make-slave $T/m1\nmount --make-shared $T/m1\n${namespace('unchanged')}\n${namespace('slave')}`,
    place: 'a/x',
    copies: 6,
  },
  {
    name: 'the mount that held the place is covered by a later one',
    setup:
      'mount -t tmpfs lower $T/a/x\nmkdir $T/m1\nmount --bind $T/a/x $T/m1\nmount -t tmpfs upper $T/a\nmkdir $T/a/x',
    place: 'a/x',
    copies: 1,
  },
];

const SCRIPT = `
set -eu
mount -t tmpfs tmpfs "$T"
mount --make-shared "$T"
mkdir -p "$T/a/x" "$T/b"
mkfifo "$F"
exec 9<>"$F"
wait_ready() { read -r line <&9; }
show() {
  echo "== $1"
  for p in $(all); do
    echo "-- $p $(stat -L -c %i /proc/$p/ns/mnt)"
    cat /proc/$p/mountinfo
  done
}
all() { echo $$; for p in $(pgrep -s 0); do [ "$p" = "$$" ] || [ "$(cat /proc/$p/comm)" != sleep ] || echo $p; done; }
setup() {
SETUP
}
setup >&9
sleep 0.2
show before
mount -t tmpfs added "$T/PLACE"
show after
kill $(all | tail -n +2) 2>/dev/null || true
`;

const canTry = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

describe.skipIf(!canTry)('copies of a mount against the running kernel (needs root and the right to unshare)', () => {
  it.each(SCENES)('$name', ({ setup, place, copies }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'propagation-'));
    try {
      const { before, after } = run(folder, setup, place);
      const tables = mountTables(factsOf(before.files));
      const own = tables.tableOf(before.first);
      const found = own === undefined ? undefined : findPlace(own, `${folder}/t/${place}`);
      if (found === undefined) throw new Error('the place is on no mount');
      const predicted = Object.fromEntries(copiesOfMountAt(found, tables.receivers));
      const grown = growth(before.rows, after.rows);
      expect(Object.values(grown).reduce((a, b) => a + b, 0)).toBe(copies);
      expect(predicted).toEqual(grown);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

interface State {
  readonly first: number;
  readonly files: Record<string, string>;
  /** Rows per namespace inode. */
  readonly rows: ReadonlyMap<string, number>;
}

function run(folder: string, setup: string, place: string): { before: State; after: State } {
  const script = SCRIPT.replace('SETUP', () => setup || ':').replace('PLACE', place);
  const target = path.join(folder, 't');
  spawnSync('mkdir', [target]);
  // A session of its own, so that the script finds the processes it left behind.
  const result = spawnSync('setsid', ['--wait', 'unshare', '-m', '--propagation', 'private', 'sh', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, T: target, F: path.join(folder, 'fifo') },
    timeout: 15_000,
    maxBuffer: 64 << 20,
  });
  if (result.status !== 0) throw new Error(`the scene failed: ${result.stderr}`);
  const [, before = '', after = ''] = result.stdout.split(/^== .*\n/m);
  return { before: stateOf(before), after: stateOf(after) };
}

function stateOf(text: string): State {
  const files: Record<string, string> = {};
  const rows = new Map<string, number>();
  let inodes = '';
  let first = 0;
  for (const part of text.split(/^-- /m).slice(1)) {
    const [head = '', ...lines] = part.trimEnd().split('\n');
    const [pid = '', inode = ''] = head.split(' ');
    if (first === 0) first = Number(pid);
    files[`proc/${pid}/mountinfo`] = `${lines.join('\n')}\n`;
    inodes += `${inode} /proc/${pid}/ns/mnt\n`;
    rows.set(inode, lines.length);
  }
  return { first, files: { ...files, 'commands/proc/ns-mnt': inodes }, rows };
}

function growth(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Record<string, number> {
  const grown = [...after].map(([inode, rows]): [string, number] => [inode, rows - (before.get(inode) ?? 0)]);
  return Object.fromEntries(grown.filter(([, rows]) => rows !== 0));
}
