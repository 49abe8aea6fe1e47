/** Whether two values are the same data, field by field. Functions and instances of classes are only the same as themselves. */
export function isSameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const prototype: unknown = Object.getPrototypeOf(one);
  if (prototype !== Object.getPrototypeOf(other)) return false;
  if (Array.isArray(one) && Array.isArray(other)) return isSameList(one, other);
  if (one instanceof Int32Array && other instanceof Int32Array) return isSameList(one, other);
  if (one instanceof Map && other instanceof Map) return isSameList([...one], [...other]) && hasSameFields(one, other);
  if (one instanceof Set && other instanceof Set) return isSameList([...one], [...other]) && hasSameFields(one, other);
  return (prototype === Object.prototype || prototype === null) && hasSameFields(one, other);
}

function isSameList(one: ArrayLike<unknown>, other: ArrayLike<unknown>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!isSameData(one[i], other[i])) return false;
  return true;
}

function hasSameFields(one: object, other: object): boolean {
  const keys = Reflect.ownKeys(one);
  if (keys.length !== Reflect.ownKeys(other).length) return false;
  for (const key of keys)
    if (!Object.hasOwn(other, key) || !isSameData(Reflect.get(one, key), Reflect.get(other, key))) return false;
  return true;
}
