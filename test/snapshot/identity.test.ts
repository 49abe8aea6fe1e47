import { describe, expect, it } from 'vitest';
import { type NodeIdentity, relate } from '../../src/snapshot/identity.ts';

const of = (hostname?: string, machineIdSha256?: string, bootId?: string): NodeIdentity => ({
  hostname,
  machineIdSha256,
  bootId,
});

describe('two snapshots', () => {
  it.each<[string, NodeIdentity, NodeIdentity, string]>([
    ['the same name', of('node-1'), of('node-1'), 'same'],
    ['a short and a full name', of('node-1.example.com'), of('NODE-1'), 'same'],
    ['two names', of('node-1'), of('node-2'), 'other-node'],
    ['the same machine under two names', of('old', 'a'), of('new', 'a'), 'same'],
    ['one name on two machines', of('node', 'a'), of('node', 'b'), 'other-node'],
    ['one machine and two boots', of('node', 'a', 'b1'), of('node', 'a', 'b2'), 'other-boot'],
    ['two boots and nothing else', of(undefined, undefined, 'b1'), of(undefined, undefined, 'b2'), 'other-boot'],
    ['a name and none', of('node'), of(), 'unknown'],
    ['nothing in common that could be compared', of('node'), of(undefined, 'a', 'b'), 'unknown'],
    ['only the boot in common', of('node', undefined, 'B'), of(undefined, 'a', 'b'), 'same'],
  ])('with %s', (_what, first, later, kind) => {
    expect(relate(first, later).kind).toBe(kind);
    expect(relate(later, first).kind).toBe(kind);
  });

  it('are named by what differs', () => {
    expect(relate(of('a', 'x'), of('b', 'y'))).toEqual({ kind: 'other-node', first: 'a', later: 'b' });
    expect(relate(of('a', '1234567890123456'), of('a', '2'))).toEqual({
      kind: 'other-node',
      first: 'the machine with the id 123456789012',
      later: 'the machine with the id 2',
    });
  });
});
