import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { checkSignature, validateSignature } from '../../src/signatures/check.ts';
import { compilePattern } from '../../src/signatures/pattern.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import { shippedSignatures } from './shipped.ts';

const signatures = shippedSignatures();
const groupOf = new Map(signatures.map((signature) => [signature.id, signature.group]));

function groupsIn(text: string): string[] {
  const log = createScanner(signatures, decodeLine).open({ path: 'x.log', emitter: 'any' });
  log.write(Buffer.from(`${text}\n`));
  return log.end(true).matches.map((match) => groupOf.get(match.signature) ?? '?');
}

describe('shipped signatures', () => {
  it('have distinct ids', () => {
    expect(groupOf.size).toBe(signatures.length);
  });

  it.each(signatures.map((signature) => [signature.id, signature] as const))(
    '%s passes its own check',
    (_, signature) => {
      expect(checkSignature(signature)).toEqual([]);
    },
  );

  it.each(signatures.map((signature) => [signature.id, signature] as const))(
    '%s runs on the fast engine',
    (_, signature) => {
      expect(compilePattern(signature.regex).engine).toBe('native');
    },
  );

  it.each(signatures.map((signature) => [signature.id, signature] as const))(
    '%s counts its samples once in its group',
    (_, signature) => {
      for (const sample of signature.samples) {
        const first = signatures.find((other) => other.group === signature.follows?.group)?.samples[0];
        const groups = groupsIn(first === undefined ? sample : `${first}\n${sample}`);
        expect(
          groups.filter((group) => group === signature.group),
          sample,
        ).toHaveLength(1);
      }
    },
  );

  it('only name groups that exist in unless', () => {
    const groups = new Set(groupOf.values());
    for (const { unless } of signatures) for (const group of unless ?? []) expect(groups).toContain(group);
  });

  it('only follow groups whose lines have literals', () => {
    for (const { id, follows } of signatures) {
      if (follows === undefined) continue;
      const begins = signatures.filter(({ group }) => group === follows.group);
      expect(begins.length, id).toBeGreaterThan(0);
      expect(
        begins.every(({ literals }) => literals.length > 0),
        id,
      ).toBe(true);
    }
  });

  it('count a failed mount, exec or cgroup not as a failed write', () => {
    const specific = new Set(['mount_enospc', 'exec_tmp_enospc', 'cgroup_mkdir_enospc', 'inotify_watch_enospc']);
    for (const { group, samples } of signatures.filter((signature) => specific.has(signature.group))) {
      for (const sample of samples) expect(groupsIn(sample), sample).not.toContain('write_enospc');
      expect(groupsIn(samples[0] ?? '')).toContain(group);
    }
  });

  it('tell a copy from a start by where the target lies', () => {
    const copy =
      'Error response from daemon: mount /:/var/lib/docker/overlay2/ab/merged/rootfs, flags: 0x5000: no space left on device';
    const start =
      'mount overlay:/var/lib/docker/overlay2/ab/merged, flags: 0x0, data: lowerdir=/l: no space left on device';
    const actions = [copy, start].map((line) => {
      const log = createScanner(signatures, decodeLine).open({ path: 'x.log', emitter: 'dockerd' });
      log.write(Buffer.from(line));
      const match = log.end(true).matches[0];
      const signature = signatures.find(({ id }) => id === match?.signature);
      return [signature?.failure?.action, match?.occurrences[0]?.captures.path];
    });
    expect(actions).toEqual([
      ['container_copy', '/var/lib/docker/overlay2/ab/merged/rootfs'],
      ['container_start', '/var/lib/docker/overlay2/ab/merged'],
    ]);
  });
});

describe('checkSignature', () => {
  const base = {
    id: 'x',
    group: 'x',
    sources: ['kernel' as const],
    literals: ['table full'],
    regex: 'table full',
    samples: ['table full'],
    reference: 'Linux',
  };

  it('reports a bad expression, a sample that does not match, a not line that does, and a missing literal', () => {
    expect(checkSignature({ ...base, regex: '(?<a>x' })[0]).toMatch(/^regex: /);
    expect(checkSignature({ ...base, samples: ['table empty'] })).toHaveLength(2);
    expect(checkSignature({ ...base, not: ['the table full'] })).toEqual(['not: the regex matches "the table full"']);
    expect(checkSignature({ ...base, literals: ['something else'] })).toEqual(['samples: no literal in "table full"']);
  });

  it('reports captures in camel case, common literals and a failure without operation', () => {
    expect(checkSignature({ ...base, regex: '(?<tableName>table) full' })).toEqual([
      'regex: the capture tableName is not snake_case',
    ]);
    expect(checkSignature({ ...base, literals: ['failed to', 'table full'] })).toEqual([
      'literals: "failed to" is in too many lines',
    ]);
    expect(checkSignature({ ...base, failure: { action: 'mount' } })).toEqual([
      'failure: name the operation in op, or capture it as op',
    ]);
  });

  it('refuses short literals, quotes in literals and unknown keys', () => {
    for (const wrong of [
      { literals: ['short'] },
      { literals: ['say "hello"'] },
      { extra: 1 },
      { group: 'Not Snake' },
    ]) {
      expect(validateSignature({ ...base, ...wrong })).toHaveProperty('problems');
    }
    expect(validateSignature(base)).toHaveProperty('signature');
  });
});
