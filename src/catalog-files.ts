import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InquestError, reasonOf } from './errors.ts';
import type { ParsedFile } from './rules/parsed-file.ts';
import { readYaml } from './rules/yaml.ts';

/** Reads every YAML file of a rules folder, in the order of their paths. */
export function readRuleFiles(folder: string): ParsedFile[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => readYaml(file, readFileSync(file, 'utf8')));
  } catch (error) {
    throw new InquestError(
      'USAGE',
      {
        message: `cannot read the rules in ${JSON.stringify(folder)}: ${reasonOf(error)}`,
        hint: 'name a folder with --rules DIR',
      },
      { cause: error },
    );
  }
}
