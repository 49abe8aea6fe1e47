/** Whether two values are the same data, field by field. Functions and instances of classes are only the same as themselves. */
export function isSameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Map && other instanceof Map) return isSameData([...one], [...other]) && hasSameFields(one, other);
  if (one instanceof Set && other instanceof Set) return isSameData([...one], [...other]) && hasSameFields(one, other);
  const isPlain = Array.isArray(one) || ArrayBuffer.isView(one) || isRecord(one);
  return isPlain && hasSameFields(one, other);
}

const isRecord = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

function hasSameFields(one: object, other: object): boolean {
  const keys = Reflect.ownKeys(one);
  if (keys.length !== Reflect.ownKeys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSameData(Reflect.get(one, key), Reflect.get(other, key)));
}
