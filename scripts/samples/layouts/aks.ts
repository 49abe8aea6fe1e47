import { dmesgReadable, wholeJournal } from './log-texts.ts';
import { dfBlocks, dfInodes, procMounts, sysctlAll } from './mount-texts.ts';
import { moved, type Renderer } from './sampled-node.ts';

/** `aks-log-collector.sh`: files at their place, no list of processes; what journald has is in syslog as well. */
export const aks: Renderer = (sampled) => {
  const { node } = sampled;
  return new Map([
    ['collect/file_listings.txt', 'total 0\n'],
    ['collect/du_bytes.txt', dfBlocks(node.filesystems)],
    ['collect/du_inodes.txt', dfInodes(node.filesystems)],
    ['collect/sysctl.txt', sysctlAll(node)],
    ['collect/proc/mounts', procMounts(node.table)],
    ['var/log/syslog', wholeJournal(node)],
    ['var/log/dmesg', dmesgReadable(node)],
    ...moved(sampled, [
      [/^proc\/(meminfo|stat|vmstat|loadavg|cmdline|uptime|version)$/, 'collect/proc/$1'],
      [/^etc\/os-release$/, '$&'],
    ]),
  ]);
};
