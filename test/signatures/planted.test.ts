import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import type { Emitter } from '../../src/signatures/signature.ts';
import { shippedSignatures } from './shipped.ts';

// Lines of a record count behind its first line only; records.test.ts has those.
const signatures = shippedSignatures().filter(({ follows }) => follows === undefined);
const groupOf = new Map(signatures.map(({ id, group }) => [id, group]));

/** Lines per group over all given logs, each cut into chunks of `chunk` bytes. */
function countGroups(logs: readonly { emitter: Emitter; bytes: Buffer }[], chunk = 1 << 20): Record<string, number> {
  const scanner = createScanner(signatures, decodeLine);
  const counts: Record<string, number> = {};
  const scanned = { lines: 0, matches: 0 };
  for (const { emitter, bytes } of logs) {
    const log = scanner.open({ path: 'x.log', emitter });
    for (let at = 0; at < bytes.length; at += chunk) log.write(bytes.subarray(at, at + chunk));
    const { lines, matches } = log.end(true);
    scanned.lines += lines;
    for (const { signature, count, occurrences, unlisted, perMinute, untimed } of matches) {
      scanned.matches += count;
      const group = groupOf.get(signature) ?? '?';
      counts[group] = (counts[group] ?? 0) + count;
      expect(occurrences.reduce((n, occurrence) => n + occurrence.count, unlisted)).toBe(count);
      expect(perMinute.reduce((n, [, inMinute]) => n + inMinute, untimed)).toBe(count);
    }
  }
  expect(scanner.scanned).toEqual(scanned);
  return counts;
}

/** A small repeatable generator of numbers below `below`. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

/** A log in which every sample of every signature of the emitter is planted between routine lines. */
function plantedLog(program: string, emitter: Emitter, seed: number) {
  const below = numbers(seed);
  const planted: Record<string, number> = {};
  const lines: string[] = [];
  const known = signatures.filter(({ sources }) => sources.includes(emitter) || sources.includes('any'));
  for (let i = 0; i < 6000; i++) {
    const second = String(10 + Math.floor(i / 120)).padStart(2, '0');
    const prefix = `Apr 12 15:${second}:00 node-1 ${program}: `;
    const signature = below(5) === 0 ? known[below(known.length)] : undefined;
    const sample = signature?.samples[below(signature.samples.length)];
    lines.push(prefix + (sample ?? `routine message ${i} of container ${below(1e6).toString(16)}, no error`));
    for (const group of signature === undefined || sample === undefined ? [] : groupsOf(sample, emitter)) {
      planted[group] = (planted[group] ?? 0) + 1;
    }
  }
  return { planted, bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

const cache = new Map<string, string[]>();
/** The groups of a sample scanned alone, which the tests of the shipped signatures check. */
function groupsOf(sample: string, emitter: Emitter): string[] {
  const key = `${emitter} ${sample}`;
  const known = cache.get(key) ?? Object.keys(countGroups([{ emitter, bytes: Buffer.from(sample) }]));
  cache.set(key, known);
  return known;
}

describe('planted lines', () => {
  it.each([
    ['kubelet[812]', 'kubelet'],
    ['kernel', 'kernel'],
    ['dockerd[1721]', 'dockerd'],
  ] as const)('of %s are all counted, and nothing else is', (program, emitter) => {
    const { planted, bytes } = plantedLog(program, emitter, 7);
    expect(Object.keys(planted).length).toBeGreaterThan(7);
    expect(countGroups([{ emitter, bytes }])).toEqual(planted);
    expect(countGroups([{ emitter: 'any', bytes }], 4099)).toEqual(planted);
  });
});

const corpus = process.env.CORPUS_DIR ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const generator = join(corpus, '../bench/gen.mjs');
const hasGenerator = existsSync(generator);

/** The keys of the generator's truth and the groups that count them. */
const GROUPS: Readonly<Record<string, string>> = {
  'kernel.ipvsNoDest': 'ipvs_no_destination',
  'kernel.slub': 'slub_alloc_failure',
  'kernel.ext4': 'ext4_error',
  'kernel.bufferIo': 'buffer_io_error',
  'kernel.conntrackFull': 'conntrack_full',
  'kernel.blkUpdate': 'block_io_error',
  'kernel.jbd2': 'ext4_journal_aborted',
  'kernel.oom': 'oom_kill',
  'kubelet.GetDeviceMountRefs': 'device_mount_refs',
  'kubelet.PLEG': 'pleg_unhealthy',
  'kubelet.orphanedPod': 'orphaned_pod_volumes',
  'kubelet.ociExecTmpFull': 'exec_tmp_enospc',
  'kubelet.cgroupEnospc': 'cgroup_mkdir_enospc',
  'kubelet.evictionDiskPressure': 'disk_pressure_eviction',
  'kubelet.overlayEnospc': 'mount_enospc',
  'docker.busyRemove': 'remove_rootfs_busy',
};
const GENERATED: readonly [string, Emitter][] = [
  ['sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet', 'kubelet'],
  ['sos_commands/docker/journalctl_--no-pager_--unit_docker', 'dockerd'],
  ['sos_commands/kernel/dmesg', 'kernel'],
  ['var/log/messages', 'any'],
  ['var/log/syslog', 'any'],
  ['var/log/kern.log', 'kernel'],
];

const scratch: string[] = [];
afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

describe(
  hasGenerator ? 'generated node bundle' : 'generated node bundle (skipped: the generator is not beside the corpus)',
  () => {
    it.skipIf(!hasGenerator)('has exactly the planted counts', () => {
      const folder = mkdtempSync(join(tmpdir(), 'planted-'));
      scratch.push(folder);
      execFileSync(process.execPath, [generator, '--mb', '5', '--out', folder, '--name', 'node'], { stdio: 'ignore' });
      const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as { planted: Record<string, number> };
      const logs = GENERATED.map(([path, emitter]) => ({ emitter, bytes: readFileSync(join(folder, 'node', path)) }));
      const counts = countGroups(logs);
      const wanted = Object.fromEntries(
        Object.entries(truth.planted).map(([key, count]) => [GROUPS[key] ?? key, count]),
      );
      expect(counts).toMatchObject(wanted);
    });
  },
);
