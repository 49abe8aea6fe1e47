import { describe, expect, it } from 'vitest';
import { loadCatalogOrThrow } from '../../src/catalog.ts';
import { runRuleTests } from '../../src/rule-tests.ts';
import { compiledFile } from '../../src/rules/parsed-file.ts';
import { readYaml } from '../../src/rules/yaml.ts';
import { shippedSignatures } from '../signatures/shipped.ts';

const SIGNATURES = compiledFile('rules/signatures/all.yaml', shippedSignatures());

/** Rules over how the collection went and over what changed meanwhile; their own tests say what they find. */
const HANGING = `
id: test/statfs-hangs
title: A file system does not answer
kind: symptom
severity: high
status: stable
why: a command that sleeps in the kernel and cannot be killed waits for something that is gone
for_each: { as: hung, in: collection.abandoned }
clauses: { sleeps_in_nfs: 'hung.state == "D" && hung.wchan == "nfs4_proc_statfs"' }
when: sleeps_in_nfs
message: '{{hung.path}} does not answer'
evidence: [hung]
tests:
  - name: a hung statfs
    files:
      manifest-start.json: '{"format":"inquest-bundle","clock":{"epoch":1768478400,"uptime":100}}'
      manifest.json: '{"complete":true,"steps":1,"abandoned":[{"pid":8,"command":"df -PT -k /mnt/share","state":"D","wchan":"nfs4_proc_statfs"}]}'
    expect: finding
    says: /mnt/share does not answer
  - name: nothing hung
    files:
      manifest-start.json: '{"format":"inquest-bundle","clock":{"epoch":1768478400,"uptime":100}}'
      manifest.json: '{"complete":true,"steps":1,"abandoned":[]}'
    expect: clear
  - name: the closing record is missing
    files:
      manifest-start.json: '{"format":"inquest-bundle","clock":{"epoch":1768478400,"uptime":100}}'
    expect: unknown
`;
const SATURATED = `
id: test/disk-saturated
title: A disk is saturated
kind: symptom
severity: high
status: stable
why: requests wait
for_each: { as: disk, in: rates.disks }
clauses: { busy: disk.util > 0.9, slow: disk.await > 0.1 }
when: busy && slow
message: '{{disk.name}} is busy'
evidence: [disk]
tests:
  - name: saturated
    files:
      proc/uptime: '100.00 1.00'
      t1/proc/uptime: '140.00 1.00'
      proc/diskstats: ' 253 0 vda 10 0 80 100 0 0 0 0 0 100 100'
      t1/proc/diskstats: ' 253 0 vda 20 0 160 2100 0 0 0 0 9 39100 90000'
    expect: finding
    says: vda is busy
  - name: idle
    files:
      proc/uptime: '100.00 1.00'
      t1/proc/uptime: '140.00 1.00'
      proc/diskstats: ' 253 0 vda 10 0 80 100 0 0 0 0 0 100 100'
      t1/proc/diskstats: ' 253 0 vda 20 0 160 110 0 0 0 0 0 110 110'
    expect: clear
  - name: one sample
    files: { proc/uptime: '100.00 1.00', proc/diskstats: ' 253 0 vda 10 0 80 100 0 0 0 0 0 100 100' }
    expect: unknown
  - name: a counter that went backwards
    files:
      proc/uptime: '100.00 1.00'
      t1/proc/uptime: '140.00 1.00'
      proc/diskstats: ' 253 0 vda 10 0 80 100 0 0 0 0 0 4294967 100'
      t1/proc/diskstats: ' 253 0 vda 20 0 160 2100 0 0 0 0 0 100 100'
    expect: unknown
`;

describe.each([
  ['statfs-hangs', HANGING],
  ['disk-saturated', SATURATED],
])('the rule %s', (name, text) => {
  it('is true, false or unknown as its tests say', () => {
    const catalog = loadCatalogOrThrow([SIGNATURES, readYaml(`rules/test/${name}.yaml`, text)]);
    const results = catalog.rules.flatMap((rule) => runRuleTests(rule, catalog));
    expect(results.length).toBeGreaterThan(2);
    expect(results.filter((r) => !r.passed).map((r) => [r.test, r.detail])).toEqual([]);
  });
});
