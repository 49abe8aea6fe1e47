import { type Call, Fault, hasKey } from './step.ts';

const numeric =
  (apply: (a: number, b: number) => unknown): Call =>
  (a, b) =>
    apply(a as number, b as number);

/** Operators over values that are known. All numbers are doubles. */
export const OPERATORS = {
  '+': (a, b) => (Array.isArray(a) ? [...a, ...(b as unknown[])] : (a as number) + (b as number)),
  '-': numeric((a, b) => a - b),
  '*': numeric((a, b) => a * b),
  '/': numeric((a, b) => a / b),
  '<': numeric((a, b) => a < b),
  '<=': numeric((a, b) => a <= b),
  '>': numeric((a, b) => a > b),
  '>=': numeric((a, b) => a >= b),
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  in: (a, b) => (Array.isArray(b) ? b.some((item) => equal(a, item)) : hasKey(b, a)),
  '!_': (a) => a !== true,
  '-_': (a) => -(a as number),
} satisfies Readonly<Record<string, Call>>;

/** Lists are equal when their items are. */
function equal(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, i) => equal(item, b[i]));
}

/** Of a text, how many characters. */
const sizeOf: Call = (value) => {
  if (Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : [...String(value)].length;
};

/** Functions of CEL that rules may call; what a field of knowledge adds comes with its vocabulary. */
export const STANDARD_FUNCTIONS: Readonly<Record<string, Call>> = {
  size: sizeOf,
  string: (value) => String(value),
  double: (value) => Number(value),
  int: (value) => Math.trunc(Number(value)),
  dyn: (value) => value,
};

const textual =
  (apply: (text: string, other: string) => unknown): Call =>
  (text, other) =>
    apply(text as string, other as string);

/** The methods of CEL that rules may call; the receiver is the first argument. */
export const METHODS: Readonly<Record<string, Call>> = {
  size: sizeOf,
  contains: textual((text, part) => text.includes(part)),
  startsWith: textual((text, part) => text.startsWith(part)),
  endsWith: textual((text, part) => text.endsWith(part)),
  join: (items, separator) => (items as string[]).join(separator === undefined ? '' : String(separator)),
  substring(text, start, end) {
    const { length } = text as string;
    const to = end === undefined ? length : Number(end);
    if (Number(start) > to || to > length) return new Fault(`the text has ${length} characters`);
    return (text as string).slice(Number(start), to);
  },
};
