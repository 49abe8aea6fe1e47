import { compileGeneral, compilePattern, type Pattern } from './pattern.ts';
import { type Signature, signatureSchema } from './signature.ts';

/** Checks the shape of one entry of a signature file: the signature, or what is wrong with it, one sentence each. */
export function validateSignature(value: unknown): { signature: Signature } | { problems: string[] } {
  const result = signatureSchema.safeParse(value);
  if (result.success) return { signature: result.data };
  return { problems: result.error.issues.map((issue) => `${issue.path.join('.') || 'signature'}: ${issue.message}`) };
}

/** Words so common in logs that a literal made of nothing else would make the scanner look at every other line. */
const COMMON = new Set([
  'error',
  'failed',
  'failure',
  'container',
  'containers',
  'volume',
  'kubelet',
  'docker',
  'mount',
  'device',
  'kernel',
  'warning',
  'message',
  'pod',
  'pods',
  'for',
  'the',
  'to',
  'of',
  'from',
  'with',
  'not',
  'on',
  'and',
  'level',
  'info',
  'time',
  'started',
]);

/**
 * What the shape cannot say of a signature: that its regular expression compiles, that every sample matches and holds a
 * literal, that no `not` line matches, and that captures and literals are usable. Empty when all is well.
 */
export function checkSignature(signature: Signature): string[] {
  let pattern: Pattern;
  try {
    compileGeneral(signature.regex);
    pattern = compilePattern(signature.regex);
  } catch (error) {
    return [`regex: ${error instanceof Error ? error.message : String(error)}`];
  }
  const problems: string[] = [];
  for (const name of pattern.captureNames) {
    if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) problems.push(`regex: the capture ${name} is not snake_case`);
  }
  if (signature.failure !== undefined && signature.failure.op === undefined && !pattern.captureNames.includes('op')) {
    problems.push('failure: name the operation in op, or capture it as op');
  }
  if ((signature.literals.length === 0) === (signature.follows === undefined))
    problems.push('literals: a signature has literals, or follows a line that has them');
  for (const literal of signature.literals) {
    const words = literal.toLowerCase().match(/[a-z]+/g) ?? [];
    // Three of them in a row are a phrase, and rare.
    if (words.length < 3 && words.every((word) => COMMON.has(word)))
      problems.push(`literals: ${JSON.stringify(literal)} is in too many lines`);
  }
  for (const sample of signature.samples) {
    const shown = JSON.stringify(sample.slice(0, 60));
    if (pattern.match(sample) === undefined) problems.push(`samples: the regex does not match ${shown}`);
    if (signature.follows === undefined && !signature.literals.some((literal) => sample.includes(literal)))
      problems.push(`samples: no literal in ${shown}`);
  }
  for (const line of signature.not ?? []) {
    if (pattern.match(line) !== undefined) problems.push(`not: the regex matches ${JSON.stringify(line.slice(0, 60))}`);
  }
  if (signature.unless?.includes(signature.group)) problems.push('unless: a group cannot exclude itself');
  return problems;
}
