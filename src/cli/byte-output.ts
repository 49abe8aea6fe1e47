import { visible } from '../lib/text.ts';
import type { Terminal } from './terminal.ts';

/** Bytes of a bundle on their way to standard output. */
export interface ByteOutput {
  write(bytes: Uint8Array): void;
  end(): void;
}

/**
 * To a terminal goes text in which nothing but line ends and tabs acts: escape sequences, overrides of the direction of
 * writing and the like are shown by their numbers. A pipe or a file gets the bytes as they are.
 */
export function openByteOutput(terminal: Terminal): ByteOutput {
  if (!terminal.outIsTerminal) return { write: (bytes) => terminal.outBytes(bytes), end() {} };
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let last = '\n';
  const show = (text: string): void => {
    if (text === '') return;
    last = text.slice(-1);
    terminal.outBytes(Buffer.from(harmless(text)));
  };
  return {
    write: (bytes) => show(decoder.decode(bytes, { stream: true })),
    end() {
      show(decoder.decode());
      // The prompt begins on a line of its own.
      if (last !== '\n') terminal.outBytes(Buffer.from('\n'));
    },
  };
}

const harmless = (text: string): string => text.replace(/\r\n/g, '\n').split('\n').map(visible).join('\n');
