import { describe, expect, it } from 'vitest';
import { inotify } from '../../src/facts/inotify.ts';
import { factsOf, theValue } from './reading.ts';

const KINDS =
  '812 3 anon_inode:inotify\n812 40 socket\n900 20 anon_inode:inotify\n901 2 anon_inode:inotify\n77 5 pipe\n';
const status = (pid: number, uid: number): string =>
  `/proc/${pid}/status:Name:\tx\n/proc/${pid}/status:Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n`;

describe('instances of inotify', () => {
  it('are counted for the user with most of them', () => {
    const files = {
      'commands/proc/fd-kinds': KINDS,
      'commands/proc/status': status(812, 0) + status(900, 1000) + status(901, 1000),
    };
    expect(theValue(factsOf(files).get(inotify))).toMatchObject({ uid: 1000, instances_at_least: 22 });
  });

  it('are those of root where nothing tells whose processes they are', () => {
    expect(theValue(factsOf({ 'commands/proc/fd-kinds': KINDS }).get(inotify))).toMatchObject({
      uid: 0,
      instances_at_least: 25,
    });
  });

  it('are not known where no files were counted', () => {
    expect(factsOf({ 'proc/uptime': '7200.00 14000.00\n' }).get(inotify).known).toBe(false);
  });
});
