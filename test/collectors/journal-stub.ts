import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Workspace, writeProgram } from './run-collector.ts';

/** The folders of logs that the script reads are moved into the workspace; `PATH` finds its programs first. */
export interface LogNode {
  readonly env: { readonly PATH: string };
  /** The path of a log below /var/log. */
  logPath(name: string): string;
}

export function moveLogs(workspace: Workspace): LogNode {
  const logs = join(workspace.folder, 'log');
  const folders = ['journal/4f1c', 'pods'].map((name) => join(logs, name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const text = readFileSync(workspace.script, 'utf8').replaceAll('/run/log/', `${logs}/run/`);
  writeFileSync(workspace.script, text.replaceAll('/var/log/', `${logs}/`).replaceAll('/proc/[0-9]', '/proc/[x]'));
  return {
    env: { PATH: `${workspace.folder}:${process.env.PATH ?? ''}` },
    logPath: (name) => join(logs, name),
  };
}

/** Puts a journalctl into the workspace and a journal that it may be asked for; `cases` are those of its arguments. */
export function stubJournal(workspace: Workspace, node: LogNode, cases: string): void {
  writeFileSync(node.logPath('journal/4f1c/system.journal'), '');
  chmodSync(node.logPath('journal/4f1c/system.journal'), 0o600);
  writeProgram(workspace, 'journalctl', `#!/bin/sh\ncase " $* " in\n${cases}\n*) echo '-- No entries --' ;;\nesac\n`);
}

export interface FloodPlan {
  /** Epoch seconds of the first minute. */
  readonly begin: number;
  readonly quietMinutes: number;
  readonly floodMinutes: number;
  readonly perMinute: number;
}

/** The text of a kubelet log that a message floods, newest line first; every seventh minute has a line of its own. */
export function floodProgram(workspace: Workspace, plan: FloodPlan): string {
  const count = plan.quietMinutes + plan.floodMinutes;
  const minutes = Array.from({ length: count }, (_, i) => {
    const stamp = new Date((plan.begin + (count - 1 - i) * 60) * 1000).toISOString();
    return `${stamp.slice(0, 16)} ${stamp.slice(5, 7)}${stamp.slice(8, 10)} ${stamp.slice(11, 16)} ${count - 1 - i}`;
  });
  const list = join(workspace.folder, 'minutes');
  writeFileSync(list, `${minutes.join('\n')}\n`);
  return `awk -v quiet=${plan.quietMinutes} -v rate=${plan.perMinute} '{
    head = $1 ":"; tail = "+0000 node-1 kubelet[811]: "; klog = $2 " " $3 ":"
    for (i = $4 >= quiet ? rate : 0; i-- > 0;) {
      second = sprintf("%02d", int(i * 60 / rate))
      printf "%s%s%sE%s%s.%06d     811 nested.go:301] mount for pod %d: write /var/lib/kubelet/pods/%x: no space left on device\\n", \\
        head, second, tail, klog, second, i, i, i
    }
    if ($4 % 7 == 3) print head "00" tail "I" klog "00.000001     811 kubelet.go:2200] SyncLoop of web-" $4
  }' ${list}`;
}
