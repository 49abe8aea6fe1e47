#!/usr/bin/env node
// Builds dist/: the bundled program, the compiled catalog and the collector. Runs on npm ci (prepare) and npm run build.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parse } from 'yaml';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const bundled = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  minifyWhitespace: true,
  minifySyntax: true,
};
const define = { INQUEST_VERSION: JSON.stringify(version) };
await build({
  ...bundled,
  entryPoints: { cli: path.join(root, 'src/cli/main.ts') },
  outdir: dist,
  splitting: true,
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  define,
  banner: {
    // CommonJS dependencies inside an ESM bundle ask for require.
    js: "import { createRequire as inquestRequire } from 'node:module'; const require = inquestRequire(import.meta.url);",
  },
});
chmodSync(path.join(dist, 'cli.js'), 0o755);
// One file for the threads that analyse: only of a script can compiled code be kept.
await build({
  ...bundled,
  entryPoints: [path.join(root, 'src/cli/worker.ts')],
  outfile: path.join(dist, 'worker-code.cjs'),
  format: 'cjs',
  // Those of Node.js itself would be left, and a script has none.
  supported: { 'dynamic-import': false },
  define: { ...define, 'import.meta.url': 'WORKER_URL' },
  banner: { js: '(function (require, module, exports, WORKER_URL) {' },
  footer: { js: '})' },
});
escapeNonAscii(path.join(dist, 'worker-code.cjs'));
copyFileSync(path.join(root, 'src/cli/worker-start.cjs'), path.join(dist, 'worker.cjs'));

const rules = path.join(root, 'rules');
const isOverlay = (file) => file.startsWith('rules/locales/');
const files = readdirSync(rules, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
  .map((file) => ({ file: `rules/${file}`, text: readFileSync(path.join(rules, file), 'utf8') }));
const hash = createHash('sha256');
// Of what decides: the texts of other languages change no finding.
for (const { file, text } of files.filter(({ file }) => !isOverlay(file))) hash.update(`${file}\0${text}\0`);
const rates = path.join(rules, 'base-rates.json');
const parsed = files.map(({ file, text }) => ({ file, value: parse(text) }));
const { rules: checked, overlays } = await checkedRules(parsed);
const catalog = {
  sha256: hash.digest('hex'),
  baseRates: existsSync(rates) ? JSON.parse(readFileSync(rates, 'utf8')) : {},
  files: parsed
    .filter(({ file }) => !isOverlay(file))
    .map(({ file, value }) => (checked.has(file) ? { file, checked: checked.get(file) } : { file, value })),
};
writeFileSync(path.join(dist, 'catalog.json'), JSON.stringify(catalog));
// Read only where a report is wanted in that language.
for (const [lang, files] of overlays) writeFileSync(path.join(dist, `catalog-${lang}.json`), JSON.stringify({ files }));
// What only authors of rules ask for: every file as it is written, with its tests.
writeFileSync(path.join(dist, 'catalog-sources.json'), JSON.stringify({ files: parsed }));
copyFileSync(path.join(root, 'collectors/collect.sh'), path.join(dist, 'collect.sh'));
for (const schema of ['rules/rule.schema.json', 'docs/report.schema.json']) {
  if (existsSync(path.join(root, schema)))
    copyFileSync(path.join(root, schema), path.join(dist, path.basename(schema)));
}

const bundles = ['healthy-node', 'csi-mount-leak'].map((name) => path.join(root, 'samples', `${name}.tgz`));
execFileSync(process.execPath, [
  path.join(root, 'scripts/code-cache.cjs'),
  dist,
  ...bundles.filter((file) => existsSync(file)),
]);

/**
 * Letters beyond ASCII, which stand in regular expressions only, make V8 hold the whole program in two bytes a letter. In
 * any text of a program but a raw template `\\uXXXX` is the same letter.
 */
function escapeNonAscii(file) {
  const unit = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/[^\0-\x7f]/g, unit));
}

/** What the loader found out about each rule, so that a run need not; nothing where the catalog has a problem. */
async function checkedRules(files) {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'scripts/check-catalog.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const bundle = path.join(root, 'node_modules', `.check-${process.pid}.mjs`);
  writeFileSync(bundle, outputFiles[0].contents);
  try {
    const { checkCatalog } = await import(pathToFileURL(bundle).href);
    return checkCatalog(files);
  } finally {
    rmSync(bundle, { force: true });
  }
}
