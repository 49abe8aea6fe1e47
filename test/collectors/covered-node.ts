import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IS_ROOT, isInstalled, type Run, runCollector, type Workspace, writeProgram } from './run-collector.ts';

/** Why folders cannot cover /etc and /var here; undefined where they can. */
export const NO_COVERED_NODE = !IS_ROOT
  ? 'a mount namespace needs root'
  : ['unshare', 'mount', 'setpriv'].every(isInstalled)
    ? undefined
    : 'unshare, mount or setpriv is not installed';

/** In a mount namespace of its own the folders below `node` cover those of the machine; a folder var/full is filled. */
const wrapper = `
node=$1 shell=$2
shift 2
for folder in boot etc opt run var sys/fs/pstore; do
  [ ! -d "$node/$folder" ] || mount --bind "$node/$folder" "/$folder" || exit 99
done
if [ -d /var/full ]; then
  mount -t tmpfs -o size=1m tmpfs /var/full || exit 99
  mkdir /var/full/cache
  head -c 950000 /dev/zero >/var/full/cache/one
fi
exec $shell "$@"
`;

/** Files by their path on the node, without a leading slash. Programs below `bin` of the workspace come before others. */
export function writeNode(workspace: Workspace, files: ReadonlyMap<string, string>): void {
  writeProgram(workspace, 'wrapper', wrapper);
  mkdirSync(join(workspace.folder, 'bin'));
  const node = join(workspace.folder, 'node');
  for (const folder of ['boot', 'etc', 'opt', 'run', 'var']) mkdirSync(join(node, folder), { recursive: true });
  // Where awk is one of several programs, its name leads there.
  if (existsSync('/etc/alternatives')) {
    cpSync('/etc/alternatives', join(node, 'etc/alternatives'), { recursive: true, verbatimSymlinks: true });
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(node, path)), { recursive: true });
    writeFileSync(join(node, path), text);
  }
}

export interface CoveredRun {
  /** `dash`, or more words such as `busybox ash`. */
  readonly shell: string;
  /** Steps or sources. */
  readonly only: readonly string[];
  readonly asNobody?: boolean;
}

export function runOnCoveredNode(workspace: Workspace, { shell, only, asNobody }: CoveredRun): Promise<Run> {
  const words = asNobody === true ? `setpriv --reuid 65534 --regid 65534 --clear-groups ${shell}` : shell;
  return runCollector(workspace, {
    shell: ['unshare', '-m', 'sh', join(workspace.folder, 'wrapper'), join(workspace.folder, 'node'), words],
    args: ['--only', only.join(',')],
    env: { PATH: `${join(workspace.folder, 'bin')}:${process.env.PATH ?? ''}` },
  });
}
