import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Seconds within which the kernel of every machine is still booting. */
const BOOT = 30;

/**
 * Writes `dmesg` and what it needs into FOLDER (absolute, of this test alone) and returns its directory, to stand first in a PATH.
 * The kernel is that of the machine: its ring still tells of what other tests broke. This dmesg tells of the boot, of what came
 * after now, and never of control groups in which tests allow no process. `undefined` on a machine without dmesg.
 */
export function makeOwnDmesg(folder: string): string | undefined {
  if (!path.isAbsolute(folder) || path.dirname(folder) === '/') throw new Error(`not the folder of a test: ${folder}`);
  const real = (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/sbin', '/sbin')
    .map((place) => path.join(place, 'dmesg'))
    .find((file) => existsSync(file));
  if (real === undefined) return undefined;
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(folder, 'own.awk'), OWN_LINES);
  const script = `#!/bin/sh\n${real} "$@" | awk -v began=${lastStamp(real)} -f '${folder}/own.awk'\n`;
  writeFileSync(path.join(bin, 'dmesg'), script, { mode: 0o755 });
  return bin;
}

const OWN_LINES = `/fork rejected by pids controller/ { next }
{ at = $0; sub(/^[^[]*\\[ */, "", at); if (at + 0 < ${BOOT} || at + 0 > began) print }
`;

/** The newest stamp in the ring, in its own clock (that of /proc/uptime runs apart from it within hours); 0 where none is readable. */
function lastStamp(real: string): string {
  const ring = execFileSync('sh', ['-c', `${real} | tail -n 1`], { encoding: 'utf8', timeout: 10_000 });
  return /\[ *(\d+\.\d+)\]/.exec(ring)?.[1] ?? '0';
}
