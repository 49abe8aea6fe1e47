import type { ASTNode } from '@marcbachmann/cel-js';
import { quote, suggestion } from '../lib/text.ts';
import { constantKey } from './ast.ts';
import { isComprehension } from './comprehensions.ts';
import type { ExpressionProblem, Vocabulary } from './language.ts';
import { bare } from './types.ts';

/** These run user-chosen regular expressions, measure time in another unit or hide what is unknown. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  matches: 'put the pattern into a signature',
  duration: 'use seconds("5m")',
  timestamp: 'times are numbers: seconds since the epoch',
  has: 'what is not known makes the clause unknown by itself',
  bind: 'put the value into let',
};

const MAX_NESTED_COMPREHENSIONS = 2;

/** A construct that rules may not use, wherever it stands. */
export function findForbidden(node: ASTNode, nested: number): ExpressionProblem | undefined {
  if (node.op === 'call' || node.op === 'rcall') {
    const name = node.args[0];
    const instead = Object.hasOwn(FORBIDDEN, name) ? FORBIDDEN[name] : undefined;
    if (instead !== undefined) return { message: `${name}() is not available: ${instead}`, offset: node.start };
    if (node.op === 'rcall' && isComprehension(name))
      return findInComprehension(node.args[1], node.args[2], node.start, nested);
  }
  return firstOf(childrenOf(node), (child) => findForbidden(child, nested));
}

/** What a comprehension runs over is no deeper than the comprehension itself; what it runs for each element is. */
function findInComprehension(
  receiver: ASTNode,
  body: readonly ASTNode[],
  offset: number,
  nested: number,
): ExpressionProblem | undefined {
  if (nested + 1 > MAX_NESTED_COMPREHENSIONS) {
    return { message: `more than ${MAX_NESTED_COMPREHENSIONS} nested comprehensions: compute it in a fact`, offset };
  }
  return findForbidden(receiver, nested) ?? firstOf(body, (child) => findForbidden(child, nested + 1));
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Tables with a closed set of keys (sysctl names) are checked like fields. */
export function findUnknownKey(node: ASTNode, vocabulary: Vocabulary): ExpressionProblem | undefined {
  const access = constantKey(node);
  if (access !== undefined) {
    const schema = vocabulary.variables.get(access.variable);
    const keys = schema === undefined ? undefined : bare(schema).meta()?.keys;
    if (Array.isArray(keys) && !keys.includes(access.key)) {
      return {
        message: `unknown key ${quote(access.key)} of ${access.variable}${suggestion(access.key, keys)}`,
        offset: access.offset,
      };
    }
  }
  return firstOf(childrenOf(node), (child) => findUnknownKey(child, vocabulary));
}

function childrenOf(node: ASTNode): ASTNode[] {
  const args: unknown = node.args;
  const children: ASTNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === 'object' && value !== null && 'op' in value) children.push(value as ASTNode);
  };
  visit(args);
  return children;
}
