import type { Unit } from '../journal.ts';
import type { Node } from '../node.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

interface LocalDate {
  readonly weekday: string;
  readonly month: string;
  /** Two digits. */
  readonly day: string;
  readonly year: string;
  readonly time: string;
}

/** The parts of a time as a clock on the wall of the node shows it. */
export function localDate(epoch: number, utcOffset: number): LocalDate {
  const date = new Date((epoch + utcOffset) * 1000);
  const iso = date.toISOString();
  return {
    weekday: WEEKDAYS[date.getUTCDay()] ?? '',
    month: MONTHS[date.getUTCMonth()] ?? '',
    day: iso.slice(8, 10),
    year: iso.slice(0, 4),
    time: iso.slice(11, 19),
  };
}

/** `Apr 12 15:28:00`, as syslog and journalctl print times. */
const shortTime = (epoch: number, utcOffset: number): string => {
  const { month, day, time } = localDate(epoch, utcOffset);
  return `${month} ${day} ${time}`;
};

/** `2024-04-12T07:28:00+0000 node-1 kubelet[2211]: ...` is what the journals of the samples are made of. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\+0000 (.*)$/;

const withShortTime = (line: string, { spec }: Node): string =>
  line.replace(
    STAMPED,
    (_, time: string, rest: string) => `${shortTime(Date.parse(`${time}Z`) / 1000, spec.clock.utcOffset)} ${rest}\n`,
  );

/** `journalctl -u <unit>`: short times in the zone of the node, and the empty journal of a unit that logs to a file. */
export function journalOf(node: Node, unit: Unit): string {
  const rows = node.journal
    .render(unit)
    .split('\n')
    .filter((line) => STAMPED.test(line));
  return rows.length === 0 ? '-- No entries --\n' : rows.map((line) => withShortTime(line, node)).join('');
}

/** The same for all units, by time: from where that of the kubelet begins, since what is old is dropped for all alike. */
export function wholeJournal(node: Node): string {
  const units: readonly Unit[] = ['kubelet', 'kernel', 'containerd', 'docker'];
  const stamped = units.map((unit) =>
    node.journal
      .render(unit)
      .split('\n')
      .filter((line) => STAMPED.test(line)),
  );
  const from = stamped[0]?.[0]?.slice(0, 19) ?? '';
  return stamped
    .flat()
    .filter((line) => line.slice(0, 19) >= from)
    .sort((a, b) => Number(a.slice(0, 19) > b.slice(0, 19)) - Number(a.slice(0, 19) < b.slice(0, 19)))
    .map((line) => withShortTime(line, node))
    .join('');
}

/** What the services wrote, without what journald puts before a line: how tools keep logs that are no journal. */
export const bareLines = (node: Node, unit: Unit): string =>
  node.journal
    .render(unit)
    .split('\n')
    .flatMap((line) => {
      const bare = /^\S+ \S+ \w+(?:\[\d+\])?: (.*)$/.exec(line)?.[1];
      return bare === undefined ? [] : [`${bare}\n`];
    })
    .join('');

const RING = /^\[ *(\d+\.\d+)\] (.*)$/;

/** `dmesg -T`: the time of printk added to the boot, in the zone of the node; it keeps the error of that clock. */
export function dmesgReadable({ journal, spec }: Node): string {
  const { collectedAt, uptime, utcOffset } = spec.clock;
  return journal
    .renderDmesg()
    .split('\n')
    .flatMap((line) => {
      const [, seconds, text] = RING.exec(line) ?? [];
      if (seconds === undefined) return [];
      const { weekday, month, day, time, year } = localDate(collectedAt - uptime + Number(seconds), utcOffset);
      return [`[${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}] ${text}\n`];
    })
    .join('');
}

/** Zones by seconds east of Greenwich. */
const ZONES: Readonly<Record<number, string>> = { 0: 'UTC', 3600: 'CET', 28800: 'CST' };

/** `date` */
export function dateOutput({ spec }: Node): string {
  const { collectedAt, utcOffset } = spec.clock;
  const { weekday, month, day, time, year } = localDate(collectedAt, utcOffset);
  return `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${ZONES[utcOffset] ?? 'UTC'} ${year}\n`;
}

/** `uptime` */
export function uptimeOutput({ spec }: Node): string {
  const { collectedAt, uptime, utcOffset } = spec.clock;
  const { time } = localDate(collectedAt, utcOffset);
  const minutes = Math.floor(uptime / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const load = (spec.load ?? '3.12 2.87 2.71 3').split(' ').slice(0, 3).join(', ');
  return ` ${time} up ${days} days, ${hours}:${String(minutes % 60).padStart(2, '0')},  1 user,  load average: ${load}\n`;
}
