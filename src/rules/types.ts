import * as z from 'zod';

/** What the expression language knows of a zod type: its CEL name and, for objects, their fields. */
export interface ObjectType {
  readonly id: string;
  readonly fields: ReadonlyMap<string, z.ZodType>;
}

/** Fields that carry provenance for the engine and are not part of the language. */
const HIDDEN_FIELDS = new Set(['refs']);

/** Unwraps `optional` and `default`: for the language a field is there or unknown. */
export function bare(schema: z.ZodType): z.ZodType {
  let inner: z.ZodType = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner;
}

/** The type of a fact in CEL: numbers are doubles, objects are named by their `meta({ id })`. */
export function celType(schema: z.ZodType): string {
  const type = bare(schema);
  if (type instanceof z.ZodNumber) return 'double';
  if (type instanceof z.ZodString || type instanceof z.ZodEnum || type instanceof z.ZodLiteral) return 'string';
  if (type instanceof z.ZodBoolean) return 'bool';
  if (type instanceof z.ZodArray) return `list<${celType(type.element as z.ZodType)}>`;
  if (type instanceof z.ZodRecord || type instanceof z.ZodMap)
    return `map<string, ${celType(type.valueType as z.ZodType)}>`;
  if (type instanceof z.ZodObject) return objectId(type);
  throw new Error(`facts cannot have the type ${type.type}`);
}

function objectId(type: z.ZodObject): string {
  const id = type.meta()?.id;
  if (id === undefined)
    throw new Error(`an object type of facts needs meta({ id }): ${Object.keys(type.shape).join(', ')}`);
  return id;
}

/** Collects the object types that a schema contains, innermost first. */
export function collectObjectTypes(schema: z.ZodType, into: Map<string, ObjectType>): void {
  const type = bare(schema);
  if (type instanceof z.ZodArray) collectObjectTypes(type.element as z.ZodType, into);
  if (type instanceof z.ZodRecord || type instanceof z.ZodMap) collectObjectTypes(type.valueType as z.ZodType, into);
  if (!(type instanceof z.ZodObject)) return;
  const id = objectId(type);
  if (into.has(id)) return;
  const fields = new Map<string, z.ZodType>();
  for (const [field, fieldSchema] of Object.entries(type.shape)) {
    if (HIDDEN_FIELDS.has(field)) continue;
    collectObjectTypes(fieldSchema as z.ZodType, into);
    fields.set(field, fieldSchema as z.ZodType);
  }
  into.set(id, { id, fields });
}
