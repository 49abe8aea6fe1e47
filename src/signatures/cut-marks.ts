import type { Cut } from './signature.ts';

/** A line by which a log says that it misses lines. */
export interface CutMark {
  readonly kind: Cut['kind'];
  readonly literals: readonly string[];
  /** RE2 syntax; `lost` captures how many messages were dropped, `what` of whom or of which function. */
  readonly regex: string;
}

export const CUT_MARKS: readonly CutMark[] = [
  // The first line that the collector writes into a log of which it took only the newest part.
  {
    kind: 'tail_only',
    literals: ['-- inquest: earlier lines left out --'],
    regex: '^-- inquest: earlier lines left out --',
  },
  // The collector thinned a message that repeats; see thinning.ts.
  {
    kind: 'thinned',
    literals: ['" left out in '],
    regex:
      '^-- inquest: (?<left>\\d{1,9}) of (?<lines>\\d{1,9}) lines like "(?<like>.*)" left out in (?<minute>.{1,40}) --$',
  },
  {
    kind: 'probes',
    literals: ['-- inquest: probe of '],
    regex: '^-- inquest: probe of (?<seconds>\\d{1,5}) s at (?<at>\\S{1,40}) --$',
  },
  // systemd-journald: `Suppressed 1722 messages from kubelet.service`, before v230 with the path of the cgroup.
  {
    kind: 'rate_limited',
    literals: ['Suppressed '],
    regex: '^Suppressed (?<lost>\\d{1,12}) messages from (?<what>\\S+)',
  },
  // systemd v235 to v236 printed only the field of the same message (systemd issue 7506).
  { kind: 'rate_limited', literals: ['N_DROPPED='], regex: 'N_DROPPED=(?<lost>\\d{1,12})' },
  // printk and net_ratelimit: `net_ratelimit: 1227 callbacks suppressed`; it limits one place in the kernel.
  {
    kind: 'rate_limited',
    literals: [' callbacks suppressed'],
    regex: '^(?<what>[\\w.]{1,64}): (?<lost>\\d{1,12}) callbacks suppressed',
  },
  // The console could not follow; the lines in between are gone.
  {
    kind: 'rate_limited',
    literals: ['printk messages dropped'],
    regex: '\\*\\* (?<lost>\\d{1,12}) printk messages dropped',
  },
  // systemd-journald could not read the ring of the kernel in time: what a journal has of the kernel is not all.
  {
    kind: 'rate_limited',
    literals: ['/dev/kmsg buffer overrun', 'Missed '],
    regex: '^(?:/dev/kmsg buffer overrun, some messages lost|Missed (?<lost>\\d{1,12}) kernel messages)',
  },
  // rsyslog: `imjournal: 67124 messages lost due to rate-limiting` and `imuxsock[pid: 1, name: x]: ... lost 12 messages`.
  {
    kind: 'rate_limited',
    literals: ['due to rate-limiting'],
    regex:
      '(?:imjournal: (?<lost>\\d{1,12}) messages lost|begin to drop messages|lost \\d{1,12} messages).*? due to rate-limiting',
  },
];
