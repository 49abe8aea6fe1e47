/** Defines a field that is computed when it is first read, and then stays. */
export function defineLazily<T>(target: object, key: string, compute: () => T): void {
  Object.defineProperty(target, key, {
    configurable: true,
    enumerable: true,
    get() {
      const value = compute();
      Object.defineProperty(target, key, { configurable: true, enumerable: true, value });
      return value;
    },
  });
}
