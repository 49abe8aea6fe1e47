import { describe, expect, it } from 'vitest';
import { collectNext } from '../../src/report/collect-next.ts';
import type { Report } from '../../src/report/model.ts';

const PLAN = [
  { step: 'processes', sources: ['process_stat', 'process_status'] },
  { step: 'counters', sources: ['diskstats'] },
  { step: 'log_kernel', sources: ['log'] },
  { step: 'log_docker', sources: ['log'] },
  { step: 'docker_inspect', sources: ['docker_inspect'] },
  { step: 'counters_t1', sources: ['diskstats'] },
];
const waiting = (title: string, ...missing: [source: string, reason: string][]): Report['unknown'][number] => ({
  id: `test/${title}`,
  title,
  missing: missing.map(([source, reason]) => ({ source, reason })),
});
const commands = (unknown: Report['unknown'], plan = PLAN) =>
  collectNext(unknown, plan).collectNext.map((n) => n.command);

describe('what to collect next', () => {
  it('is a run of exactly the steps that would decide', () => {
    const { collectNext: entries, collectCommand } = collectNext(
      [
        waiting('a', ['docker_inspect', 'the daemon did not answer']),
        waiting('b', ['docker_inspect', 'the daemon did not answer'], ['log', 'no log of dockerd in this bundle']),
      ],
      PLAN,
    );
    expect(entries).toEqual([
      {
        source: 'docker_inspect',
        why: 'the daemon did not answer; would decide: a; b',
        command: 'sudo sh collect.sh --only docker_inspect > more.tgz',
        byHand: 'docker inspect $(docker ps -aq) > inspect.json',
      },
      expect.objectContaining({ source: 'log', command: 'sudo sh collect.sh --only log_docker > more.tgz' }),
    ]);
    expect(collectCommand).toBe('sudo sh collect.sh --only docker_inspect,log_docker > more.tgz');
  });

  it('is a whole run for a rate, whose samples are as far apart as the run is long', () => {
    expect(commands([waiting('a', ['diskstats', 'only one sample of it is in this bundle'])])).toEqual([
      'sudo sh collect.sh > bundle.tgz',
    ]);
    expect(commands([waiting('a', ['diskstats', 'not in this bundle'])])).toEqual([
      'sudo sh collect.sh --only counters > more.tgz',
    ]);
  });

  it('names the source where the bundle has no plan, and what the collector brings instead', () => {
    expect(commands([waiting('a', ['df', 'not in this bundle'], ['ps', 'not in this bundle'])], [])).toEqual([
      'sudo sh collect.sh --only df > more.tgz',
      'sudo sh collect.sh --only process_stat > more.tgz',
    ]);
    expect(commands([waiting('a', ['log', 'no log of systemd in this bundle'])], [])).toEqual([
      'sudo sh collect.sh --only log > more.tgz',
    ]);
  });

  it('is a whole run for what only a whole run brings', () => {
    const unknown = [waiting('a', ['time', 'sampled after the failure'], ['df', 'not in this bundle'])];
    const { collectCommand, collectNext: entries } = collectNext(unknown, PLAN);
    expect(entries.map((n) => [n.source, n.command])).toContainEqual(['time', 'sudo sh collect.sh > bundle.tgz']);
    expect(collectCommand).toBe('sudo sh collect.sh > bundle.tgz');
  });

  it('never has text of the bundle in a command', () => {
    const hostile = [
      { step: 'x; rm -rf /', sources: ['df'] },
      { step: '$(reboot)', sources: ['df', '`id`'] },
    ];
    expect(commands([waiting('a', ['df', 'gone'], ['`id`', 'gone'])], hostile).sort()).toEqual([
      'sudo sh collect.sh --only df > more.tgz',
      'sudo sh collect.sh > bundle.tgz',
    ]);
  });

  it('is what the system offers where the host cannot run the collector', () => {
    const lacks = { mountinfo: 'sudo sheltie cat /proc/1/mountinfo', '*': 'sudo sheltie' };
    const unknown = [
      waiting('a', ['mountinfo', 'not in this bundle'], ['fd_kinds', 'not in this bundle']),
      waiting('b', ['mountinfo', 'not in this bundle'], ['kube_nodes', 'not in this bundle']),
    ];
    const { collectNext: entries, collectCommand } = collectNext(unknown, [], lacks);
    expect(entries.map((n) => [n.command, n.byHand])).toEqual([
      ['sudo sheltie cat /proc/1/mountinfo', undefined],
      ['sudo sheltie', undefined],
      ['kubectl get nodes -o json > nodes.json', 'kubectl get nodes -o json > nodes.json'],
    ]);
    expect(collectCommand).toBeUndefined();
  });

  it('is the collector where only single sources are lacking', () => {
    const unknown = [waiting('a', ['df_inodes', 'not in this bundle'])];
    expect(collectNext(unknown, [], { df_inodes: 'df -i' }).collectNext[0]?.command).toBe(
      'sudo sh collect.sh --only df_inodes > more.tgz',
    );
  });
});

it('asks first for what may explain a symptom without a cause, and names that first', () => {
  const broad = Array.from({ length: 7 }, (_, i) =>
    waiting(`broad ${i}`, ...[0, 1, 2, 3, 4, 5].map((n): [string, string] => [`broad_${n}`, 'not in this bundle'])),
  );
  const wanted = { ...waiting('the cause', ['mountinfo', 'not in this bundle']), mayExplain: ['test/symptom'] };
  const found = collectNext(
    [...broad, waiting('another', ['mountinfo', 'not in this bundle']), wanted],
    PLAN,
  ).collectNext;
  expect(found.map((n) => n.source)).toEqual(['mountinfo', 'broad_0', 'broad_1', 'broad_2', 'broad_3', 'broad_4']);
  expect(found[0]?.why).toContain('would decide: the cause; another');
});

it('does not ask for what the node does not have', () => {
  const unknown = [
    waiting('a', ['docker_inspect', 'no socket for docker'], ['crictl_ps', 'not in this bundle']),
    waiting('b', ['docker_disk_containers', 'not in this bundle'], ['sysctl', 'hosts of this kind do not have it']),
  ];
  expect(collectNext(unknown, PLAN).collectNext.map((n) => n.source)).toEqual(['crictl_ps']);
});

it('asks for the processes once, whichever tool lists them', () => {
  const unknown = [waiting('a', ['ps', 'not in this bundle'], ['process_stat', 'not in this bundle'])];
  expect(collectNext(unknown, PLAN).collectNext.map((n) => n.source)).toEqual(['process_stat']);
});

it('asks journalctl for units or the kernel, not for the kernel lines of units', () => {
  const [log] = collectNext([waiting('a', ['log', 'not in this bundle'])], PLAN).collectNext;
  expect(log?.byHand).toContain('_SYSTEMD_UNIT=kubelet.service + _TRANSPORT=kernel');
  expect(log?.byHand).not.toMatch(/ -k\b/);
});
