import { formatBytes } from '../lib/bytes.ts';
import { cut, visible } from '../lib/text.ts';
import type { Terminal } from './terminal.ts';

/** What is shown of one bundle that is being read. */
export interface ProgressOf {
  update(read: number, total: number | undefined): void;
  done(): void;
}

export interface Progress {
  of(label: string): ProgressOf;
  /** Removes the line, before something else is printed. */
  clear(): void;
}

const LABEL_WIDTH = 60;

/** One line on a terminal that says how far the reading of each bundle is; nothing anywhere else. */
export function createProgress(terminal: Terminal, quiet: boolean): Progress {
  if (quiet || !terminal.errIsTerminal) return { of: () => ({ update() {}, done() {} }), clear() {} };
  const running = new Map<object, string>();
  let isShown = false;
  const clear = (): void => {
    if (isShown) terminal.err('\r\u001b[K');
    isShown = false;
  };
  const draw = (): void => {
    terminal.err(`\r\u001b[Kreading ${[...running.values()].join(', ')}`);
    isShown = true;
  };
  return {
    clear,
    of(label) {
      const key = {};
      const shownLabel = visible(cut(label, LABEL_WIDTH));
      return {
        update(read, total) {
          const part =
            total === undefined || total === 0
              ? ''
              : ` of ${formatBytes(total)} (${Math.floor((100 * read) / total)} %)`;
          running.set(key, `${shownLabel}: ${formatBytes(read)}${part}`);
          draw();
        },
        done() {
          running.delete(key);
          if (running.size === 0) clear();
          else if (isShown) draw();
        },
      };
    },
  };
}
