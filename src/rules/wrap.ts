import type * as z from 'zod';
import { defineLazily, hasLazyFields } from '../lib/lazy.ts';
import { bare } from './types.ts';

/** Turns plain fact values into instances of the language's types; each value once. */
export function wrap(
  value: unknown,
  schema: z.ZodType,
  constructors: ReadonlyMap<string, new () => object>,
  seen: WeakMap<object, object>,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const type = bare(schema);
  const result = wrapObject(
    value,
    type,
    (inner, innerSchema) => wrap(inner, innerSchema, constructors, seen),
    constructors,
  );
  seen.set(value, result);
  return result;
}

function wrapObject(
  value: object,
  type: z.ZodType,
  wrapInner: (value: unknown, schema: z.ZodType) => unknown,
  constructors: ReadonlyMap<string, new () => object>,
): object {
  const def = type.def as {
    type: string;
    element?: z.ZodType;
    valueType?: z.ZodType;
    shape?: Record<string, z.ZodType>;
  };
  if (Array.isArray(value) && def.element !== undefined)
    return value.map((item) => wrapInner(item, def.element as z.ZodType));
  if (value instanceof Map || def.shape === undefined) return value;
  const ctor = constructors.get(String(type.meta()?.id));
  const { shape } = def;
  const copy = (ctor === undefined ? {} : new ctor()) as Record<string, unknown>;
  const mayBeLazy = hasLazyFields(value);
  for (const key of Object.keys(value)) {
    // These would change what the language takes the object for.
    if (key === '__proto__' || key === 'constructor') continue;
    const innerSchema = key !== 'refs' && Object.hasOwn(shape, key) ? shape[key] : undefined;
    const wrapField = (inner: unknown): unknown => (innerSchema === undefined ? inner : wrapInner(inner, innerSchema));
    // A fact may leave a costly field to the first rule that asks for it.
    if (mayBeLazy && Object.getOwnPropertyDescriptor(value, key)?.get !== undefined) {
      defineLazily(copy, key, () => wrapField(Reflect.get(value, key)));
      continue;
    }
    // An absent field must not exist, or the language would see a value of no type.
    const field: unknown = Reflect.get(value, key);
    if (field !== undefined) copy[key] = typeof field === 'object' ? wrapField(field) : field;
  }
  return copy;
}
