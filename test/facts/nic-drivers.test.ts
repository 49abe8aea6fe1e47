import { describe, expect, it } from 'vitest';
import { nicDrivers } from '../../src/facts/nic-drivers.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const UPTIME = { 'proc/uptime': '86400.00 86400.00\n' };
const BOOT = '[    2.900000] i40e: Intel(R) Ethernet Connection XL710 Network Driver - version 2.3.2-k\n';
const AGAIN =
  '[86000.000000] i40e 0000:3b:00.1: i40e_ptp_stop: removed PHC on eth1\n' +
  '[86001.000000] i40e 0000:3b:00.0: i40e_ptp_stop: removed PHC on eth0\n' +
  '[86003.000000] i40e: Intel(R) 40-10 Gigabit Ethernet Connection Network Driver - version 2.7.29\n';

describe('drivers of network cards', () => {
  it('were reloaded when they took their devices away and were loaded again', () => {
    const [driver] = theValue(factsOf({ ...UPTIME, 'commands/kernel/dmesg': BOOT + AGAIN }).get(nicDrivers));
    expect(driver).toMatchObject({
      entity: 'driver:i40e',
      name: 'i40e',
      reloaded: true,
      loads: 2,
      versions: ['2.3.2-k', '2.7.29'],
      removed: ['eth0', 'eth1'],
    });
    expect(driver?.seconds_after_boot).toBeCloseTo(86_001, 0);
    expect(driver?.seen?.first).toBeCloseTo(NOW - 400, 0);
    expect(driver?.loaded_at).toBeCloseTo(NOW - 397, 0);
  });

  it('are loaded once at boot on any node', () => {
    const [driver] = theValue(factsOf({ ...UPTIME, 'commands/kernel/dmesg': BOOT }).get(nicDrivers));
    expect(driver).toMatchObject({ reloaded: false, loads: 1, versions: ['2.3.2-k'], removed: [] });
  });

  it('count one load that two logs tell of once', () => {
    const journal =
      '2026-01-15T11:53:23+0000 node-1 kernel: i40e: Intel(R) 40-10 Gigabit Ethernet Connection Network Driver - version 2.7.29\n';
    const files = { ...UPTIME, 'commands/kernel/dmesg': BOOT + AGAIN, 'journal/kernel.log': journal };
    expect(theValue(factsOf(files).get(nicDrivers))[0]).toMatchObject({ loads: 2 });
  });

  it('the same version twice is a reload too, without a line of its removal', () => {
    const twice = BOOT + BOOT.replace('[    2.900000]', '[86003.000000]');
    const [driver] = theValue(factsOf({ ...UPTIME, 'commands/kernel/dmesg': twice }).get(nicDrivers));
    expect(driver).toMatchObject({ reloaded: true, loads: 2, versions: ['2.3.2-k'] });
    expect(driver?.seconds_after_boot).toBeCloseTo(86_003, 0);
  });

  it('a link that goes down says nothing of its driver', () => {
    const flap = '[86003.000000] i40e 0000:3b:00.0 eth0: NIC Link is Down\n';
    expect(theValue(factsOf({ ...UPTIME, 'commands/kernel/dmesg': flap }).get(nicDrivers))).toEqual([]);
  });

  it('are unknown without a kernel log', () => expect(factsOf(UPTIME).get(nicDrivers)).toMatchObject({ known: false }));
});
