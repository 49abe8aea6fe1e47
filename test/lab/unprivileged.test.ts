import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './commands.ts';
import { announce } from './engine.ts';
import { analyse, COLLECTOR } from './program.ts';

const NOBODY = 65534;

/** A search path without docker: the same small tools, one link each, that a minimal node has. */
const PATH_WITHOUT_DOCKER = '/bin:/sbin';

/** Sources that only root may read completely, whatever the machine. */
const NEEDS_ROOT = ['mountinfo', 'ns_mnt', 'deleted_files'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/inquest-lab-');
  chmodSync(folder, 0o777);
  copyFileSync(COLLECTOR, path.join(folder, 'collect.sh'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { shell: ['sh'], name: 'sh' },
  { shell: ['busybox', 'ash'], name: 'busybox ash' },
])('the collector as nobody under $name', ({ shell, name }) => {
  it('gives a bundle that analyses and lists what was restricted by reason', async (context) => {
    const reason = await reasonToSkip(shell);
    if (reason !== undefined) {
      announce(reason);
      context.skip(reason);
    }
    const bundle = path.join(folder, `${name.replace(' ', '-')}.tgz`);
    const [program = 'sh', ...flags] = shell;
    const collected = await run(program, [...flags, path.join(folder, 'collect.sh'), '-o', bundle], {
      uid: NOBODY,
      seconds: 180,
      env: { PATH: PATH_WITHOUT_DOCKER },
    });
    expect(collected).toMatchObject({ code: 0 });

    const report = await analyse(bundle);
    expect(report.bundle).toMatchObject({ complete: true, layout: 'native' });
    expect(report.bundle.collector?.uid).toBe(NOBODY);
    expect(['insufficient-data', 'healthy', 'findings']).toContain(report.verdict.status);
    const statusOf = (id: string): string[] => report.coverage.sources.filter((s) => s.id === id).map((s) => s.status);
    for (const id of NEEDS_ROOT) {
      expect(statusOf(id), id).toContain('restricted');
      expect(statusOf(id), id).not.toContain('empty');
    }
    const restricted = report.coverage.sources.filter((source) => source.status === 'restricted');
    for (const source of restricted) expect(source.reason, source.id).toBeTruthy();
    expect(statusOf('docker_info').filter((status) => ['collected', 'empty'].includes(status))).toEqual([]);
  });
});

async function reasonToSkip(shell: readonly string[]): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'not run as root, so that it cannot become nobody';
  const tried = await run('sh', ['-c', `command -v ${shell[0]}`]);
  return tried.code === 0 ? undefined : `not installed: ${shell[0]}`;
}
