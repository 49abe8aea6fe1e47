import { describe, expect, it } from 'vitest';
import { clockSteps } from '../../src/facts/clock-steps.ts';
import { lockups } from '../../src/facts/lockups.ts';
import { machine } from '../../src/facts/machine.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const HEAD = '[    0.000000] Linux version 5.15.0\n';
const stuck = (at: number, cpu: number, seconds: number, task = 'java:1'): string =>
  `[ ${at.toFixed(6)}] watchdog: BUG: soft lockup - CPU#${cpu} stuck for ${seconds}s! [${task}]\n` +
  `[ ${at.toFixed(6)}] RIP: 0010:smp_call_function_many_cond+0x131/0x2d0\n`;
const lockupsOf = (text: string, uptime = true) =>
  theValue(
    factsOf({
      ...(uptime ? { 'proc/uptime': '10000.00 10000.00\n' } : {}),
      'commands/kernel/dmesg': HEAD + text,
    }).get(lockups),
  );

describe('soft lockups', () => {
  it('of several CPUs in the same second are one, at once', () => {
    const [one, ...others] = lockupsOf(stuck(9600.1, 0, 62) + stuck(9600.4, 1, 63, 'swapper/1:0'));
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      cpus: 2,
      reports: 2,
      longest: 63,
      shortest: 62,
      at_once: true,
      others: 0,
      tasks: ['java', 'swapper/1'],
      functions: ['smp_call_function_many_cond'],
      rcu_stall: false,
      clock_jumped: false,
    });
    expect(one?.seen?.first).toBeCloseTo(NOW - 399.9, 1);
  });

  it('that come back are one, and not at once', () => {
    expect(lockupsOf(stuck(9600, 0, 22) + stuck(9628, 0, 23))).toMatchObject([{ reports: 2, cpus: 1, at_once: false }]);
  });

  it('of the same second and of different length are not at once', () => {
    expect(lockupsOf(stuck(9600, 0, 22) + stuck(9600, 1, 28))).toMatchObject([{ at_once: false }]);
    expect(lockupsOf(stuck(9600, 0, 22) + stuck(9600, 1, 27))).toMatchObject([{ at_once: true }]);
  });

  it('that lie more than a minute apart are two', () => {
    expect(lockupsOf(stuck(9000, 0, 22) + stuck(9061, 0, 23))).toMatchObject([{ others: 1 }, { others: 1 }]);
    expect(lockupsOf(stuck(9000, 0, 22) + stuck(9060, 0, 23))).toHaveLength(1);
  });

  it('are told apart by seconds since boot where nothing says when that was', () => {
    const [one] = lockupsOf(
      `${stuck(9600.1, 0, 62)}${stuck(9600.4, 1, 62)}[ 9601.000000] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:\n`,
      false,
    );
    expect(one).toMatchObject({ at_once: true, rcu_stall: true });
  });

  it('are unknown without a log of the kernel', () => {
    expect(factsOf({}).get(lockups).known).toBe(false);
  });
});

describe('machine', () => {
  const of = (text: string) => theValue(factsOf({ 'commands/hardware': text }).get(machine));

  it('is virtual where the processor says so, or the kernel', () => {
    expect(of('/proc/cpuinfo:flags\t\t: fpu tsc hypervisor lahf_lm\n').virtual).toBe(true);
    expect(of('cpuinfo:flags\t\t: fpu tsc lahf_lm\n').virtual).toBe(false);
    expect(of('/sys/class/dmi/id/sys_vendor:QEMU\n').virtual).toBeUndefined();
    const log = { 'commands/kernel/dmesg': `${HEAD}[    0.000000] Hypervisor detected: KVM\n` };
    expect(theValue(factsOf(log).get(machine)).virtual).toBe(true);
  });

  it('has a name and a clock', () => {
    expect(
      of(
        '/sys/class/dmi/id/sys_vendor:QEMU\n/sys/class/dmi/id/product_name:Standard PC\n/sys/devices/system/clocksource/clocksource0/current_clocksource:hpet\n',
      ),
    ).toMatchObject({ product: 'QEMU Standard PC', clock_source: 'hpet' });
  });
});

describe('steps of the clock', () => {
  const of = (text: string, uptime = '86400.00 1.00\n') =>
    theValue(factsOf({ 'proc/uptime': uptime, 'var/log/messages': text }).get(clockSteps));
  const CHRONY = 'Jan 15 11:59:00 node-1 chronyd[612]: System clock was stepped by -62.104113 seconds\n';

  it('have a size and a direction', () => {
    expect(of(CHRONY)).toMatchObject([{ seconds: 62.104113, direction: 'back', at_boot: false }]);
    expect(of('Jan 15 11:59:00 node-1 ntpd[612]: time reset +1.048213 s\n')).toMatchObject([
      { seconds: 1.048213, direction: 'forward' },
    ]);
  });

  it('are ordinary in the first ten minutes', () => {
    expect(of(CHRONY, '600.00 1.00\n')).toMatchObject([{ at_boot: true }]);
    expect(of(CHRONY, '660.00 1.00\n')).toMatchObject([{ at_boot: false }]);
  });
});
