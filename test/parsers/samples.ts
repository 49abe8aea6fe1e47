import { buddyinfo } from '../../src/parsers/buddyinfo.ts';
import { cgroups } from '../../src/parsers/cgroups.ts';
import { cmdline } from '../../src/parsers/cmdline.ts';
import { crictlInfo } from '../../src/parsers/crictl-info.ts';
import { crictlPods } from '../../src/parsers/crictl-pods.ts';
import { crictlPs } from '../../src/parsers/crictl-ps.ts';
import { crictlVersion } from '../../src/parsers/crictl-version.ts';
import { date } from '../../src/parsers/date.ts';
import { deletedFiles } from '../../src/parsers/deleted-files.ts';
import { df } from '../../src/parsers/df.ts';
import { dfDaemonTmp } from '../../src/parsers/df-daemon-tmp.ts';
import { dfInodes } from '../../src/parsers/df-inodes.ts';
import { diskstats } from '../../src/parsers/diskstats.ts';
import { dockerBuildCache } from '../../src/parsers/docker-build-cache.ts';
import { dockerDaemonConfig } from '../../src/parsers/docker-daemon-config.ts';
import { dockerDiskContainers } from '../../src/parsers/docker-disk-containers.ts';
import { dockerDiskMounts } from '../../src/parsers/docker-disk-mounts.ts';
import { dockerEvents } from '../../src/parsers/docker-events.ts';
import { dockerInfo } from '../../src/parsers/docker-info.ts';
import { dockerInspect } from '../../src/parsers/docker-inspect.ts';
import { dockerPs } from '../../src/parsers/docker-ps.ts';
import { dockerVersion } from '../../src/parsers/docker-version.ts';
import { fdCounts } from '../../src/parsers/fd-counts.ts';
import { fileList } from '../../src/parsers/file-list.ts';
import { hostOs } from '../../src/parsers/host-os.ts';
import { hostname } from '../../src/parsers/hostname.ts';
import { interrupts } from '../../src/parsers/interrupts.ts';
import { ipVs } from '../../src/parsers/ip-vs.ts';
import { kubeEvents } from '../../src/parsers/kube-events.ts';
import { kubeNode } from '../../src/parsers/kube-node.ts';
import { kubeNodes } from '../../src/parsers/kube-nodes.ts';
import { kubePods } from '../../src/parsers/kube-pods.ts';
import { kubePvcs } from '../../src/parsers/kube-pvcs.ts';
import { kubePvs } from '../../src/parsers/kube-pvs.ts';
import { kubeVolumeAttachments } from '../../src/parsers/kube-volume-attachments.ts';
import { loadavg } from '../../src/parsers/loadavg.ts';
import { manifest } from '../../src/parsers/manifest.ts';
import { manifestStart } from '../../src/parsers/manifest-start.ts';
import { manifestStep } from '../../src/parsers/manifest-step.ts';
import { meminfo } from '../../src/parsers/meminfo.ts';
import { mountCounts } from '../../src/parsers/mount-counts.ts';
import { mountinfo } from '../../src/parsers/mountinfo.ts';
import { mounts } from '../../src/parsers/mounts.ts';
import { neighbourStats } from '../../src/parsers/neighbour-stats.ts';
import { netDev } from '../../src/parsers/net-dev.ts';
import { netNetstat } from '../../src/parsers/net-netstat.ts';
import { netSnmp } from '../../src/parsers/net-snmp.ts';
import { netlink } from '../../src/parsers/netlink.ts';
import { nfConntrack } from '../../src/parsers/nf-conntrack.ts';
import { nsMnt } from '../../src/parsers/ns-mnt.ts';
import { ociBundles } from '../../src/parsers/oci-bundles.ts';
import { osRelease } from '../../src/parsers/os-release.ts';
import type { Parser } from '../../src/parsers/parser.ts';
import { pressure } from '../../src/parsers/pressure.ts';
import { processCgroup } from '../../src/parsers/process-cgroup.ts';
import { processCmdline } from '../../src/parsers/process-cmdline.ts';
import { processStat } from '../../src/parsers/process-stat.ts';
import { processStatus } from '../../src/parsers/process-status.ts';
import { processWchan } from '../../src/parsers/process-wchan.ts';
import { ps } from '../../src/parsers/ps.ts';
import { sockstat } from '../../src/parsers/sockstat.ts';
import { sockstat6 } from '../../src/parsers/sockstat6.ts';
import { softirqs } from '../../src/parsers/softirqs.ts';
import { softnetStat } from '../../src/parsers/softnet-stat.ts';
import { stat } from '../../src/parsers/stat.ts';
import { sysctl } from '../../src/parsers/sysctl.ts';
import { sysctlFile } from '../../src/parsers/sysctl-file.ts';
import { uname } from '../../src/parsers/uname.ts';
import { uptime } from '../../src/parsers/uptime.ts';
import { version } from '../../src/parsers/version.ts';
import { vmstat } from '../../src/parsers/vmstat.ts';
import { nodeSamples } from './node-samples.ts';

