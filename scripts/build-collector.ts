import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Kept, shrinkShell } from './shrink-shell.ts';

const SOURCES = 'collectors/src';
const SCRIPT = 'collectors/collect.sh';
const LIMIT = 60_000;

/** Writes the one file that runs on a node from its commented parts, at once, because tests may be running the old one. */
export function main(): void {
  const written = `${SCRIPT}.new`;
  writeFileSync(written, assemble(), { mode: 0o644 });
  renameSync(written, SCRIPT);
}

/**
 * The parts in the order of their names. A script that is pasted into a console must stay below 60 KB, so comments and
 * indentation stay in the parts, and some names become short. What shellcheck is told at single places there, it
 * is told once for the whole here.
 */
export function assemble(folder = SOURCES): string {
  const [head = '', ...rest] = parts(folder);
  const lines = rest.flatMap((text) => text.split('\n'));
  for (const [i, line] of lines.entries())
    if (/[^ ]\\$/.test(line) && lines[i + 1]?.startsWith(' '))
      throw new Error(`without its indentation this would join two words: ${line}`);
  const allowed = lines.flatMap((line) => /^\s*# shellcheck disable=(\S+)/.exec(line)?.[1]?.split(',') ?? []);
  const directive = `# shellcheck disable=${[...new Set(allowed)].sort().join(',')}`;
  const code = lines.map((line) => line.trimStart()).filter((line) => line !== '' && !line.startsWith('#'));
  const first = `${head.replace(/\n(?!#)/, `\n${directive}\n`)}\n`;
  return first + shrinkBelow(LIMIT - Buffer.byteLength(first), `${code.join('\n')}\n`, planned(code));
}

/** Shortens names only as far as the limit demands, those that save most first: a reader knows the others. */
function shrinkBelow(limit: number, code: string, kept: Kept): string {
  for (const least of [1000, 100, 80, 60, 50, 40, 35, 30, 25, 20, 15, 10, 5, 1]) {
    const script = shrinkShell(code, kept, least);
    if (Buffer.byteLength(script) < limit) return script;
  }
  throw new Error(`the collector does not fit into ${LIMIT} bytes`);
}

/** The parts as one script with every comment, for tools that read comments. */
export function assembleWithComments(folder = SOURCES): string {
  return parts(folder).join('\n');
}

function parts(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sh'))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trimEnd());
}

/** Names of steps and sources are words of the manifest; `analyze collect` reads the plan and calls `main`. */
function planned(code: readonly string[]): Kept {
  return {
    words: new Set([
      ...['main', 'stage', 'step'],
      ...code.flatMap((line) => /^step (\w+)(?: (\w+))?/.exec(line)?.slice(1).filter(Boolean) ?? []),
    ]),
    variables: new Set(code.flatMap((line) => /^\[ -z "\$(\w+)" \] \|\| step /.exec(line)?.[1] ?? [])),
  };
}
