import { type Bindings, type Step, Undetermined } from './step.ts';

type Name = 'all' | 'exists' | 'exists_one' | 'map' | 'filter';
type Run = (items: readonly unknown[], test: (item: unknown) => unknown) => unknown;

/** By name: what is made of the items of a list and of the value that the body has for each. */
export const COMPREHENSIONS: Readonly<Record<Name, Run>> = {
  all: (items, test) => quantified(items, test, false),
  exists: (items, test) => quantified(items, test, true),
  exists_one(items, test) {
    const holding = filtered(items, test);
    return Array.isArray(holding) ? holding.length === 1 : holding;
  },
  map(items, test) {
    const made: unknown[] = [];
    for (const item of items) {
      const value = test(item);
      if (value instanceof Undetermined) return value;
      made.push(value);
    }
    return made;
  },
  filter: filtered,
};

export const isComprehension = (name: string): name is Name => Object.hasOwn(COMPREHENSIONS, name);

/** `receiver.name(cell, body)`: the body sees each item of the receiver in the cell. */
export function comprehension(name: Name, receiver: Step, cell: { value: unknown }, body: Step): Step {
  const run = COMPREHENSIONS[name];
  return (bindings: Bindings) => {
    const items = receiver(bindings);
    if (items instanceof Undetermined) return items;
    return run(items as unknown[], (item) => {
      cell.value = item;
      return body(bindings);
    });
  };
}

/** One item that decides is enough, whatever is not known of the others. */
function quantified(items: readonly unknown[], test: (item: unknown) => unknown, by: boolean): unknown {
  let undetermined: unknown;
  for (const item of items) {
    const value = test(item);
    if (value === by) return by;
    if (value instanceof Undetermined) undetermined ??= value;
  }
  return undetermined ?? !by;
}

function filtered(items: readonly unknown[], test: (item: unknown) => unknown): unknown {
  const kept: unknown[] = [];
  for (const item of items) {
    const value = test(item);
    if (value instanceof Undetermined) return value;
    if (value === true) kept.push(item);
  }
  return kept;
}
