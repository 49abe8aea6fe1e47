/** Values by name: facts, the loop variable, let values, clauses. */
export type Bindings = Readonly<Record<string, unknown>>;

/** A value that is worked out when its name is first read, and then stays with whoever read it. */
export class Pending {
  readonly #resolve: (bindings: Record<string, unknown>) => unknown;

  constructor(resolve: (bindings: Record<string, unknown>) => unknown) {
    this.#resolve = resolve;
  }

  resolve(bindings: Bindings, name: string): unknown {
    const own = bindings as Record<string, unknown>;
    const value = this.#resolve(own);
    own[name] = value;
    return value;
  }
}

/** The value of a name: undefined where it is not known. */
export function boundValue(bindings: Bindings, name: string): unknown {
  const bound = bindings[name];
  return bound instanceof Pending ? bound.resolve(bindings, name) : bound;
}

/** The same values and more of them. They are inherited: a copy for each of thousands of objects is most of the work. */
export const extended = (bindings: Bindings, more: Bindings): Record<string, unknown> =>
  Object.assign(Object.create(bindings), more);

/** A node of an expression, ready to run. The result may be undetermined; a step does not throw. */
export type Step = (bindings: Bindings) => unknown;

/** A function over values that are all determined. */
export type Call = (...values: unknown[]) => unknown;

/** In place of a value: it cannot be told. */
export class Undetermined {
  protected readonly isUndetermined = true;
}

/** A variable, field or key is missing. */
export const UNKNOWN = new Undetermined();

/** The rule asks for something that no value has: an index behind the end, a part of a text that is shorter. */
export class Fault extends Undetermined {
  readonly message: string;

  constructor(message: string) {
    super();
    this.message = message;
  }
}

/** A table that can lack a key because it was not collected, and says of which keys it is known that the node has none. */
export interface PartialTable {
  knownAbsent(key: string): boolean;
}

export function hasKey(table: unknown, key: unknown): unknown {
  if (table instanceof Map) {
    if (table.has(key)) return true;
    const { knownAbsent } = table as Partial<PartialTable>;
    return knownAbsent === undefined || knownAbsent(String(key)) ? false : UNKNOWN;
  }
  return Object.hasOwn(table as object, key as PropertyKey);
}

/** Whatever every object has is no field, and the places of evidence are hidden. */
const isHidden = (name: string): boolean => name === 'refs' || name in Object.prototype;

export function readField(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isHidden(name)) return UNKNOWN;
  if (value instanceof Map) return value.get(name) ?? UNKNOWN;
  return (value as Bindings)[name] ?? UNKNOWN;
}

export function readIndex(value: unknown, key: unknown): unknown {
  if (!Array.isArray(value)) return readField(value, String(key));
  const item: unknown = value[key as number];
  return item === undefined ? new Fault(`the list has ${value.length} elements, there is no element ${key}`) : item;
}
