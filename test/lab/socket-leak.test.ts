import { describe, expect, it } from 'vitest';
import { type Engine, useEngine } from './engine.ts';
import { skipWithout } from './faulty-node.ts';
import { analyse, collect, rootOf } from './program.ts';

/** Open files that the daemon may have; its own are a few dozen. */
const LIMIT = 300;

/**
 * Asks the daemon for its containers over a new connection each time and keeps every one of them, as a Go client with a
 * transport per request does. It ends its round with the first request that is not answered, and sleeps.
 */
const CLIENT = `
use strict; use IO::Socket::UNIX;
my ($most, $done) = @ARGV; my (@kept, $answered);
while (@kept < $most) {
  my $s = IO::Socket::UNIX->new(Peer => "/run/docker.sock") or last;
  push @kept, $s;
  syswrite $s, "GET /_ping HTTP/1.1\\r\\nHost: docker\\r\\n\\r\\n";
  my $r = ""; vec($r, fileno $s, 1) = 1;
  last unless select($r, undef, undef, 3) && sysread $s, my $b, 4096;
  $answered++;
}
open my $f, ">", "$done.part"; print $f "$answered\\n"; close $f; rename "$done.part", $done;
sleep 1000;
`;

/** Opens that many files that are no connections of docker: a proxy with its TCP sockets. */
const PROXY = `
use strict; use IO::Socket::INET;
my $l = IO::Socket::INET->new(Listen => 64, LocalAddr => "127.0.0.1"); my @h;
for (1 .. 20) { push @h, IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $l->sockport), scalar $l->accept }
for (1 .. 90) { open my $f, "<", "/etc/group"; push @h, $f }
sleep 1000;
`;

const named = (engine: Engine, name: string, program: string, args: string): string =>
  `cat >'${engine.folder}/${name}' <<'EOF'\n$0 = "${name}";${program}\nEOF\nperl '${engine.folder}/${name}' ${args} </dev/null >/dev/null 2>&1 &`;

describe('a client that keeps its connections to dockerd', () => {
  const engineOf = useEngine({ daemonUnder: `prlimit --nofile=${LIMIT}:${LIMIT}` });

  it('is named with what it holds, and others that hold files are not', async (context) => {
    skipWithout(context, 'perl', 'prlimit');
    const engine = engineOf(context);
    const answered = `${engine.folder}/answered`;
    await engine.shell(named(engine, 'edge-proxy', PROXY, ''));
    await engine.shell(named(engine, 'log-agent', CLIENT, `20 '${answered}.log-agent'`));
    await engine.shell(named(engine, 'inventory-agent', CLIENT, `1000 '${answered}'`));
    const kept = Number(await engine.shell(`until [ -e '${answered}' ]; do sleep 0.1; done; cat '${answered}'`, 30));
    expect(kept).toBeGreaterThan(150);
    expect(kept).toBeLessThan(LIMIT);
    await engine.shell(`until grep -q 'accept4: too many open files' /var/log/docker.log; do sleep 0.1; done`, 10);

    const { bundle } = await collect(engine);
    // Connections that wait to be accepted have no inode; their path is the last column all the same.
    const sockets = (await engine.shell(`tar -xzOf '${bundle}' commands/net/unix`)).split('\n');
    expect(sockets.filter((line) => !/^\d+ 0[1-4] (?:-|[/@].*)$/.test(line))).toEqual([]);
    expect(sockets.some((line) => /^\d+ 02 .*docker\.sock$/.test(line))).toBe(true);
    const report = await analyse(bundle);
    const root = rootOf(report);
    expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
    expect(root).toMatchObject({ id: 'limits/runtime-socket-leak', state: { now: 'active' } });
    expect(['confirmed', 'likely']).toContain(root.confidence.word);
    const [, held, connections] =
      /^inventory-agent \(pid \d+\) holds (\d+) sockets, dockerd \(pid \d+\) has (\d+) connections/.exec(
        root.summary,
      ) ?? [];
    expect(Number(held)).toBeGreaterThanOrEqual(kept);
    expect(Number(connections)).toBeGreaterThanOrEqual(kept);
    expect(Number(connections)).toBeLessThanOrEqual(LIMIT);
    expect([...new Set(root.chain.map((edge) => edge.to))].sort()).toEqual([
      'limits/open-files-exhausted',
      'runtime/daemon-silent',
      'runtime/docker-api-refused',
    ]);
    expect(root.chain.map((edge) => edge.message).join('\n')).toContain(`${LIMIT} of ${LIMIT} are in use`);
    const refused = report.findings.find((finding) => finding.id === 'runtime/docker-api-refused');
    expect(refused).toMatchObject({ state: 'active', firstSeen: expect.anything() });
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
    expect(JSON.stringify([report.verdict, report.diagnoses])).not.toMatch(/log-agent|edge-proxy/);
  });
});
