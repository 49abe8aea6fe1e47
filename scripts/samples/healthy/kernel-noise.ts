import { addMount } from '../mounts.ts';
import { addFilesystem, type Node } from '../node.ts';
import type { Distribution } from './distributions.ts';

/** Seconds before the collection and a message, or seconds since boot where they are negative. */
type Line = readonly [age: number, text: string];

/** What every node prints at boot and now and then. */
const EVERYWHERE: readonly Line[] = [
  [-0.21, 'ACPI: [Firmware Bug]: BIOS _OSI(Linux) query ignored'],
  [-0.33, 'pci 0000:00:01.3: quirk: [io  0x0600-0x063f] claimed by PIIX4 ACPI'],
  [-0.71, 'ACPI: PCI Interrupt Link [LNKC] enabled at IRQ 11'],
  [-1.9, 'loop: module loaded'],
  [
    -3.1,
    'systemd[1]: Configuration file /etc/systemd/system/agent.service is marked executable. Please remove executable permission bits. Proceeding anyway.',
  ],
  [
    -9.4,
    'nf_conntrack: default automatic helper assignment has been turned off for security reasons and CT-based firewall rule not found. Use the iptables CT target to attach helpers instead.',
  ],
  [61_000, 'hrtimer: interrupt took 41230 ns'],
  [48_000, 'kauditd_printk_skb: 14 callbacks suppressed'],
  [22_000, 'TCP: request_sock_TCP: Possible SYN flooding on port 8443. Sending cookies.  Check SNMP counters.'],
  [9_100, 'perf: interrupt took too long (3201 > 3130), lowering kernel.perf_event_max_sample_rate to 62000'],
];

const UBUNTU: readonly Line[] = [
  [
    41_000,
    'audit: type=1400 audit(1725919000.120:311): apparmor="DENIED" operation="capable" profile="/usr/sbin/cupsd" pid=811 comm="cupsd" capability=12 capname="net_admin"',
  ],
  [39_500, 'blk_update_request: I/O error, dev loop3, sector 0 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 0'],
  [
    8_200,
    'audit: type=1326 audit(1725952000.511:340): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=2210 comm="snap" exe="/usr/bin/snap" sig=0 arch=c000003e syscall=314 compat=0 ip=0x7f code=0x50000',
  ],
];

const EL: readonly Line[] = [
  [
    -0.01,
    'Warning: Intel Processor - this hardware has not undergone upstream testing. Please consult http://wiki.centos.org/FAQ for more information',
  ],
  [
    37_000,
    'type=1400 audit(1725923000.310:902): avc:  denied  { getattr } for  pid=1822 comm="logrotate" path="/var/log/app" dev="vda1" ino=2211 scontext=system_u:system_r:logrotate_t:s0 tcontext=system_u:object_r:container_file_t:s0 tclass=dir permissive=0',
  ],
  [15_000, 'SELinux: Context system_u:object_r:app_log_t:s0 is not valid (left unmapped).'],
];

const SUSE: readonly Line[] = [
  [-2.2, 'BIOS EDD facility v0.16 2004-Jun-25, 1 devices found'],
  [
    30_000,
    'audit: type=1400 audit(1725930000.004:77): apparmor="ALLOWED" operation="open" profile="/usr/sbin/nscd" name="/proc/911/status" pid=911 comm="nscd" requested_mask="r" denied_mask="r" fsuid=0 ouid=0',
  ],
];

/** Corrected errors, a cable that was seen once, and firmware that is not perfect. */
const BARE_METAL: readonly Line[] = [
  [-0.4, '[Firmware Warn]: GHES: Poll interval is 0 for generic hardware error source: 1, disabled.'],
  [
    -0.6,
    'DMAR: [Firmware Bug]: No firmware reserved region can cover this RMRR [0x000000003e2e0000-0x000000003e2fffff], contact BIOS vendor for fixes',
  ],
  [-4.1, 'power_meter ACPI000D:00: Ignoring unsafe software power cap!'],
  [-6.3, 'mlx5_core 0000:3b:00.0: Port module event: module 0, Cable plugged'],
  [-7.7, 'ixgbe 0000:5e:00.0 eno1: NIC Link is Up 10 Gbps, Flow Control: RX/TX'],
  [
    52_000,
    'EDAC MC1: 1 CE memory read error on CPU_SrcID#1_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x8f1120 offset:0x40 grain:32 syndrome:0x0)',
  ],
  [31_000, 'pcieport 0000:3a:00.0: AER: Corrected error received: 0000:3b:00.0'],
];

const LINES: Readonly<Record<Distribution['family'], readonly Line[]>> = {
  ubuntu: UBUNTU,
  debian: [],
  el: EL,
  suse: SUSE,
  talos: [],
};

/** Messages and mounts that frighten and mean nothing, of this kind of node. */
export function addKernelNoise(node: Node, { family, bareMetal }: Distribution): void {
  const { collectedAt } = node.spec.clock;
  for (const [age, text] of [...EVERYWHERE, ...LINES[family], ...(bareMetal ? BARE_METAL : [])]) {
    if (age < 0) node.journal.kernelAt(-age, text);
    else node.journal.kernel(collectedAt - age, text);
  }
  const device = node.spec.root.source.replace('/dev/', '');
  const mounted =
    node.spec.root.type === 'xfs'
      ? `XFS (${device}): Ending clean mount`
      : `EXT4-fs (${device}): re-mounted. Quota mode: none.`;
  node.journal.kernelAt(4.2, mounted);
  if (family !== 'ubuntu') return;
  for (const [i, snap] of ['core22/1612', 'lxd/29351', 'snapd/21759'].entries()) addSnap(node, i, snap);
  addMount(node.table, node.numbers, {
    point: '/var/lib/lxcfs',
    fsType: 'fuse.lxcfs',
    source: 'lxcfs',
    device: node.numbers.anonymousDevice(),
    options: 'rw,nosuid,nodev,relatime',
    superOptions: 'rw,user_id=0,group_id=0,allow_other',
    shared: node.numbers.peerGroup(),
  });
}

/** An image of squashfs has exactly the size of its content. */
function addSnap(node: Node, i: number, name: string): void {
  const kib = 40_064 + 6_272 * i;
  addFilesystem(node, {
    source: `/dev/loop${i}`,
    type: 'squashfs',
    point: `/snap/${name}`,
    device: `7:${i}`,
    options: 'ro,nodev,relatime',
    superOptions: 'ro',
    kib,
    used: kib,
    available: 0,
    inodes: 10_900 + i,
    inodesUsed: 10_900 + i,
  });
}
