/**
 * What most lines of node logs look like: prefixes, paths, identifiers and the words of routine messages. Only the
 * frequency of its groups of four bytes matters; a literal is looked for by the part of it that is rare in this text.
 */
const ROUTINE = [
  'Apr 12 15:28:39 node-1 kubelet[3237254]: E0412 15:28:39.437193 3237254 nestedpendingoperations.go:301] Operation for ',
  '2024-04-12T15:28:39+0800 node-1 kubelet[3237254]: I0412 15:28:39.437193 3237254 kubelet.go:1938] "SyncLoop (PLEG): event for pod" pod="kube-system/proxy-5c8d7" event=&{ID: Type:ContainerStarted Data:',
  'failed. No retries permitted until 2024-04-12 15:30:41.437168443 +0800 CST m=+21254165.582404754 (durationBeforeRetry 2m2s). Error: ',
  'prober.go:117] "Probe failed" probeType="Readiness" pod="prod/cart-7d9f" podUID= containerName="cart" probeResult=failure output="Get "http://10.1.2.3:8080/healthz": dial tcp 10.1.2.3:8080: connect: connection refused"',
  'operation_generator.go:672] MountVolume.SetUp succeeded for volume "default-token-x7c2p" (UniqueName: "kubernetes.io/secret/ -default-token- ") pod "coredns" (UID: " ")',
  'reconciler.go:196] operationExecutor.UnmountVolume started for volume "config" (UniqueName: "kubernetes.io/configmap/ -config") pod " " on node "node-1"',
  'pod_workers.go:191] Error syncing pod , skipping: failed to "StartContainer" for " " with CrashLoopBackOff: "back-off 5m0s restarting failed container= pod= "',
  "manager.go:1176] Failed to process watch event {EventType:0 Name:/kubepods/burstable/pod WatchSource:0}: Error finding container : Status 404 returned error can't find the container with id ",
  'summary_sys_containers.go:47] Failed to get system container stats for "/system.slice/docker.service": failed to get cgroup stats for "/system.slice/docker.service": failed to get container info for : unknown container ',
  'remote_runtime.go:113] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = failed to start sandbox container for pod "',
  'skipping pod synchronization - container runtime is down; orphaned pod found, but volume paths are still present on disk : There were a total of 3 errors similar to this. Turn up verbosity to see them.',
  '/var/lib/kubelet/pods/ /volumes/kubernetes.io~csi/pvc- /mount /var/lib/kubelet/plugins/kubernetes.io/csi/pv/ /globalmount /var/lib/docker/overlay2/ /merged /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/ /run/containerd/io.containerd.runtime.v2.task/k8s.io/ /rootfs',
  'no space left on device device or resource busy connection refused context deadline exceeded no such file or directory permission denied i/o timeout',
  'dockerd[1721]: time="2024-04-12T15:28:39.437193000+08:00" level=info msg="ignoring event" container= module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete"',
  'containerd[1544]: time="2024-04-12T15:28:39.437193000Z" level=info msg="shim disconnected" id= namespace=k8s.io level=error msg="Handler for POST /v1.40/containers/ /start returned error: OCI runtime exec failed: exec failed: unable to start container process: exec: \\"sh\\": executable file not found in $PATH: unknown"',
  'Error response from daemon: container : driver "overlay2" failed to remove root filesystem: unlinkat ',
  'systemd[1]: Started Session 12 of user root. Started Kubernetes transient mount for /var/lib/kubelet/pods/ run-docker-runtime\\x2drunc-moby- -runc.abcdef.mount: Succeeded.',
  'sshd[123]: Accepted publickey for root from 10.1.2.3 port 51022 ssh2: RSA SHA256: crond[123]: (root) CMD (/usr/lib64/sa/sa1 1 1) dhclient[1012]: DHCPREQUEST on eth0 to 10.1.0.1 port 67',
  'kernel: [8930000.123456] IPv6: ADDRCONF(NETDEV_CHANGE): veth12: link becomes ready kernel: cbr0: port 12(veth12) entered forwarding state entered blocking state entered disabled state device veth12 left promiscuous mode',
  'kernel: EXT4-fs (vdb): mounted filesystem with ordered data mode. Opts: (null) NIC Link is Up, 10 Gbps Full Duplex, Flow Control: None audit: type=1400 apparmor="STATUS" operation="profile_load" name="docker-default" pid=1 comm="apparmor_parser"',
  'Call Trace: dump_stack+0x63/0x88 dump_header+0x57/0x25f page_fault+0x34/0x40 RIP: 0010: Hardware name: BIOS 02/06/2015 CPU: 3 PID: 1234 Comm: java Not tainted 4.19.91 #1',
  'default kube-system monitoring ingress-nginx controller operator service deployment daemonset replicaset container image pulled successfully already present on machine',
];

/** How often each group of four bytes occurs in routine log text. */
export function gramCounts(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of ROUTINE) {
    for (let i = 0; i + 4 <= line.length; i++) {
      const gram = line.slice(i, i + 4);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}
