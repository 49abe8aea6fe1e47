import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { reportSchema } from '../src/report/model.ts';
import { ruleSchema } from '../src/rules/rule.ts';

/** The published schemas: where each lies and the text it must have. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['rules/rule.schema.json', textOf(ruleSchema, 'urn:inquest:schema:rule', 'Rule of Inquest')],
    ['docs/report.schema.json', textOf(reportSchema, 'urn:inquest:schema:report:1', 'Report of Inquest')],
  ]);
}

/** Writes the JSON schemas that editors and consumers of reports use. */
export function main(): number {
  for (const [file, text] of schemaFiles()) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return 0;
}

/**
 * Draft 7, which the language servers of editors know; keys come in the order of the zod schema. The input side is what
 * an author writes (defaults left out, `true` for an expression) and leaves a report open for additions.
 */
function textOf(schema: z.ZodType, id: string, title: string): string {
  const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ $schema, $id: id, title, ...body }, null, 2)}\n`;
}
