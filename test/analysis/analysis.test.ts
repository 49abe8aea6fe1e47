import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse, evaluate, readFiles } from '../../src/analysis.ts';
import { loadCatalog, loadCatalogOrThrow } from '../../src/catalog.ts';
import { missingEssentials } from '../../src/essentials.ts';
import { runRuleTests } from '../../src/rule-tests.ts';
import { compiledFile } from '../../src/rules/parsed-file.ts';
import { readYaml } from '../../src/rules/yaml.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const signatures = shippedSignatures();
const TOOL = { version: '0.0.0', catalogSha256: '' };

const RULE = (tests: string, id = 'test/failing'): string => `
id: ${id}
title: Something fails
kind: symptom
severity: high
status: stable
why: because
for_each: { as: failed, in: failed_operations }
clauses: { some: failed.count > 0 }
when: some
message: '{{failed.count}} x'
evidence: [failed]
tests:
${tests}
  - { name: clear, files: { journal/docker.log: 'time="2026-01-15T11:59:00Z" level=info msg="nothing"' }, expect: clear }
`;
const LINE = `time="2026-01-15T11:59:00.000000000Z" level=error msg="Handler for POST /v1.40/containers/create returned error: error creating overlay mount to /var/lib/docker/overlay2/91c0d7/merged: no space left on device"`;
const withSignatures = (rule: string, file = 'rules/test/failing.yaml') => ({
  ...loadCatalogOrThrow([SIGNATURES, readYaml(file, rule)]),
});
const SIGNATURES = compiledFile('rules/signatures/all.yaml', signatures);

const reportOf = (files: Record<string, string>, hints = {}) => {
  const catalog = withSignatures(RULE(`  - { name: n, files: {}, expect: finding }`));
  return analyse(readFiles(new Map(Object.entries(files)), catalog.signatures, hints), catalog, TOOL);
};

describe('tests inside a rule', () => {
  const results = (tests: string) => {
    const catalog = withSignatures(RULE(tests));
    const [rule] = catalog.rules;
    return rule === undefined ? [] : runRuleTests(rule, catalog).map((r) => [r.test, r.passed]);
  };
  const finding = (more: string): string =>
    `  - { name: t, files: { journal/docker.log: '${LINE}' }, expect: finding${more} }`;

  it('pass when everything they say holds', () => {
    expect(results(finding(', says: 1 x, severity: high, instances: 1'))).toEqual([
      ['t', true],
      ['clear', true],
    ]);
  });

  it.each([', says: 2 x', ', severity: low', ', instances: 2', ', state: past'])(
    'fail when one thing does not:%s',
    (more) => {
      expect(results(finding(more))[0]).toEqual(['t', false]);
    },
  );

  it('fail when the status is another', () =>
    expect(
      results(`${finding('')}\n${finding('').replace('name: t', 'name: u').replace('finding', 'clear')}`)[1],
    ).toEqual(['u', false]));
});

describe('a catalog', () => {
  const signature = (fields: string): string =>
    `- id: x-y\n  group: x_y\n  sources: [kernel]\n  literals: ['something rare']\n  regex: 'something rare (?<path>/\\S+)'\n  samples: ['something rare /a']\n  reference: none\n${fields}`;
  const problems = (text: string): string[] => {
    const result = loadCatalog([readYaml('rules/signatures/x.yaml', text)]);
    return result.ok ? [] : result.problems.map((p) => p.message);
  };

  it('without signatures can still be loaded', () => expect(() => loadCatalog([])).not.toThrow());

  it('takes a signature that is right', () => expect(problems(signature(''))).toEqual([]));

  it.each([
    ['a regular expression with bad syntax', signature('').replace('(?<path>/\\S+)', '(?<path>/\\S+')],
    ['a sample that does not match', signature('').replace("['something rare /a']", "['something else /a']")],
    ['a line that must not match and does', signature("  not: ['something rare /b']\n")],
    ['the same id twice', signature('') + signature('')],
    [
      'groups that exclude each other',
      signature('  unless: [z_z]\n') +
        signature('  unless: [x_y]\n').replace('x-y', 'z-z').replace('group: x_y', 'group: z_z'),
    ],
  ])('reports %s when it is loaded', (_, text) => expect(problems(text)).not.toEqual([]));
});

