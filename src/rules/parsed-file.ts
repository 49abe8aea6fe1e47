import type { Rule } from './rule.ts';

/** Something wrong in a rule or signature file, at a place an editor can open. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function formatFileProblem(problem: FileProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** The value of a rule or signature file, and where each part of it stands. */
export interface ParsedFile {
  readonly file: string;
  readonly value: unknown;
  /** It was checked in full when the catalog was built. */
  readonly trusted: boolean;
  /** What the check found out about a rule, so that it need not be done again. */
  readonly checked?: CheckedRule;
  /** The same for an overlay: the expressions that only its texts have, by the id of the rule. */
  readonly expressions?: Readonly<Record<string, Expressions>>;
  /** Why the file could not be parsed at all. */
  readonly problems: readonly FileProblem[];
  /** A problem at the value under `path`, `offset` characters into it. */
  at(path: readonly PropertyKey[], message: string, offset?: number): FileProblem;
  /** A problem at the key that ends `path`. */
  atKey(path: readonly PropertyKey[], message: string): FileProblem;
}

/** A rule that was checked when the catalog was built. */
export interface CheckedRule {
  /** With all defaults. */
  readonly rule: Rule;
  readonly expressions: Expressions;
}

/**
 * Type and free variables of each expression of a rule, and of the parts that explain it, by its text: with them it need not
 * be parsed before it is used. Null where a part is none by itself, as with the variable of a comprehension.
 */
export type Expressions = Readonly<Record<string, readonly [type: string, variables: readonly string[]] | null>>;

/** A file of the compiled catalog: checked when it was built, so that only its name is left as a place. */
export function compiledFile(
  file: string,
  value: unknown,
  { checked, expressions }: Pick<ParsedFile, 'checked' | 'expressions'> = {},
): ParsedFile {
  const at = (_path: readonly PropertyKey[], message: string): FileProblem => ({ file, line: 1, column: 1, message });
  return {
    ...{ file, value, trusted: true, problems: [], at, atKey: at },
    ...(checked === undefined ? {} : { checked }),
    ...(expressions === undefined ? {} : { expressions }),
  };
}
