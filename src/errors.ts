import { quote } from './lib/text.ts';

/**
 * Every error a user can cause, as data: the exit code, the sentence and what to do next. Messages say what was being
 * done, the offending text and where; they start in lower case and have no full stop.
 */
interface Definition {
  readonly exit: 2 | 3 | 4;
  readonly message: (p: Readonly<Record<string, string>>) => string;
  readonly hint: (p: Readonly<Record<string, string>>) => string;
}

const definitions = {
  USAGE: { exit: 2, message: (p) => p.message ?? '', hint: (p) => p.hint ?? 'run analyze --help' },
  INPUT_MISSING: {
    exit: 2,
    message: (p) => `cannot read the bundle ${quote(p.path ?? '')}: ${p.reason}`,
    hint: () => 'check the path; use - to read from standard input',
  },
  OUTPUT_UNWRITABLE: {
    exit: 2,
    message: (p) => `cannot write the report ${quote(p.path ?? '')}: ${p.reason}`,
    hint: () => 'name another place with -o PATH',
  },
  ARCHIVE_FORMAT: {
    exit: 3,
    message: (p) => `cannot read ${quote(p.path ?? '')}: ${p.reason}`,
    hint: (p) =>
      p.hint ?? 'pass a tar archive (plain, gz, xz, zst, bz2), a zip, a directory, or a single log or /proc file',
  },
  ARCHIVE_ENCRYPTED: {
    exit: 3,
    message: (p) => `cannot read ${quote(p.path ?? '')}: it is encrypted (${p.method})`,
    hint: (p) => p.hint ?? 'decrypt it first and pass the result',
  },
  ARCHIVE_LIMIT: {
    exit: 3,
    message: (p) => `stopped reading ${quote(p.path ?? '')}: ${p.what} exceeds the limit of ${p.limit}`,
    hint: (p) => `if you trust this bundle, raise the limit with ${p.option}`,
  },
  BUNDLE_UNKNOWN: {
    exit: 3,
    message: (p) => `found nothing to analyse in ${quote(p.path ?? '')}: ${p.reason}`,
    hint: () => 'collect a bundle with: analyze collect > collect.sh, then: sudo sh collect.sh > bundle.tgz',
  },
  RULES_INVALID: {
    exit: 4,
    message: (p) => `cannot load the rules: ${p.count} found\n${p.problems}`,
    hint: () => 'mend the lines named above and run: analyze rules check',
  },
} as const satisfies Record<string, Definition>;

export type ErrorCode = keyof typeof definitions;

/** An error the user can act on. Anything else that is thrown is a bug (exit 70). */
export class InquestError extends Error {
  readonly code: ErrorCode;
  readonly exit: number;
  readonly hint: string;

  constructor(
    code: ErrorCode,
    readonly parameters: Readonly<Record<string, string>> = {},
    options?: { cause?: unknown },
  ) {
    const definition: Definition = definitions[code];
    super(definition.message(parameters), options);
    this.name = 'InquestError';
    this.code = code;
    this.exit = definition.exit;
    this.hint = definition.hint(parameters);
  }
}

/** The reason of a failed system call in words, without the path that the message around it already names. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'no such file or directory';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'ENOTDIR') return 'it is not a directory';
  if (code === 'ENAMETOOLONG') return 'the name is too long';
  if (code === 'ELOOP') return 'too many symbolic links';
  if (code === 'ENOSPC') return 'no space left on device';
  if (code === 'EROFS') return 'the file system is read-only';
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
