import type { SectionTitle } from './layout.ts';
import { APPLICATION_LOGS, NODE_PATHS } from './node-paths.ts';

/** A second output of the same name gets a number. */
const AGAIN = /\.\d{1,3}$/;
/** Distributions whose kubectl is called through another program. */
const WRAPPED = /^(?:k8s|microk8s) (?=kubectl )/;

/**
 * The command that sosreport and insights name a file by, `df -al -x autofs` for `df_-al_-x_autofs`. Blanks and all other
 * characters were made `_`, and slashes `.`, which cannot be told back.
 */
export function commandOfName(name: string): string {
  return name.replace(AGAIN, '').replaceAll('_', ' ').replace(WRAPPED, '');
}

/** No path of a known file has more folders. */
const MAX_FOLDERS = 8;

/**
 * The file that a dotted name stands for: `var/log/kern.log` for `var.log.kern.log`. Which dots were slashes is told by what
 * is known to lie at which path; undefined when that tells nothing.
 */
export function fileOfName(name: string): string | undefined {
  const parts = name.split('.');
  for (let folders = Math.min(parts.length - 1, MAX_FOLDERS); folders > 0; folders--) {
    const path = `${parts.slice(0, folders).join('/')}/${parts.slice(folders).join('.')}`;
    if (APPLICATION_LOGS.some((p) => p.test(path)) || NODE_PATHS.some((p) => p.path.test(path))) return path;
  }
  return undefined;
}

/** What a command or a file is, of which the tool kept only the end because it was too long. */
export function titleOfTail(name: string): SectionTitle {
  const params = { cut: 'the tool that collected it kept only its end' };
  const file = fileOfName(name);
  return file === undefined ? { command: commandOfName(name), params } : { file, params };
}
