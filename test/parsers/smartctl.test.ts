import { describe, expect, it } from 'vitest';
import { smartctl } from '../../src/parsers/smartctl.ts';
import { parse } from './parse.ts';

const ATA = [
  'smartctl 7.2 2020-12-30 r5155 [x86_64-linux-5.10.0] (local build)',
  '=== START OF READ SMART DATA SECTION ===',
  'SMART overall-health self-assessment test result: PASSED',
  'ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE',
  '  5 Reallocated_Sector_Ct   0x0033   001   001   010    Pre-fail  Always   FAILING_NOW 4072',
  '194 Temperature_Celsius     0x0022   067   055   000    Old_age   Always       -       33 (Min/Max 20/45)',
  '197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       8',
];
const NVME = [
  'SMART overall-health self-assessment test result: FAILED!',
  'Critical Warning:                   0x04',
  'Available Spare:                    3%',
  'Media and Data Integrity Errors:    17',
];

const read = (lines: readonly string[], path = 'sos_commands/ata/smartctl_-a_.dev.sda', end = '\n') =>
  parse(smartctl, `${lines.join(end)}${end}`, { path });

describe('smartctl', () => {
  it('reads result and attributes of an ATA disk', () => {
    const { document: value } = read(ATA);
    expect(value).toMatchObject({ device: 'sda', health: 'PASSED', healthLine: 3 });
    expect(value?.counters).toEqual([
      { name: 'Reallocated_Sector_Ct', value: 4072, failing: true, line: 5 },
      { name: 'Temperature_Celsius', value: 33, failing: false, line: 6 },
      { name: 'Current_Pending_Sector', value: 8, failing: false, line: 7 },
    ]);
  });

  it('reads what an NVMe disk counts', () => {
    const { document: value } = read(NVME, 'sos_commands/nvme/smartctl_-a_.dev.nvme0n1');
    expect(value).toMatchObject({ device: 'nvme0n1', health: 'FAILED!' });
    expect(value?.counters.map(({ name, value: count }) => [name, count])).toEqual([
      ['Critical Warning', 4],
      ['Available Spare', 3],
      ['Media and Data Integrity Errors', 17],
    ]);
  });

  it('reads what an NVMe disk warns of, and no list before the result', () => {
    const result = 'SMART overall-health self-assessment test result: FAILED!';
    const text = [
      '- a list',
      result,
      '- temperature is above or below threshold',
      '- media has been placed in read only mode',
    ];
    expect(read(text).document?.warnings).toEqual([
      'temperature is above or below threshold',
      'media has been placed in read only mode',
    ]);
    expect(read([result, ...Array<string>(100).fill('- x')]).document?.warnings).toHaveLength(8);
  });

  it('reads the result of a SCSI disk', () => {
    expect(read(['SMART Health Status: OK']).document?.health).toBe('OK');
    const long = 'Hardware impending failure power loss protection circuit area exhaustion failure [asc=5d, ascq=1d]';
    expect(read([`SMART Health Status: ${long}`]).document?.health).toBe(long);
  });

  it.each([
    ['sos_commands/ata/smartctl_-a_vda', 'vda'],
    ['sos_commands/ata/smartctl_-l_scterc_.dev.sdb', 'sdb'],
    ['commands/disks.txt', undefined],
  ])('names the disk of %s', (path, device) => {
    expect(read(ATA, path).document?.device).toBe(device);
  });

  it('takes CRLF and an end in the middle of a line', () => {
    expect(read(ATA, 'smartctl_-a_.dev.sda', '\r\n').document).toMatchObject({ device: 'sda', health: 'PASSED' });
    const cut = read(['SMART overall-health self-assessment test result: PASSED', '197 Current_Pend']).document;
    expect(cut).toMatchObject({ health: 'PASSED', counters: [] });
  });

  it('keeps nothing of an empty file', () => {
    expect(read(['']).document).toBeUndefined();
  });

  it('reads 100,000 lines and keeps a bounded part of them', () => {
    const many = Array.from({ length: 100_000 }, () => ATA[6] ?? '');
    expect(read(many).document?.counters.length).toBe(200);
  });
});