describe('the whole way', () => {
  it('gives the same report for the same bundle, whatever the order of its entries', () => {
    const files = {
      'journal/docker.log': `${LINE}\n`,
      'proc/1/mountinfo': '25 1 8:1 / / rw shared:1 - ext4 /dev/vda1 rw\n',
      'proc/sys/fs/mount-max': '100\n',
      'commands/date': 'Thu Jan 15 12:00:00 UTC 2026\n',
    };
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(JSON.stringify(reportOf(reversed))).toBe(JSON.stringify(reportOf(files)));
  });

  it('never throws, whatever the files hold', () => {
    const paths = [
      'manifest-start.json',
      'manifest.json',
      'manifest/01-x.json',
      'proc/uptime',
      'proc/stat',
      'proc/1/mountinfo',
      'commands/proc/ns-mnt',
      'commands/proc/stat',
      'commands/df/bytes',
      'commands/df/inodes',
      'commands/date',
      'commands/kernel/dmesg',
      'journal/docker.log',
      'journal/kubelet.log',
      'var/log/messages',
      'commands/docker/inspect.json',
      'proc/net/ip_vs',
    ];
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '',
        '\n',
        '[99999999999999999.0] x\n',
        `[1e308] x\n`,
        '{"clock":{"epoch":1e300,"uptime":-1e300,"utc_offset":"+9999"}}',
        '{"clock":{"epoch":8640000000001}}',
        '{"__proto__":{"a":1}}',
        '99999999999999999999 1\n',
        'btime 99999999999999\n',
        'Thu Jan 15 12:00:00 UTC 99999\n',
        '0000-00-00T00:00:00+0000 n kernel: x\n',
        '9999-12-31T23:59:59+0000 n dockerd[1]: no space left on device\n',
        'Feb 30 25:61:61 n kernel: x\n',
        `time="9999-99-99T99:99:99Z" msg="x"\n`,
        `${LINE}\n`,
        '[ 9007199254740991.000000] IPVS: rr: TCP 1.2.3.4:80 - no destination available\n',
        '25 1 8:1 / / rw shared:999999999999999 - ext4 x rw\n',
        '[{"Id":1},null,[],{"Id":"a","Mounts":{"a":1}}]',
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...paths), nasty, { minKeys: 1, maxKeys: 6 }), (files) => {
        expect(() => JSON.stringify(reportOf(files))).not.toThrow();
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('takes secrets out of what came from the bundle', () => {
    const report = reportOf({
      'journal/docker.log': `${LINE.replace('returned error', 'password=hunter22 returned error')}\n`,
    });
    expect(JSON.stringify(report)).not.toContain('hunter22');
    expect(report.findings.length).toBe(1);
  });

  it('says which rules could not be decided', () => {
    const report = reportOf({ 'proc/sys/fs/mount-max': '100\n' });
    expect(report.unknown.map((u) => u.id)).toEqual(['test/failing']);
    expect(report.coverage.collectNext[0]?.source).toBe('log');
    expect(report.verdict.status).toBe('insufficient-data');
  });
});

describe('sources without which a node is not called healthy', () => {
  const step = (source: string, status: string): string =>
    JSON.stringify({
      step: source,
      stage: 1,
      sources: [source],
      status,
      reason: 'needs root',
      paths: [],
      bytes: 1,
      seconds: 0,
    });
  const essentials = {
    'proc/1/mountinfo': '25 1 8:1 / / rw - ext4 /dev/vda1 rw\n',
    'commands/df/bytes':
      'Filesystem Type 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 ext4 100 50 50 50% /\n',
    'commands/df/inodes': 'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 100 50 50 50% /\n',
    'proc/sys/fs/mount-max': '100000\n',
    'commands/proc/stat': '1 (systemd) S 0 1 1 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 100 1 1 18446744073709551615\n',
    'commands/kernel/dmesg': '[    0.000000] Linux version 5.10.134\n',
  };
  const KUBELET = '900 (kubelet) S 1 900 900 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 100 1 1 18446744073709551615\n';
  const missing = (files: Record<string, string>): string[] =>
    missingEssentials(
      evaluate(
        readFiles(new Map(Object.entries(files)), signatures),
        withSignatures(RULE('  - { name: n, files: {}, expect: finding }')),
      ),
    ).map((m) => m.source);

  it('are complete', () => expect(missing(essentials)).toEqual([]));

  it('have the log of what runs', () => {
    const busy = { ...essentials, 'commands/proc/stat': `${essentials['commands/proc/stat']}${KUBELET}` };
    expect(missing(busy)).toEqual(['kubelet log']);
    expect(missing({ ...busy, 'journal/kubelet.log': 'I0101 00:00:00.000000 900 server.go:1] started\n' })).toEqual([]);
  });

  it('have the lines of a containerd that dockerd started in the log of docker', () => {
    const of = (pid: number, comm: string, parent: number) =>
      KUBELET.replace('900 (kubelet) S 1', `${pid} (${comm}) S ${parent}`);
    const running = (parent: number) => ({
      ...essentials,
      'commands/proc/stat': `${essentials['commands/proc/stat']}${of(40, 'dockerd', 1)}${of(41, 'containerd', parent)}`,
      'journal/docker.log': 'time="2026-01-15T11:59:00Z" level=info msg="API listen on /var/run/docker.sock"\n',
    });
    expect(missing(running(40))).toEqual([]);
    expect(missing(running(1))).toEqual(['containerd log']);
  });

  it.each(Object.keys(essentials))('without %s are not', (path) => {
    const { [path as keyof typeof essentials]: _, ...rest } = essentials;
    expect(missing(rest)).toHaveLength(1);
  });

  it('that the collector was not allowed to read in full are not there', () => {
    expect(missing({ ...essentials, 'manifest/02-mountinfo.json': step('mountinfo', 'restricted') })).toEqual([
      'mountinfo',
    ]);
  });
});
