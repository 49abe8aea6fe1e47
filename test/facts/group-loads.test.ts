import { describe, expect, it } from 'vitest';
import { groupLoads } from '../../src/facts/group-loads.ts';
import { factsOf, theValue } from './reading.ts';

const ID = '9c1185a5c5e9fc54612808977ee8f548b2258d319c1185a5c5e9fc54612808ab';
const UID = '0330b2c1-a15b-4cdd-b5e5-72d4a90bee82';
const of = (lines: readonly string[]) =>
  theValue(factsOf({ 'commands/cgroup/values': `${lines.join('\n')}\n` }).get(groupLoads));

describe('control groups and their limits', () => {
  it('of v2 name their container', () => {
    const path = `/kubepods.slice/kubepods-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`;
    const [group] = of([
      `/sys/fs/cgroup${path}/pids.current:512`,
      `/sys/fs/cgroup${path}/pids.max:512`,
      `/sys/fs/cgroup${path}/cpu.max:50000 100000`,
      `/sys/fs/cgroup${path}/cpu.stat:nr_periods 1000`,
      `/sys/fs/cgroup${path}/cpu.stat:nr_throttled 600`,
      `/sys/fs/cgroup${path}/cpu.stat:throttled_usec 90000000`,
      `/sys/fs/cgroup${path}/memory.events:oom_kill 3`,
    ]);
    expect(group).toMatchObject({
      entity: `container:${ID}`,
      kind: 'container',
      pod_entity: `pod:${UID}`,
      pids: 512,
      pids_limit: 512,
      has_pids_limit: true,
      has_cpu_quota: true,
      cpu_quota: 0.5,
      throttled_ratio: 0.6,
      throttled_seconds: 90,
      oom_kills: 3,
    });
  });

  it('of v1 lie below their hierarchy', () => {
    const [pods, service] = of([
      `/sys/fs/cgroup/pids/kubepods/burstable/pod${UID}/pids.current:900`,
      `/sys/fs/cgroup/pids/kubepods/burstable/pod${UID}/pids.max:1024`,
      '/sys/fs/cgroup/pids/system.slice/docker.service/pids.current:90',
      '/sys/fs/cgroup/pids/system.slice/docker.service/pids.max:max',
    ]);
    expect(pods).toMatchObject({ entity: `pod:${UID}`, kind: 'pod', pids: 900, pids_limit: 1024 });
    expect(service).toMatchObject({
      label: 'docker.service',
      kind: 'service',
      pids: 90,
      has_pids_limit: false,
      has_cpu_quota: false,
    });
    expect([service?.pids_limit, service?.cpu_quota, service?.throttled_ratio]).toEqual(Array(3).fill(undefined));
  });

  it('are those of the inner container where a node runs in one', () => {
    const inner = ID.replace('9c', '77');
    const [group] = of([`/sys/fs/cgroup/docker/${ID}/kubepods/pod${UID}/${inner}/pids.current:1`]);
    expect(group?.entity).toBe(`container:${inner}`);
  });

  it('are unknown when they were not collected', () => {
    expect(factsOf({ 'proc/uptime': '1.00 1.00\n' }).get(groupLoads).known).toBe(false);
  });
});
