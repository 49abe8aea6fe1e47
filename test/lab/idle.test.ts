import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './commands.ts';
import { announce } from './engine.ts';
import { makeOwnDmesg } from './own-dmesg.ts';
import { analyse, COLLECTOR } from './program.ts';

describe('this machine while nothing is wrong with it', () => {
  it('is called healthy, with the logs that were absent or cut', async (context) => {
    if (process.getuid?.() !== 0) {
      announce('not run as root');
      context.skip('not run as root');
    }
    const folder = mkdtempSync('/var/tmp/inquest-lab-');
    try {
      const bundle = path.join(folder, 'b.tgz');
      const bin = makeOwnDmesg(folder);
      const script = `PATH='${bin ?? '/nonexistent'}':"$PATH" exec sh '${COLLECTOR}' -o '${bundle}'`;
      const collected = await run('sh', ['-c', script], { seconds: 180 });
      expect(collected).toMatchObject({ code: 0 });
      expect(collected.seconds).toBeLessThan(60);

      const report = await analyse(bundle);
      // The ring of a machine that has run for long has lost its boot, and without a log nobody calls it healthy.
      const hasLog = report.coverage.sources.some((source) => source.id === 'log' && source.status === 'collected');
      expect(report.verdict).toMatchObject({ status: hasLog ? 'healthy' : 'insufficient-data', severity: 'info' });
      if (!hasLog) expect(report.verdict.reasons).toEqual(['logs: no log is in this bundle']);
      expect(report.findings.filter((finding) => finding.severity !== 'info')).toEqual([]);
      expect(report.diagnoses).toEqual([]);
      const logs = report.coverage.sources.filter((source) => source.id === 'log');
      const incomplete =
        logs.some((log) => log.status !== 'collected') || report.coverage.logs.some((l) => l.gaps.length > 0);
      if (hasLog && incomplete)
        expect(report.verdict.reasons.join('; ')).toMatch(/\blog\b.* is absent|cut|earlier|rotated|rate/);
      if (hasLog) for (const reason of report.verdict.reasons) expect(report.verdict.headline).toContain(reason);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
