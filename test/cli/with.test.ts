import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { tar } from '../archive/tar-builder.ts';
import { analyze, emptyFolder, type Run } from './program.ts';

type Files = Readonly<Record<string, string>>;

function start(host: Readonly<Record<string, unknown>>, epoch: number, plan?: readonly unknown[]): string {
  return JSON.stringify({
    ...{ format: 'inquest-bundle', version: 1, collector: { version: '0.1.0', options: '', limit_factor: 1 } },
    host: { hostname: 'worker-7', kernel: '5.4.0-90-generic', boot_id: 'b1', machine_id_sha256: 'm1', ...host },
    privileges: { uid: 0, cap_eff: '000001ffffffffff', pid: 4711, in_container: false },
    clock: { epoch, uptime: epoch - 1768377600, utc_offset: '+0000' },
    ...(plan === undefined ? {} : { plan }),
  });
}
const END = JSON.stringify({ complete: true, steps: 0, clock: {}, abandoned: [], aborted: null });
const REFUSED =
  'docker: Error response from daemon: error while creating mount source path: mount overlay:/var/lib/docker/overlay2/4f1c9d02ab77/merged, data: lowerdir=/l: no space left on device.';
const docker = (clock: string): string =>
  `2026-01-15T${clock}+0000 worker-7 dockerd[812]: time="2026-01-15T${clock}.000000000Z" level=error msg="Handler for POST /v1.41/containers/4f1c9d02ab77/start returned error: ${REFUSED}"\n`;
const mounts = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `${25 + i} ${i === 0 ? 1 : 25} 8:1 / /${i === 0 ? '' : `m${i}`} rw shared:1 - ext4 /dev/vda1 rw\n`,
  ).join('');

/** A bundle whose mount tables are missing, collected at 08:00. */
const FIRST: Files = {
  'manifest-start.json': start({}, 1768464000),
  'proc/sys/fs/mount-max': '10\n',
  'commands/df/bytes':
    'Filesystem     Type 1024-blocks    Used Available Capacity Mounted on\n/dev/vda1      ext4    41152812 9152812  31983616      23% /\n',
  'commands/df/inodes':
    'Filesystem      Inodes  IUsed   IFree IUse% Mounted on\n/dev/vda1      2621440 210000 2411440    9% /\n',
  'commands/proc/stat':
    '1 (systemd) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 5 175000000 2500 18446744073709551615\n',
  'commands/docker/version.json': '{"Server":{"Version":"20.10.24"}}\n',
  'journal/docker.log': docker('07:59:00'),
  'manifest.json': END,
};
/** What was asked for, collected two hours later. */
const LATER: Files = {
  'manifest-start.json': start({}, 1768471200),
  'proc/1/mountinfo': mounts(12),
  'commands/proc/ns-mnt': '4026531840 /proc/1/ns/mnt\n',
  'commands/df/bytes':
    'Filesystem     Type 1024-blocks    Used Available Capacity Mounted on\n/dev/vda1      ext4    41152812 41152812  0      100% /\n',
  'manifest.json': END,
};

const packed = (files: Files): Buffer =>
  gzipSync(tar(...Object.entries(files).map(([name, content]) => ({ name, content }))));

function folderOf(bundles: Readonly<Record<string, Files | string>>): string {
  const cwd = emptyFolder();
  for (const [name, files] of Object.entries(bundles))
    writeFileSync(path.join(cwd, name), typeof files === 'string' ? files : packed(files));
  return cwd;
}

const run = (cwd: string, ...args: string[]): Promise<Run> => analyze([...args, '-f', 'json', '-o', '-'], { cwd });
async function report(cwd: string, ...args: string[]): Promise<Report> {
  const { stdout, stderr, code } = await run(cwd, ...args);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout) as Report;
}
const sourcesOf = ({ coverage }: Report, status = 'collected'): string[] =>
  coverage.sources.filter((s) => s.status === status).map((s) => s.id);

