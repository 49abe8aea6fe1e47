import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis.ts';
import type { Asked } from '../../src/asked.ts';
import { parseObject } from '../../src/cli/options.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { catalog, readFile } from '../samples/analysis.ts';
import { ROOT } from './build.ts';
import { analyze, emptyFolder, folderWithBundle } from './program.ts';

const sample = (name: string): string => path.join(ROOT, `samples/${name}.tgz`);
const COPY =
  'mount /:/var/lib/docker/overlay2/737429e3db385fada57a23d4dae34a41dee9c82fc12c6d6cfb3d4b5b8a43e585/merged/rootfs, flags: 0x5000: no space left on device';

const snapshots = new Map<string, Promise<Snapshot>>();
afterAll(() => snapshots.clear());

/** The report on a file with the answer to a question, without a process: what each option means is tested with one. */
async function answered(file: string, asked?: Asked): Promise<Report> {
  const snapshot = snapshots.get(file) ?? readFile(file);
  snapshots.set(file, snapshot);
  return analyse(await snapshot, catalog(), { version: '0.0.0', catalogSha256: '' }, asked);
}

const plain = new Map<string, Promise<Report>>();

/** The report without a question, made once for all tests. */
function withoutQuestion(name: string): Promise<Report> {
  const made = plain.get(name) ?? answered(sample(name));
  plain.set(name, made);
  return made;
}

async function report(...args: string[]): Promise<Report> {
  const { stdout, stderr, code } = await analyze([...args, '-f', 'json', '-o', '-'], { cwd: emptyFolder() });
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout) as Report;
}
/** Everything but the answers, in an order of its own. */
const findingsOf = ({ verdict, diagnoses, findings, ruledOut }: Report): unknown => ({
  verdict,
  ruledOut: ruledOut.map(({ id }) => id),
  diagnoses: diagnoses.map(({ id }) => id).sort(),
  findings: findings.map(({ id, message, count, role }) => [id, message, count, role].join(' ')).sort(),
});

