import type { ReadSoFar } from '../archive/archive.ts';
import { formatBytes } from '../lib/bytes.ts';
import { cut, cutMiddle, plural, visible } from '../lib/text.ts';
import type { Scanned } from '../signatures/scanner.ts';
import type { Terminal } from './terminal.ts';

/** How far the reading of one bundle is; what its logs have shown is said where they are scanned. */
export type SoFar = ReadSoFar & Partial<Scanned>;

/** What is shown of one bundle that is being read. */
export interface ProgressOf {
  update(soFar: SoFar): void;
  done(): void;
}

export interface Progress {
  of(label: string): ProgressOf;
  /** Removes the line, before something else is printed. */
  clear(): void;
}

const LABEL_WIDTH = 60;
const ENTRY_WIDTH = 40;

interface Shown {
  readonly label: string;
  readonly soFar: SoFar;
}

/** One line on a terminal that says how far the reading of each bundle is; nothing anywhere else. */
export function createProgress(terminal: Terminal, quiet: boolean): Progress {
  if (quiet || !terminal.errIsTerminal) return { of: () => ({ update() {}, done() {} }), clear() {} };
  const running = new Map<object, Shown>();
  let isShown = false;
  const clear = (): void => {
    if (isShown) terminal.err('\r\u001b[K');
    isShown = false;
  };
  const draw = (): void => {
    const [first, ...others] = running.values();
    // Of several there is only room for how far each is.
    const details = first === undefined || others.length > 0 ? '' : detailsOf(first.soFar);
    const bytes = [...running.values()].map(({ label, soFar }) => `${label}: ${bytesOf(soFar)}`).join(', ');
    terminal.err(`\r\u001b[Kreading ${bytes}${details}`);
    isShown = true;
  };
  return {
    clear,
    of(label) {
      const key = {};
      const shownLabel = visible(cut(label, LABEL_WIDTH));
      return {
        update(soFar) {
          running.set(key, { label: shownLabel, soFar });
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

function bytesOf({ read, total }: SoFar): string {
  if (total === undefined || total === 0) return formatBytes(read);
  return `${formatBytes(read)} of ${formatBytes(total)} (${Math.floor((100 * read) / total)} %)`;
}

/** `; 1,200,000 lines, 34 matches; journal/kubelet.log`. */
function detailsOf({ entry, lines = 0, matches = 0 }: SoFar): string {
  const seen = lines === 0 ? '' : `; ${plural(lines, 'line')}, ${plural(matches, 'match', 'matches')}`;
  return entry === undefined ? seen : `${seen}; ${visible(cutMiddle(entry, ENTRY_WIDTH))}`;
}
