/** Times of a node: one moment of collection, one boot, one zone. */
export interface NodeClock {
  /** Seconds since the epoch. */
  readonly collectedAt: number;
  /** Seconds since boot at that moment. */
  readonly uptime: number;
  /** Seconds east of Greenwich, whole hours. */
  readonly utcOffset: number;
  /** By which part the clock of printk runs slow against the one that uptime counts with; by default not at all. */
  readonly kernelDrift?: number;
}

export const epoch = (iso: string): number => Date.parse(iso) / 1000;

/** `+0800` */
export function zoneText(offset: number): string {
  const hours = String(Math.abs(offset) / 3600).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}00`;
}

/** `2022-11-29T03:23:34+0000`, as journalctl -o short-iso prints under UTC. */
export const shortIso = (time: number): string => `${new Date(time * 1000).toISOString().slice(0, 19)}+0000`;

/** `2022-11-29T11:23:34.340301775+08:00`, as Go programs print the local time. */
export function goTime(time: number, offset: number): string {
  const zone = zoneText(offset);
  const local = new Date((time + offset) * 1000).toISOString().slice(0, 19);
  const nanos = String(Math.round((time % 1) * 1e9))
    .padStart(9, '0')
    .slice(0, 9);
  return `${local}.${nanos}${zone.slice(0, 3)}:${zone.slice(3)}`;
}

/** `1129 11:23:34.340301`: month, day and local time of a klog header. */
export function klogTime(time: number, offset: number): string {
  const local = new Date((time + offset) * 1000).toISOString();
  const micros = String(Math.round((time % 1) * 1e6))
    .padStart(6, '0')
    .slice(0, 6);
  return `${local.slice(5, 7)}${local.slice(8, 10)} ${local.slice(11, 19)}.${micros}`;
}
