import { wholeJournal } from './log-texts.ts';
import { dfHuman, dfInodes, procMounts } from './mount-texts.ts';
import { osRelease } from './node-texts.ts';
import { below, type Renderer } from './sampled-node.ts';

/** Bottlerocket `logdog`. */
export const logdog: Renderer = ({ node }) =>
  new Map(
    below('bottlerocket-logs/', {
      'logdog.errors': '',
      'os-release': osRelease(node),
      df: dfHuman(node.filesystems),
      'df-inodes': dfInodes(node.filesystems),
      dmesg: node.journal.renderDmesg(),
      'journalctl.log': wholeJournal(node),
      'journalctl-boots':
        ' 0 0a1b2c3d4e5f60718293a4b5c6d7e8f9 Sat 2023-02-18 11:21:25 CST—Fri 2024-04-12 15:29:05 CST\n',
      'proc-mounts': procMounts(node.table),
    }),
  );
