import { describe, expect, it } from 'vitest';
import { crashingPrograms } from '../../src/facts/crashing-programs.ts';
import { diskHealth } from '../../src/facts/disk-health.ts';
import { gpuErrors } from '../../src/facts/gpu-errors.ts';
import { kernelOopses } from '../../src/facts/kernel-oopses.ts';
import { kernelPanics } from '../../src/facts/kernel-panics.ts';
import { memoryErrors } from '../../src/facts/memory-errors.ts';
import { nvmeControllers } from '../../src/facts/nvme-controllers.ts';
import { pcieErrors } from '../../src/facts/pcie-errors.ts';
import { taint } from '../../src/facts/taint.ts';
import { factsOf, theValue } from './reading.ts';

const kernel = (...lines: readonly string[]) =>
  factsOf({
    'proc/uptime': '10000.00 10000.00\n',
    'commands/kernel/dmesg': ['Linux version 5.15.0', ...lines].map((l, i) => `[ ${9000 + i}.000000] ${l}\n`).join(''),
  });

describe('errors of the hardware', () => {
  it('memory: a message stands for as many errors as it says', () => {
    const found = theValue(
      kernel(
        'EDAC MC0: 3 CE memory read error on DIMM_A1 (channel:0 slot:0)',
        'EDAC MC0: 2 CE memory scrubbing error on DIMM_A1 (channel:0 slot:0)',
        'EDAC MC0: 1 UE memory read error on DIMM_B1 (channel:1 slot:0)',
      ).get(memoryErrors),
    );
    expect(found).toMatchObject([
      { entity: 'memory_module:DIMM_A1', corrected: 5, uncorrected: 0, per_day: 5 },
      { entity: 'memory_module:DIMM_B1', corrected: 0, uncorrected: 1 },
    ]);
  });

  it('PCIe: by device and severity', () => {
    const error = (device: string, severity: string) =>
      `nvme ${device}: PCIe Bus Error: severity=${severity}, type=Physical Layer, (Receiver ID)`;
    const found = theValue(
      kernel(
        error('0000:5e:00.0', 'Corrected'),
        error('0000:5e:00.0', 'Uncorrected (Fatal)'),
        error('0000:5f:00.0', 'Uncorrected (Non-Fatal)'),
      ).get(pcieErrors),
    );
    expect(found).toMatchObject([
      { device: '0000:5e:00.0', corrected: 1, uncorrected: 1, fatal: 1, kinds: ['Physical Layer'] },
      { device: '0000:5f:00.0', corrected: 0, uncorrected: 1, fatal: 0 },
    ]);
  });

  it('NVMe: a controller with the disks whose requests failed', () => {
    const found = theValue(
      kernel(
        'nvme nvme1: I/O 775 QID 2 timeout, aborting',
        'nvme nvme1: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10',
        'nvme nvme11: I/O 12 QID 3 timeout, completion polled',
        'I/O error, dev nvme1n1, sector 8760 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0',
      ).get(nvmeControllers),
    );
    expect(found).toMatchObject([
      { name: 'nvme1', timeouts: 1, polled: 0, failures: 1, gone: true, disks: ['device:nvme1n1'] },
      { name: 'nvme11', timeouts: 1, polled: 1, failures: 0, gone: false, disks: [] },
    ]);
  });

  it('GPU: codes of the card and codes of programs', () => {
    const found = theValue(
      kernel('NVRM: Xid (PCI:0000:44:00): 79, GPU has fallen off the bus.', 'NVRM: Xid (PCI:0000:44:00): 13, x').get(
        gpuErrors,
      ),
    );
    expect(found).toMatchObject([{ codes: [13, 79], hardware: [79], off_the_bus: true, count: 2 }]);
  });

  it('disks: what smartctl and smartd say of the same disk is one', () => {
    const found = theValue(
      factsOf({
        'sos_commands/ata/smartctl_-a_.dev.sda':
          'SMART overall-health self-assessment test result: PASSED\n197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       8\n',
        'var/log/messages':
          'Jan 15 11:59:00 node-1 smartd[812]: Device: /dev/sda [SAT], 112 Currently unreadable (pending) sectors\n',
      }).get(diskHealth),
    );
    expect(found).toMatchObject([{ device: 'sda', failed: false, says: 'PASSED', unreadable: 112 }]);
  });
});

describe('faults of the kernel', () => {
  it('have the place and the program behind them', () => {
    const found = theValue(
      kernel(
        'Oops: 0002 [#1] SMP NOPTI',
        'CPU: 3 PID: 812 Comm: java Tainted: G           OE     5.10.0-1 #1',
        'RIP: 0010:guard_path_hook+0x2e/0x80 [guard]',
      ).get(kernelOopses),
    );
    expect(found).toMatchObject([
      { number: 1, function: 'guard_path_hook', module: 'guard', comm: 'java', foreign: true },
    ]);
  });

  it.each([
    ['softlockup: hung tasks', 'soft lockup'],
    ['hung_task: blocked tasks', 'hung task'],
    ['Fatal exception in interrupt', 'fault'],
    ['Fatal machine check on current CPU', 'machine check'],
    ['Attempted to kill init! exitcode=0x00000009', 'init'],
    ['something new', ''],
  ])('panic %s is of kind %s', (why, kind) => {
    const found = theValue(kernel(`Kernel panic - not syncing: ${why}`).get(kernelPanics));
    expect(found).toMatchObject([{ why, kind, previous_boot: false }]);
  });

  it('are remembered by the taint', () => {
    const of = (value: string) => theValue(factsOf({ 'proc/sys/kernel/tainted': `${value}\n` }).get(taint));
    expect(of('4224')).toMatchObject({ died: true, foreign: true, warned: false, soft_lockup: false });
    expect(of('16896')).toMatchObject({ died: false, foreign: false, warned: true, soft_lockup: true });
    expect(factsOf({}).get(taint).known).toBe(false);
  });

  it('programs that crash are counted by name', () => {
    const crash = (task: string) =>
      `${task}: segfault at 0 ip 00007f1c2a0b3c40 sp 00007ffd1a2b3c40 error 4 in libc.so[7f1c2a000000+178000]`;
    const found = theValue(kernel(crash('aa[1]'), crash('aa[2]'), crash('bb[3]')).get(crashingPrograms));
    expect(found).toMatchObject({ programs: ['aa', 'bb'], crashes: 3, objects: ['libc.so'] });
  });
});
