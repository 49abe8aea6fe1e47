import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { tar } from '../archive/tar-builder.ts';
import { analyze, emptyFolder, shell, smallBundle } from './program.ts';

/** A bundle that has what the examples name; the end of a tar archive is two empty blocks. */
function folderForExamples(): string {
  const cwd = emptyFolder();
  const small = gunzipSync(smallBundle());
  const more = tar(
    { name: 'proc/meminfo', content: 'MemTotal: 1 kB\n' },
    { name: 'journal/kernel.log', content: 'INFO: task a:1 blocked for more than 120 seconds.\nOOM error\n' },
    { name: 'journal/kubelet.log', content: 'E0115 08:00:00.000000 1 a.go:1] no space left\n'.repeat(48_200) },
  );
  const end = small.lastIndexOf(Buffer.from('}')) + 1;
  writeFileSync(
    path.join(cwd, 'bundle.tgz'),
    gzipSync(Buffer.concat([small.subarray(0, Math.ceil(end / 512) * 512), more])),
  );
  writeFileSync(path.join(cwd, 'more.tgz'), gzipSync(tar({ name: 'proc/loadavg', content: '0.1 0.1 0.1 1/9 9\n' })));
  return cwd;
}

it.each([[['cat']], [['grep']], [['next']], [[]]])(
  'the examples in the help of %j run',
  { timeout: 300_000 },
  async (command) => {
    const cwd = folderForExamples();
    const { stdout } = await analyze([...command, '--help'], { cwd });
    const examples = [...stdout.matchAll(/^ {2}((?:dmesg \| )?analyze .+?)(?: {2,}.*)?$/gm)].map(
      ([, line = '']) => line,
    );
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      const line = example.replace(/^dmesg/, "echo '[ 1.0] Linux version 5'").replace(/\banalyze /, '"$@" ');
      const run = await shell(line, { cwd });
      expect({ example, code: run.code, stderr: run.stderr }).toEqual({ example, code: 0, stderr: '' });
    }
  },
);
