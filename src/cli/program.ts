import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { InquestError } from '../errors.ts';
import { didYouMean, quote } from '../lib/text.ts';
import { type AnalyzeOptions, analyzeCommand } from './analyze.ts';
import { type CollectOptions, collectorScript, parseSince } from './collect.ts';
import { addEntryCommands } from './entry-commands.ts';
import { errorText, usageError } from './error-text.ts';
import type { NextOptions } from './next.ts';
import {
  parseFormat,
  parseMaxChars,
  parseObject,
  parseSeverity,
  parseSymptom,
  parseTime,
  type ReadOptions,
  repeat,
} from './options.ts';
import { addCatalogOptions, addReadOptions } from './read-options.ts';
import { readResource, VERSION } from './resources.ts';
import type { Terminal } from './terminal.ts';

const EXAMPLES = `
Examples:
  analyze bundle.tgz                     report next to the bundle, summary on the terminal
  analyze bundle.tgz --with more.tgz     with a later file of the same node
  analyze bundle.tgz --symptom 'mkdir /data: no space left on device'
  analyze bundle.tgz --about pod/default/web-0 --at 2026-04-12T02:30:00+08:00
  analyze bundle.tgz -f json -o -        the report as JSON on standard output
  dmesg | analyze -                      a single log, from standard input
  analyze --list-sources bundle.tgz      what is in the bundle, and what of it can be read
  analyze explain bundle.tgz mount-max-exhausted
  analyze next bundle.tgz                what to collect next, and a message to the customer
  analyze cat bundle.tgz journal/kubelet.log:48100-48130
  analyze grep bundle.tgz 'no space left' 'journal/*'
  analyze collect > collect.sh           the collector, to be run on the node as root

Exit codes: 0 analysed, 1 analysed and a diagnosis is at or above --fail-on, 2 usage, 3 the bundle could not be read,
4 the rules are invalid, 70 a bug.
`;

/** Runs the command line and returns the exit code. Nothing but this file and main.ts decides about exit codes. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit = 0;
  const program = createProgram(terminal, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return reportError(error, terminal);
  }
}

function reportError(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help'))
    return error.exitCode === 0 ? 0 : 2;
  const known = error instanceof CommanderError ? usageError(error) : error;
  if (known instanceof InquestError) {
    terminal.err(errorText(known));
    return known.exit;
  }
  terminal.err(bugText(error));
  return 70;
}

/** What is said about an error that nobody foresaw: the place in the program, and nothing of the bundle's content. */
export function bugText(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `analyze: this is a bug, please report it with the text below\n${stack}\n`;
}

function createProgram(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('analyze')
    .description('Offline forensic analyzer for support bundles of container hosts and Kubernetes nodes')
    .version(VERSION)
    // Defaults that a reader needs stand in the descriptions; `(default: [])` is none.
    .configureHelp({ optionDescription: (option) => option.description })
    .usage('[options] BUNDLE...')
    .argument(
      '[bundles...]',
      'bundle (tar, also packed, or zip), directory, single log or /proc file, or - for standard input',
    )
    .option('-f, --format <format>', 'ticket, md, html, json or snapshot; repeatable', parseFormat, [])
    .option('-o, --output <path>', 'file or folder for the report; - for standard output')
    .option('--max-chars <count>', 'most characters of a Markdown report (default 60000)', parseMaxChars)
    .option('--fail-on <severity>', 'exit 1 when a diagnosis is at least this severe', parseSeverity)
    .option('--symptom <text>', 'the error that somebody met: is it explained by what the bundle shows?', parseSymptom)
    .option(
      '--about <object>',
      'what touches it comes first: pod/NS/NAME, node, container, volume, device, path',
      parseObject,
    )
    .option('--at <time>', 'what held near it comes first, such as 2026-04-12T02:30:00+08:00', parseTime('--at'))
    .option('--list-sources', 'what is recognised in the bundle and by what, and what is left out; no analysis')
    .option('-q, --quiet', 'no summary and no progress', false)
    .option('-v, --verbose', 'what was read and which rules held, on standard error', false)
    .option('--no-color', 'no colours')
    .addHelpText('after', EXAMPLES)
    .action(async (bundles: string[], options: AnalyzeOptions) => {
      if (bundles.length === 0)
        throw new InquestError('USAGE', { message: 'no bundle was given', hint: 'analyze BUNDLE, or analyze --help' });
      refuseMisspelt(program, bundles[0] ?? '');
      if (options.listSources === true) {
        const { listSourcesCommand } = await import('./list-sources.ts');
        return done(await listSourcesCommand(bundles, options, terminal));
      }
      done(await analyzeCommand(bundles, options, terminal));
    });
  addReadOptions(program);
  addExplain(program, terminal, done);
  addEntryCommands(program, terminal, done);
  addNext(program, terminal, done);
  addRules(program, terminal, done);
  addCollect(program, terminal);
  configureOutput(program, terminal);
  return program;
}

