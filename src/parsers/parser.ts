import type * as z from 'zod';
import { decoded, LineAssembler, type OnByteLine, type OnLine } from '../lib/lines.ts';

/** A bad line or file: recorded, shown in the report, never thrown. */
export interface ParseProblem {
  readonly line?: number;
  readonly message: string;
}

/** What a parser may know of the entry it reads; it never sees another document. */
export interface ParseContext {
  /** Path in the bundle, for documents whose path carries a value (`proc/sys/fs/mount-max`). */
  readonly path: string;
  /** Values that the layout took from the path, such as `pid` in `proc/7/mountinfo`. */
  readonly params: Readonly<Record<string, string>>;
  problem(problem: ParseProblem): void;
}

export interface ParserSink<D> {
  write(chunk: Buffer): void;
  /** Undefined when nothing usable was read: the source then counts as unparsable. */
  end(): D | undefined;
}

/** One source of a node, read into one typed document. */
export interface Parser<S extends z.ZodType = z.ZodType> {
  /** The source as the kernel or tool calls it, in snake_case: `mountinfo`, `docker_inspect`. */
  readonly source: string;
  /** The form of a document. Built when tests or the documentation ask: a hundred schemas cost 10 MB and 30 ms. */
  readonly schema: () => S;
  /** Says whether the first bytes of an entry with an unknown path look like this source. Must be cheap and strict. */
  readonly sniff?: (head: string) => boolean;
  open(context: ParseContext): ParserSink<z.infer<S>>;
}

export const defineParser = <S extends z.ZodType>(parser: Parser<S>): Parser<S> => parser;

/** Small sources are read whole; what is larger than this is cut there and reported. */
const MAX_TEXT_BYTES = 64 << 20;

/** A parser over the whole text of a small source. */
export function textParser<S extends z.ZodType>(definition: {
  source: string;
  schema: () => S;
  sniff?: (head: string) => boolean;
  parse(text: string, context: ParseContext): z.infer<S> | undefined;
}): Parser<S> {
  const { parse, ...rest } = definition;
  return {
    ...rest,
    open(context) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      return {
        write(chunk) {
          const kept = chunk.subarray(0, Math.max(0, MAX_TEXT_BYTES - bytes));
          if (kept.length < chunk.length && bytes <= MAX_TEXT_BYTES) {
            context.problem({ message: `only the first ${MAX_TEXT_BYTES} bytes were read` });
          }
          bytes += chunk.length;
          chunks.push(Buffer.from(kept));
        },
        end: () => parse(Buffer.concat(chunks).toString('utf8'), context),
      };
    },
  };
}

interface LineDefinition<S extends z.ZodType, L> {
  readonly source: string;
  readonly schema: () => S;
  readonly sniff?: (head: string) => boolean;
  start(context: ParseContext): { readonly line: L; end(lines: number): z.infer<S> | undefined };
}

/** A parser that sees one line at a time, so that its memory does not grow with the text. */
export function lineParser<S extends z.ZodType>(definition: LineDefinition<S, OnLine>): Parser<S> {
  return byteLineParser({
    ...definition,
    start(context) {
      const { line, end } = definition.start(context);
      return { line: decoded(line), end };
    },
  });
}

/** The same for a source so large that a text for each of its lines costs too much. */
export function byteLineParser<S extends z.ZodType>(definition: LineDefinition<S, OnByteLine>): Parser<S> {
  const { start, ...rest } = definition;
  return {
    ...rest,
    open(context) {
      const state = start(context);
      const lines = new LineAssembler(state.line);
      return {
        write: (chunk) => lines.write(chunk),
        end() {
          const count = lines.end();
          if (lines.truncatedLines > 0) context.problem({ message: `${lines.truncatedLines} overlong lines were cut` });
          return state.end(count);
        },
      };
    },
  };
}

/** Counts bad lines and records the first few of them, so that a hostile file cannot flood the report. */
export function badLines(context: ParseContext, what: string, keep = 3): (line: number, text: string) => void {
  let count = 0;
  return (line, text) => {
    count++;
    if (count <= keep) context.problem({ line, message: `not ${what}: ${JSON.stringify(text.slice(0, 60))}` });
    else if (count === keep + 1) context.problem({ line, message: `more lines are not ${what}` });
  };
}
