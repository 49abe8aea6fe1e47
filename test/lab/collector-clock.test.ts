import { describe, expect, it } from 'vitest';
import { readEvidence, skipWithout, withNode } from './faulty-node.ts';

const YEARS = 2 * 365 * 86_400;

/**
 * A clock that was set after the start of the machine: the kernel then reports another start (`btime`), and `date` the
 * set time. The real clock stays: /proc/stat and date are covered in the node, journals keep their stamps.
 */
const clockOff = (seconds: number): string => `
  awk -v off=${seconds} '$1 == "btime" { $2 += off } { print }' /proc/stat >"$LAB/stat"
  mount --bind "$LAB/stat" /proc/stat
  mkdir "$LAB/bin"
  printf '%s\\n' '#!/bin/sh' 'exec $(command -v busybox) date -d "@$(($(busybox date +%s) + ${seconds}))" "$@"' >"$LAB/bin/date"
  chmod 755 "$LAB/bin/date"`;

describe.each([
  ['two years ahead', YEARS],
  ['two years back', -YEARS],
])('a clock %s', (_name, seconds) => {
  it('is told as it is, and durations are right', async (context) => {
    skipWithout(context, 'busybox');
    await withNode({ prepare: clockOff(seconds) }, async (node) => {
      const env = { PATH: `${node.folder}/bin:${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
      const before = Date.now() / 1000 + seconds;
      const run = await node.collect({ env });
      expect(run.code, run.stderr).toBe(0);
      const { texts, closing, records } = await readEvidence(run.archive);
      expect(closing).toMatchObject({ complete: true });
      const start = JSON.parse(texts.get('manifest-start.json') ?? '');
      expect(Math.abs(start.clock.epoch - before)).toBeLessThan(5);
      expect(texts.get('commands/date')).toContain(String(new Date(before * 1000).getUTCFullYear()));
      for (const { step, seconds: taken } of records) {
        expect(taken, step).toBeGreaterThanOrEqual(0);
        expect(taken, step).toBeLessThan(run.seconds + 1);
      }
    });
  });
});
