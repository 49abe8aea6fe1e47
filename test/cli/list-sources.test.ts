import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tar } from '../archive/tar-builder.ts';
import { analyze, emptyFolder, folderWithBundle } from './program.ts';

const packed = (files: Readonly<Record<string, string>>): Buffer =>
  gzipSync(tar(...Object.entries(files).map(([name, content]) => ({ name, content }))));

const SOSREPORT = {
  'sosreport-node-7/version.txt': 'sosreport: 4.5.6\n',
  'sosreport-node-7/proc/1/mountinfo': '25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n',
  'sosreport-node-7/sos_commands/filesys/df_-ali':
    'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 100 40 60 40% /\n',
  'sosreport-node-7/sos_commands/filesys/lsof_-b': 'COMMAND PID\n',
  'sosreport-node-7/environment': 'A=b\n',
  'sosreport-node-7/notes/pasted':
    '[root@node-7 ~]# df -h\nFilesystem Size Used Avail Use% Mounted on\n/dev/vda1 118G 35G 78G 31% /\n',
};

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, 'b.tgz'), packed(files));
  return cwd;
}

describe('--list-sources', () => {
  it('says of each entry what it is and what told so, and what is left out', async () => {
    const run = await analyze(['--list-sources', 'b.tgz'], { cwd: folderWith(SOSREPORT) });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.split('\n').map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
      'b.tgz: tgz, 6 entries',
      'layout: sosreport (sosreport), by 3 entries typical of it, 2 of 5 kinds of them',
      '',
      'recognised: 3 entries of 3 sources',
      'df collected 72 B section notes/pasted:2 df -h',
      'df_inodes collected 73 B name (sosreport) sos_commands/filesys/df_-ali',
      'mountinfo collected 54 B path of the node proc/1/mountinfo',
      '',
      'left out: 3 entries',
      'not recognised: 2 entries',
      '2 21 B .: version.txt, environment',
      'left aside by a layout: 1 entry',
      '1 12 B sos_commands/filesys (sosreport): lsof_-b',
      '',
    ]);
  });

  it('says the same as JSON, of several bundles one after the other', async () => {
    const cwd = folderWithBundle();
    writeFileSync(path.join(cwd, 'b.tgz'), packed(SOSREPORT));
    const { code, stdout } = await analyze(['--list-sources', 'b.tgz', '-f', 'json', '-o', '-'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      bundle: { path: 'b.tgz', layout: 'sosreport', entries: 6 },
      parts: [
        {
          layout: 'sosreport',
          layouts: [{ layout: 'sosreport', entries: 3, markers: 2, of: 5 }],
          sources: [
            { source: 'df', by: { way: 'section' } },
            { source: 'mountinfo', status: 'collected', bytes: 54, by: { way: 'path' }, problems: 0 },
            { source: 'df_inodes', by: { way: 'name', layout: 'sosreport' } },
          ],
          leftOut: [
            { folder: '', why: 'unrecognised', entries: 2 },
            { folder: 'sos_commands/filesys', why: 'ignored' },
          ],
        },
      ],
    });
    const both = await analyze(['--list-sources', 'bundle.tgz', 'b.tgz'], { cwd });
    expect(both.stdout.match(/^layout: .*?\)/gm)).toEqual([
      'layout: Inquest collector (native)',
      'layout: sosreport (sosreport)',
    ]);
  });

  it('tells the nodes of a bundle of several apart', async () => {
    const node = (name: string): Record<string, string> => ({
      [`${name}/service-logs/kubelet.log`]: 'I0115 12:00:00.123456    1502 kubelet.go:1] x\n',
      [`${name}/dependencies.dot`]: 'digraph {}\n',
    });
    const cwd = folderWith({ ...node('10.5.0.2'), ...node('10.5.0.3') });
    const { stdout } = await analyze(['--list-sources', 'b.tgz'], { cwd });
    expect(stdout.match(/^==.*/gm)).toEqual(['== all nodes', '== 10.5.0.2', '== 10.5.0.3']);
    expect(stdout.match(/path \(talos\) +service-logs\/kubelet\.log/g)).toHaveLength(2);
  });

  it('of a bundle that nothing is known of is an answer', async () => {
    const cwd = folderWith({ 'x/photo.png': '\u0000\u0001', 'x/\u001b[2Jname': 'x\n' });
    const { code, stdout } = await analyze(['--list-sources', 'b.tgz'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('layout: files (files), no entry is typical of a tool');
    expect(stdout).toContain('recognised: nothing');
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    [['-f', 'html'], '--list-sources prints text or JSON'],
    [['-o', 'x.txt'], '--list-sources prints to standard output'],
  ])('with %j is refused', async (args, message) => {
    const { code, stderr } = await analyze(['--list-sources', 'bundle.tgz', ...args], { cwd: folderWithBundle() });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
