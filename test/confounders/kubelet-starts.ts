import { shortIso } from '../../scripts/samples/clock.ts';
import type { Node } from '../../scripts/samples/node.ts';

/** A kubelet that does not start, every ten seconds, with the same last line; at the end it does not run. */
export function failStarts(node: Node, reason: string, from: number, to: number): void {
  const { journal, spec, processes } = node;
  for (let time = from; time < to; time += 10) {
    journal.kubelet(time, 'F', 'server.go:269', reason);
    const at = time + 1;
    const exited = 'kubelet.service: Main process exited, code=exited, status=255/EXCEPTION';
    journal.remark('kubelet', at, `${shortIso(at)} ${spec.hostname} systemd[1]: ${exited}`);
  }
  const running = processes.findIndex((p) => p.comm === 'kubelet');
  if (running >= 0) processes.splice(running, 1);
}

/** The same as kubelets from 1.23 on write it. */
export const failCommand = (node: Node, reason: string, from: number, to: number): void =>
  failStarts(node, `"command failed" err="${reason.replaceAll('"', '\\"')}"`, from, to);
