import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = 'collectors/src';
const SCRIPT = 'collectors/collect.sh';

/** Writes the one file that runs on a node from its commented parts. */
export function main(): void {
  writeFileSync(SCRIPT, assemble(), { mode: 0o644 });
}

/**
 * The parts in the order of their names. A script that is pasted into a console must stay below 60 KB, so comments stay
 * in the parts (but for the heads of parts and the directives of shellcheck) and a level of indentation is one tab.
 */
export function assemble(folder = SOURCES): string {
  return parts(folder)
    .flatMap((text, i) => text.split('\n').filter((line) => i === 0 || !isDropped(line)))
    .map((line) => line.replace(/^(?: {2})+/, (blanks) => '\t'.repeat(blanks.length / 2)))
    .join('\n')
    .concat('\n');
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

function isDropped(line: string): boolean {
  const text = line.trimStart();
  return text === '' || (text.startsWith('#') && !/^# (?:----|shellcheck) /.test(text));
}
