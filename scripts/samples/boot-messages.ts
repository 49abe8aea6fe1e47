import type { Node } from './node.ts';

/** The first messages of the kernel, so that the ring is seen to be whole; times are seconds since boot. */
export function addBootMessages({ journal, spec }: Node): void {
  const lines: readonly (readonly [number, string])[] = [
    [0, `Linux version ${spec.kernel} (builder@build.example.com) (gcc version 9.2.1) #1 SMP`],
    [0, `Command line: BOOT_IMAGE=/boot/vmlinuz-${spec.kernel} root=${spec.root.source} ro crashkernel=auto`],
    [0.000_001, 'BIOS-provided physical RAM map:'],
    [
      0.004_117,
      `Memory: ${spec.memoryKib}K/${spec.memoryKib + 412_160}K available (14339K kernel code, 2416K rwdata, 4868K rodata, 2584K init)`,
    ],
    [0.081_304, `smp: Brought up 1 node, ${spec.cpus} CPUs`],
    [0.640_221, 'fd0: device is write protected'],
    [0.911_402, 'virtio_blk virtio2: [vda] 251658240 512-byte logical blocks (129 GB/120 GiB)'],
    [
      1.204_519,
      `EXT4-fs (${spec.root.source.replace('/dev/', '')}): mounted filesystem with ordered data mode. Opts: (null)`,
    ],
    [2.030_118, 'systemd[1]: Detected virtualization kvm.'],
    [7.400_812, 'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready'],
    [
      24.118_206,
      'bridge: filtering via arp/ip/ip6tables is no longer available by default. Update your scripts to load br_netfilter if you need this.',
    ],
    [31.900_155, 'IPVS: Registered protocols (TCP, UDP, SCTP, AH, ESP)'],
  ];
  for (const [boot, text] of lines) journal.kernelAt(boot, text);
}
