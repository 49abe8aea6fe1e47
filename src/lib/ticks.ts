/** USER_HZ: ticks per second of every time that the kernel tells user space, whatever its own clock (time(7)). */
const TICKS_PER_SECOND = 100;

/** Seconds of a time in ticks, as `/proc/stat` and `/proc/<pid>/stat` have them. */
export const secondsOf = (ticks: number): number => ticks / TICKS_PER_SECOND;
