import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Terminal } from '../../src/cli/terminal.ts';

// The build puts the version in; outside of it there is none.
beforeEach(() => void vi.stubGlobal('INQUEST_VERSION', '0.0.0'));
afterEach(() => void vi.unstubAllGlobals());

function recordingTerminal(out: (text: string) => void): Terminal & { readonly errors: string[] } {
  const errors: string[] = [];
  return {
    stdin: new PassThrough(),
    out,
    err: (text) => void errors.push(text),
    outBytes: (bytes) => out(Buffer.from(bytes).toString('utf8')),
    errIsTerminal: false,
    outIsTerminal: false,
    env: {},
    errors,
  };
}

it('an error nobody foresaw ends with exit code 70, its place in the program and a request to report it', async () => {
  const { runProgram } = await import('../../src/cli/program.ts');
  const terminal = recordingTerminal(() => {
    throw new Error('the screen is broken');
  });
  expect(await runProgram(['--help'], terminal)).toBe(70);
  const [first, second, ...stack] = terminal.errors.join('').split('\n');
  expect(first).toBe('analyze: this is a bug, please report it with the text below');
  expect(second).toBe('Error: the screen is broken');
  expect(stack[0]).toMatch(/^ +at /);
});

it('help and version are no errors', async () => {
  const { runProgram } = await import('../../src/cli/program.ts');
  const shown: string[] = [];
  const terminal = recordingTerminal((text) => void shown.push(text));
  expect(await runProgram(['--version'], terminal)).toBe(0);
  expect(await runProgram(['--help'], terminal)).toBe(0);
  expect(shown[0]).toBe('0.0.0\n');
  expect(shown.join('')).toContain('Exit codes: 0 analysed');
  expect(terminal.errors).toEqual([]);
});

it('progress goes to a terminal only, with the name of the bundle made harmless', async () => {
  const { createProgress } = await import('../../src/cli/progress.ts');
  const quiet = recordingTerminal(() => undefined);
  createProgress(quiet, false).of('bundle.tgz').update({ read: 1, total: 2 });
  expect(quiet.errors).toEqual([]);
  const seen = recordingTerminal(() => undefined);
  const progress = createProgress({ ...seen, errIsTerminal: true }, false);
  const [one, other] = [progress.of('a\u001b]0;x\u0007.tgz'), progress.of('b.tgz')];
  one.update({ read: 500, total: 1000, entry: 'journal/kubelet\u001b.log', lines: 12_345, matches: 1 });
  other.update({ read: 1 });
  one.done();
  other.done();
  expect(seen.errors).toEqual([
    '\r\u001b[Kreading a\\u001b]0;x\\u0007.tgz: 500 B of 1000 B (50 %); 12,345 lines, 1 match; journal/kubelet\\u001b.log',
    '\r\u001b[Kreading a\\u001b]0;x\\u0007.tgz: 500 B of 1000 B (50 %), b.tgz: 1 B',
    '\r\u001b[Kreading b.tgz: 1 B',
    '\r\u001b[K',
  ]);
});

it('colours need a terminal that wants them', async () => {
  const { colorsFor } = await import('../../src/cli/terminal.ts');
  const terminal = { ...recordingTerminal(() => undefined), outIsTerminal: true };
  expect(colorsFor(terminal, true)?.red('x')).toBe('\u001b[31mx\u001b[39m');
  expect(colorsFor(terminal, false)).toBeUndefined();
  expect(colorsFor({ ...terminal, env: { NO_COLOR: '1' } }, true)).toBeUndefined();
  expect(colorsFor({ ...terminal, env: { TERM: 'dumb' } }, true)).toBeUndefined();
  expect(colorsFor({ ...terminal, outIsTerminal: false }, true)).toBeUndefined();
});
