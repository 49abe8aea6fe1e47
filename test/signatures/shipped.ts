import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { validateSignature } from '../../src/signatures/check.ts';
import type { Signature } from '../../src/signatures/signature.ts';

const FOLDER = new URL('../../rules/signatures/', import.meta.url);

/** The signatures that the project ships, read from their files. */
export function shippedSignatures(): Signature[] {
  const signatures: Signature[] = [];
  for (const name of readdirSync(FOLDER).sort()) {
    const entries: unknown = parse(readFileSync(new URL(name, FOLDER), 'utf8'));
    if (!Array.isArray(entries)) throw new Error(`${name} is not a list`);
    for (const entry of entries) {
      const result = validateSignature(entry);
      if ('problems' in result) throw new Error(`${name}: ${result.problems.join('; ')}`);
      signatures.push(result.signature);
    }
  }
  return signatures;
}
