import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LANGUAGES } from '../../src/cli/next-texts.ts';
import { analyze, emptyFolder, folderWithBundle, shell } from './program.ts';

// The build puts the version in; outside of it there is none.
beforeAll(() => void vi.stubGlobal('INQUEST_VERSION', '0.0.0'));
afterAll(() => void vi.unstubAllGlobals());

describe('analyze next', () => {
  it('prints what is missing, a command for the node and one from here, and a message', async () => {
    const { code, stdout, stderr } = await analyze(['next', 'bundle.tgz'], { cwd: folderWithBundle() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = /^ {2}sudo sh collect\.sh --only (\S+) > more\.tgz$/m.exec(stdout)?.[1] ?? '';
    expect(names).toMatch(/^\w+(,\w+)+$/);
    expect(stdout).toContain(`  analyze collect --only ${names} | ssh root@NODE sh -s > more.tgz\n`);
    expect(stdout).toContain('  analyze bundle.tgz --with FILE\n');
    expect(stdout).toContain('\n--\nHello,\n');
    expect(stdout).toContain('the node worker-7.example.com');
    expect(stdout).toContain('The cause is known.');
    // Every name is one that the collector takes.
    expect((await shell(`"$@" collect --only ${names} | sh -n`, { cwd: emptyFolder() })).code).toBe(0);
  });

  it('speaks Chinese when asked to, with the same commands', async () => {
    const cwd = folderWithBundle();
    const english = (await analyze(['next', 'bundle.tgz', '--message'], { cwd })).stdout;
    const { stdout } = await analyze(['next', 'bundle.tgz', '--message', '--lang', 'zh'], { cwd });
    expect(stdout).toMatch(/^您好，\n/);
    const commands = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('  '));
    expect(commands(stdout)).toEqual(commands(english));
    expect(commands(stdout).length).toBeGreaterThan(0);
  });

  it('asks the same as the report does', async () => {
    const { requestsOf } = await import('../../src/cli/next.ts');
    const cwd = folderWithBundle();
    const report = JSON.parse((await analyze(['bundle.tgz', '-f', 'json', '-o', '-'], { cwd })).stdout) as Parameters<
      typeof requestsOf
    >[0];
    const { stdout } = await analyze(['next', 'bundle.tgz'], { cwd });
    for (const { source, why } of report.coverage.collectNext) expect(stdout).toContain(`  ${source}: ${why}\n`);
    expect(requestsOf(report).collector).toBe(report.coverage.collectCommand);
  });

  it('prints the message alone, and quotes the name of the bundle in commands', async () => {
    const cwd = emptyFolder();
    writeFileSync(path.join(cwd, "a b';.log"), '[    0.000000] Linux version 5.4.0-90-generic\n');
    const { stdout } = await analyze(['next', '--message', "a b';.log"], { cwd });
    expect(stdout).toMatch(/^Hello,\n/);
    expect(stdout).toContain('that we send you with this message');
    const all = await analyze(['next', "a b';.log"], { cwd });
    expect(all.stdout).toContain(`  analyze 'a b'\\'';.log' --with FILE\n`);
  });

  it('says when nothing more is needed', () => {
    const nothing = {
      ...{ node: undefined, isCauseKnown: false, hasScript: true, requests: [], collector: undefined },
      ...{ overSsh: undefined, others: [], analyze: '' },
    };
    expect(LANGUAGES.en.nothing(nothing)).toEqual(['Nothing more would help: every rule could be judged.']);
  });

  it('of what cannot be read ends as an analysis does', async () => {
    expect((await analyze(['next', 'gone.tgz'], { cwd: emptyFolder() })).code).toBe(2);
  });
});
