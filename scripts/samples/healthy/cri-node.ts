import { step, withSteps } from '../added-steps.ts';
import { bundleOf } from '../bundle.ts';
import { withoutDocker } from '../bundle-edits.ts';
import { shortIso } from '../clock.ts';
import type { Container } from '../container.ts';
import { addProcess, type Node } from '../node.ts';
import type { BundleFiles } from '../tar.ts';

type Runtime = 'containerd' | 'cri-o';

const OVERLAY = '/var/lib/docker/overlay2';
/** Where the two keep the layers of containers. */
const LAYERS: Readonly<Record<Runtime, string>> = {
  containerd: '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots',
  'cri-o': '/var/lib/containers/storage/overlay',
};

/** Takes docker off a node that has no containers yet; the kubelet calls the other runtime. */
export function useCri(node: Node, runtime: Runtime): void {
  const gone = runtime === 'cri-o' ? ['dockerd', 'containerd'] : ['dockerd'];
  const kept = node.processes.filter(({ comm }) => !gone.includes(comm));
  const socket = runtime === 'cri-o' ? '/var/run/crio/crio.sock' : '/run/containerd/containerd.sock';
  node.processes.splice(
    0,
    node.processes.length,
    ...kept.map((p) =>
      p.comm === 'kubelet'
        ? {
            ...p,
            command: `/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --container-runtime-endpoint=unix://${socket}`,
          }
        : p,
    ),
  );
  if (runtime === 'cri-o')
    addProcess(node, { pid: 1460, comm: 'crio', command: '/usr/bin/crio', threads: 14, rss: 11_200, started: 20.1 });
}

/** The bundle of such a node: paths, shims and listings are those of the runtime. */
export function criBundle(node: Node, runtime: Runtime): BundleFiles {
  const containerd = node.journal.render('containerd');
  const native = bundleOf(node);
  const rename = renamer(node.containers, runtime);
  const files = new Map(
    [...withoutDocker(native)].map(([path, text]) => [path, path.endsWith('.json') ? text : rename(text)]),
  );
  const started = `${shortIso(node.spec.clock.collectedAt - 21_000)} ${node.spec.hostname} crio[1460]: time="2024-09-10 02:00:00.036303035Z" level=info msg="Updated default CNI network name to pods"\n`;
  return withSteps(files, [
    runtime === 'containerd'
      ? step('log_containerd', 5, 'log', 'journal/containerd.log', containerd)
      : step('log_crio', 5, 'log', 'journal/crio.log', started),
    step('crictl_ps', 6, 'crictl_ps', 'commands/crictl/ps.json', crictlPs(node)),
  ]);
}

const WORK =
  /containerd-shim -namespace moby -workdir \/var\/lib\/containerd\/io\.containerd\.runtime\.v1\.linux\/moby\/([0-9a-f]{64}) -address \/run\/containerd\/containerd\.sock/g;

function renamer(containers: readonly Container[], runtime: Runtime): (text: string) => string {
  const ids = new Map(containers.map(({ layer, id }) => [layer, id]));
  const isContainerd = runtime === 'containerd';
  return (text) => {
    const shimmed = text
      .replace(
        WORK,
        isContainerd
          ? '/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id $1 -address /run/containerd/containerd.sock'
          : '/usr/libexec/crio/conmon -b /run/containers/storage/overlay-containers/$1/userdata -c $1 -u $1',
      )
      .replaceAll('/run/docker/netns/', '/run/netns/');
    const sandboxes = shimmed.replace(
      /\/var\/lib\/docker\/containers\/([0-9a-f]{64})\/mounts\/shm/g,
      isContainerd
        ? '/run/containerd/io.containerd.grpc.v1.cri/sandboxes/$1/shm'
        : '/run/containers/storage/overlay-containers/$1/userdata/shm',
    );
    const mounted = isContainerd
      ? sandboxes.replace(/\/var\/lib\/docker\/overlay2\/([0-9a-f]{64})\/merged/g, (all, layer: string) => {
          const id = ids.get(layer);
          return id === undefined ? all : `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/rootfs`;
        })
      : sandboxes.replaceAll('(containerd-shim)', '(conmon)');
    return mounted.replaceAll(OVERLAY, LAYERS[runtime]);
  };
}

/** `crictl ps -a -o json`; sandboxes are listed by another command. */
function crictlPs({ containers }: Node): string {
  const listed = containers.flatMap((c) =>
    c.sandbox === undefined
      ? []
      : {
          id: c.id,
          podSandboxId: c.sandbox.id,
          metadata: { name: c.labels['io.kubernetes.container.name'], attempt: 0 },
          image: { image: c.image },
          imageRef: c.image,
          state: c.running ? 'CONTAINER_RUNNING' : 'CONTAINER_EXITED',
          createdAt: String(c.startedAt * 1e9),
          labels: c.labels,
        },
  );
  return `${JSON.stringify({ containers: listed })}\n`;
}
