import { describe, expect, it } from 'vitest';
import { processes } from '../../src/facts/processes.ts';
import { factsOf, theValue } from './reading.ts';

const FULL =
  'UID          PID    PPID  C STIME TTY          TIME CMD\nroot           1       0  0 Jan01 ?        00:00:09 /sbin/init\nroot         812       1  0 Jan01 ?        00:00:01 /usr/bin/dockerd\nroot         900       1  0 Jan01 ?        00:00:00 sleep 9\n';
const WAITING =
  '  PID  PPID STAT WCHAN                            COMMAND\n    1     0 Ss   ep_poll                          /sbin/init\n  812     1 D    rwsem_down_write_slowpath        /usr/bin/dockerd\n';
const STATES =
  'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot           1  0.0  0.1 168000 11000 ?        Ss   Jan01   0:09 /sbin/init\nroot         812  0.0  0.1 168000 11000 ?        Dsl  Jan01   0:01 /usr/bin/dockerd\n';

describe('of several listings of ps', () => {
  const read = (...texts: string[]) =>
    theValue(factsOf(Object.fromEntries(texts.map((text, i) => [`out/${i}.txt`, text]))).get(processes));

  it.each([
    ['before one with the states', [FULL, WAITING, STATES]],
    ['whatever comes first', [STATES, WAITING, FULL]],
  ])('the one that says where processes wait counts, %s', (_, texts) => {
    const found = read(...texts);
    expect(found).toHaveLength(2);
    expect(found[1]).toMatchObject({
      pid: 812,
      state: 'D',
      ppid: 1,
      refs: [{ path: `out/${texts.indexOf(WAITING)}.txt` }],
    });
  });

  it('a state counts for more than a longer list', () => {
    expect(read(FULL, STATES)[1]).toMatchObject({ pid: 812, state: 'D' });
    expect(read(FULL)).toHaveLength(3);
  });
});
