import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './build.ts';
import { analyze, emptyFolder, folderWithBundle, shell } from './program.ts';

const LIST = 'analyze rules list names them all';

describe('a rule that does not exist', () => {
  it.each([
    ['explain', ['explain', 'bundle.tgz', 'mount-max-exhaused'], 'mount-max-exhausted'],
    ['rules show', ['rules', 'show', 'mounts/mount-max-exhaused'], 'mounts/mount-max-exhausted'],
    ['rules test', ['rules', 'test', 'mount-max-exhausted', 'tmpfs-ful'], 'tmpfs-full'],
  ])('%s names the nearest one', async (_command, args, near) => {
    const run = await analyze(args, { cwd: folderWithBundle() });
    expect(run.stderr).toBe(`analyze: there is no rule "${args.at(-1)}", did you mean "${near}"?\n  ${LIST}\n`);
    expect(run).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('rules of the user', () => {
  function folderWithRule(text: string): string {
    const cwd = folderWithBundle();
    mkdirSync(path.join(cwd, 'own/site'), { recursive: true });
    writeFileSync(path.join(cwd, 'own/site/few-mounts.yaml'), text);
    return cwd;
  }

  it('that are no YAML are refused with their place', async () => {
    const run = await analyze(['bundle.tgz', '--rules', 'own'], { cwd: folderWithRule('id: [\n') });
    expect(run.stderr).toMatch(
      /^analyze: cannot load the rules: \d+ problems? found\nown\/site\/few-mounts\.yaml:\d+:\d+: .+\n/,
    );
    expect(run.stderr).toMatch(/\n {2}mend the lines named above and run: analyze rules check\n$/);
    expect(run).toMatchObject({ code: 4, stdout: '' });
  });

  it('that name an unknown fact are refused with the nearest one', async () => {
    const run = await analyze(['bundle.tgz', '--rules', 'own'], {
      cwd: folderWithRule(RULE.replace('sysctl[', 'sysctll[')),
    });
    expect(run.stderr).toContain('own/site/few-mounts.yaml:8:10: unknown name "sysctll", did you mean "sysctl"?');
    expect(run.code).toBe(4);
    const check = await analyze(['rules', 'check', 'own'], {
      cwd: folderWithRule(RULE.replace('sysctl[', 'sysctll[')),
    });
    expect(check.stdout).toContain('own/site/few-mounts.yaml:8:10: unknown name "sysctll", did you mean "sysctl"?');
    expect(check.code).toBe(4);
  });

  it('join the shipped ones or replace them', async () => {
    const cwd = folderWithRule(RULE);
    expect((await analyze(['rules', 'check', 'own'], { cwd })).stdout).toBe('1 file, no problem\n');
    const both = await analyze(['rules', 'list', '--rules', 'own'], { cwd });
    expect(both.stdout).toMatch(/^site\/few-mounts +config +The limit is below twenty$/m);
    expect(both.stdout).toMatch(/^mounts\/mount-max-exhausted /m);
    const alone = await analyze(['rules', 'list', '--rules', 'own', '--no-builtin-rules'], { cwd });
    expect(alone.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect((await analyze(['rules', 'test', 'few-mounts', '--rules', 'own'], { cwd })).stdout).toBe(
      '2 tests of 1 rule, 0 failed\n',
    );
    const explained = await analyze(['explain', 'bundle.tgz', 'few-mounts', '--rules', 'own'], { cwd });
    expect(explained.stdout).toMatch(/^site\/few-mounts: finding$/m);
  });

  it('whose own tests fail are told', async () => {
    const run = await analyze(['rules', 'test', 'few-mounts', '--rules', 'own'], {
      cwd: folderWithRule(RULE.replace('< 20', '< 5')),
    });
    expect(run.stdout).toContain('site/few-mounts: the limit is ten: ');
    expect(run.code).toBe(4);
  });
});

describe('the shipped rules', () => {
  it('pass their own tests', async () => {
    const run = await analyze(['rules', 'test'], { cwd: emptyFolder() });
    expect(run.stdout).toMatch(/^[\d,]+ tests of \d+ rules, 0 failed\n$/);
    expect(run.code).toBe(0);
  }, 90_000);

  it('are shown, explained and have a schema', async () => {
    const cwd = folderWithBundle();
    const shown = await analyze(['rules', 'show', 'mount-max-exhausted'], { cwd });
    expect(shown.stdout).toMatch(/^mounts\/mount-max-exhausted {2}\(fault, stable\)\n/);
    for (const line of [
      /^when: /m,
      /^the mechanism itself is seen by: /m,
      /^explains: /m,
      /^ {2}now \((?:safe|disruptive)\): /m,
    ])
      expect(shown.stdout).toMatch(line);
    const aliased = await analyze(['rules', 'show', 'stale-or-dead-mount'], { cwd });
    expect(aliased.stdout).toMatch(/^mounts\/stale-handle {2}.*\n.*\nalso called mounts\/stale-or-dead-mount\n/);
    const explained = await analyze(['explain', 'bundle.tgz', 'mount-max-exhausted'], { cwd });
    expect(explained.stdout).toMatch(/^mounts\/mount-max-exhausted: finding$/m);
    expect(explained.stdout).toMatch(/^ {6}.*= 10 {2}\(proc\/sys\/fs\/mount-max:1\)$/m);
    const schema = await analyze(['rules', 'schema'], { cwd });
    expect(schema.stdout).toBe(readFileSync(path.join(ROOT, 'rules/rule.schema.json'), 'utf8'));
  });

  it('and the collector are found through a link to the program', async () => {
    const cwd = emptyFolder();
    const run = await shell('ln -s "$2" inquest && "$1" inquest collect', { cwd });
    expect(run.stdout).toBe(readFileSync(path.join(ROOT, 'collectors/collect.sh'), 'utf8'));
  });
});

const RULE = `id: site/few-mounts
title: The limit is below twenty
kind: config
severity: low
status: draft
why: A limit for the tests of the command line.
clauses:
  small: sysctl["fs.mount-max"] < 20
when: small
message: fs.mount-max is {{sysctl["fs.mount-max"]}}
evidence: ['sysctl["fs.mount-max"]']
tests:
  - name: the limit is ten
    files: { proc/sys/fs/mount-max: "10" }
    expect: finding
  - name: the limit is that of the kernel
    files: { proc/sys/fs/mount-max: "100000" }
    expect: clear
`;
