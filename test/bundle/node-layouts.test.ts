import { describe, expect, it } from 'vitest';
import { layouts } from '../../src/bundle/layouts/index.generated.ts';
import { createNodeRouter } from '../../src/bundle/node-router.ts';

/** What each part of a bundle with these paths opens: `source emitter path`; the part of all nodes is named `*`. */
function route(files: Readonly<Record<string, string>>) {
  const opened: Record<string, string[]> = {};
  const router = createNodeRouter(Object.values(layouts), (node) => {
    const log: string[] = [];
    opened[node ?? '*'] = log;
    return {
      sources: {
        recognise: () => [],
        open(match, path) {
          log.push(
            [match.source, match.params.emitter ?? '', match.params.boot ?? '', path].join(' ').replace(/ +/g, ' '),
          );
          return { write() {}, end() {} };
        },
      },
    };
  });
  for (const [path, text] of Object.entries(files)) {
    const sink = router.open({ path, kind: 'file' });
    sink?.write(Buffer.from(text));
    sink?.end(true);
  }
  return { opened, routed: router.finish() };
}

const named = (paths: readonly string[]): Record<string, string> => Object.fromEntries(paths.map((p) => [p, 'x\n']));

describe('an OpenShift must-gather', () => {
  const TOP = 'must-gather.local.5421/quay-io-openshift-sha256-0a1b/';
  const journal = (host: string): string => `Apr 12 15:28:39.437193 ${host} kubenswrapper[2110]: I0412\n`;
  const { opened, routed } = route({
    ...named([
      'must-gather.local.5421/timestamp',
      `${TOP}cluster-scoped-resources/core/nodes/master-0.example.com.yaml`,
      `${TOP}cluster-scoped-resources/core/persistentvolumes/pvc-1.yaml`,
      `${TOP}namespaces/prod/core/pods.yaml`,
      `${TOP}namespaces/prod/core/events.yaml`,
      `${TOP}namespaces/prod/pods/cart-0/cart/cart/logs/current.log`,
      `${TOP}nodes/worker-0.example.com/dmesg`,
      `${TOP}nodes/worker-0.example.com/proc_cmdline`,
      `${TOP}nodes/worker-0.example.com/worker-0.example.com_logs_kubelet`,
      `${TOP}nodes/worker-0.example.com/sysinfo.tgz/proc/meminfo`,
      `${TOP}nodes/debug`,
    ]),
    [`${TOP}host_service_logs/masters/kubelet_service.log`]: `${journal('master-0')}${journal('master-1')}`,
    [`${TOP}host_service_logs/workers/crio_service.log`]: journal('worker-0'),
  });

  it('gives objects to all and files to their node', () => {
    expect(opened['*']).toEqual([
      `kube_nodes ${TOP}cluster-scoped-resources/core/nodes/master-0.example.com.yaml`,
      `kube_pvs ${TOP}cluster-scoped-resources/core/persistentvolumes/pvc-1.yaml`,
      `kube_pods ${TOP}namespaces/prod/core/pods.yaml`,
      `kube_events ${TOP}namespaces/prod/core/events.yaml`,
    ]);
    expect(opened['worker-0.example.com']).toEqual([
      'log kernel dmesg',
      'cmdline proc_cmdline',
      'log kubelet worker-0.example.com_logs_kubelet',
      'meminfo proc/meminfo',
      `log crio ${TOP}host_service_logs/workers/crio_service.log#1 worker-0`,
    ]);
  });

  it('divides the journals of a role between its nodes', () => {
    expect(opened['master-0']).toEqual([`log kubelet ${TOP}host_service_logs/masters/kubelet_service.log#1 master-0`]);
    expect(opened['master-1']).toEqual([`log kubelet ${TOP}host_service_logs/masters/kubelet_service.log#2 master-1`]);
  });

  it('is named for all parts, with what it lacks', () => {
    expect(routed.whole.layout?.id).toBe('must-gather');
    expect(routed.nodes.map((n) => [n.name, n.layout?.id])).toEqual([
      ['worker-0.example.com', 'must-gather'],
      ['master-0', 'must-gather'],
      ['master-1', 'must-gather'],
    ]);
    for (const { layout } of routed.nodes) expect(layout?.lacks).toHaveProperty('df_inodes');
  });
});

