import { describe, expect, it } from 'vitest';
import { unixPeers } from '../../src/parsers/unix-peers.ts';
import { parse } from './parse.ts';

const HELD =
  'u_str  ESTAB  0      0      /var/run/docker.sock 31001      * 0       users:(("dockerd",pid=1785,fd=4711))';

describe('unix sockets of ss', () => {
  it('have a state, a holder and the socket at their other end', () => {
    const head = 'Netid  State  Recv-Q Send-Q Local Address:Port   Peer Address:Port   Process';
    const { document, problems } = parse(unixPeers, `${head}\n${HELD}\n`);
    expect(problems).toEqual([]);
    expect(document?.sockets).toEqual([
      {
        state: 'ESTAB',
        path: '/var/run/docker.sock',
        peerInode: 0,
        holder: { comm: 'dockerd', pid: 1785, fd: 4711 },
        line: 2,
      },
    ]);
  });

  it('may lack the state, the holder and a name, and have inodes that wrapped', () => {
    const text = [
      'u_str  0      0      @/containerd-shim/moby/804c/shim.sock@ -1442658938   * -1442661467   users:(("containerd-shim",pid=68,fd=7))',
      'u_dgr  UNCONN 0      0      * 18723            * 18724',
      'u_str  ESTAB  0      0      /run/a.sock 11  * 12  users:(("a",pid=1,fd=3),("b",pid=2,fd=3)) <->',
    ].join('\n');
    const { document, problems } = parse(unixPeers, `${text}\n`);
    expect(problems).toEqual([]);
    expect(document?.sockets.map((s) => [s.state, s.path, s.peerInode, s.holder?.pid])).toEqual([
      [undefined, '@/containerd-shim/moby/804c/shim.sock@', -1442661467, 68],
      ['UNCONN', '*', 18724, undefined],
      ['ESTAB', '/run/a.sock', 12, 1],
    ]);
  });

  it('may be none, or end within a line', () => {
    expect(parse(unixPeers, '').document).toBeUndefined();
    const cut = parse(unixPeers, `${HELD}\nu_str  ESTAB  0`);
    expect([cut.document?.sockets.length, cut.problems.length]).toEqual([1, 1]);
  });
});
