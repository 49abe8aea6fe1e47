import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/parsers/log-lines/decode.ts';
import { createScanner } from '../../src/signatures/scanner.ts';
import type { Log, Signature } from '../../src/signatures/signature.ts';
import { ownLogs } from '../../src/snapshot/own-logs.ts';
import type { Document } from '../../src/snapshot/snapshot.ts';

const FULL: Signature = {
  id: 'table-full',
  group: 'table_full',
  sources: ['kernel'],
  literals: ['table full'],
  regex: 'table full',
  samples: [],
  reference: 'test',
};

function log(path: string, ...hosts: readonly string[]): Document<Log> {
  const lines = hosts.map((host) => `Apr 12 15:28:10 ${host} kernel: nf_conntrack: table full\n`);
  const scan = createScanner([FULL], decodeLine).open({ path, emitter: 'any' });
  scan.write(Buffer.from(lines.join('')));
  return { path, params: {}, value: scan.end(true) };
}

const counts = (logs: readonly Document<Log>[]): number[] =>
  logs.map((l) => l.value.matches.reduce((sum, match) => sum + match.count, 0));

describe('ownLogs', () => {
  it('leaves out the lines of other machines among those of the node', () => {
    const { logs, otherHosts } = ownLogs([log('messages', 'n1', 'n2', 'n3', 'n2')], 'n1.example.com');
    expect(counts(logs)).toEqual([1]);
    expect(otherHosts).toEqual({ own: 'n1.example.com', others: ['n2', 'n3'], logs: [], hostOf: new Map() });
  });

  it('keeps what came before the first line of the node: an older name of it', () => {
    const { logs, otherHosts } = ownLogs([log('messages', 'ubuntu', 'ubuntu', 'n1', 'n1')], 'n1');
    expect(counts(logs)).toEqual([4]);
    expect(otherHosts).toBeUndefined();
  });

  it('keeps a log that names another machine only, and tells', () => {
    const { logs, otherHosts } = ownLogs([log('kern.log', 'n2', 'n2'), log('messages', 'n1')], 'n1');
    expect(counts(logs)).toEqual([2, 1]);
    expect(otherHosts).toEqual({
      own: 'n1',
      others: ['n2'],
      logs: ['kern.log'],
      hostOf: new Map([['kern.log', 'n2']]),
    });
  });

  it('takes a name and its full form for one, and no name or an address for none', () => {
    const { logs, otherHosts } = ownLogs([log('messages', 'N1.example.com', 'localhost', '10.0.0.7', 'n1')], 'n1');
    expect(counts(logs)).toEqual([4]);
    expect(otherHosts).toBeUndefined();
  });

  it('says nothing where nothing tells the name of the node', () => {
    const { logs, otherHosts } = ownLogs([log('messages', 'n1', 'n2')], undefined);
    expect(counts(logs)).toEqual([2]);
    expect(otherHosts).toBeUndefined();
  });

  it('holds a bounded number of names', () => {
    const hosts = Array.from({ length: 1000 }, (_, i) => `host-${i}`);
    const { value } = log('messages', 'n1', ...hosts);
    expect(value.hosts?.length).toBe(201);
    expect(counts(ownLogs([log('messages', 'n1', ...hosts, 'n1')], 'n1').logs)).toEqual([2]);
  });
});
