import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ROOT } from './build.ts';
import { analyze, emptyFolder, folderWithBundle, smallBundle } from './program.ts';

interface Shown {
  readonly bundle: { readonly path: string; readonly layout: string; readonly format: string };
  readonly verdict: { readonly status: string };
  readonly coverage: { readonly sources: readonly { readonly id: string; readonly status: string }[] };
}

async function report(args: readonly string[], options: { cwd: string; stdin?: Buffer | string }): Promise<Shown> {
  const run = await analyze([...args, '-f', 'json', '-o', '-'], options);
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  return JSON.parse(run.stdout) as Shown;
}

const collected = ({ coverage }: Shown): string[] =>
  coverage.sources.filter((s) => s.status === 'collected').map((s) => s.id);

const KUBELET_LINE =
  'E0115 08:00:00.000000    1234 pod_workers.go:191] Error syncing pod 0b1c2d3e-26c0-11e9-a791-001517ac3898 ("web-0_default(0b1c2d3e)"), skipping: mkdir /var/lib/kubelet/pods/0b1c2d3e: no space left on device\n';
const DMESG =
  '[    0.000000] Linux version 5.4.0-90-generic\n[ 4711.000001] EXT4-fs (vda1): mounted filesystem with ordered data mode\n';

describe('a bundle', () => {
  it('comes from standard input', async () => {
    const shown = await report(['-'], { cwd: emptyFolder(), stdin: smallBundle() });
    expect(shown.bundle).toMatchObject({ path: '-', layout: 'native', format: 'tgz' });
    expect(shown.verdict.status).toBe('root-cause-found');
  });

  it('is a directory', async () => {
    const cwd = emptyFolder();
    mkdirSync(path.join(cwd, 'node/proc/sys/fs'), { recursive: true });
    writeFileSync(path.join(cwd, 'node/proc/sys/fs/mount-max'), '100000\n');
    const shown = await report(['node'], { cwd });
    expect(shown.bundle).toMatchObject({ path: 'node', format: 'directory' });
    expect(collected(shown)).toEqual(['sysctl']);
  });

  it('is a log from standard input', async () => {
    expect(collected(await report(['-'], { cwd: emptyFolder(), stdin: DMESG }))).toEqual(['log']);
  });

  it('is a single log', async () => {
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, 'kubelet.log'), KUBELET_LINE);
    const shown = await report(['kubelet.log'], { cwd });
    expect(shown.bundle).toMatchObject({ path: 'kubelet.log', format: 'file' });
    expect(collected(shown)).toEqual(['log']);
  });

  it.runIf(process.platform === 'linux')(
    'is a file below /proc, and its report goes to the current folder',
    async () => {
      const cwd = emptyFolder();
      expect(collected(await report(['/proc/self/mountinfo'], { cwd }))).toEqual(['mountinfo']);
      expect(await analyze(['/proc/self/mountinfo', '-q'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readFileSync(path.join(cwd, 'mountinfo.report.md'), 'utf8')).toContain('mountinfo');
    },
  );

  it('has a diagnosis at or above --fail-on', async () => {
    const cwd = folderWithBundle();
    expect((await analyze(['bundle.tgz', '-q', '--fail-on', 'critical'], { cwd })).code).toBe(1);
    writeFileSync(path.join(cwd, 'dmesg'), DMESG);
    expect((await analyze(['dmesg', '-q', '--fail-on', 'low'], { cwd })).code).toBe(0);
  });
});

describe('JSON', () => {
  it('of a report follows the published schema', async () => {
    const schema = JSON.parse(readFileSync(path.join(ROOT, 'docs/report.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const cwd = folderWithBundle();
    for (const bundle of ['bundle.tgz', path.join(ROOT, 'samples/mount-max-10.tgz')]) {
      expect(validate(await report([bundle], { cwd })), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(validate({})).toBe(false);
  });

  it('of a snapshot holds the documents', async () => {
    const run = await analyze(['bundle.tgz', '-f', 'snapshot', '-o', '-'], { cwd: folderWithBundle() });
    const snapshot = JSON.parse(run.stdout) as { inquest: string; documents: { sysctl: { value: unknown }[] } };
    expect(snapshot.inquest).toMatch(/^\d+\.\d+\.\d+$/);
    expect(JSON.stringify(snapshot.documents.sysctl)).toContain('fs.mount-max');
  });
});
