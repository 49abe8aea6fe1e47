/**
 * Subset expectations: what is named must hold, everything else is free. An expected value is
 * - an object: every key must match; a key with dots walks down (`"confidence.word": "confirmed"`);
 * - a list: each member must match some member of the actual list, in any order; an empty list demands an empty list;
 * - `">3"`, `">=3"`, `"<3"`, `"<=3"`: a comparison; `{"includes": "text"}`, `{"matches": "regex"}`, `{"length": 0}`;
 * - anything else: the same value.
 */
export function mismatches(actual: unknown, expected: unknown, at = ''): string[] {
  if (Array.isArray(expected)) return listMismatches(actual, expected, at);
  if (isRecord(expected)) return operatorMismatches(actual, expected, at) ?? objectMismatches(actual, expected, at);
  const comparison = typeof expected === 'string' ? /^(>=?|<=?) ?(-?\d+(?:\.\d+)?)$/.exec(expected) : null;
  const holds =
    comparison === null ? Object.is(actual, expected) : compare(actual, comparison[1], Number(comparison[2]));
  return holds ? [] : [`${at || '(value)'}: expected ${JSON.stringify(expected)}, got ${shown(actual)}`];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function compare(actual: unknown, sign: string | undefined, limit: number): boolean {
  if (typeof actual !== 'number') return false;
  if (sign === '>') return actual > limit;
  if (sign === '>=') return actual >= limit;
  return sign === '<' ? actual < limit : actual <= limit;
}

/** The result of an operator, or undefined when the object is no operator. */
function operatorMismatches(
  actual: unknown,
  expected: Readonly<Record<string, unknown>>,
  at: string,
): string[] | undefined {
  const [operator, operand] = Object.entries(expected).length === 1 ? (Object.entries(expected)[0] ?? []) : [];
  const fail = (holds: boolean): string[] =>
    holds ? [] : [`${at}: expected ${JSON.stringify(expected)}, got ${shown(actual)}`];
  if (operator === 'includes')
    return fail(typeof actual === 'string' && typeof operand === 'string' && actual.includes(operand));
  if (operator === 'matches')
    return fail(typeof actual === 'string' && typeof operand === 'string' && new RegExp(operand).test(actual));
  if (operator === 'length') return fail(Array.isArray(actual) && mismatches(actual.length, operand).length === 0);
  return undefined;
}

function objectMismatches(actual: unknown, expected: Readonly<Record<string, unknown>>, at: string): string[] {
  if (!isRecord(actual)) return [`${at || '(value)'}: expected an object, got ${shown(actual)}`];
  return Object.entries(expected).flatMap(([key, value]) =>
    mismatches(walk(actual, key), value, at === '' ? key : `${at}.${key}`),
  );
}

const walk = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);

function listMismatches(actual: unknown, expected: readonly unknown[], at: string): string[] {
  if (!Array.isArray(actual)) return [`${at}: expected a list, got ${shown(actual)}`];
  if (expected.length === 0) return actual.length === 0 ? [] : [`${at}: expected an empty list, got ${shown(actual)}`];
  return expected.flatMap((member, i) => {
    const failures = actual.map((candidate) => mismatches(candidate, member, `${at}[${i}]`));
    if (failures.some((f) => f.length === 0)) return [];
    const nearest = failures.reduce<string[] | undefined>(
      (best, f) => (best === undefined || f.length < best.length ? f : best),
      undefined,
    );
    return nearest ?? [`${at}[${i}]: expected ${JSON.stringify(member)}, the list is empty`];
  });
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
};
