/**
 * A piece of a shell script. `open` is `$(` and `close` its `)`; `parameter` is (a part of) `${...}`, `arithmetic` of
 * `$((...))`; `single` and `double` are texts with their quotes. What a trap does counts as code, quotes and all.
 */
export interface Piece {
  readonly kind: 'code' | 'single' | 'double' | 'parameter' | 'arithmetic' | 'open' | 'close';
  readonly text: string;
}

interface Frame {
  readonly kind: Piece['kind'];
  /** Parentheses that are open within it. */
  depth: number;
}

/** Cuts a script without comments into its pieces, which joined are the script again. */
export function lex(script: string): Piece[] {
  const pieces: Piece[] = [];
  const frames: Frame[] = [{ kind: 'code', depth: 0 }];
  let start = 0;
  let at = 0;
  const flush = (end: number, kind: Piece['kind']): void => {
    if (end > start) pieces.push({ kind, text: script.slice(start, end) });
    start = end;
    at = end;
  };
  while (at < script.length) {
    const frame = frames.at(-1) ?? { kind: 'code', depth: 0 };
    const opened = opening(script, at, frame.kind, frames.at(-2)?.kind);
    if (opened !== undefined) {
      flush(at, frame.kind);
      if (opened === 'open') flush(at + 2, 'open');
      else at += { single: 1, double: 1, parameter: 2, arithmetic: 3 }[opened];
      frames.push({ kind: opened === 'open' ? 'code' : opened, depth: 0 });
    } else {
      const end = closing(script, at, frame);
      if (end === undefined || frames.length === 1) at += script[at] === '\\' && frame.kind !== 'single' ? 2 : 1;
      else {
        if (frame.kind === 'code') flush(at, 'code');
        flush(end, frame.kind === 'code' ? 'close' : frame.kind);
        frames.pop();
      }
    }
  }
  if (frames.length > 1) throw new SyntaxError(`a script ends within ${frames.at(-1)?.kind}`);
  flush(script.length, 'code');
  return pieces;
}

type Opening = 'single' | 'double' | 'parameter' | 'arithmetic' | 'open';

/** What begins here, if anything. A single quote is a letter in double quotes. */
function opening(script: string, at: number, kind: Piece['kind'], outer?: Piece['kind']): Opening | undefined {
  if (kind === 'single') return undefined;
  if (script.startsWith('$((', at)) return 'arithmetic';
  if (script.startsWith('$(', at)) return 'open';
  if (script.startsWith('${', at)) return 'parameter';
  if (script[at] === '"' && kind !== 'double') return 'double';
  if (script[at] !== "'" || kind === 'double') return undefined;
  if (kind === 'parameter' && outer === 'double') throw new SyntaxError('shells differ in single quotes there');
  return kind === 'code' && isTrap(script, at) ? undefined : 'single';
}

/** True for both quotes around what a trap does: `trap 'finish' EXIT`. */
function isTrap(script: string, at: number): boolean {
  return /^trap '(?:[^'\n]*')?$/.test(script.slice(script.lastIndexOf('trap ', at), at + 1));
}

/** Where the frame ends, when it does so here. The `)` of a case pattern closes nothing: none stands inside `$( )`. */
function closing(script: string, at: number, frame: Frame): number | undefined {
  const c = script[at];
  if (frame.kind === 'single') return c === "'" ? at + 1 : undefined;
  if (frame.kind === 'double') return c === '"' ? at + 1 : undefined;
  if (frame.kind === 'parameter') return c === '}' ? at + 1 : undefined;
  if (c === '(') frame.depth++;
  if (c !== ')') return undefined;
  if (frame.depth > 0) frame.depth--;
  else if (frame.kind === 'code') return at + 1;
  else if (script[at + 1] === ')') return at + 2;
  return undefined;
}
