import * as z from 'zod';

/** Who wrote a log line. `any` in a signature means that the text is the same whoever quotes it. */
export const emitterSchema = z.enum(['kernel', 'kubelet', 'dockerd', 'containerd', 'crio', 'systemd', 'any']);
export type Emitter = z.infer<typeof emitterSchema>;

/** Whose a log is: `other` is a program that no signature names, such as an agent in a pod; it may quote the others. */
export const logEmitterSchema = z.enum([...emitterSchema.options, 'other']);
export type LogEmitter = z.infer<typeof logEmitterSchema>;

/** What an error text says about the operation that failed; captures `path`, `source_path` and `object` complete it. */
export const failureSchema = z.strictObject({
  /** The operation as the text names it; omitted when the capture `op` holds it. */
  op: z.string().optional(),
  errno: z.enum(['ENOSPC', 'EBUSY', 'EIO', 'EMFILE', 'EAGAIN', 'EROFS', 'ENOTCONN']).optional(),
  /** What the caller was trying to do: what a user would say is broken. */
  action: z.enum([
    'container_start',
    'container_exec',
    'container_copy',
    'volume_mount',
    'image_pull',
    'mount',
    'write',
  ]),
});

/** The prefilter looks at every fourth byte for four bytes of a literal, which finds literals of 4 + 3 bytes and more. */
export const MIN_LITERAL = 7;

const groupSchema = z.string().regex(/^[a-z][a-z0-9_]*$/);

export const signatureSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  /** Several wordings of one event share a group; facts and rules see `log.<group>`. */
  group: groupSchema,
  sources: z.array(emitterSchema).min(1),
  /**
   * At least one of these occurs in every matching line, verbatim and case-sensitive; the scanner looks at no other line.
   * Printable ASCII without `" \\ < > &`, which JSON logs escape. Case variants are separate literals.
   */
  literals: z
    .array(
      z
        .string()
        .min(MIN_LITERAL)
        .regex(/^[ !#-%'-;=?-[\]-~]+$/),
    )
    .default([]),
  /**
   * Instead of literals: the line is part of a record of several lines and is looked for in so many lines behind one of
   * that group. Its captures get `record`, the number of that line, by which the lines of one record are told from others.
   */
  follows: z.strictObject({ group: groupSchema, lines: z.number().int().min(1).max(1000) }).optional(),
  /** RE2 syntax, unanchored on the message behind the prefix; named groups `(?<name>...)` are the captures. */
  regex: z.string().max(2000),
  /**
   * Source files that klog names in such lines (`prober.go`), in all versions. Without them the text may be quoted in a
   * message from anywhere, and repeated lines that were left out may hold it.
   */
  klog_files: z.array(z.string().regex(/^[a-z0-9_]+\.go$/)).optional(),
  /** A line that already counts in one of these groups does not count here: the specific wording wins. */
  unless: z.array(groupSchema).optional(),
  failure: failureSchema.optional(),
  /** Lines that must match. */
  samples: z.array(z.string()).min(1),
  /** Lines that must not match. */
  not: z.array(z.string()).optional(),
  /** Where the wording comes from: a source file and version, or an issue. */
  reference: z.string(),
});
export type Signature = z.infer<typeof signatureSchema>;

/**
 * A time as a log line states it. `utc` and `local` count seconds since 1970 on their own axis, `boot` seconds since
 * boot. A local time without a year counts from 1972-01-01 in years of 366 days, so that 29 February has a place and the
 * turn of the year (a jump back by more than half a year) stays in order; facts know the collection date and the years.
 */
export const logTimeSchema = z.object({
  axis: z.enum(['utc', 'local', 'boot']),
  seconds: z.number(),
  yearless: z.boolean().optional(),
});
export type LogTime = z.infer<typeof logTimeSchema>;

/** A line cut into what its prefix says and the message behind it. */
export interface LogLine {
  /** The best time of the line: an inner one with a zone (logfmt), the klog time near its journal prefix, else the prefix. */
  readonly time?: LogTime;
  /** The time of the outermost prefix where `time` is on another axis; a pair of both ties two clocks together. */
  readonly outer?: LogTime;
  /** Seconds east of Greenwich that a daemon states in its own log; its lines without a zone are on the same clock. */
  readonly offset?: number;
  /** Seconds since boot that a kernel line states besides its wall time. */
  readonly boot?: number;
  /** Name of the machine in the prefix, when there is one. */
  readonly host?: string;
  /** Program name in the prefix (`kubelet`, `kernel`), when there is one. */
  readonly ident?: string;
  readonly message: string;
}

export type LogFormat =
  | 'dmesg'
  | 'dmesg-ctime'
  | 'dmesg-iso'
  | 'kmsg'
  | 'journal-short'
  | 'journal-iso'
  | 'journal-json'
  | 'syslog'
  | 'klog'
  | 'klog-json'
  | 'logfmt'
  | 'docker-json'
  | 'cri'
  | 'plain';

/** Reads the prefix of a line; given to the scanner, which knows no format itself. */
export type DecodeLine = (line: string) => LogLine & { readonly format: LogFormat };

