import { IS_ROOT, isInstalled, type Run, runCollector, type Workspace, writeProgram } from './run-collector.ts';

/** Why no prepared node can be made here; undefined where it can. */
export const NO_NODE = IS_ROOT && isInstalled('unshare') ? undefined : 'needs root and unshare';

/** A shell with the tools it uses; busybox with nothing else but its own applets, bash and ps excepted. */
export interface Flavour {
  readonly name: string;
  readonly shell: string;
  /** Commands that come before those of the machine, by links to busybox. */
  readonly applets: boolean;
}

export const FLAVOURS: readonly Flavour[] = [
  { name: 'dash and the tools of the machine', shell: 'dash', applets: false },
  ...(isInstalled('busybox') ? [{ name: 'busybox ash and its applets', shell: 'busybox ash', applets: true }] : []),
];

export interface NodeOptions {
  /** Shell commands that make the node, with $W for the folder of the workspace. What they start ends with the node. */
  readonly prepare: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly flavour?: Flavour;
  /** Without root from here on. */
  readonly nobody?: boolean;
  /** Shell commands after the collector, before the node ends. */
  readonly after?: string;
}

const APPLETS = `
mkdir -p "$W/applets"
busybox --install -s "$W/applets"
rm -f "$W/applets/ps" "$W/applets/unshare"
PATH=$W/applets:$PATH
`;

const NODE = (options: NodeOptions): string => `
set -eu
mount -t proc proc /proc
for place in /run /var/lib /var/log; do mount -t tmpfs -o mode=755 tmpfs $place; done
mkdir -p "$W/bin"
PATH=$W/bin:$PATH
${options.prepare}
${options.flavour?.applets === true ? APPLETS : ''}
set +e
${options.nobody === true ? 'setpriv --reuid 65534 --regid 65534 --clear-groups ' : ''}${options.flavour?.shell ?? 'dash'} "$@"
code=$?
${options.after ?? ''}
exit $code
`;

/**
 * Runs the collector in mount and pid namespaces of its own where /run, /var/lib and /var/log are empty but for what
 * `prepare` puts there. Programs in `$W/bin` come first in its PATH; a script there is a process of that name.
 */
export function runOnNode(workspace: Workspace, options: NodeOptions): Promise<Run> {
  const inside = writeProgram(workspace, 'node.sh', NODE(options));
  return runCollector(workspace, {
    shell: ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', 'sh', inside],
    args: options.args ?? [],
    env: { W: workspace.folder, ...options.env },
  });
}

/** Shell commands that put a program into `$W/bin`. */
export function program(name: string, text: string): string {
  return `cat >"$W/bin/${name}" <<'END'\n${text}\nEND\nchmod 755 "$W/bin/${name}"\n`;
}

/** A program that only sleeps. */
export const SLEEPER = '#!/bin/sh\nwhile sleep 1; do :; done';

/** What follows a command that goes on in the background. */
export const QUIET = '</dev/null >/dev/null 2>&1 &\n';
