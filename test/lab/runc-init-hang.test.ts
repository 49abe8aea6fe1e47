import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import { sleep } from './commands.ts';
import { type Engine, startAgent, useEngine } from './engine.ts';
import { skipBecause, skipWithout } from './faulty-node.ts';
import { analyse, collect, rootOf } from './program.ts';

/** Pipes of root that exceed the default of fs.pipe-user-pages-soft, 16,384 pages of 16 for each pipe. */
const PIPES = 1100;
const HANG = 'runtime/runc-init-pipe-hang';
const SOFT_LIMIT = '/proc/sys/fs/pipe-user-pages-soft';
/** Bytes of a seccomp filter, more than the two pages that a pipe gets above the limit, less than its 16. */
const FILTER_BYTES = 10_808;

/** Root without the two capabilities that lift the limit, as in a container. */
const AS_IN_CONTAINER =
  'setpriv --bounding-set=-sys_admin,-sys_resource --inh-caps=-sys_admin,-sys_resource --ambient-caps=-all perl';

const HOLDER = `
my @pipes;
for (1 .. $ARGV[0]) { pipe(my $r, my $w) or last; push @pipes, $r, $w }
open my $f, ">", "$ARGV[1].part"; print $f @pipes / 2; close $f; rename "$ARGV[1].part", $ARGV[1];
sleep 100000;`;

/** Enters a container, takes the name of the first step of runc, and hands a filter to itself through a pipe of its own. */
const INIT = `
my ($group, $told) = @ARGV;
for my $procs (glob "/sys/fs/cgroup/{*/,}$group/cgroup.procs") { open(my $f, ">", $procs) or next; print $f "$$\\n"; close $f }
pipe(my $r, my $w);
open my $f, ">", "$told.part"; print $f fcntl($r, 1032, 0); close $f; rename "$told.part", $told;
$0 = "runc init";
open my $comm, ">", "/proc/self/comm"; print $comm "runc:[2:INIT]"; close $comm;
syswrite $w, "x" x ${FILTER_BYTES};
sleep 100000;`;

/** One that waits for another process: its pipe is read by a program that sleeps. */
const WAITS_FOR_READER = `
pipe(my $r, my $w);
if (!fork) { close $w; $0 = "log-shipper"; sleep 100000 }
close $r;
$0 = "runc init";
open my $comm, ">", "/proc/self/comm"; print $comm "runc:[2:INIT]"; close $comm;
syswrite $w, "x" x 200000;
sleep 100000;`;

/** Starts a program of perl in the node, which ends with it, and returns its pid. */
function start(engine: Engine, name: string, program: string, command: string, args: string): Promise<string> {
  const file = `${engine.folder}/${name}`;
  return engine.shell(
    `cat >'${file}' <<'EOF'\n${program}\nEOF\n${command} '${file}' ${args} </dev/null >/dev/null 2>&1 & echo $!`,
  );
}

const inits = (report: Report): string[] =>
  report.findings.filter((finding) => finding.id === HANG).map((finding) => finding.message);

describe('runc init that fills a pipe of its own above fs.pipe-user-pages-soft', () => {
  const engineOf = useEngine();
  let stuck = '';
  let began = 0;

  it('is nothing while it is younger than a minute', async (context) => {
    skipWithout(context, 'perl', 'setpriv');
    const limit = Number(readFileSync(SOFT_LIMIT, 'utf8'));
    skipBecause(context, limit === 0 || limit > PIPES * 16 ? `${SOFT_LIMIT} is ${limit}` : undefined);
    const engine = engineOf(context);
    await startAgent(engine, 'web');
    await startAgent(engine, 'api');
    const told = `${engine.folder}/capacity`;
    const shown = (name: string): Promise<string> =>
      engine.shell(`until [ -e '${told}.${name}' ]; do sleep 0.1; done; cat '${told}.${name}'`, 20);
    const initOf = async (container: string): Promise<string> => {
      const id = await engine.shell(`docker inspect --format '{{.Id}}' ${container}`);
      return start(
        engine,
        container,
        INIT,
        AS_IN_CONTAINER,
        `'${path.basename(engine.folder)}/docker/${id}' '${told}.${container}'`,
      );
    };

    await initOf('api');
    expect(Number(await shown('api'))).toBeGreaterThan(FILTER_BYTES);
    await start(engine, 'sidecar', HOLDER, AS_IN_CONTAINER, `${PIPES} '${told}.sidecar'`);
    expect(Number(await shown('sidecar'))).toBe(PIPES);
    stuck = await initOf('web');
    began = performance.now();
    expect(Number(await shown('web'))).toBeLessThan(FILTER_BYTES);
    await start(engine, 'waiting', WAITS_FOR_READER, 'perl', '');
    expect(inits(await analyse((await collect(engine)).bundle))).toEqual([]);
  });

  it('is the root cause after a minute, and one that waits for its reader or is done with its pipe is not', async (context) => {
    const engine = engineOf(context);
    if (stuck === '') context.skip('the pipe was not filled');
    await sleep(Math.max(0, 61_000 - (performance.now() - began)));
    const report = await analyse((await collect(engine)).bundle);
    const root = rootOf(report);
    expect(report.verdict).toMatchObject({ status: 'root-cause-found', severity: 'critical' });
    expect(root).toMatchObject({ id: HANG, state: { now: 'active' } });
    expect(['confirmed', 'likely']).toContain(root.confidence.word);
    expect(root.summary).toMatch(
      new RegExp(`^runc init \\(pid ${stuck}\\) of web has been waiting in (?:anon_)?pipe_write for 1m`),
    );
    expect(root.confidence.for).toEqual(
      expect.arrayContaining(['nobody else reads', 'stayed there', 'pipes above soft limit']),
    );
    expect(inits(report)).toHaveLength(1);
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
  });
});