describe('the log bundle of the OpenShift installer', () => {
  const TOP = 'log-bundle-20260115100000/';
  const { opened, routed } = route(
    named([
      `${TOP}failed-units.txt`,
      `${TOP}unit-status/bootkube.service.log`,
      `${TOP}bootstrap/journals/bootkube.log`,
      `${TOP}bootstrap/journals/kubelet.log`,
      `${TOP}bootstrap/containers/etcd-0a1b.log`,
      `${TOP}resources/clusteroperators.json`,
      `${TOP}resources/nodes.json`,
      `${TOP}resources/pods.json`,
      `${TOP}control-plane/10.0.0.5/journals/kubelet.log`,
      `${TOP}control-plane/10.0.0.5/journals/crio.log`,
      `${TOP}control-plane/10.0.0.5/network/hostname.txt`,
      `${TOP}control-plane/10.0.0.5/containers/etcd-0a1b.log`,
      `${TOP}control-plane/10.0.0.6/journals/kubelet.log`,
      `${TOP}rendered-assets/openshift/manifests/x.yaml`,
    ]),
  );

  it('has the bootstrap machine and each of the control plane', () => {
    expect(opened).toEqual({
      '*': ['kube_nodes resources/nodes.json', 'kube_pods resources/pods.json'],
      bootstrap: ['log any journals/bootkube.log', 'log kubelet journals/kubelet.log'],
      '10.0.0.5': ['log kubelet journals/kubelet.log', 'log crio journals/crio.log', 'hostname network/hostname.txt'],
      '10.0.0.6': ['log kubelet journals/kubelet.log'],
    });
    expect(routed.whole.layout?.id).toBe('openshift-log-bundle');
  });
});

describe('a support bundle of Harvester', () => {
  const NODE = 'supportbundle_1/nodes/node-1.zip/node-1/';
  const { opened, routed } = route(
    named([
      'supportbundle_1/yamls/cluster/kubernetes/nodes.yaml',
      'supportbundle_1/yamls/namespaced/default/kubernetes/events.yaml',
      'supportbundle_1/logs/default/pod-0/c.log',
      `${NODE}logs/kernel.log`,
      `${NODE}logs/kernel.log.1`,
      `${NODE}logs/rke2-server.log`,
      `${NODE}logs/kubelet.log`,
      `${NODE}logs/containerd.log`,
      `${NODE}configs/etc/os-release`,
      'supportbundle_1/nodes/node-2.zip/node-2/hostinfos/proc_mounts',
    ]),
  );

  it('has a node for each zip, and the objects of all', () => {
    expect(opened).toEqual({
      '*': [
        'kube_nodes yamls/cluster/kubernetes/nodes.yaml',
        'kube_events yamls/namespaced/default/kubernetes/events.yaml',
      ],
      'node-1': [
        'log kernel logs/kernel.log',
        'log kernel previous logs/kernel.log.1',
        'log any logs/rke2-server.log',
        'log kubelet logs/kubelet.log',
        'log containerd logs/containerd.log',
        'os_release configs/etc/os-release',
      ],
      'node-2': ['mounts hostinfos/proc_mounts'],
    });
    expect(routed.nodes.map((n) => n.folder)).toEqual([NODE, 'supportbundle_1/nodes/node-2.zip/node-2/']);
  });

  it('reads the supportconfig of a node as a part of it', () => {
    const inner = `${NODE}logs/scc_supportconfig_node-1.txz/scc_supportconfig_node-1/`;
    const { opened: more, routed: parts } = route(named([`${NODE}logs/kernel.log`, `${inner}proc/meminfo`]));
    expect(more['node-1']).toContain('meminfo proc/meminfo');
    expect(parts.nodes[0]?.elsewhere.get('proc/meminfo')).toBe(inner);
  });
});

describe('what sos collect packs', () => {
  it.each([
    [
      'archives in an archive',
      (n: string) => `sos-collector-1/sosreport-${n}-2026-01-15-abc.tar.xz/sosreport-${n}-2026-01-15-abc/`,
    ],
    ['folders in a folder', (n: string) => `sos-collector-1/sosreport-${n}-2026-01-15-abc/`],
    ['folders', (n: string) => `sosreport-${n}-2026-01-15-abc/`],
  ])('as %s is one node for each', (_, top) => {
    const { opened, routed } = route(
      named(['a', 'b'].flatMap((n) => [`${top(n)}sos_commands/kernel/uname_-a`, `${top(n)}proc/meminfo`])),
    );
    expect(opened).toEqual({
      '*': [],
      'sosreport-a-2026-01-15-abc': ['uname sos_commands/kernel/uname_-a', 'meminfo proc/meminfo'],
      'sosreport-b-2026-01-15-abc': ['uname sos_commands/kernel/uname_-a', 'meminfo proc/meminfo'],
    });
    expect(routed.nodes.map((n) => n.layout?.id)).toEqual(['sosreport', 'sosreport']);
    expect(routed.whole.layout?.id).toBe('sos-collect');
  });
});

describe('a flood of nodes', () => {
  it('is read up to a limit, and the rest is counted', () => {
    const paths = Array.from({ length: 1_200 }, (_, i) => `nodes/n${i}/dmesg`);
    const { routed, opened } = route(named(paths));
    expect(Object.keys(opened)).toHaveLength(1_001);
    expect(routed.left).toBe(200);
  });
});
