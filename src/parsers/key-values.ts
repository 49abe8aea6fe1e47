/** Lines of the form `name value` or `name: value`, as in /proc/vmstat and /proc/meminfo, with non-negative integers. */
export function readCounters(text: string, bad: (line: number, text: string) => void): Map<string, number> {
  const counters = new Map<string, number>();
  for (const [index, line] of text.split(/\r?\n/, 20_000).entries()) {
    if (line.trim() === '') continue;
    const [, name, value] = /^([A-Za-z0-9_()./-]{1,80}):?\s+(\d{1,20})(?: kB)?$/.exec(line.trim()) ?? [];
    if (name === undefined) bad(index + 1, line);
    else counters.set(name, Number(value));
  }
  return counters;
}
