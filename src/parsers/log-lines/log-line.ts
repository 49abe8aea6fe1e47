/**
 * A time as a log line states it: seconds since 1970 on the UTC or the node's local clock, or seconds since boot. A local
 * time without a year counts from 1972, a leap year, so that 29 February exists.
 */
export interface LineTime {
  readonly axis: 'utc' | 'local' | 'boot';
  readonly seconds: number;
  readonly yearless?: boolean;
}

export type LineFormat =
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

/** What one layer of prefix says, and the text behind it. */
export interface Layer {
  readonly format: LineFormat;
  readonly time?: LineTime;
  /** Seconds east of Greenwich that the prefix states with its time. */
  readonly offset?: number;
  /** Name of the machine, where the prefix has one. */
  readonly host?: string;
  /** Program name (`kubelet`, `kernel`). */
  readonly ident?: string;
  readonly message: string;
}

/** A line with all its prefixes peeled off. */
export interface DecodedLine {
  readonly format: LineFormat;
  /** The best time: an inner one with a zone, the klog time where it agrees with its prefix, else the prefix. */
  readonly time?: LineTime;
  /** The time of the outermost prefix where `time` is on another axis. */
  readonly outer?: LineTime;
  /** Seconds east of Greenwich that a daemon states in its own log; its lines without a zone are on the same clock. */
  readonly offset?: number;
  /** Seconds since boot that a kernel line states besides its wall time. */
  readonly boot?: number;
  /** Name of the machine in the outermost prefix. */
  readonly host?: string;
  readonly ident?: string;
  readonly message: string;
}