function addExplain(program: Command, terminal: Terminal, done: (code: number) => void): void {
  const explain = program
    .command('explain')
    .description('why a rule holds or does not hold, clause by clause')
    .argument('<bundle>')
    .argument('<rule>', 'id, or its last part')
    .action(async (bundle: string, rule: string, _options: unknown, command: Command) => {
      const { explainCommand } = await import('./explain.ts');
      done(await explainCommand(bundle, rule, command.optsWithGlobals<ReadOptions>(), terminal));
    });
  addReadOptions(explain);
}

const NEXT = `
Examples:
  analyze next bundle.tgz                  what is missing, commands to paste, a message to the customer
  analyze next bundle.tgz --message        only the message
`;

function addNext(program: Command, terminal: Terminal, done: (code: number) => void): void {
  const next = program
    .command('next')
    .description('what to collect next: commands to paste and a message to the customer')
    .argument('<bundle>')
    .option('--message', 'only the message')
    .addHelpText('after', NEXT)
    .action(async (bundle: string, _options: unknown, command: Command) => {
      const { nextCommand } = await import('./next.ts');
      done(await nextCommand(bundle, command.optsWithGlobals<NextOptions>(), terminal));
    });
  addReadOptions(next);
}

function addCollect(program: Command, terminal: Terminal): void {
  program
    .command('collect')
    .description('print the collector: analyze collect | ssh NODE sudo -n sh > bundle.tgz')
    .option('--only <list>', 'stages, steps or sources to collect, with commas between', repeat, [])
    .option('--skip <list>', 'stages, steps or sources to leave out', repeat, [])
    .option('--since <time>', 'logs since 10m, 6h, 2d or 2026-04-12T02:30 (UTC)', parseSince)
    .action((options: CollectOptions) => terminal.out(collectorScript(readResource('collect.sh'), options)));
}

function addRules(program: Command, terminal: Terminal, done: (code: number) => void): void {
  const rules = program.command('rules').description('the rules: list, show, check, test, schema');
  const load = () => import('./rules.ts');
  const options = (command: Command): ReadOptions => command.optsWithGlobals<ReadOptions>();
  addCatalogOptions(rules.command('list').description('one line per rule')).action(
    async (_o: unknown, command: Command) => {
      done(await (await load()).listRules(options(command), terminal));
    },
  );
  addCatalogOptions(rules.command('show').description('everything about one rule').argument('<rule>')).action(
    async (id: string, _o: unknown, command: Command) => {
      done(await (await load()).showRule(id, options(command), terminal));
    },
  );
  addCatalogOptions(
    rules.command('check').description('check rule folders, all problems with their place').argument('[dirs...]'),
  ).action(async (dirs: string[], _o: unknown, command: Command) => {
    done(await (await load()).checkRules(dirs, options(command), terminal));
  });
  addCatalogOptions(rules.command('test').description('run the tests inside the rules').argument('[rules...]')).action(
    async (ids: string[], _o: unknown, command: Command) => {
      done(await (await load()).testRules(ids, options(command), terminal));
    },
  );
  rules
    .command('schema')
    .description('the JSON schema of a rule file')
    .action(async () => done((await load()).printRuleSchema(terminal)));
}

/** `analyze explian b.tgz`: a first word that is no file but nearly a command is taken for a misspelt command. */
function refuseMisspelt(program: Command, word: string): void {
  if (word === '-' || existsSync(word)) return;
  const near = didYouMean(
    word,
    program.commands.map((command) => command.name()),
  );
  if (near !== undefined)
    throw new InquestError('USAGE', {
      message: `there is no command and no bundle ${quote(word)}, did you mean ${near}?`,
    });
}

/** Errors are told by reportError alone; only help, where a command was left out, goes to standard error from here. */
function configureOutput(program: Command, terminal: Terminal): void {
  const commands = [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)];
  for (const command of commands) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: () => undefined,
    });
  }
}
