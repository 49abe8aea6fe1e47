import { wholeJournal } from './log-texts.ts';
import { moved, type Renderer } from './sampled-node.ts';

/** A copy of /proc, /etc and /var/log by hand. */
export const procfs: Renderer = (sampled) => {
  const { node, native } = sampled;
  const stats = (native.get('commands/proc/stat') ?? '').split('\n').filter((line) => line !== '');
  return new Map([
    ...moved(sampled, [
      [/^proc\/.+$/, '$&'],
      [/^etc\/.+$/, '$&'],
      [/^journal\/docker\.log$/, 'var/log/docker.log'],
    ]),
    ...stats.map((line): [string, string] => [`proc/${line.slice(0, line.indexOf(' '))}/stat`, `${line}\n`]),
    ['var/log/messages', wholeJournal(node)],
  ]);
};
