import { type ErrorCode, InquestError } from '../errors.ts';
import { visible } from '../lib/text.ts';
import { DEFAULT_MAX_CHARS } from '../report/markdown-fit.ts';
import { wordsOf } from '../report/words/words.ts';
import { SEVERITIES, type Severity } from '../rules/severity.ts';
import { errorText } from './error-text.ts';
import type { JobResult, Summary } from './job.ts';
import {
  type AskOptions,
  askedOf,
  catalogOptionsOf,
  type Format,
  hintsOf,
  limitsOf,
  type ReadOptions,
} from './options.ts';
import { writeWhole } from './output.ts';
import { type OutputPlan, planOutput } from './output-plan.ts';
import { createPool, type Pool } from './pool.ts';
import { createProgress } from './progress.ts';
import { summaryTable, type Unread } from './summary-table.ts';
import { colorsFor, type Terminal } from './terminal.ts';

export interface AnalyzeOptions extends ReadOptions, AskOptions {
  readonly format: Format[];
  readonly output?: string;
  readonly failOn?: Severity;
  readonly maxChars?: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly listSources?: true;
}

/**
 * Analyses bundles, several at a time, and writes their reports in the order in which they were named. Returns the exit
 * code. Of several bundles one that cannot be read does not stop the others; the exit code is then that of the worst.
 */
export async function analyzeCommand(
  bundles: readonly string[],
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.with.length > 0 && bundles.length > 1)
    throw new InquestError('USAGE', {
      message: `--with adds to one bundle, and ${bundles.length} were given`,
      hint: 'analyse each with its own files',
    });
  const plan = planOutput(bundles, options);
  for (const notice of plan.notices) terminal.err(`analyze: ${visible(notice)}\n`);
  const pool = createPool(bundles.length, terminal.stdin);
  try {
    const { done, unread, worst } = await analyzeAll(pool, bundles, plan, options, terminal);
    if (bundles.length > 1 && plan.toStdout === undefined && !options.quiet)
      terminal.out(summaryTable(done, unread, wordsOf({ language: options.lang })));
    if (worst > 0) return worst;
    return failed(done, options.failOn) ? 1 : 0;
  } finally {
    await pool.close();
  }
}

async function analyzeAll(
  pool: Pool,
  bundles: readonly string[],
  plan: OutputPlan,
  options: AnalyzeOptions,
  terminal: Terminal,
): Promise<{ done: Summary[]; unread: Unread[]; worst: number }> {
  const progress = createProgress(terminal, options.quiet);
  const asked = askedOf(options);
  const results = bundles.map((bundle, i) => analyzeOne(pool, bundle, plan.toStdout ?? plan.files[i] ?? []));
  const done: Summary[] = [];
  const unread: Unread[] = [];
  let worst = 0;
  for (const [i, result] of results.entries()) {
    const outcome = await result;
    progress.clear();
    if (outcome instanceof Error) {
      if (!(outcome instanceof InquestError) || bundles.length === 1 || CONCERNS_ALL.has(outcome.code)) throw outcome;
      terminal.err(errorText(outcome));
      worst = Math.max(worst, outcome.exit);
      unread.push({ bundle: bundles[i] ?? '' });
    } else {
      done.push(outcome.summary);
      write(outcome, options, terminal);
    }
  }
  return { done, unread, worst };

  /** Awaited in order, so an error of a later bundle waits as a value. */
  async function analyzeOne(
    pool: Pool,
    bundle: string,
    wanted: Format | OutputPlan['files'][number],
  ): Promise<JobResult | Error> {
    const line = progress.of(bundle);
    try {
      return await pool.run(
        {
          bundle,
          added: options.with,
          ...(asked === undefined ? {} : { asked }),
          wanted,
          catalog: catalogOptionsOf(options),
          limits: limitsOf(options),
          hints: hintsOf(options),
          colored: colorsFor(terminal, options.color) !== undefined,
          quiet: options.quiet,
          maxChars: options.maxChars ?? DEFAULT_MAX_CHARS,
        },
        line.update,
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      line.done();
    }
  }
}

/** Errors that every bundle would meet. */
const CONCERNS_ALL: ReadonlySet<ErrorCode> = new Set(['RULES_INVALID', 'USAGE']);

function write({ files, shown, details }: JobResult, options: AnalyzeOptions, terminal: Terminal): void {
  for (const { path, text } of files) writeWhole(path, text);
  terminal.out(shown);
  if (options.verbose) terminal.err(details);
}

function failed(done: readonly Summary[], threshold: Severity | undefined): boolean {
  if (threshold === undefined) return false;
  const least = SEVERITIES.indexOf(threshold);
  return done.some(({ diagnoses }) => diagnoses.some((severity) => SEVERITIES.indexOf(severity) <= least));
}
