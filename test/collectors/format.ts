import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const readDocument = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../collectors/${name}`, import.meta.url)), 'utf8');

/** `a/{b,c}` as `a/b` and `a/c`. */
export function expandBraces(path: string): string[] {
  const found = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path);
  if (found === null) return [path];
  const [, before = '', list = '', after = ''] = found;
  return list.split(',').flatMap((item) => expandBraces(before + item + after));
}

/** What FORMAT.md calls the members: `<pid>` and `*` stand for one name, `...` for the rest of a path. */
const MEMBERS: readonly RegExp[] = [...readDocument('FORMAT.md').matchAll(/^\| (`.*?) \| /gm)]
  .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path))
  .flatMap(expandBraces)
  .map((path) => {
    const text = path.replace(/[.+?^$()[\]\\|]/g, '\\$&').replace(/<[^>]+>/g, '[^/]+');
    return new RegExp(`^${text.replace(/\*/g, '[^/]*').replace('\\.\\.\\.', '.+')}$`);
  });

/** Whether FORMAT.md names this member; pieces and second samples go by the name of the whole. */
export function isDocumented(member: string): boolean {
  const path = member.replace(/\.part-\d{4}$/, '').replace(/^t1\//, '');
  return MEMBERS.some((pattern) => pattern.test(path));
}
