import { formatBytes } from '../lib/bytes.ts';
import { cut, visible } from '../lib/text.ts';
import type { Terminal } from './terminal.ts';

export interface Progress {
  update(read: number, total: number | undefined): void;
  /** Removes the line. */
  done(): void;
}

/** One line on a terminal that says how far the reading is; nothing anywhere else. */
export function createProgress(terminal: Terminal, label: string, quiet: boolean): Progress {
  if (quiet || !terminal.errIsTerminal) return { update() {}, done() {} };
  let shown = false;
  const shownLabel = visible(cut(label, 60));
  return {
    update(read, total) {
      const part =
        total === undefined || total === 0 ? '' : ` of ${formatBytes(total)} (${Math.floor((100 * read) / total)} %)`;
      terminal.err(`\r\u001b[Kreading ${shownLabel}: ${formatBytes(read)}${part}`);
      shown = true;
    },
    done() {
      if (shown) terminal.err('\r\u001b[K');
    },
  };
}
