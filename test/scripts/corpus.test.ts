import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCatalog } from '../../scripts/corpus/analyse-file.ts';
import { recognitionOf } from '../../scripts/corpus/recognition.ts';
import { main } from '../../scripts/corpus.ts';
import { packTgz } from '../../scripts/samples/tar.ts';

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function corpusWith(issues: readonly { issue: string; text: string; expected: string }[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'corpus-'));
  mkdirSync(path.join(folder, 'issues'));
  const items = issues.map(({ issue, text, expected }) => {
    writeFileSync(path.join(folder, `issues/${issue}.tgz`), packTgz(new Map([['bundle/dmesg.txt', text]])));
    const item = { file: `issues/${issue}.tgz`, issue, log_kind: 'dmesg', inner: 'bundle/dmesg.txt' };
    return { ...item, expected: [{ id: expected }] };
  });
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ bundles: [], issues: items }));
  return folder;
}

describe('npm run corpus', () => {
  it('says why it is skipped where there is no corpus', async () => {
    vi.stubEnv('CORPUS_DIR', mkdtempSync(path.join(tmpdir(), 'corpus-')));
    expect(await main([])).toBe(0);
    expect(printed).toEqual(['skipped, no corpus: set CORPUS_DIR to the folder with its manifest.json']);
  });

  const EXCERPTS = [
    {
      issue: 'disk',
      text: '[  812.101010] blk_update_request: I/O error, dev sdc, sector 2048\n',
      expected: 'block-io-error',
    },
    { issue: 'other', text: '[  812.101010] eth0: link up\n', expected: 'a-failure-nobody-has-a-rule-for' },
  ];

  it('analyses excerpts and sums up what is found and what has no rule', async () => {
    vi.stubEnv('CORPUS_DIR', corpusWith(EXCERPTS));
    // Chosen items leave out our own cases, which take their time.
    expect(await main(['issues/'])).toBe(0);
    const text = printed.join('\n');
    expect(text).toMatch(/^disk: files, 1 entries, \d\.\d s, recognised 1 of 1 \(100 %\)$/m);
    expect(text).toContain('expected block-io-error: found (storage/block-device-io-error)');
    expect(text).toContain('expected, no rule yet: a-failure-nobody-has-a-rule-for (1 case: other)');
    expect(text).toMatch(/^2 analysed in /m);
  });

  it('takes only what is named, and fails for what cannot be read', async () => {
    const folder = corpusWith(EXCERPTS);
    vi.stubEnv('CORPUS_DIR', folder);
    expect(await main(['disk'])).toBe(0);
    expect(printed.join('\n')).not.toContain('other');
    writeFileSync(path.join(folder, 'issues/other.tgz'), packTgz(new Map([['bundle/dmesg.txt', '\0\0\0\0']])));
    expect(await main(['other'])).toBe(1);
    expect(printed.join('\n')).toMatch(/WRONG exit 3: /);
  });
});

describe('recognition', () => {
  it('names entries of a known kind that were not read as it, and evidence that nothing reads', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'corpus-')), 'bundle.tgz');
    const files = {
      'sosreport-node/version.txt': 'sosreport: 4.2\n',
      'sosreport-node/proc/meminfo': 'MemTotal: 1 kB\nMemFree: 1 kB\n',
      'sosreport-node/proc/uptime': 'not at all\n',
      'sosreport-node/proc/loadavg': '',
      'sosreport-node/deep/er/proc/cgroups': 'x\n',
      'sosreport-node/sos_commands/ata/hdparm_vda': 'FAILED\n',
    };
    writeFileSync(file, packTgz(new Map(Object.entries(files))));
    const asked = ['proc/meminfo', 'sos_commands/ata/hdparm_vda'];
    expect(await recognitionOf(file, openCatalog().signatures, asked)).toEqual({
      known: 3,
      recognised: 2,
      lost: ['sosreport-node/deep/er/proc/cgroups (cgroups): not read'],
      unreadable: [expect.stringMatching(/^sosreport-node\/proc\/uptime: uptime unparsable/)],
      unread: ['sos_commands/ata/hdparm_vda'],
    });
  });
});
