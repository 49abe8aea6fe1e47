import * as z from 'zod';
import { readAptLine, readDnfLine, readDpkgLine, readRpmLine, readYumLine } from './package-lines.ts';
import { lineParser } from './parser.ts';
import { patternLines } from './pattern-lines.ts';

/** Packages that were installed, changed or removed, as the logs of package tools say. */
export const packageHistorySchema = () =>
  z.object({
    changes: z.array(
      z.object({
        /** The log, or `rpm` for the list of installed packages by time. */
        file: z.string(),
        /** Seconds since the epoch of the stamp read as UTC; see `zone`. */
        seconds: z.number(),
        /** `local` for stamps that do not say their zone. */
        zone: z.enum(['utc', 'local']),
        /** The stamp has no year: its seconds are those of 1972. */
        yearless: z.boolean(),
        action: z.enum(['installed', 'upgraded', 'downgraded', 'removed', 'reinstalled']),
        package: z.string(),
        version: z.string().optional(),
        /** Version before an upgrade. */
        from: z.string().optional(),
        line: z.number().int(),
      }),
    ),
  });
export type PackageHistory = z.infer<ReturnType<typeof packageHistorySchema>>;
export type PackageChange = PackageHistory['changes'][number];

/** Rows of apt's log belong to the Start-Date above them; all others stand alone. */
interface Row {
  readonly file: string;
  readonly text: string;
  readonly line: number;
}

/**
 * Logs of dpkg, apt, yum and dnf, and `rpm -qa --last`, each line behind the name of its file, or the file itself where the path
 * of the entry names it in `file`; `installed-rpms` are names with the time of installation, and columns behind a tab:
 * `/var/log/dpkg.log:2024-04-12 06:25:11 upgrade docker-ce:amd64 5:20.10.7~3-0~ubuntu-focal 5:20.10.8~3-0~ubuntu-focal`
 */
export const packageHistory = lineParser(
  patternLines({
    source: 'package_history',
    schema: packageHistorySchema,
    what: 'a line of a package log',
    maxRows: 200_000,
    pattern: /^(.*)$/,
    row: ([text = ''], line, { file }) => (file === undefined ? readNamedLine(text, line) : { file, text, line }),
    document: (rows) => ({ changes: readRows(rows) }),
  }),
);

/** A line behind the name of its file. */
function readNamedLine(line: string, number: number): Row | undefined {
  const [, file, text = ''] = /^(rpm|\/[^:]{1,255}):(.*)$/.exec(line) ?? [];
  return file === undefined ? undefined : { file, text, line: number };
}

function readRows(rows: readonly Row[]): PackageChange[] {
  const changes: PackageChange[] = [];
  let aptSeconds: number | undefined;
  for (const { file, text, line } of rows) {
    if (/(?:^|\/)apt\//.test(file)) {
      const found = readAptLine(text, aptSeconds);
      aptSeconds = found.seconds;
      for (const change of found.changes) changes.push({ file, ...change, line });
      continue;
    }
    const change = readerOf(file)(text);
    if (change !== undefined) changes.push({ file, ...change, line });
  }
  return changes;
}

function readerOf(file: string): (text: string) => Omit<PackageChange, 'file' | 'line'> | undefined {
  if (file === 'rpm') return readRpmLine;
  // Printed in the zone of the node, unlike what the collector asks for in UTC.
  if (file === 'installed-rpms') return (text) => readRpmLine(text.split('\t').slice(0, 2).join(' '), 'local');
  if (/dpkg/.test(file)) return readDpkgLine;
  return /yum\.log/.test(file) ? readYumLine : readDnfLine;
}
