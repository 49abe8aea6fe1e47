import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../src/analysis.ts';
import { openFacts } from '../../src/facts/fact-source.ts';
import { logGroup } from '../../src/facts/log.ts';
import { logFloods } from '../../src/facts/log-floods.ts';
import { logCoverageFact } from '../../src/facts/log-gaps.ts';
import { allFacts } from '../../src/facts/vocabulary.ts';
import { theValue } from '../facts/reading.ts';
import { shippedSignatures } from '../signatures/shipped.ts';
import { type FloodPlan, floodProgram, type LogNode, moveLogs, stubJournal } from './journal-stub.ts';
import {
  IS_ROOT,
  isInstalled,
  makeWorkspace,
  NOBODY,
  type Run,
  readBundle,
  runCollector,
  stepRecord,
  type Workspace,
} from './run-collector.ts';

const MINUTES_AGO = (minutes: number): number => (Math.floor(Date.now() / 60_000) - minutes) * 60;
const signatures = shippedSignatures();

const spaces: Workspace[] = [];
afterAll(() => {
  for (const space of spaces) space.remove();
});

function prepare(): { workspace: Workspace; node: LogNode } {
  const workspace = makeWorkspace();
  spaces.push(workspace);
  return { workspace, node: moveLogs(workspace) };
}

interface Collected {
  readonly run: Run;
  readonly bundle: Map<string, string>;
}

async function collect(
  workspace: Workspace,
  node: LogNode,
  only: string,
  options: { uid?: number; args?: string[] } = {},
) {
  const args = ['--only', only, ...(options.args ?? [])];
  const run = await runCollector(workspace, { ...options, env: { ...node.env }, args });
  return { run, bundle: await readBundle(run.stdout) };
}

function factsIn(bundle: ReadonlyMap<string, string>) {
  return openFacts(readFiles(new Map(bundle), signatures, {}), signatures, allFacts(signatures));
}

describe('a flood of six hours', () => {
  const plan: FloodPlan = { begin: MINUTES_AGO(422), quietMinutes: 60, floodMinutes: 360, perMinute: 3000 };
  const onset = plan.begin + plan.quietMinutes * 60;
  let collected: Collected;
  let log: string;

  beforeAll(async () => {
    const { workspace, node } = prepare();
    stubJournal(workspace, node, `*@*) ;;\n*' kubelet '*) ${floodProgram(workspace, plan)} ;;`);
    collected = await collect(workspace, node, 'log_kubelet', { args: ['--max-size', '20M'] });
    log = collected.bundle.get('journal/kubelet.log') ?? '';
  }, 60_000);

  it('fits into the archive', () => {
    expect(collected.run.code).toBe(0);
    expect(stepRecord(collected.bundle, 'log_kubelet')).toMatchObject({ status: 'collected' });
    expect(collected.run.stdout.length).toBeLessThan(4_000_000);
  });

  it('keeps every line that is not the flood, and the first of the flood', () => {
    const others = log.split('\n').filter((line) => line.includes('SyncLoop'));
    expect(others).toHaveLength(60);
    expect(others[0]).toContain('web-3');
    expect(others.at(-1)).toContain('web-416');
    const first = log.split('\n').find((line) => line.includes('nested.go:301'));
    expect(first?.slice(0, 19)).toBe(new Date(onset * 1000).toISOString().slice(0, 19));
    expect(
      log
        .split('\n')
        .map((line) => line.slice(0, 19))
        .filter((stamp) => /^\d{4}-/.test(stamp)),
    ).toEqual(
      log
        .split('\n')
        .map((line) => line.slice(0, 19))
        .filter((stamp) => /^\d{4}-/.test(stamp))
        .sort(),
    );
  });

  it('has its onset and its rate in the facts', () => {
    const [flood, ...others] = theValue(factsIn(collected.bundle).get(logFloods));
    expect(others).toEqual([]);
    expect(flood).toMatchObject({
      label: 'nested.go:301]',
      lines: 1_080_000,
      peak_per_minute: 3000,
      seen: { first: onset, last: onset + 359 * 60, first_is_onset: true },
    });
    expect(flood?.per_minute).toHaveLength(360);
    expect(new Set(flood?.per_minute.map((rate) => rate.lines))).toEqual(new Set([3000]));
    expect(flood?.per_minute[0]?.at).toBe(onset);
  });

  it('is counted as a lower bound, with what was left out', () => {
    const facts = factsIn(collected.bundle);
    const group = logGroup(facts, 'write_enospc');
    expect(group.at_least).toBe(true);
    expect(group.count).toBeLessThan(100_000);
    expect((group.count ?? 0) + group.left_out).toBe(1_080_000);
    expect(group.seen).toMatchObject({ first: onset, first_is_onset: true });
  });

  it('proves the absence of a message from elsewhere, and not of one that any line may quote', () => {
    expect(logGroup(factsIn(collected.bundle), 'pleg_unhealthy').count).toBe(0);
    expect(logGroup(factsIn(collected.bundle), 'mount_enospc').count).toBeUndefined();
    const [covered] = theValue(factsIn(collected.bundle).get(logCoverageFact));
    expect(covered?.gaps).toMatchObject([{ from: onset, to: expect.any(Number), lines: expect.any(Number) }]);
  });
});

