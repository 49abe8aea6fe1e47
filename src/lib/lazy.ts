/** A value that is made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Defines a field that is computed when it is first read, and then stays. It stays a getter: a prototype whose fields are
 * defined anew makes V8 forget what it knew of all objects that inherit from it.
 */
export function defineLazily<T>(target: object, key: string, compute: () => T): void {
  Object.defineProperty(target, key, { configurable: true, enumerable: true, get: once(compute) });
}

/** The same object with one more field, computed when it is first read. */
export function withLazyField<T extends object, K extends string, V>(
  target: T,
  key: K,
  compute: () => V,
): T & Readonly<Record<K, V>> {
  defineLazily(target, key, compute);
  return target as T & Readonly<Record<K, V>>;
}
