import { describe, expect, it } from 'vitest';
import { dmsetupStatus } from '../../src/parsers/dmsetup-status.ts';
import { parse } from './parse.ts';

const POOL =
  'docker-thinpool: 0 209715200 thin-pool 12 1234/524288 98304/102400 - rw discard_passdown queue_if_no_space -';

describe('dmsetup_status', () => {
  it('has the blocks and the mode of each pool, with and without a low water mark', () => {
    const { document, problems } = parse(
      dmsetupStatus,
      [
        'vg-root: 0 83886080 linear',
        'docker-253:1-1835016-base: 0 20971520 thin 41943 20971519',
        POOL,
        'vg-pool-tpool: 0 62914560 thin-pool 4 90/100 61440/61440 - out_of_data_space discard_passdown error_if_no_space needs_check 1024',
        'old-pool: 0 62914560 thin-pool Fail',
        '',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(document).toEqual({
      otherTargets: 2,
      pools: [
        {
          name: 'docker-thinpool',
          usedMetadataBlocks: 1234,
          totalMetadataBlocks: 524_288,
          usedDataBlocks: 98_304,
          totalDataBlocks: 102_400,
          mode: 'rw',
          needsCheck: false,
          line: 3,
        },
        expect.objectContaining({ name: 'vg-pool-tpool', mode: 'out_of_data_space', needsCheck: true, line: 4 }),
        { name: 'old-pool', mode: 'Fail', needsCheck: false, line: 5 },
      ],
    });
  });

  it('knows a node without devices from an answer that says nothing', () => {
    expect(parse(dmsetupStatus, 'No devices found\n').document).toEqual({ pools: [], otherTargets: 0 });
    expect(parse(dmsetupStatus, '/dev/mapper/control: open failed: Permission denied\n').document).toBeUndefined();
    expect(parse(dmsetupStatus, '').document).toBeUndefined();
  });

  it('reads a cut line, CRLF and a hundred thousand lines', () => {
    expect(parse(dmsetupStatus, POOL.slice(0, 60)).document?.pools).toEqual([
      {
        name: 'docker-thinpool',
        usedMetadataBlocks: 1234,
        totalMetadataBlocks: 524_288,
        mode: '',
        needsCheck: false,
        line: 1,
      },
    ]);
    expect(parse(dmsetupStatus, `${POOL}\r\n`).document?.pools[0]?.mode).toBe('rw');
    const many = parse(dmsetupStatus, `${POOL}\n`.repeat(100_000));
    expect(many.document?.pools).toHaveLength(10_000);
    expect(many.problems).toHaveLength(1);
  });

  it('is recognised by its text', () => {
    expect(dmsetupStatus.sniff?.(POOL)).toBe(true);
    expect(dmsetupStatus.sniff?.('eth0: 0 1500 mtu\n')).toBe(false);
  });
});
