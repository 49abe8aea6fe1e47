import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { precompileTemplates } from '../../scripts/precompile-templates.ts';

const root = path.join(import.meta.dirname, '../..');

test('the compiled templates are those of the templates folder', () => {
  const compiled = readFileSync(path.join(root, 'src/report/templates.generated.ts'), 'utf8');
  expect(compiled === precompileTemplates(path.join(root, 'templates')), 'run npm run generate').toBe(true);
});

test('no template prints anything without escaping it', () => {
  const compiled = readFileSync(path.join(root, 'src/report/templates.generated.ts'), 'utf8');
  for (const name of ['report.html.hbs', 'report.md.hbs', ...compiled.matchAll(/^ {2}"([a-z-]+)": \{/gm)].map((m) =>
    typeof m === 'string' ? m : `partials/${m[1]}.hbs`,
  )) {
    expect(readFileSync(path.join(root, 'templates', name), 'utf8'), name).not.toMatch(/\{\{\{|\{\{&/);
  }
});
