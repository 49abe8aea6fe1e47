import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram, ROOT } from './cli/build.ts';

const PAGES = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  ...markdownIn('docs/rules', true),
  ...markdownIn('rules'),
  ...markdownIn('collectors'),
];

function markdownIn(folder: string, recursive = false): string[] {
  const names = readdirSync(path.join(ROOT, folder), { recursive, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.md') && name !== 'PLAN.md',
  );
  return names.sort().map((name) => path.posix.join(folder, name));
}

interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1]!,
    text: match[2]!,
  }));
}

const BLOCKS = PAGES.flatMap(blocksOf);
const named = (blocks: readonly Block[]): [string, Block][] => blocks.map((b) => [`${b.page}:${b.line}`, b]);

/** Commands of a `console` block with the lines shown below each; `...` stands for lines left out. */
function commandsOf(block: Block): { command: string; shown: string[] }[] {
  const commands: { command: string; shown: string[] }[] = [];
  for (const line of block.text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), shown: [] });
    else if (line !== '...' && line !== '') commands.at(-1)!.shown.push(line);
  }
  return commands;
}

/** The lines of `shown` that do not follow each other in `output`. */
function missingLines(output: string, shown: readonly string[]): string[] {
  const lines = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  return shown.filter((line) => {
    const at = lines.indexOf(line, from);
    if (at !== -1) from = at + 1;
    return at === -1;
  });
}

describe('examples', () => {
  let copy = '';
  let home = '';

  beforeAll(async () => {
    await builtProgram();
    copy = mkdtempSync(path.join(tmpdir(), 'docs-'));
    home = mkdtempSync(path.join(tmpdir(), 'docs-home-'));
    const left = new Set(['node_modules', '.git', 'test', 'bench']);
    cpSync(ROOT, copy, {
      recursive: true,
      filter: (from) => !left.has(path.relative(ROOT, from)) && !/\.report\.\w+$/.test(from),
    });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  }, 60_000);

  afterAll(() => {
    for (const folder of [copy, home]) rmSync(folder, { recursive: true, force: true });
  });

  it.each(named(BLOCKS.filter((b) => b.language === 'console')))(
    'of %s print what the page shows',
    { timeout: 60_000 },
    (_at, block) => {
      for (const { command, shown } of commandsOf(block)) {
        // npx must find the program in the copy, and must not ask anyone when it does not.
        const env = {
          PATH: process.env.PATH,
          HOME: home,
          npm_config_offline: 'true',
          npm_config_update_notifier: 'false',
        };
        const run = spawnSync('sh', ['-c', command], { cwd: copy, env, encoding: 'utf8', input: '' });
        expect(run.status, `${command}\n${run.stderr}`).toBe(0);
        expect(missingLines(run.stdout, shown), `${command}\n${run.stdout}`).toEqual([]);
      }
    },
  );

  it('in JSON and YAML are such', async () => {
    const { parse } = await import('yaml');
    for (const block of BLOCKS.filter((b) => b.language === 'yaml'))
      expect(() => parse(block.text) as unknown, `${block.page}:${block.line}`).not.toThrow();
    for (const block of BLOCKS.filter((b) => b.language === 'json'))
      expect(() => JSON.parse(block.text) as unknown, `${block.page}:${block.line}`).not.toThrow();
  });

  it('name only options that exist', async () => {
    const program = await builtProgram();
    const help = [[], ['explain'], ['cat'], ['grep'], ['next'], ['rules', 'test']].map(
      (c) => spawnSync(process.execPath, [program, ...c, '--help'], { encoding: 'utf8' }).stdout,
    );
    const known = new Set(help.join('').match(/--[a-z][a-z-]+/g));
    expect(known.has('--fail-on')).toBe(true);
    const lines = BLOCKS.flatMap((b) => b.text.split('\n')).filter((line) => /(?:npx analyze|inquest) /.test(line));
    expect(lines.length).toBeGreaterThan(5);
    const used = lines.flatMap(
      (line) => line.slice(line.search(/(?:npx analyze|inquest) /)).match(/(?<= )--[a-z][a-z-]+/g) ?? [],
    );
    expect(used.filter((option) => !known.has(option))).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const texts = PAGES.map((page) => readFileSync(path.join(ROOT, page), 'utf8'));
    const used = texts.flatMap((text) => [...text.matchAll(/npm run ([a-z][a-z-]*)/g)].map((m) => m[1]!));
    expect(used.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('links', () => {
  it.each(PAGES)('of %s lead to files and headings that exist', (page) => {
    const text = readFileSync(path.join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map((m) => m[1]!);
    const broken = targets.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const at = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(ROOT, at))) return true;
      return anchor !== undefined && !anchorsOf(at).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** Headings as they are addressed on a page. */
function anchorsOf(page: string): Set<string> {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map((m) =>
      m[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