describe('a later bundle of the same node', () => {
  it('decides what was open, is cited under its name, and replaces no state of the first', async () => {
    const cwd = folderOf({ 'bundle.tgz': FIRST, 'more.tgz': LATER });
    const alone = await report(cwd, 'bundle.tgz');
    expect(alone.verdict.status).not.toBe('root-cause-found');
    expect(alone.bundle.added).toBeUndefined();
    const both = await report(cwd, 'bundle.tgz', '--with', 'more.tgz');
    expect(both.verdict.status).toBe('root-cause-found');
    expect(both.diagnoses[0]?.id).toBe('mounts/mount-max-too-small');
    const cited = JSON.stringify(both.diagnoses[0]);
    expect(cited).toContain('more.tgz/proc/1/mountinfo');
    // The disk was full two hours later, which is no state of the first.
    expect(JSON.stringify(both.findings)).not.toContain('filesystem-full');
    expect(both.bundle.collectedAt).toBe(alone.bundle.collectedAt);
    expect(both.bundle.clockDoubts).toBeUndefined();
    expect(both.bundle.added).toEqual([
      expect.objectContaining({
        name: 'more.tgz',
        collectedAt: '2026-01-15T10:00:00Z',
        sameNode: 'yes',
        taken: ['mountinfo', 'ns_mnt'],
        left: ['df'],
        logs: 0,
      }),
    ]);
    const text = (await analyze(['bundle.tgz', '--with', 'more.tgz', '-f', 'md', '-o', '-'], { cwd })).stdout;
    expect(text.replaceAll('\\', '')).toContain('The file more.tgz, collected 2h later, brings mountinfo, ns_mnt');
    expect(text.replaceAll('\\', '')).toContain('Left aside from more.tgz, because the bundle has them: df');
  });

  it('takes the place of what the first has only in part', async () => {
    const step = (status: string): string =>
      JSON.stringify({
        step: 'mounts',
        sources: ['mountinfo'],
        status,
        reason: status,
        paths: ['proc/1/mountinfo'],
        paths_total: 1,
      });
    const cwd = folderOf({
      'bundle.tgz': { ...FIRST, 'proc/1/mountinfo': mounts(3), 'manifest/01-mounts.json': step('truncated') },
      'more.tgz': { ...LATER, 'manifest/01-mounts.json': step('collected') },
    });
    expect((await report(cwd, 'bundle.tgz')).verdict.status).not.toBe('root-cause-found');
    const both = await report(cwd, 'bundle.tgz', '--with', 'more.tgz');
    expect(both.verdict.status).toBe('root-cause-found');
    expect(both.bundle.added?.[0]?.taken).toContain('mountinfo');
    expect(both.coverage.sources.find((s) => s.path === 'proc/1/mountinfo')).toMatchObject({
      status: 'skipped',
      reason: 'only a part of it; all of it is in more.tgz, which counts',
    });
  });

  it('keeps the logs of both, and no doubt about the clock', async () => {
    const cwd = folderOf({ 'bundle.tgz': FIRST, 'more.tgz': { ...LATER, 'journal/docker.log': docker('10:30:00') } });
    const both = await report(cwd, 'bundle.tgz', '--with', 'more.tgz');
    expect(both.coverage.logs.map((log) => log.path)).toEqual(['journal/docker.log', 'more.tgz/journal/docker.log']);
    expect(both.bundle.clockDoubts).toBeUndefined();
  });

  it('works for explain, next and --list-sources', async () => {
    const cwd = folderOf({ 'bundle.tgz': FIRST, 'more.tgz': LATER });
    const explained = await analyze(['explain', 'bundle.tgz', 'mount-max-exhausted', '--with', 'more.tgz'], { cwd });
    expect(explained.stdout).toContain('mounts/mount-max-exhausted: finding');
    const next = await analyze(['next', 'bundle.tgz', '--with', 'more.tgz'], { cwd });
    expect(next.stdout).not.toContain('  mountinfo:');
    const listed = await analyze(['--list-sources', 'bundle.tgz', '--with', 'more.tgz'], { cwd });
    expect(listed.stdout).toContain('more.tgz/proc/1/mountinfo');
  });

  it.each([
    [
      { hostname: 'worker-8', machine_id_sha256: 'm2', boot_id: 'b9' },
      'it is of worker-8, and "bundle.tgz" is of worker-7',
    ],
    [{ boot_id: 'b2' }, 'the node was restarted between the two, boot b1 is that of "bundle.tgz" and b2 of this'],
  ])('of another node or boot is refused: %j', async (host, why) => {
    const cwd = folderOf({
      'bundle.tgz': FIRST,
      'more.tgz': { ...LATER, 'manifest-start.json': start(host, 1768471200) },
    });
    expect(await run(cwd, 'bundle.tgz', '--with', 'more.tgz')).toEqual({
      code: 2,
      stdout: '',
      stderr: `analyze: cannot add "more.tgz": ${why}\n  analyse it as a bundle of its own\n`,
    });
  });
});

describe('a loose file', () => {
  it('is merged under its own name, and that nothing tells whose it is, is a limit', async () => {
    const cwd = folderOf({ 'bundle.tgz': FIRST, mountinfo: mounts(12), 'docker.log': docker('07:58:00') });
    const both = await report(cwd, 'bundle.tgz', '--with', 'mountinfo', '--with', 'docker.log');
    expect(both.bundle.added?.map((file) => [file.name, file.sameNode, file.taken, file.logs])).toEqual([
      ['mountinfo', 'unknown', ['mountinfo'], 0],
      ['docker.log', 'unknown', [], 1],
    ]);
    expect(sourcesOf(both)).toContain('mountinfo');
    expect(both.coverage.logs.map((log) => log.path).sort()).toEqual(['docker.log', 'journal/docker.log']);
    const text = (await analyze(['bundle.tgz', '--with', 'mountinfo', '-f', 'md', '-o', '-'], { cwd })).stdout;
    expect(text).toContain('Nothing in mountinfo tells that it is of this node and of this boot');
  });

  it('with a name that is taken is told from the other', async () => {
    const cwd = folderOf({ 'docker.log': docker('07:58:00'), 'd.tgz': {} });
    writeFileSync(path.join(cwd, 'd.tgz'), packed({ 'docker.log': docker('07:59:00') }));
    const both = await report(cwd, 'docker.log', '--with', 'docker.log', '--with', 'd.tgz');
    expect(both.coverage.logs.map((log) => log.path)).toEqual([
      'docker.log',
      'docker.log (2)/docker.log',
      'd.tgz/docker.log',
    ]);
  });
});

describe('--with', () => {
  it.each([
    [['bundle.tgz', 'more.tgz', '--with', 'more.tgz'], '--with adds to one bundle, and 2 were given', 2],
    [['bundle.tgz', '--with', '-'], '--with cannot read standard input', 2],
    [['bundle.tgz', '--with', 'gone'], 'cannot read the bundle "gone": no such file or directory', 2],
    [['bundle.tgz', '--with', 'empty'], 'cannot read "empty": the file is empty', 3],
  ])('%j is a mistake', async (args, sentence, code) => {
    const cwd = folderOf({ 'bundle.tgz': FIRST, 'more.tgz': LATER, empty: '' });
    const refused = await run(cwd, ...args);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toContain(`analyze: ${sentence}\n  `);
  });
});
