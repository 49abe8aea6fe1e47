import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { describe, expect, it } from 'vitest';
import { type Engine, IMAGE, makeImage, useEngine } from './engine.ts';
import { skipWithout } from './faulty-node.ts';
import { analyse, collect, rootOf, ruledOutValues } from './program.ts';

const CPUSET = '/sys/fs/cgroup/cpuset';

/** Only a cpuset of the first version can be empty and refuse processes; the second takes over the CPUs of the one above. */
function skipWithoutCpuset(context: TestContext): void {
  skipWithout(context, 'perl');
  if (!existsSync(`${CPUSET}/cpuset.cpus`)) context.skip('this machine has no cpuset of cgroup v1');
}

/** Takes the CPUs from each new group of a container before its first process enters, as a second owner of cpusets does. */
const SHAPER = `
while (1) {
  opendir(my $parent, $ARGV[0]) or next;
  for my $name (grep { length == 64 } readdir $parent) {
    open(my $cpus, ">", "$ARGV[0]/$name/cpuset.cpus") or next;
    syswrite $cpus, "\\n";
    close $cpus;
  }
  closedir $parent;
}`;

/** runc is sometimes faster than the shaper. */
const MOST_STARTS = 20;

/** What a hurried reader would blame for ENOSPC: a file that was deleted and is held open, and hundreds of mounts. */
const RED_HERRINGS = `
dd if=/dev/zero of="$DATA/core" bs=1M count=300 2>/dev/null
sleep 100000 9<"$DATA/core" </dev/null >/dev/null 2>&1 &
rm "$DATA/core"
for n in $(seq 300); do mkdir -p "$LAB/m/$n"; busybox mount -n -o bind "$LAB/m" "$LAB/m/$n"; mount --make-private "$LAB/m/$n"; done`;

async function startUntilRefused(engine: Engine): Promise<string> {
  for (let start = 0; start < MOST_STARTS; start++) {
    const { code, stderr } = await engine.attempt(`docker run --rm --network none ${IMAGE} true`);
    if (code !== 0) return stderr;
  }
  return '';
}

describe('cpusets of containers that lose their CPUs', () => {
  const engineOf = useEngine({ prepare: RED_HERRINGS });

  it('are told from disks, mounts and the number of groups by the refused write', async (context) => {
    skipWithoutCpuset(context);
    const engine = engineOf(context);
    await makeImage(engine);
    const parent = path.join(CPUSET, path.basename(engine.folder), 'docker');
    const shaper = `cat >'${engine.folder}/shaper' <<'EOF'\n${SHAPER}\nEOF\nperl '${engine.folder}/shaper' '${parent}' </dev/null >/dev/null 2>&1 & echo $!`;
    const pid = await engine.shell(shaper);
    const error = await startUntilRefused(engine);
    await engine.shell(`kill ${pid}`);
    expect(error).toMatch(/write \/sys\/fs\/cgroup\/cpuset\/\S+\/cgroup\.procs: no space left on device/);

    const { bundle } = await collect(engine);
    // There is no journal, and no process writes the log of the kernel: not even the collector, whose output is a file here.
    const members = (await engine.shell(`tar -tzf '${bundle}'`)).split('\n');
    expect(members).toContain('journal/docker.log');
    expect(members).not.toContain('journal/kernel.log');
    const report = await analyse(bundle);
    const root = rootOf(report);
    expect(report.verdict.status).toBe('root-cause-found');
    expect(root).toMatchObject({ id: 'cgroup/cpuset-empty', state: { now: 'active' } });
    expect(['confirmed', 'likely']).toContain(root.confidence.word);
    expect(root.chain.map((edge) => edge.to)).toEqual(['runtime/container-start-failure']);
    expect(root.chain[0]?.message).toContain(`container start (write) ${parent}`);
    expect(report.diagnoses).toHaveLength(1);
    expect(report.residue).toEqual([]);
    expect(Number(ruledOutValues(report, 'storage/block-full')['fs.bytes_used_ratio'])).toBeLessThan(0.85);
    const mounts = ruledOutValues(report, 'mounts/mount-max-exhausted');
    expect(Number(mounts['ns.mounts'])).toBeGreaterThan(300);
    expect(Number(mounts['ns.mounts'])).toBeLessThan(Number(mounts.limit) / 2);
    expect(report.findings.map((finding) => finding.id)).not.toContain('storage/deleted-open-files');
  });
});
