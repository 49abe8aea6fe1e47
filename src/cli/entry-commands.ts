import type { Command } from 'commander';
import type { GrepOptions } from './grep.ts';
import { parseCount, parseWhole, type ReadLimits } from './options.ts';
import { addLimitOptions } from './read-options.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number) => void;

const CAT = `
Examples:
  analyze cat bundle.tgz proc/meminfo
  analyze cat bundle.tgz journal/kubelet.log:48123          one line, as reports cite it
  analyze cat bundle.tgz journal/kubelet.log:48100-48130

The path is the one that reports print. A terminal gets control characters as numbers, a pipe or a file every byte as it
is. Of entries of the same path the first is shown.

Exit codes: 0 shown, 2 usage or no such entry, 3 the bundle could not be read, 70 a bug.
`;

const GREP = `
Examples:
  analyze grep bundle.tgz 'no space left'
  analyze grep bundle.tgz -i oom 'journal/*'                   entries below journal/
  analyze grep bundle.tgz 'task .* blocked' kernel.log -C 3    entries of that name, three lines around each
  analyze grep bundle.tgz -c error                             how many lines of each entry

The syntax is that of RE2, and no expression takes longer than the bundle is long. In a glob * and ? stay in one folder,
** does not; without a slash it is compared with the last part of a path. A terminal gets control characters as numbers.

Exit codes: 0 a line was found, 1 none was found, 2 usage, 3 the bundle could not be read, 70 a bug.
`;

/** \`cat\` and \`grep\`: they read entries as they are and judge nothing. */
export function addEntryCommands(program: Command, terminal: Terminal, done: Done): void {
  const cat = program
    .command('cat')
    .description('print an entry of a bundle, or some of its lines, as it is')
    .argument('<bundle>')
    .argument('<path>', 'path as reports print it; PATH:FROM or PATH:FROM-TO for lines')
    .addHelpText('after', CAT)
    .action(async (bundle: string, place: string, _options: unknown, command: Command) => {
      const { catCommand } = await import('./cat.ts');
      done(await catCommand(bundle, place, command.optsWithGlobals<ReadLimits>(), terminal));
    });
  addLimitOptions(cat);
  addGrep(program, terminal, done);
}

function addGrep(program: Command, terminal: Terminal, done: Done): void {
  const grep = program
    .command('grep')
    .description('search the lines of all text entries of a bundle')
    .argument('<bundle>')
    .argument('<regex>')
    .argument('[glob]', 'paths to search, such as journal/* or *.log')
    .option('-i, --ignore-case', 'small and capital letters are the same')
    .option('-c, --count', 'only how many lines of each entry match')
    .option('-m, --max-count <count>', 'at most so many lines of each entry', parseCount('--max-count'))
    .option('-A, --after-context <lines>', 'lines to show behind each', parseWhole('--after-context'))
    .option('-B, --before-context <lines>', 'lines to show before each', parseWhole('--before-context'))
    .option('-C, --context <lines>', 'lines to show before and behind each', parseWhole('--context'))
    .addHelpText('after', GREP)
    .action(async (bundle: string, regex: string, glob: string | undefined, _options: unknown, command: Command) => {
      const { grepCommand } = await import('./grep.ts');
      done(await grepCommand(bundle, regex, glob, command.optsWithGlobals<GrepOptions>(), terminal));
    });
  addLimitOptions(grep);
}
