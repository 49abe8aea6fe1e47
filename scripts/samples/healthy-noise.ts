import type { Node } from './node.ts';
import type { Pod } from './pods.ts';

/** Messages that frighten and mean nothing: all of them occur on nodes without a fault. */
export function addHealthyNoise(node: Node, pods: readonly Pod[]): void {
  addKernelNoise(node);
  addKubeletStart(node);
  addKubeletNoise(node, pods);
  addDockerNoise(node);
}

function addKernelNoise({ journal, spec }: Node): void {
  const now = spec.clock.collectedAt;
  const lines: readonly (readonly [number, string])[] = [
    [20_900, 'blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0'],
    [20_899, 'sr 1:0:0:0: [sr0] tag#0 unaligned transfer'],
    [17_200, 'pcieport 0000:00:1c.0: AER: Corrected error received: 0000:00:1c.0'],
    [17_199.9, 'pcieport 0000:00:1c.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)'],
    [16_020, 'mce: [Hardware Error]: Machine check events logged'],
    [
      16_019.9,
      'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x3f120 offset:0x80 grain:32 syndrome:0x0)',
    ],
    [
      14_400,
      'kworker/u16:2: page allocation failure: order:5, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null)',
    ],
    [12_070, 'unregister_netdevice: waiting for lo to become free. Usage count = 1'],
    [12_060, 'unregister_netdevice: waiting for lo to become free. Usage count = 1'],
    [9400, 'IPVS: rr: TCP 10.96.41.7:8080 - no destination available'],
    [
      8300,
      'audit: type=1400 audit(1710231912.120:812): apparmor="DENIED" operation="open" profile="snap.lxd.daemon" name="/proc/1/cmdline" pid=4711 comm="lxd" requested_mask="r" denied_mask="r" fsuid=0 ouid=0',
    ],
    [7700, 'blk_update_request: I/O error, dev loop6, sector 0 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0'],
    [3100, 'perf: interrupt took too long (3142 > 3130), lowering kernel.perf_event_max_sample_rate to 63500'],
  ];
  for (const [age, text] of lines) journal.kernel(now - age, text);
}

/** The first minute of a kubelet that was restarted for an upgrade: runtime and network are not there yet. */
function addKubeletStart({ journal, spec }: Node): void {
  const start = spec.clock.collectedAt - 19_500;
  journal.kubelet(start, 'I', 'server.go:440', `"Kubelet version" kubeletVersion="${spec.kubelet}"`);
  journal.kubelet(
    start + 1.2,
    'E',
    'kubelet.go:1991',
    '"Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
  );
  journal.kubelet(
    start + 1.9,
    'E',
    'kubelet.go:1384',
    '"Image garbage collection failed once. Stats initialization may not have completed yet" err="invalid capacity 0 on image filesystem"',
  );
  journal.kubelet(
    start + 2.0,
    'W',
    'container_manager_linux.go:281',
    '"InvalidDiskCapacity" err="invalid capacity 0 on image filesystem"',
  );
  journal.kubelet(
    start + 2.4,
    'E',
    'kubelet.go:2376',
    '"Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized"',
  );
  journal.kubelet(
    start + 11,
    'E',
    'summary_sys_containers.go:82',
    '"Failed to get system container stats" err="failed to get cgroup stats for \\"/system.slice/docker.service\\": failed to get container info" containerName="/system.slice/docker.service"',
  );
}

function addKubeletNoise({ journal, spec }: Node, pods: readonly Pod[]): void {
  const now = spec.clock.collectedAt;
  const pod = pods[12];
  const name = `${pod?.namespace}/${pod?.name}`;
  journal.kubelet(
    now - 15_000,
    'E',
    'controller.go:187',
    'failed to update lease, error: Operation cannot be fulfilled on leases.coordination.k8s.io "node-b1.example.com": the object has been modified; please apply your changes to the latest version and try again',
  );
  journal.kubelet(
    now - 13_000,
    'I',
    'kubelet.go:2163',
    `"back-off" message="back-off 10s restarting failed container=sidecar-0 pod=${name}"`,
  );
  for (const age of [18_000, 12_000, 6000])
    journal.kubelet(
      now - age,
      'E',
      'dns.go:136',
      '"Nameserver limits exceeded" err="Nameserver limits were exceeded, some nameservers have been omitted"',
    );
  for (const age of [18_300, 9100, 700])
    journal.kubelet(now - age, 'I', 'log.go:184', 'http: TLS handshake error from 192.0.2.8:41022: EOF');
}

function addDockerNoise({ journal, spec, random }: Node): void {
  const now = spec.clock.collectedAt;
  const id = random.hex(64);
  journal.docker(
    now - 11_200,
    'error',
    `Handler for DELETE /v1.41/containers/${id} returned error: removal of container ${id} is already in progress`,
  );
  journal.docker(
    now - 11_100,
    'warning',
    `Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.`,
  );
  journal.docker(
    now - 4100,
    'error',
    `Handler for GET /v1.41/images/registry.example.com/shop/cart:3.0.0/json returned error: No such image: registry.example.com/shop/cart:3.0.0`,
  );
}
