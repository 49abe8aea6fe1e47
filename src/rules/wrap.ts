import type * as z from 'zod';
import { defineLazily, hasLazyFields } from '../lib/lazy.ts';
import { bare } from './types.ts';

type Constructors = ReadonlyMap<string, new () => object>;

/**
 * Turns plain fact values into instances of the language's types, each value once. An object becomes one where it is: a
 * copy of twenty thousand processes would cost as much memory as they do. What cannot become one is copied.
 */
export function wrap(
  value: unknown,
  schema: z.ZodType,
  constructors: Constructors,
  seen: WeakMap<object, object>,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const type = bare(schema);
  const { element, shape } = type.def as { element?: z.ZodType; shape?: Record<string, z.ZodType> };
  const ctor = shape === undefined ? undefined : constructors.get(String(type.meta()?.id));
  if (ctor !== undefined && Object.getPrototypeOf(value) === ctor.prototype) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const wrapInner = (inner: unknown, innerSchema: z.ZodType): unknown => wrap(inner, innerSchema, constructors, seen);
  const result = ((): object => {
    if (Array.isArray(value)) return element === undefined ? value : wrapItems(value, element, wrapInner);
    if (value instanceof Map || shape === undefined) return value;
    return ctor !== undefined && mayAdopt(value)
      ? adopt(value, ctor, shape, wrapInner)
      : copyAs(value, ctor, shape, wrapInner);
  })();
  // An adopted object shows what it is by itself.
  if (ctor === undefined || result !== value) seen.set(value, result);
  return result;
}

type WrapInner = (value: unknown, schema: z.ZodType) => unknown;

/** The same array where every item stayed the same object. */
function wrapItems(items: readonly unknown[], element: z.ZodType, wrapInner: WrapInner): object {
  if (items.every((item) => typeof item !== 'object')) return items;
  const wrapped = items.map((item) => wrapInner(item, element));
  return wrapped.every((item, i) => item === items[i]) ? items : wrapped;
}

/** These would change what the language takes an object for. */
const isForbidden = (key: string): boolean => key === '__proto__' || key === 'constructor';

/** A plain object, all of whose fields have values that the language may see. */
function mayAdopt(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype || !Object.isExtensible(value) || hasLazyFields(value))
    return false;
  for (const key of Object.keys(value)) if (isForbidden(key) || Reflect.get(value, key) === undefined) return false;
  return true;
}

function adopt(
  value: object,
  ctor: new () => object,
  shape: Readonly<Record<string, z.ZodType>>,
  wrapInner: WrapInner,
): object {
  for (const key of Object.keys(value)) {
    const field: unknown = Reflect.get(value, key);
    const schema = schemaOf(key, shape);
    if (typeof field !== 'object' || schema === undefined) continue;
    const wrapped = wrapInner(field, schema);
    if (wrapped !== field) Reflect.set(value, key, wrapped);
  }
  return Object.setPrototypeOf(value, ctor.prototype);
}

/** Places of evidence are not visible to expressions. */
function schemaOf(key: string, shape: Readonly<Record<string, z.ZodType>>): z.ZodType | undefined {
  return key !== 'refs' && Object.hasOwn(shape, key) ? shape[key] : undefined;
}

function copyAs(
  value: object,
  ctor: (new () => object) | undefined,
  shape: Readonly<Record<string, z.ZodType>>,
  wrapInner: WrapInner,
): object {
  const copy = (ctor === undefined ? {} : new ctor()) as Record<string, unknown>;
  const mayBeLazy = hasLazyFields(value);
  for (const key of Object.keys(value)) {
    if (isForbidden(key)) continue;
    const schema = schemaOf(key, shape);
    const wrapField = (inner: unknown): unknown => (schema === undefined ? inner : wrapInner(inner, schema));
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