export interface Sample {
  readonly parser: Parser;
  readonly text: string;
  /** The content alone tells what this is. */
  readonly sniffed: boolean;
  /** Sources with one row per line can grow to any length. */
  readonly rows: boolean;
}

export const CONTAINER_ID = '9c1185a5c5e9fc54612808977ee8f548b2258d31a1b2c3d4e5f60718293a4b5c';

function sample(parser: Parser, lines: string[], options: { sniffed?: boolean; rows?: boolean } = {}): Sample {
  return { parser, text: `${lines.join('\n')}\n`, sniffed: options.sniffed ?? true, rows: options.rows ?? false };
}

/** A small text of every source in its usual form, for what must hold of all parsers. */
export const samples: readonly Sample[] = [
  sample(
    buddyinfo,
    ['Node 0, zone   Normal   3395   2952   2288   2016   1436   1201    813    503    267    100    385 '],
    {
      rows: true,
    },
  ),
  sample(
    diskstats,
    [' 253       0 vda 81245 312 4129834 91022 712934 401233 19823344 1029384 3 512034 1120406 0 0 0 0 120 88'],
    { rows: true },
  ),
  sample(fdCounts, ['812 /proc/4711/fd'], { rows: true }),
  sample(
    interrupts,
    ['            CPU0       CPU1       ', ' 24:      81234         12  PCI-MSI 49152-edge      virtio0-req.0'],
    { rows: true },
  ),
  sample(mountCounts, ['/proc/4711/mountinfo:60793'], { rows: true }),
  sample(
    netDev,
    [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
      '  eth0: 1270000   15021    0    3    0     0          0         0   866000   11200    0    0    0     0       0          0',
    ],
    { rows: true },
  ),
  sample(netNetstat, ['TcpExt: SyncookiesSent SyncookiesRecv ListenOverflows ListenDrops', 'TcpExt: 0 0 12 12']),
  sample(netSnmp, [
    'Ip: Forwarding DefaultTTL InReceives',
    'Ip: 1 64 39801',
    'Tcp: MaxConn RetransSegs',
    'Tcp: -1 310',
  ]),
  sample(neighbourStats, [
    'entries  allocs destroys hash_grows  lookups hits  res_failed  rcv_probes_mcast rcv_probes_ucast  periodic_gc_runs forced_gc_runs unresolved_discards table_fulls',
    '00000017  00000005 00000000 00000001  0000004b 00000042  00000000  00000000 00000000  00000039 00000000 00000000 00000002',
  ]),
  sample(
    netlink,
    [
      'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode',
      'ffff8d72b6f1b000 0   588        00000111 0        0        0     2        3        18810   ',
    ],
    { rows: true },
  ),
  sample(nfConntrack, [
    'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop',
    '00001a2b  00000000 00000000 00000000 00000002 00000004 00000000 00000000 00000000 00000007 00000003 00000000',
  ]),
  sample(sockstat, ['sockets: used 2310', 'TCP: inuse 812 orphan 3 tw 1204 alloc 977 mem 310']),
  sample(sockstat6, ['TCP6: inuse 41', 'UDP6: inuse 4']),
  sample(
    softirqs,
    [
      '                    CPU0       CPU1       ',
      '          HI:          1          0',
      '      NET_RX:      90812        812',
    ],
    { rows: true },
  ),
  sample(softnetStat, ['00009b90 00000005 00000012 00000000 00000000 00000000 00000000 00000000 00000000 00000000'], {
    rows: true,
  }),
  sample(cgroups, ['#subsys_name\thierarchy\tnum_cgroups\tenabled', 'cpuset\t9\t3\t1', 'memory\t5\t65531\t1']),
  sample(cmdline, ['BOOT_IMAGE=/boot/vmlinuz-5.4.0 root=LABEL=rootfs ro cgroup.memory=nokmem']),
  sample(crictlInfo, ['{"status":{"conditions":[{"type":"RuntimeReady","status":true,"reason":"","message":""}]}}']),
  sample(crictlPods, [`{"items":[{"id":"${CONTAINER_ID}","metadata":{"name":"cart-0","uid":"0d3a"}}]}`]),
  sample(crictlPs, [`{"containers":[{"id":"${CONTAINER_ID}","metadata":{"name":"cart","attempt":3}}]}`]),
  sample(crictlVersion, ['{"version":"0.1.0","runtimeName":"containerd","runtimeVersion":"1.6.24"}']),
  sample(dockerBuildCache, ['ID:\t\tyk3o2y', 'Created at:\t2026-01-15', 'Size:\t\t1.5GB', '', 'Total:\t\t1.5GB']),
  sample(
    dockerDiskContainers,
    [`/var/lib/docker/containers/${CONTAINER_ID}/config.v2.json:{"State":{"Running":true,"Pid":4711},"Name":"/web"}`],
    { rows: true },
  ),
  sample(dockerDiskMounts, [`/var/lib/docker/image/overlay2/layerdb/mounts/${CONTAINER_ID}/mount-id:729a67ef`], {
    sniffed: false,
    rows: true,
  }),
  sample(
    dockerEvents,
    [
      '{"time":1768478100,"Type":"container","Action":"archive-path","Actor":{"ID":"9c11","Attributes":{"name":"web"}}}',
    ],
    { rows: true },
  ),
  sample(kubeNode, ['{"kind":"Node","metadata":{"name":"node-7"},"status":{"conditions":[]}}']),
  sample(kubePods, ['{"kind":"PodList","items":[{"metadata":{"name":"cart-0","uid":"0d3a"},"spec":{}}]}']),
  sample(
    kubeNodes,
    [
      'NAME     STATUS                        ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME',
      'node-7   NotReady,SchedulingDisabled   worker   41d   v1.28.4   10.0.0.7      <none>        Ubuntu 22.04.3 LTS   5.15.0-91-generic   containerd://1.7.2',
    ],
    { rows: true },
  ),
  sample(kubeEvents, [
    'apiVersion: v1',
    'items:',
    '- apiVersion: v1',
    '  kind: Event',
    '  reason: FailedMount',
    '  count: 12',
    '  involvedObject: {kind: Pod, name: cart-0, namespace: shop}',
    'kind: EventList',
  ]),
  sample(kubePvs, [
    '{"kind":"PersistentVolumeList","items":[{"metadata":{"name":"pvc-1"},"status":{"phase":"Bound"}}]}',
  ]),
  sample(kubePvcs, ['{"kind":"PersistentVolumeClaimList","items":[{"metadata":{"name":"data-cart-0"},"spec":{}}]}']),
  sample(kubeVolumeAttachments, [
    '{"kind":"VolumeAttachmentList","items":[{"metadata":{"name":"csi-0a"},"spec":{"nodeName":"node-7"}}]}',
  ]),
  sample(hostOs, ['{"name":"node-7","kernelVersion":"5.15.0-91-generic","platform":"ubuntu"}']),
  sample(ociBundles, [`/run/containerd/io.containerd.runtime.v2.task/k8s.io/${CONTAINER_ID}/init.pid:4711`], {
    sniffed: false,
    rows: true,
  }),
  sample(date, ['Fri Feb 11 19:24:03 UTC 2022'], { sniffed: false }),
  sample(deletedFiles, ['4711 23 fd:1 1073741824 /var/log/app/trace.log (deleted)'], { rows: true }),
  sample(
    df,
    [
      'Filesystem     Type 1024-blocks     Used Available Capacity Mounted on',
      '/dev/vda1      ext4   123722704 36403276  82608812      31% /',
    ],
    { rows: true },
  ),
  sample(
    dfInodes,
    ['Filesystem      Inodes  IUsed   IFree IUse% Mounted on', '/dev/vda1      7864320 677111 7187209    9% /'],
    { rows: true },
  ),
  sample(
    dfDaemonTmp,
    [
      'Filesystem Type 1024-blocks Used Available Capacity Mounted on',
      'tmpfs tmpfs 1048576 1048576 0 100% /proc/812/root/tmp',
    ],
    { sniffed: false, rows: true },
  ),
  sample(dockerDaemonConfig, ['{"data-root":"/data/docker","live-restore":true}'], { sniffed: false }),
  sample(dockerInfo, [
    '{"ID":"X","Containers":42,"ServerVersion":"20.10.7","Driver":"overlay2","DockerRootDir":"/var/lib/docker"}',
  ]),
  sample(dockerInspect, [`[{"Id":"${CONTAINER_ID}","Name":"/web","State":{"Status":"running","Pid":4711}}]`]),
  sample(
    dockerPs,
    [
      'CONTAINER ID   IMAGE        COMMAND    CREATED      STATUS      PORTS   NAMES',
      '9c1185a5c5e9   nginx:1.21   "nginx"    3 days ago   Up 3 days           web',
    ],
    { rows: true },
  ),
  sample(dockerVersion, ['{"Client":{"Version":"20.10.7"},"Server":{"Version":"20.10.7"}}']),
  sample(fileList, ['81a4 52428 1768478100 /var/log/pods/shop_cart-0_0d3a/cart/3.log'], { sniffed: false, rows: true }),
  sample(hostname, ['node-7.example.com'], { sniffed: false }),
  sample(
    ipVs,
    [
      'IP Virtual Server version 1.2.1 (size=4096)',
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
      'TCP  C0A894B4:2134 rr',
      '  -> 0A81200B:2134      Masq    1      0          12',
    ],
    { rows: true },
  ),
  sample(loadavg, ['412.70 398.11 380.02 3/9127 412873']),
  sample(manifest, ['{"complete":true,"steps":61,"clock":{},"abandoned":[],"aborted":null}']),
  sample(manifestStart, ['{"format":"inquest-bundle","version":1,"collector":{"version":"0.1.0","options":""}}']),
  sample(manifestStep, [
    '{"step":"mountinfo","stage":2,"sources":["mountinfo"],"status":"collected","paths":[],"paths_total":0,"bytes":1,"seconds":0.1}',
  ]),
  sample(meminfo, ['MemTotal:       16384256 kB', 'MemFree:          512000 kB', 'MemAvailable:    6291456 kB']),
  sample(mountinfo, ['36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue'], {
    rows: true,
  }),
  sample(
    mounts,
    ['sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0', '/dev/vda1 / ext4 rw,relatime,errors=remount-ro 0 0'],
    { rows: true },
  ),
  sample(nsMnt, ['4026531840 /proc/1/ns/mnt'], { rows: true }),
  sample(osRelease, ['NAME="Ubuntu"', 'ID=ubuntu', 'VERSION_ID="20.04"']),
  sample(pressure, [
    'some avg10=0.10 avg60=2.00 avg300=3.85 total=15',
    'full avg10=0.20 avg60=3.00 avg300=4.95 total=25',
  ]),
  sample(
    processCgroup,
    ['/proc/4711/cgroup:4:memory:/kubepods/burstable/pod1f6e', '/proc/4711/cgroup:0::/kubepods/pod1f6e'],
    { rows: true },
  ),
  sample(processCmdline, ['4711 /usr/bin/kubelet --config=/var/lib/kubelet/config.yaml'], {
    sniffed: false,
    rows: true,
  }),
  sample(
    processStat,
    [
      '4711 (runc:[2:INIT]) S 4690 4711 4711 0 -1 1077936128 100 0 0 0 250 75 0 0 20 0 5 0 52345 1269760000 2816 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 3 0 0 12 0 0',
    ],
    { rows: true },
  ),
  sample(
    processStatus,
    [
      '/proc/4711/status:Name:\trunc:[2:INIT]',
      '/proc/4711/status:State:\tS (sleeping)',
      '/proc/4711/status:PPid:\t4690',
    ],
    { rows: true },
  ),
  sample(processWchan, ['/proc/4711/wchan:pipe_wait'], { rows: true }),
  sample(
    ps,
    [
      'USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      'root         1  0.0  0.0  21452  1536 ?        Ss   Mar09   0:01 /sbin/init',
    ],
    { rows: true },
  ),
  sample(stat, [
    'cpu  301854 612 111922 8979004 3552 2 3944 0 0 0',
    'cpu0 44490 19 21045 1087069 220 1 3410 0 0 0',
    'btime 1418183276',
  ]),
  sample(sysctl, ['fs.file-max = 9223372036854775807', 'fs.mount-max = 100000', 'vm.swappiness = 60'], { rows: true }),
  sample(sysctlFile, ['# limits', 'fs.mount-max = 200000'], { sniffed: false, rows: true }),
  sample(uname, [
    'Linux node-7 3.10.0-957.el7.x86_64 #1 SMP Thu Nov 8 23:39:32 UTC 2018 x86_64 x86_64 x86_64 GNU/Linux',
  ]),
  sample(uptime, [' 19:23:40 up 69 days,  4:20,  1 user,  load average: 0.83, 0.73, 0.76']),
  sample(version, [
    'Linux version 5.4.0-99-generic (builder@host) (gcc version 9.3.0 (Ubuntu)) #112-Ubuntu SMP Thu Feb 3 13:50:55 UTC 2022',
  ]),
  sample(vmstat, ['nr_free_pages 100', 'nr_zone_inactive_anon 5', 'oom_kill 3']),
  ...nodeSamples,
];
