import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { incidents } from './incidents/all.ts';
import { holdsExactly, packTgz } from './tar.ts';

/**
 * Writes samples/<incident>.tgz: `node scripts/run.mjs scripts/samples/generate.ts [incident ...]`. A file that already
 * holds the same bytes uncompressed stays as it is, because versions of zlib compress them differently.
 * `libdeflate-gzip -12 -n` of the unpacked archive makes it a tenth smaller than zlib does.
 */
export function main(names: readonly string[]): void {
  const folder = path.resolve('samples');
  mkdirSync(folder, { recursive: true });
  for (const incident of incidents) {
    if (names.length > 0 && !names.includes(incident.name)) continue;
    const file = path.join(folder, `${incident.name}.tgz`);
    const files = incident.build();
    const same = existsSync(file) && holdsExactly(readFileSync(file), files);
    if (!same) writeFileSync(file, packTgz(files));
    console.log(
      `${incident.name}: ${files.size} files, ${Math.round(readFileSync(file).length / 1024)} KiB${same ? ', unchanged' : ''}`,
    );
  }
}