/** Writes the log of a container below /var/log/pods of the test. */
function writePodLog(node: LogNode, path: string, text: string): void {
  const file = node.logPath(`pods/${path}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const LINE = '2026-04-12T02:30:00+0000 node-1 kernel: EXT4-fs error (device vdb)';

// Most of them wait for a limit of the collector.
describe('the logs of a node', { concurrent: true, timeout: 120_000 }, () => {
  it('are probed over time where the day is too long to read', async () => {
    const { workspace, node } = prepare();
    const begin = MINUTES_AGO(30 * 60);
    const plan = { begin, quietMinutes: 0, floodMinutes: 30 * 60 - 1, perMinute: 120 };
    stubJournal(
      workspace,
      node,
      `*--since=@*)
  for a; do case $a in --since=@*) at=\${a#--since=@} ;; esac; done
  echo "$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%S)+0000 node-1 kubelet[1]: probed" ;;
*' kubelet '*) ${floodProgram(workspace, plan)} ;;`,
    );
    const { bundle } = await collect(workspace, node, 'log_kubelet');
    const log = bundle.get('journal/kubelet.log') ?? '';
    const probes = bundle.get('journal/kubelet.probes.log') ?? '';
    expect(log).toMatch(/^-- inquest: earlier lines left out --\n/);
    const marks = [
      ...probes.matchAll(/^-- inquest: probe of 10 s at (\S+Z) --\n(\S{19})\+0000 node-1 kubelet\[1\]: probed$/gm),
    ];
    // Hours 25 to 48 and days 3 to 30; the 24th may lie in what was read.
    expect(marks.length).toBeGreaterThanOrEqual(24 + 28);
    expect(marks.map((m) => m[1])).toEqual(marks.map((m) => `${m[2]}Z`).sort());
    const covered = theValue(factsIn(bundle).get(logCoverageFact));
    expect(covered.find((c) => c.label === 'journal/kubelet.probes.log')?.gaps).toHaveLength(marks.length + 1);
    expect(covered.find((c) => c.label === 'journal/kubelet.log')?.gaps[0]).not.toHaveProperty('from');
  });

  it('include the boot before, which does not count as now', async () => {
    const { workspace, node } = prepare();
    stubJournal(
      workspace,
      node,
      `*' -k -b -1 '*) echo '${LINE}' ;;\n*' kubelet -b -1 '*) echo '${LINE.replace('kernel', 'kubelet[1]')}' ;;`,
    );
    const { bundle } = await collect(workspace, node, 'log_previous');
    expect(bundle.get('journal/kernel.previous.log')).toBe(`${LINE}\n`);
    expect(bundle.has('journal/kubelet.previous.log')).toBe(true);
    expect(bundle.has('journal/docker.previous.log')).toBe(false);
  });

  it('say that there is no boot before', async () => {
    const { workspace, node } = prepare();
    stubJournal(
      workspace,
      node,
      `*' -b -1 '*) echo 'Data from the specified boot (-1) is not available' >&2; exit 1 ;;`,
    );
    const { bundle } = await collect(workspace, node, 'log_previous');
    expect(stepRecord(bundle, 'log_previous')).toMatchObject({
      status: 'missing',
      reason: 'Data from the specified boot (-1) is not available',
    });
  });

  it.skipIf(!IS_ROOT)('are restricted, not empty, for who may not read the journal', async () => {
    const { workspace, node } = prepare();
    stubJournal(workspace, node, '');
    const { bundle } = await collect(workspace, node, 'log_kubelet,log_previous,log_units', { uid: NOBODY });
    for (const step of ['log_kubelet', 'log_previous']) expect(stepRecord(bundle, step).status).toBe('restricted');
  });

  it('are restricted where journalctl hides what other users wrote', async () => {
    const { workspace, node } = prepare();
    stubJournal(workspace, node, "*) echo 'Hint: You are currently not seeing messages from other users' >&2 ;;");
    const { bundle } = await collect(workspace, node, 'log_kubelet');
    expect(stepRecord(bundle, 'log_kubelet').status).toBe('restricted');
  });

  it('are bounded where the journal does not answer, in a folder of 2,000 files', async () => {
    const { workspace, node } = prepare();
    stubJournal(workspace, node, '*) exec sleep 60 ;;');
    for (let i = 0; i < 2000; i++) writeFileSync(node.logPath(`journal/4f1c/system@${i}.journal`), '');
    const { bundle } = await collect(workspace, node, 'log_kernel');
    expect(stepRecord(bundle, 'log_kernel')).toMatchObject({ status: 'timed_out' });
    const start: unknown = JSON.parse(bundle.get('manifest-start.json') ?? '');
    expect(start).toMatchObject({ collector: { limit_factor: expect.any(Number) } });
    expect(stepRecord(bundle, 'log_kernel').seconds).toBeLessThan(
      20 * Number(/"limit_factor":(\d)/.exec(JSON.stringify(start))?.[1]),
    );
  });

  it('come from files where there is no journal, with what was rotated, thinned before the newest part', async () => {
    const { workspace, node } = prepare();
    const line = (minute: number, text: string): string =>
      `Apr 12 02:${String(minute).padStart(2, '0')}:00 node-1 app: ${text}\n`;
    const flood = (minute: number): string => line(minute, `request ${'x'.repeat(400)}`).repeat(4000);
    writeFileSync(node.logPath('messages.1'), line(1, 'first of all') + flood(2) + flood(3));
    writeFileSync(
      node.logPath('messages'),
      line(4, 'between') + flood(5) + flood(6) + flood(7) + flood(8) + flood(9) + flood(10) + line(11, 'last'),
    );
    const { bundle } = await collect(workspace, node, 'log_files');
    const [, text = ''] = [...bundle].find(([path]) => path.endsWith('/messages')) ?? [];
    const kept = text.split('\n');
    expect(kept[0]).toBe(line(1, 'first of all').trimEnd());
    expect(kept.filter((l) => l.startsWith('Apr 12 02:02'))).toHaveLength(3);
    expect(kept.find((l) => l.startsWith('-- inquest: 3997 of 4000 lines like "app: request'))).toContain(
      'in Apr 12 02:02 --',
    );
    expect(kept.filter((l) => l.startsWith('Apr 12 02:10'))).toHaveLength(4000);
    expect(kept.some((l) => l.endsWith('app: between'))).toBe(true);
    expect(kept.at(-2)).toBe(line(11, 'last').trimEnd());
  });

  it('of pods are those of node agents, newest two instances, and of the namespaces that were named', async () => {
    const { workspace, node } = prepare();
    const line = '2026-04-12T02:30:00.123456789Z stderr F I0412 02:30:00.123456 1 x.go:1] hello\n';
    for (const number of [8, 9, 10]) writePodLog(node, `kube-system_proxy-a_uid/kube-proxy/${number}.log`, line);
    writePodLog(node, 'calico-system_node-b_uid/calico-node/0.log', line.repeat(40_000));
    writePodLog(node, 'shop_cart_uid/cart/0.log', line);
    writePodLog(node, 'bank_ledger_uid/ledger/0.log', line);
    const { bundle } = await collect(workspace, node, 'log_pods', { args: ['--pod-logs', 'shop'] });
    const found = [...bundle].filter(([path]) => path.includes('/pods/'));
    expect(found.map(([path]) => path.replace(/^.*\/pods\//, '')).sort()).toEqual([
      'calico-system_node-b_uid/calico-node/0.log',
      'kube-system_proxy-a_uid/kube-proxy/10.log',
      'kube-system_proxy-a_uid/kube-proxy/9.log',
      'shop_cart_uid/cart/0.log',
    ]);
    const large = found.find(([path]) => path.includes('calico'))?.[1] ?? '';
    expect(large.startsWith('-- inquest: earlier lines left out --\n')).toBe(true);
    expect(large.length).toBeLessThan(2_100_000);
  });
});

const REMOTE = '/lib/systemd/systemd-journal-remote';
const NO_JOURNAL_TOOLS =
  isInstalled('journalctl') && existsSync(REMOTE) ? undefined : 'needs journalctl and systemd-journal-remote';

/** Entries as `journalctl -o export` prints them, of the last ten minutes. */
function exportEntries(messages: readonly string[]): string {
  const begin = (Date.now() - 600_000) * 1000;
  return messages
    .map(
      (message, i) =>
        `__REALTIME_TIMESTAMP=${begin + i * 1000}\n__MONOTONIC_TIMESTAMP=${1_000_000 + i * 1000}\n_BOOT_ID=${'0f'.repeat(16)}\n` +
        `SYSLOG_IDENTIFIER=kubelet\n_PID=811\n_SYSTEMD_UNIT=kubelet.service\n_HOSTNAME=node-1\nMESSAGE=${message}\n\n`,
    )
    .join('');
}

describe.skipIf(NO_JOURNAL_TOOLS !== undefined)('a real journal', () => {
  it('is read newest first and comes out in order, escapes and further lines included', async () => {
    const { workspace, node } = prepare();
    const messages = Array.from({ length: 3000 }, (_, i) => (i === 1500 ? `\u001b[31mred ${i}` : `message ${i}`));
    const file = `${workspace.folder}/system.journal`;
    const written = spawnSync(REMOTE, ['-o', file, '-'], { input: exportEntries(messages) });
    expect(written.status).toBe(0);
    const journalctl = (process.env.PATH ?? '')
      .split(':')
      .map((folder) => `${folder}/journalctl`)
      .find((p) => existsSync(p));
    stubJournal(workspace, node, `*) exec ${journalctl} --file ${file} "$@" ;;`);
    const { bundle } = await collect(workspace, node, 'log_kubelet');
    const text = bundle.get('journal/kubelet.log') ?? '';
    const numbers = [...text.matchAll(/kubelet\[811\]: .*?(?:message|red) (\d+)$/gm)].map((m) => Number(m[1]));
    expect(numbers).toEqual(messages.map((_, i) => i));
    expect(text).not.toContain('blob data');
    expect(text).not.toContain('earlier lines left out');
  }, 30_000);
});
