import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Claim } from './container-claims.ts';
import { type OwnPod, ownPods } from './own-node.ts';

type Container = OwnPod['pod']['containers'][number];

const STATES: ReadonlyMap<string, string> = new Map([
  ['running', 'running'],
  ['terminated', 'exited'],
]);

/** What the API server knows of the containers of this node: of each the run it is in, and the one before. */
export function kubeClaims(snapshot: Snapshot): Claim[] {
  return ownPods(snapshot).flatMap(({ pod, path }) =>
    pod.containers.flatMap((container) => {
      const fields = {
        image: container.image,
        podName: pod.name,
        podNamespace: pod.namespace,
        podUid: pod.mirrorUid ?? pod.uid,
        nameInPod: container.name,
      };
      return runsOf(container).map(({ id, ...run }) => ({
        id,
        source: 'kube_pods',
        live: true,
        ref: { path, line: pod.line },
        fields: { ...fields, ...run },
      }));
    }),
  );
}

/** Counts of restarts are left out: they are those of the kubelet, and the engine has its own. */
function runsOf(c: Container): ({ readonly id: string } & Claim['fields'])[] {
  const killed = (reason: string | undefined): true | undefined => (reason === 'OOMKilled' ? true : undefined);
  const status = STATES.get(c.state ?? '');
  const current = {
    status,
    running: status === undefined ? undefined : status === 'running',
    exitCode: c.exitCode,
    oomKilled: killed(c.reason),
    startedAt: c.startedAt,
    finishedAt: c.finishedAt,
  };
  const last = {
    status: 'exited',
    running: false,
    exitCode: c.lastExitCode,
    oomKilled: killed(c.lastReason),
    startedAt: c.lastStartedAt,
    finishedAt: c.lastFinishedAt,
  };
  // A container that waits to be started again still has the id of the run that ended.
  const ended = c.lastId === undefined ? [] : [{ id: c.lastId, ...last }];
  return c.id === undefined || c.id === c.lastId ? ended : [{ id: c.id, ...current }, ...ended];
}
