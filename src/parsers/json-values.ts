import { recordOf } from '../lib/record-of.ts';
/** The members of a JSON object, or an empty object for anything else, so that lookups can be chained. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** True for a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a JSON array, or none. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-empty string, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number, or a string that is one, or undefined. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,20}(?:\.\d{1,20})?$/.test(value)) return undefined;
  return Number(value);
}

/** A safe integer, or undefined. */
export function integerOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

export function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The strings of a JSON array; other elements are left out. */
export function textsOf(value: unknown): string[] {
  return elements(value).filter((element) => typeof element === 'string');
}

/** The members of a JSON object whose values are strings, numbers or booleans, as text. */
export function textMembers(value: unknown): Record<string, string> {
  const kept: [string, string][] = [];
  for (const [key, member] of Object.entries(members(value))) {
    // An own member of this name would be taken for the prototype by whoever copies the object.
    if (key === '__proto__') continue;
    if (typeof member === 'string') kept.push([key, member]);
    else if (typeof member === 'number' || typeof member === 'boolean') kept.push([key, String(member)]);
  }
  return recordOf(kept);
}

/**
 * A time of Go's JSON (`2023-11-15T00:47:45.614123456Z`) in seconds since the epoch. Go writes year 1 for "never", which
 * is undefined here.
 */
export function epochSecondsOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value) || value.startsWith('0001-')) return undefined;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** The value of a JSON text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
