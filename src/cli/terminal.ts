import { styleText } from 'node:util';
import type { Colors } from '../report/text-style.ts';

/** Where the program writes; passed in, so that commands can be tested without a process. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  /** Only what was asked for goes here. */
  out(text: string): void;
  err(text: string): void;
  /** Bytes that need not be text; waits for a slow reader, so that nothing piles up. */
  outBytes(bytes: Uint8Array): void;
  readonly errIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Style = Parameters<typeof styleText>[0];

const paint = (style: Style) => (text: string) => styleText(style, text, { validateStream: false });

export const COLORED: Colors = {
  bold: paint('bold'),
  dim: paint('dim'),
  red: paint('red'),
  yellow: paint('yellow'),
  green: paint('green'),
  cyan: paint('cyan'),
};

/** Colours for the terminal, unless they are refused or the output is no terminal (no-color.org). */
export function colorsFor(terminal: Terminal, wanted: boolean): Colors | undefined {
  const refused = !wanted || (terminal.env.NO_COLOR ?? '') !== '' || terminal.env.TERM === 'dumb';
  return refused || !terminal.outIsTerminal ? undefined : COLORED;
}
