import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

declare const INQUEST_VERSION: string;

/** The version of package.json, put in at build. */
export const VERSION = INQUEST_VERSION;

/** Files that lie beside the built program. */
export function readResource(name: string): string {
  return readFileSync(resourcePath(name), 'utf8');
}

/** Where such a file lies; the program may be split into chunks one folder below. */
export function resourcePath(name: string): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, name);
  return existsSync(beside) ? beside : path.join(here, '..', name);
}