describe('--symptom', { timeout: 60_000 }, () => {
  it('names the cause that the bundle itself shows, and changes nothing that was found', async () => {
    const asked = await report(sample('docker-cp-doubling'), '--symptom', COPY);
    expect(asked.asked?.symptom).toMatchObject({ answer: 'explained', needed: [] });
    expect(asked.asked?.symptom?.causes.map(({ id }) => id)).toEqual([asked.diagnoses[0]?.id]);
    expect(asked.asked?.symptom?.seen[0]?.path).toBe('journal/docker.log');
    expect(findingsOf(asked)).toEqual(findingsOf(await withoutQuestion('docker-cp-doubling')));
  });

  it('on a node without that fault is not explained, and no finding comes of it', async () => {
    const asked = await answered(sample('healthy-node'), { symptom: COPY });
    expect(asked.asked?.symptom).toMatchObject({ answer: 'unexplained', causes: [], seen: [] });
    expect(findingsOf(asked)).toEqual(findingsOf(await withoutQuestion('healthy-node')));
    expect(JSON.stringify({ ...asked, asked: undefined })).not.toContain('command line');
  });

  it('says what would decide it where the bundle is a single log', async () => {
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, 'd.log'), '[    0.000000] Linux version 5.4.0-90-generic\n');
    const asked = await answered(path.join(cwd, 'd.log'), { symptom: COPY });
    expect(asked.asked?.symptom?.answer).toBe('unexplained');
    expect(asked.asked?.symptom?.needed.map(({ source }) => source)).toContain('mountinfo');
  });

  it('that nothing knows says so, and secrets and escapes in it are not shown', async () => {
    const asked = await answered(sample('healthy-node'), { symptom: 'hello password=hunter2' });
    expect(asked.asked?.symptom).toMatchObject({ answer: 'unrecognised', text: 'hello password=***' });
    const { stdout } = await analyze(
      [sample('healthy-node'), '-f', 'text', '-o', '-', '--symptom', 'x\u001b[2J<script>y'],
      { cwd: emptyFolder() },
    );
    expect(stdout).toContain('This error is in no form that is known');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('--about', { timeout: 60_000 }, () => {
  it.each<[string, string, boolean]>([
    ['container/my-mount-max', 'container my-mount-max', true],
    ['path//var/lib/docker/overlay2', 'path /var/lib/docker/overlay2', true],
    ['path/data', 'path /data', true],
    ['pod/default/nope', 'pod default/nope', false],
    ['container/nope-nope', 'container nope-nope', false],
    ['device/nvme9n9', 'device nvme9n9', false],
  ])('%s', async (about, object, isKnown) => {
    const { asked } = await answered(sample('docker-cp-doubling'), { about: parseObject(about) });
    expect(asked?.about).toMatchObject({ object, isKnown, isNode: false });
    if (!isKnown) expect(asked?.about).toMatchObject({ causes: [], findings: [] });
  });

  it('names the causes that touch the object, and their findings come first', async () => {
    const asked = await report(sample('docker-cp-doubling'), '--about', 'container/my-mount-max');
    expect(asked.asked?.about?.causes.map(({ id }) => id)).toContain(asked.diagnoses[0]?.id);
    const touched = new Set(asked.asked?.about?.findings.map(({ id }) => id));
    expect(asked.findings.slice(0, touched.size).every(({ id }) => touched.has(id))).toBe(true);
    expect(findingsOf(asked)).toEqual(findingsOf(await withoutQuestion('docker-cp-doubling')));
  });

  it('is about the node of the bundle by its short and its full name', async () => {
    const { asked } = await answered(sample('docker-cp-doubling'), { about: parseObject('node/node-a2') });
    expect(asked?.about?.isNode).toBe(true);
    const other = await answered(sample('docker-cp-doubling'), { about: parseObject('node/other') });
    expect(other.asked?.about?.isNode).toBe(false);
  });
});

describe('--at', { timeout: 60_000 }, () => {
  it('names what held within an hour, what was over before, and the events near it', async () => {
    const near = await report(sample('docker-cp-doubling'), '--at', '2022-11-30T15:47:00+08:00');
    expect(near.asked?.at).toMatchObject({ time: '2022-11-30T07:47:00Z', withinSeconds: 3600 });
    expect(near.asked?.at?.near.length).toBeGreaterThan(0);
    expect(
      near.asked?.at?.events.every(({ time }) => Math.abs(Date.parse(time) - Date.UTC(2022, 10, 30, 7, 47)) <= 3.6e6),
    ).toBe(true);
    expect(near.asked?.at?.isAfterCollection).toBe(false);
    const late = await answered(sample('docker-cp-doubling'), { at: Date.UTC(2030, 0, 1) / 1000 });
    expect(late.asked?.at).toMatchObject({ near: [], isAfterCollection: true });
    expect(findingsOf(late)).toEqual(findingsOf(near));
  });

  it('tells what was over before from what held', async () => {
    const cwd = emptyFolder();
    const log = path.join(cwd, 'kernel.log');
    const error = 'nf_conntrack: nf_conntrack: table full, dropping packet';
    writeFileSync(
      log,
      `2026-01-12T08:00:00+0000 node-1 kernel: ${error}\n2026-01-12T08:20:00+0000 node-1 kernel: ${error}\n`,
    );
    const args = [log, '--collected-at', '2026-01-15T08:00:00Z', '--at'];
    const during = (await report(...args, '2026-01-12T09:00:00Z')).asked?.at;
    const after = (await report(...args, '2026-01-14T09:00:00Z')).asked?.at;
    expect(during?.near.length).toBeGreaterThan(0);
    expect(during?.ended).toEqual([]);
    expect(after?.near).toEqual([]);
    expect(after?.ended).toEqual(during?.near.map((one) => ({ ...one, lastSeen: '2026-01-12T08:20:00Z' })));
  });
});

describe('a question', () => {
  it.each([
    [['--about', 'cat/x'], 'cannot use "cat/x" for --about'],
    [['--about', 'pod/a/b/c'], 'cannot use "pod/a/b/c" for --about'],
    [['--about', 'pod/'], 'cannot use "pod/" for --about'],
    [['--at', '2026-04-12T02:30'], 'cannot use "2026-04-12T02:30" for --at'],
    [['--symptom', ' '], 'cannot use " " for --symptom'],
  ])('%j is a mistake', async (args, sentence) => {
    const run = await analyze(['bundle.tgz', ...args], { cwd: folderWithBundle() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`analyze: ${sentence}\n  `);
  });

  it('is answered in every format before all else', async () => {
    const cwd = folderWithBundle();
    mkdirSync(path.join(cwd, 'out'));
    const args = ['-f', 'md', '-f', 'html', '-f', 'text', '-o', 'out', '-q', '--about', 'pod/default/nope'];
    expect((await analyze(['bundle.tgz', ...args], { cwd })).code).toBe(0);
    for (const ending of ['md', 'html', 'txt'])
      expect(existsSync(path.join(cwd, `out/bundle.report.${ending}`))).toBe(true);
    const { stdout } = await analyze(['bundle.tgz', '-f', 'md', '-o', '-', '--about', 'pod/default/nope'], { cwd });
    expect(stdout.indexOf('Nothing that was found touches the pod')).toBeGreaterThan(0);
    expect(stdout.indexOf('Nothing that was found touches the pod')).toBeLessThan(stdout.indexOf('Do now'));
  });
});
