import { describe, expect, it } from 'vitest';
import { countLines, type Evidence, type FaultyNode, readEvidence, skipWithout, withNode } from './faulty-node.ts';

/**
 * Fills a mount table to exactly `lines`: 1,000 binds of one folder, copied as a tree while there is room, the rest
 * one by one.
 */
const fillTable = (lines: number): string => `
  mkdir -p "$LAB/m/one" "$LAB/m/all"
  mount -t tmpfs tmpfs "$LAB/m/one"
  mkdir "$LAB/m/one/source"
  ( cd "$LAB/m/one"; n=0; while [ $n -lt 999 ]; do n=$((n + 1)); mkdir $n; busybox mount -n -o bind source $n; done )
  count() { table=$(wc -l </proc/self/mountinfo); }
  count
  while [ $((table + 1000)) -le ${lines} ]; do
    mkdir "$LAB/m/all/$table"
    mount -n --rbind "$LAB/m/one" "$LAB/m/all/$table"
    count
  done
  while [ $table -lt ${lines} ]; do
    mkdir -p "$LAB/m/rest/$table"
    busybox mount -n -o bind "$LAB/m/rest" "$LAB/m/rest/$table"
    table=$((table + 1))
  done
  count
  [ $table = ${lines} ]`;

const inNamespaces = (count: number): string => `
  n=1
  while [ $n -lt ${count} ]; do n=$((n + 1)); unshare -m --propagation private sleep 1000 & done
  sleep 1`;

/** Lines of every table in the bundle: of those taken whole, and of those only counted. */
function tableSizes({ texts }: Evidence): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [name, text] of texts) {
    const pid = /^proc\/(\d+)\/mountinfo$/.exec(name)?.[1];
    if (pid !== undefined) sizes.set(pid, text.split('\n').length - 1);
  }
  for (const line of (texts.get('commands/proc/mount-counts') ?? '').split('\n')) {
    const [, pid, lines] = /^\/proc\/(\d+)\/mountinfo:(\d+)$/.exec(line) ?? [];
    if (pid !== undefined) sizes.set(pid, Number(lines));
  }
  return sizes;
}

/** What the kernel says of each process in the node that still lives. */
async function realSizes(node: FaultyNode, pids: Iterable<string>): Promise<Map<string, number>> {
  const files = [...pids].map((pid) => `/proc/${pid}/mountinfo`).join(' ');
  const counted = await node.shell(`grep -c '' ${files} /dev/null`);
  const lines = counted.stdout.split('\n').map((line) => /^\/proc\/(\d+)\/mountinfo:(\d+)$/.exec(line));
  return new Map(lines.flatMap((found) => (found === null ? [] : [[found[1] ?? '', Number(found[2])] as const])));
}

describe.each([
  { lines: 26_500, namespaces: 20 },
  { lines: 60_793, namespaces: 1 },
])('$lines mounts in each of $namespaces namespaces', ({ lines, namespaces }) => {
  it('are all in the bundle within a minute', async (context) => {
    skipWithout(context, 'busybox');
    await withNode({ prepare: `${fillTable(lines)}\n${inNamespaces(namespaces)}` }, async (node) => {
      expect(countLines(`/proc/${node.pid}/mountinfo`)).toBe(lines);
      const run = await node.collect();
      console.log(`${lines} x ${namespaces}: ${JSON.stringify({ ...run, archive: run.archive.length, stderr: '' })}`);
      expect(run.code, run.stderr).toBe(0);
      expect(run.seconds).toBeLessThan(60);
      expect(run.stagingBytes).toBeLessThan(32 << 20);
      const evidence = await readEvidence(run.archive);
      expect(evidence.closing.complete).toBe(true);
      const sizes = tableSizes(evidence);
      const full = [...sizes.values()].filter((size) => size >= lines);
      expect(full).toHaveLength(namespaces);
      expect(sizes).toEqual(await realSizes(node, sizes.keys()));
      expect(evidence.records.find(({ step }) => step === 'mountinfo')).toMatchObject({ status: 'collected' });
    });
  });
});
