import {
  type BundleSearch,
  compileSearch,
  MAX_LINE_BYTES,
  pathTest,
  type SearchListener,
  searchBundle,
} from '../bundle-search.ts';
import { InquestError } from '../errors.ts';
import { formatBytes } from '../lib/bytes.ts';
import { plural, quote, visible } from '../lib/text.ts';
import { limitsOf, type ReadLimits } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface GrepOptions extends ReadLimits {
  readonly ignoreCase?: true;
  readonly count?: true;
  readonly maxCount?: number;
  readonly context?: number;
  readonly afterContext?: number;
  readonly beforeContext?: number;
  readonly verbose: boolean;
}

/** Prints the lines of a bundle that match as `path:line:text`. Returns 0 when there is one and 1 when there is none. */
export async function grepCommand(
  bundle: string,
  regex: string,
  glob: string | undefined,
  options: GrepOptions,
  terminal: Terminal,
): Promise<number> {
  const isNamed = glob === undefined ? () => true : pathTest(glob);
  let isAnyNamed = false;
  const search: BundleSearch = {
    matches: compiled(regex, options.ignoreCase === true),
    isWanted(path) {
      const isOne = isNamed(path);
      isAnyNamed ||= isOne;
      return isOne;
    },
    before: options.count === true ? 0 : (options.beforeContext ?? options.context ?? 0),
    after: options.count === true ? 0 : (options.afterContext ?? options.context ?? 0),
    most: options.maxCount ?? Number.POSITIVE_INFINITY,
  };
  const printer = createPrinter(options, terminal);
  const summary = await searchBundle(
    bundle,
    { limits: limitsOf(options), stdin: terminal.stdin },
    search,
    printer.listener,
  );
  printer.flush();
  if (summary?.complete === false)
    terminal.err('analyze: the bundle breaks off, what lies behind that was not searched\n');
  if (!isAnyNamed) terminal.err(`analyze: no entry of the bundle has a path like ${quote(glob ?? '')}\n`);
  return printer.total() > 0 ? 0 : 1;
}

function compiled(regex: string, ignoreCase: boolean): BundleSearch['matches'] {
  try {
    return compileSearch(regex, ignoreCase);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    throw new InquestError(
      'USAGE',
      {
        message: `cannot use ${quote(regex)} as a regular expression: ${reason}`,
        hint: 'the syntax is that of RE2; put a backslash before a sign that is meant as it is, such as \\[ or \\.',
      },
      { cause: error },
    );
  }
}

/** A reader of a terminal sees each line as it is found; a pipe gets them in larger parts. */
const PART = 65_536;

function createPrinter(
  { count, verbose }: GrepOptions,
  terminal: Terminal,
): { readonly listener: SearchListener; flush(): void; total(): number } {
  let waiting = '';
  let total = 0;
  let hasShown = false;
  const flush = (): void => {
    if (waiting !== '') terminal.outBytes(Buffer.from(waiting));
    waiting = '';
  };
  const print = (line: string): void => {
    waiting += `${line}\n`;
    if (terminal.outIsTerminal || waiting.length > PART) flush();
  };
  const note = (text: string): void => terminal.err(`analyze: ${text}\n`);
  const listener: SearchListener = {
    line(path, number, text, isMatch) {
      if (count === true) return;
      hasShown = true;
      const sign = isMatch ? ':' : '-';
      // The path is the bundle's as well: even in a file it must not look like two lines.
      print(`${visible(path)}${sign}${number}${sign}${terminal.outIsTerminal ? visible(text) : text}`);
    },
    gap: () => hasShown && print('--'),
    end(path, matches, cutLines) {
      total += matches;
      if (count === true && matches > 0) print(`${visible(path)}:${matches}`);
      if (cutLines > 0)
        note(
          `of ${plural(cutLines, 'line')} of ${visible(path)} only the first ${formatBytes(MAX_LINE_BYTES)} were searched`,
        );
    },
    binary(path) {
      if (verbose) note(`${visible(path)} is no text and was not searched`);
    },
  };
  return { listener, flush, total: () => total };
}
