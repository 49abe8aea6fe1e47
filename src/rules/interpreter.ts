import type { ASTNode } from '@marcbachmann/cel-js';
import { comprehension, isComprehension } from './comprehensions.ts';
import type { Outcome } from './language.ts';
import { METHODS, OPERATORS, STANDARD_FUNCTIONS } from './operators.ts';
import {
  type Bindings,
  boundValue,
  type Call,
  Fault,
  readField,
  readIndex,
  type Step,
  UNKNOWN,
  Undetermined,
} from './step.ts';

/** The functions a node may call: of the language, and those of the vocabulary by name (methods too). */
export type Functions = ReadonlyMap<string, Call>;

/** The node is no part of the language; `offset` is where it stands. */
export class NotInLanguage extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Makes a checked expression ready to run: one closure for each node of its syntax tree, over plain values of facts. A value
 * is undetermined where something in it is not known, and that is passed on as Kleene's logic has it.
 *
 * The library that parses and checks the expressions also evaluates them, by looking up the overload of each operator by the
 * types of its operands each time. On a node with 6,385 volumes this takes a fraction of the time (PERFORMANCE.md).
 */
export function interpret(node: ASTNode, functions: Functions): Step {
  return stepOf(node, { functions, bound: new Map() });
}

const UNKNOWN_OUTCOME: Outcome = { kind: 'unknown' };

/** The outcome of a step; a value of another type than a fact promised is an error of the rule. */
export function evaluator(step: Step): (bindings: Bindings) => Outcome {
  return (bindings) => {
    try {
      const value = step(bindings);
      if (value === UNKNOWN) return UNKNOWN_OUTCOME;
      return value instanceof Fault ? { kind: 'error', message: value.message } : { kind: 'value', value };
    } catch (error) {
      return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
    }
  };
}

interface Scope {
  readonly functions: Functions;
  /** Variables of the comprehensions around a node. */
  readonly bound: ReadonlyMap<string, { value: unknown }>;
}

function stepOf(node: ASTNode, scope: Scope): Step {
  switch (node.op) {
    case 'value':
      return constant(typeof node.args === 'bigint' ? Number(node.args) : node.args);
    case 'id':
      return variable(node.args, scope);
    case '.':
      return field(stepOf(node.args[0], scope), node.args[1]);
    case '[]':
      return strict(node.args, scope, readIndex);
    case 'list':
      return list(node.args.map((item) => stepOf(item, scope)));
    case '&&':
      return decided(node.args, scope, false);
    case '||':
      return decided(node.args, scope, true);
    case '?:':
      return choice(node.args, scope);
    case '!_':
    case '-_':
      return strict([node.args], scope, OPERATORS[node.op]);
    case 'call':
      return call(node, node.args[0], node.args[1], scope, STANDARD_FUNCTIONS);
    case 'rcall':
      return method(node, scope);
    default:
      return operator(node, scope);
  }
}

const constant =
  (value: unknown): Step =>
  () =>
    value;

function variable(name: string, { bound }: Scope): Step {
  const cell = bound.get(name);
  if (cell !== undefined) return () => cell.value;
  return (bindings) => boundValue(bindings, name) ?? UNKNOWN;
}

function field(receiver: Step, name: string): Step {
  return (bindings) => {
    const value = receiver(bindings);
    return value instanceof Undetermined ? value : readField(value, name);
  };
}

function list(items: readonly Step[]): Step {
  return (bindings) => {
    const values: unknown[] = [];
    for (const item of items) {
      const value = item(bindings);
      if (value instanceof Undetermined) return value;
      values.push(value);
    }
    return values;
  };
}

/** `&&` (decided by false) and `||` (by true): a side that decides makes the other one irrelevant. */
function decided(args: readonly [ASTNode, ASTNode], scope: Scope, by: boolean): Step {
  const left = stepOf(args[0], scope);
  const right = stepOf(args[1], scope);
  return (bindings) => {
    const first = left(bindings);
    if (first === by) return by;
    const second = right(bindings);
    return second === by || !(first instanceof Undetermined) ? second : first;
  };
}

function choice(args: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Step {
  const [condition, yes, no] = [stepOf(args[0], scope), stepOf(args[1], scope), stepOf(args[2], scope)];
  return (bindings) => {
    const chosen = condition(bindings);
    if (chosen instanceof Undetermined) return chosen;
    return chosen === true ? yes(bindings) : no(bindings);
  };
}

function operator(node: ASTNode, scope: Scope): Step {
  const apply = Object.hasOwn(OPERATORS, node.op) ? OPERATORS[node.op as keyof typeof OPERATORS] : undefined;
  if (apply === undefined) throw new NotInLanguage(`${node.op} is not available`, node.start);
  return strict(node.args as ASTNode[], scope, apply);
}

function method(node: Extract<ASTNode, { op: 'rcall' }>, scope: Scope): Step {
  const [name, receiver, rest] = node.args;
  if (!isComprehension(name)) return call(node, name, [receiver, ...rest], scope, METHODS);
  const [binder, body] = rest;
  if (rest.length !== 2 || binder?.op !== 'id' || body === undefined)
    throw new NotInLanguage(`${name}() takes a name and an expression`, node.start);
  const cell = { value: undefined };
  const inner = stepOf(body, { ...scope, bound: new Map([...scope.bound, [binder.args, cell]]) });
  return comprehension(name, stepOf(receiver, scope), cell, inner);
}

function call(
  node: ASTNode,
  name: string,
  args: readonly ASTNode[],
  scope: Scope,
  own: Readonly<Record<string, Call>>,
): Step {
  const apply = scope.functions.get(name) ?? (Object.hasOwn(own, name) ? own[name] : undefined);
  if (apply === undefined) throw new NotInLanguage(`${name}() is not available`, node.start);
  return strict(args, scope, apply);
}

/** All operands are needed. What is made of constants alone is made once. */
function strict(args: readonly ASTNode[], scope: Scope, apply: Call): Step {
  const steps = args.map((arg) => stepOf(arg, scope));
  if (args.every((arg) => arg.op === 'value')) {
    const value = apply(...steps.map((step) => step({})));
    return () => value;
  }
  const [first, second] = steps;
  if (first !== undefined && second === undefined) return unary(first, apply);
  if (first !== undefined && second !== undefined && steps.length === 2) return binary(first, second, apply);
  const values = list(steps);
  return (bindings) => {
    const all = values(bindings);
    return all instanceof Undetermined ? all : apply(...(all as unknown[]));
  };
}

function unary(operand: Step, apply: Call): Step {
  return (bindings) => {
    const value = operand(bindings);
    return value instanceof Undetermined ? value : apply(value);
  };
}

function binary(left: Step, right: Step, apply: Call): Step {
  return (bindings) => {
    const first = left(bindings);
    if (first instanceof Undetermined) return first;
    const second = right(bindings);
    return second instanceof Undetermined ? second : apply(first, second);
  };
}
