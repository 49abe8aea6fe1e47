import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { ruleSchema } from '../../src/rules/rule.ts';

const root = path.join(import.meta.dirname, '../../rules');
const rules = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !/^(?:signatures|locales)\b/.test(file))
  .map((file) => ruleSchema.parse(parse(readFileSync(path.join(root, file), 'utf8'))));

/** Rules whose cause sits in what all nodes of a pool share: a version, a setting, an agent. */
const SHARED =
  /^(?:mounts\/|cgroup\/memcg-ids-exhausted|runtime\/runc-|limits\/runtime-socket-leak|storage\/(?:tmpfs-full|build-cache-grown)|network\/nic-)/;

test('a fault that other nodes are likely to have says how to look for it there', () => {
  expect(rules.filter((rule) => SHARED.test(rule.id) && rule.fleet === undefined).map((rule) => rule.id)).toEqual([]);
});

describe.each(rules.filter((rule) => rule.fleet !== undefined))('$id', ({ fleet }) => {
  const run = fleet?.run ?? '';

  it('is a line that a shell can read', () => {
    expect(() => execFileSync('sh', ['-n', '-c', run])).not.toThrow();
  });

  it('only reads', () => {
    expect(run).not.toMatch(
      /(?:^|[;|] *|do )(?:rm|mv|cp|kill|umount|mount|systemctl|tee|modprobe|sysctl -w|sed -i) |prune/,
    );
    expect(run.replace(/2>(?:&1|\/dev\/null)/g, '')).not.toMatch(/>(?!=)/);
  });
});

test('a fleet line names no object of one node', () => {
  const [rule] = rules.filter(({ fleet }) => fleet !== undefined);
  const of = (run: string): boolean => ruleSchema.safeParse({ ...rule, fleet: { run, expect: 'x' } }).success;
  expect(of('cat /proc/{{pid}}/stat')).toBe(false);
  expect(of('cat a\ncat b')).toBe(false);
  expect(of("awk '{ print $1 }' /proc/loadavg")).toBe(true);
});
