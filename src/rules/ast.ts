import type { ASTNode } from '@marcbachmann/cel-js';
import { isComprehension } from './comprehensions.ts';

/** The free variables of an expression, in order of first appearance. */
export function rootVariables(node: ASTNode): string[] {
  const found = new Set<string>();
  walk(node, new Set(), (variable) => found.add(variable));
  return [...found];
}

function walk(node: ASTNode, bound: ReadonlySet<string>, visit: (variable: string) => void): void {
  switch (node.op) {
    case 'id':
      if (!bound.has(node.args)) visit(node.args);
      return;
    case 'value':
      return;
    case '.':
    case '.?':
      walk(node.args[0], bound, visit);
      return;
    case 'call':
      for (const argument of node.args[1]) walk(argument, bound, visit);
      return;
    case 'rcall': {
      const [name, receiver, callArguments] = node.args;
      walk(receiver, bound, visit);
      const first = callArguments[0];
      // It binds its first argument as a variable of the rest.
      const inner = isComprehension(name) && first?.op === 'id' ? new Set([...bound, first.args]) : bound;
      for (const argument of callArguments) walk(argument, inner, visit);
      return;
    }
    case 'map':
      for (const [key, value] of node.args) {
        walk(key, bound, visit);
        walk(value, bound, visit);
      }
      return;
    case '!_':
    case '-_':
      walk(node.args, bound, visit);
      return;
    default:
      for (const argument of node.args) walk(argument, bound, visit);
  }
}

/** `sysctl["fs.mount-max"]` or `"fs.mount-max" in sysctl`: a table variable asked for a constant key. */
export function constantKey(node: ASTNode): { variable: string; key: string; offset: number } | undefined {
  if (node.op === '[]') {
    const [table, key] = node.args;
    if (table.op === 'id' && key.op === 'value' && typeof key.args === 'string') {
      return { variable: table.args, key: key.args, offset: key.start };
    }
  }
  if (node.op === 'in') {
    const [key, table] = node.args;
    if (table.op === 'id' && key.op === 'value' && typeof key.args === 'string') {
      return { variable: table.args, key: key.args, offset: key.start };
    }
  }
  return undefined;
}

/**
 * The values an expression looks at, as source texts: `ns.mounts`, `sysctl["fs.mount-max"]`, `log.x.of(ns).count`.
 * Of nested accesses only the outermost counts; what lies inside a comprehension belongs to its list.
 */
export function accessPaths(node: ASTNode): string[] {
  const paths = new Set<string>();
  collectPaths(node, paths);
  return [...paths];
}

function collectPaths(node: ASTNode, paths: Set<string>): void {
  switch (node.op) {
    case 'value':
      return;
    case 'id':
    case '.':
    case '.?':
    case '[]':
      paths.add(node.input.slice(node.start, node.end));
      return;
    case 'rcall': {
      const [, receiver] = node.args;
      collectPaths(receiver, paths);
      return;
    }
    case 'call':
      for (const argument of node.args[1]) collectPaths(argument, paths);
      return;
    case 'map':
      return;
    case '!_':
    case '-_':
      collectPaths(node.args, paths);
      return;
    default:
      for (const argument of node.args) collectPaths(argument, paths);
  }
}

/** The text before the last `.` or `.method()`: what a field belongs to. */
export function receiverOf(node: ASTNode): string | undefined {
  if (node.op === '.') return node.input.slice(node.args[0].start, node.args[0].end);
  if (node.op === 'rcall') return node.input.slice(node.args[1].start, node.args[1].end);
  return undefined;
}

/** Expressions within one that are evaluated by themselves to explain it. */
export function partsOf(node: ASTNode): string[] {
  const receiver = receiverOf(node);
  return receiver === undefined ? accessPaths(node) : [...accessPaths(node), receiver];
}

/** `list.filter(x, …)`: the list, and the fields of its items that the body asks for, each once. */
export function askedOfItems(node: ASTNode): { list: string; fields: string[] } | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, receiver, [item, ...bodies]] = node.args;
  if (!isComprehension(name) || item?.op !== 'id') return undefined;
  const fields = bodies
    .flatMap(accessPaths)
    .filter((path) => path.startsWith(`${item.args}.`))
    .map((path) => path.slice(item.args.length + 1));
  return { list: node.input.slice(receiver.start, receiver.end), fields: [...new Set(fields)] };
}
