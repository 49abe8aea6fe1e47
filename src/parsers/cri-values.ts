/** Ids of containers and sandboxes: 64 hexadecimal digits. */
export function isContainerId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The CRI counts nanoseconds since the epoch and its JSON writes them as text; 0 means never. In seconds here. */
export function epochSecondsOfNanoseconds(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{10,19}$/.test(text)) return undefined;
  // More digits than a double holds: milliseconds are enough.
  return Number(text.slice(0, -6)) / 1000;
}
