/**
 * A record with keys that a bundle chose. The one key that zod leaves out and that plain assignment takes for the
 * prototype is left out here too: a typed document has it nowhere.
 */
export function recordOf<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].filter(([key]) => key !== '__proto__'));
}
