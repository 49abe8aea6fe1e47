#!/usr/bin/env node
// Bundles one TypeScript file in memory and runs its exported main(args): node scripts/run.mjs scripts/x.ts [args]
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [file, ...args] = process.argv.slice(2);
const bundle = path.join(root, 'node_modules', `.run-${process.pid}.mjs`);
const result = await build({
  entryPoints: [file],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  sourcemap: 'inline',
});
writeFileSync(bundle, result.outputFiles[0].contents);
try {
  const script = await import(pathToFileURL(bundle).href);
  process.exitCode = (await script.main(args)) ?? 0;
} finally {
  rmSync(bundle, { force: true });
}
