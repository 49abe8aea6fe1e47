type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
type Perhaps<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The members that have a value. A fact leaves out what is not known, so that expressions take it for unknown. */
export function present<T extends object>(members: T): Known<T> & Perhaps<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) kept[name] = value;
  // What is kept is what the type says.
  return kept as Known<T> & Perhaps<T>;
}
