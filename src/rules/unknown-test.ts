import type { ASTNode } from '@marcbachmann/cel-js';

/** Whether values are not there without which an expression is unknown. */
export type UnknownTest = (bindings: Readonly<Record<string, unknown>>) => boolean;

/** `has` asks whether a field is there, and macros bind names of their own. */
const NOT_STRICT = new Set(['has', 'all', 'exists', 'exists_one', 'map', 'filter']);

/**
 * A test that is true only for bindings with which the expression is unknown: a value is missing that it needs whatever
 * the others are. It costs a fraction of the exception by which the expression would say the same, and there are tens of
 * thousands of them on a node with many objects and a cut log. Undefined where nothing is needed for certain.
 */
export function unknownTest(node: ASTNode): UnknownTest | undefined {
  const path = pathOf(node);
  if (path !== undefined) return (bindings) => isMissing(path, bindings);
  switch (node.op) {
    case 'id':
    case 'value':
    case '.?':
    case 'map':
      return undefined;
    case '&&':
    case '||': {
      // One side that is known may decide.
      const [left, right] = node.args.map(unknownTest);
      return left === undefined || right === undefined ? undefined : (bindings) => left(bindings) && right(bindings);
    }
    case '?:':
    case '.':
      return unknownTest(node.args[0]);
    case 'call':
      return NOT_STRICT.has(node.args[0]) ? undefined : anyOf(node.args[1]);
    case 'rcall': {
      const [name, receiver, rest] = node.args;
      return anyOf(NOT_STRICT.has(name) ? [receiver] : [receiver, ...rest]);
    }
    case '!_':
    case '-_':
      return unknownTest(node.args);
    default:
      return anyOf(node.args);
  }
}

function anyOf(nodes: readonly ASTNode[]): UnknownTest | undefined {
  const tests = nodes.map(unknownTest).filter((test) => test !== undefined);
  return tests.length === 0 ? undefined : (bindings) => tests.some((test) => test(bindings));
}

/** A variable and the fields or keys that lead to a value: `log.x.count`, `sysctl["fs.mount-max"]`. */
interface Path {
  readonly variable: string;
  readonly keys: readonly string[];
}

function pathOf(node: ASTNode): Path | undefined {
  if (node.op === 'id') return { variable: node.args, keys: [] };
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const [receiver, key] = node.args;
  const parent = pathOf(receiver);
  const name = typeof key === 'string' ? key : key.op === 'value' ? key.args : undefined;
  return parent === undefined || typeof name !== 'string'
    ? undefined
    : { variable: parent.variable, keys: [...parent.keys, name] };
}

function isMissing({ variable, keys }: Path, bindings: Readonly<Record<string, unknown>>): boolean {
  let value = bindings[variable];
  for (const key of keys) {
    // A table tells itself what it does not have from what was not collected.
    if (typeof value !== 'object' || value === null || value instanceof Map) return false;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value === undefined;
}
