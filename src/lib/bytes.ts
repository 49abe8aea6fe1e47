const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `37.6 GiB`: binary units, one decimal below 100. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  p: 1e15,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
  pi: 2 ** 50,
};

/**
 * Reads a size such as `50M`, `1Gi`, `64KiB` or `512` (bytes). `K`, `M`, `G` are decimal and `Ki`, `Mi`, `Gi` binary, as
 * in Kubernetes quantities. Returns undefined for anything else.
 */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtp]?i?)b?$/i.exec(text.trim());
  const factor = FACTORS[match?.[2]?.toLowerCase() ?? '?'];
  return match?.[1] === undefined || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}