/** The line itself as far as it was longer than `text`, and the lines around it; of a few samples of each signature. */
const surroundingsSchema = z.object({
  whole: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});
export type Surroundings = z.infer<typeof surroundingsSchema>;

const sampleSchema = z.object({
  line: z.number().int(),
  text: z.string(),
  time: logTimeSchema.optional(),
  around: surroundingsSchema.optional(),
});
export type SampleLine = z.infer<typeof sampleSchema>;

/** When lines were written: [second, minute, hour or day on the log's own axis, lines], in order. */
const lineTimesSchema = z.object({
  /** Seconds of one entry: 1, 60, 3600 or 86400. */
  step: z.number(),
  counts: z.array(z.tuple([z.number(), z.number()])),
});
export type LineTimes = z.infer<typeof lineTimesSchema>;

/** One distinct set of captured values and how often it occurred. */
const occurrenceSchema = z.object({
  captures: z.record(z.string(), z.string()),
  emitter: emitterSchema,
  count: z.number().int(),
  first: logTimeSchema.optional(),
  last: logTimeSchema.optional(),
  /** Left out where `first` says it all, where there are too many and where a line has no time. */
  times: lineTimesSchema.optional(),
  sample: sampleSchema,
});
export type Occurrence = z.infer<typeof occurrenceSchema>;

/** What one signature found in one log. */
export const logMatchSchema = z.object({
  signature: z.string(),
  /** The machine whose lines these are, in a log with lines of several. */
  host: z.string().optional(),
  count: z.number().int(),
  first: logTimeSchema.optional(),
  last: logTimeSchema.optional(),
  /** Lines per minute as [minute on the log's own axis, count], in order. */
  perMinute: z.array(z.tuple([z.number(), z.number()])),
  /** Matching lines that `perMinute` leaves out because they state no time on the log's axis. */
  untimed: z.number().int(),
  occurrences: z.array(occurrenceSchema),
  /** Matching lines whose captures were not kept apart because there were too many distinct ones. */
  unlisted: z.number().int(),
  /** The first few matching lines and the last one. */
  samples: z.array(sampleSchema),
  /** Floods of the log whose lines look like matching ones and were left out: `count` is then a lower bound. */
  likes: z.array(z.string()).optional(),
});
export type LogMatch = z.infer<typeof logMatchSchema>;

/** Why a log does not reach back to the beginning or misses lines: counts are then lower bounds. */
const cutSchema = z.object({
  kind: z.enum([
    'rotated',
    'ring_wrapped',
    'rate_limited',
    'truncated',
    'tail_only',
    'long_lines',
    'thinned',
    'probes',
  ]),
  /** First line that says so, where one does. */
  line: z.number().int().optional(),
  text: z.string(),
  /** Lines that say so. */
  count: z.number().int().optional(),
  /** Messages that were dropped according to these lines. */
  lost: z.number().int().optional(),
});
export type Cut = z.infer<typeof cutSchema>;

/** The same moment as the prefix and as the message state it. */
const anchorSchema = z.object({ line: z.number().int(), outer: logTimeSchema, inner: logTimeSchema });
export type ClockAnchor = z.infer<typeof anchorSchema>;

/** A message that the collector counted in each minute because it repeats. */
const floodSchema = z.object({
  /** What its lines have in common: the place in the source that klog names, else the message without numbers. */
  like: z.string(),
  /** The first line that counts it. */
  line: z.number().int(),
  /** In the minutes that were counted; other minutes have fewer than 100. */
  lines: z.number().int(),
  left: z.number().int(),
  perMinute: z.array(z.tuple([z.number(), z.number()])),
  first: logTimeSchema.optional(),
  last: logTimeSchema.optional(),
});
export type Flood = z.infer<typeof floodSchema>;
export const MAX_LIKES = 64;

/** A few seconds of a log of which what lies before and behind them was not read. */
const probeSchema = z.object({ line: z.number().int(), at: logTimeSchema.optional(), seconds: z.number() });
export type Probe = z.infer<typeof probeSchema>;

/** A machine that lines of a log name, with the first and the last of them. */
const logHostSchema = z.object({ name: z.string(), first: z.number().int(), last: z.number().int() });
export type LogHost = z.infer<typeof logHostSchema>;

/** What is known of one log after it was read through once. */
export const logSchema = z.object({
  emitter: logEmitterSchema,
  format: z.string(),
  bytes: z.number().int(),
  lines: z.number().int(),
  first: logTimeSchema.optional(),
  last: logTimeSchema.optional(),
  cuts: z.array(cutSchema),
  /** The first and the last line seen that carry two clocks (local and UTC, or local and seconds since boot). */
  anchors: z.array(anchorSchema),
  /** Machines that its lines name, as far as lines were looked at: the first ones, those with matches, the last one. */
  hosts: z.array(logHostSchema).optional(),
  matches: z.array(logMatchSchema),
  floods: z.array(floodSchema).optional(),
  probes: z.array(probeSchema).optional(),
});
export type Log = z.infer<typeof logSchema>;
