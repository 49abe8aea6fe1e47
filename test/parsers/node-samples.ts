import { blockDevices } from '../../src/parsers/block-devices.ts';
import { boots } from '../../src/parsers/boots.ts';
import { certificates } from '../../src/parsers/certificates.ts';
import { cgroupValues } from '../../src/parsers/cgroup-values.ts';
import { cniAddresses } from '../../src/parsers/cni-addresses.ts';
import { cniConfig } from '../../src/parsers/cni-config.ts';
import { configFile } from '../../src/parsers/config-file.ts';
import { diskUsage } from '../../src/parsers/disk-usage.ts';
import { ext4Errors } from '../../src/parsers/ext4-errors.ts';
import { fdKinds } from '../../src/parsers/fd-kinds.ts';
import { hardware } from '../../src/parsers/hardware.ts';
import { links } from '../../src/parsers/links.ts';
import { mdstat } from '../../src/parsers/mdstat.ts';
import { modules } from '../../src/parsers/modules.ts';
import { netnsConntrack } from '../../src/parsers/netns-conntrack.ts';
import { netnsDev } from '../../src/parsers/netns-dev.ts';
import { netnsIpv6Route } from '../../src/parsers/netns-ipv6-route.ts';
import { netnsNetstat } from '../../src/parsers/netns-netstat.ts';
import { netnsRoute } from '../../src/parsers/netns-route.ts';
import { netnsSnmp } from '../../src/parsers/netns-snmp.ts';
import { netnsSockstat } from '../../src/parsers/netns-sockstat.ts';
import { nsNet } from '../../src/parsers/ns-net.ts';
import { packageHistory } from '../../src/parsers/package-history.ts';
import type { Parser } from '../../src/parsers/parser.ts';
import { processLimits } from '../../src/parsers/process-limits.ts';
import { security } from '../../src/parsers/security.ts';
import { smartctl } from '../../src/parsers/smartctl.ts';
import { taskFds } from '../../src/parsers/task-fds.ts';
import { taskStack } from '../../src/parsers/task-stack.ts';
import { taskStatus } from '../../src/parsers/task-status.ts';
import { taskSyscall } from '../../src/parsers/task-syscall.ts';
import { taskWchan } from '../../src/parsers/task-wchan.ts';
import { timeSync } from '../../src/parsers/time-sync.ts';
import { units } from '../../src/parsers/units.ts';
import { unitsFailed } from '../../src/parsers/units-failed.ts';
import { unixSockets } from '../../src/parsers/unix-sockets.ts';
import { AUTHORITY } from './certificate-texts.ts';
import type { Sample } from './samples.ts';

/** Sources that are known by their path, with one row per line unless `whole`. */
function sample(parser: Parser, lines: string[], options: { sniffed?: boolean; whole?: boolean } = {}): Sample {
  return {
    parser,
    text: `${lines.join('\n')}\n`,
    sniffed: options.sniffed ?? false,
    rows: options.whole !== true,
  };
}

/** Samples of the sources around the containers: tasks, network namespaces, devices, history. */
export const nodeSamples: readonly Sample[] = [
  sample(blockDevices, ['/sys/block/vda/size:209715200', '/sys/block/vda/ro:0', '/sys/class/block/vda1/dev:253:1']),
  sample(boots, [
    'reboot   system boot  5.4.0-42-generic Fri Apr 12 06:25   still running',
    'shutdown system down  5.4.0-42-generic Fri Apr 12 06:20 - 06:25  (00:04)',
  ]),
  sample(certificates, ['# /etc/kubernetes/pki/ca.crt', ...AUTHORITY.split('\n')], { whole: true }),
  sample(cgroupValues, [
    '/sys/fs/cgroup/kubepods.slice/pids.max:max',
    '/sys/fs/cgroup/kubepods.slice/pids.current:812',
  ]),
  sample(cniAddresses, ['/var/lib/cni/networks/cbr0/10.244.3.17:9c1185a5c5e9fc54612808977ee8f548']),
  sample(cniConfig, ['{"cniVersion":"0.3.1","name":"cbr0","plugins":[{"type":"flannel"},{"type":"portmap"}]}'], {
    whole: true,
  }),
  sample(configFile, ['[Service]', 'LimitNOFILE=65536']),
  sample(diskUsage, ['18874368\t/var/lib/docker/overlay2', '20971520\t/var/lib/docker']),
  sample(ext4Errors, ['/sys/fs/ext4/vda1/errors_count:12', '/sys/fs/ext4/vda1/first_error_time:1712903111']),
  sample(fdKinds, ['812 4093 socket', '812 3 fifo /run/docker/containerd/9c11/init-stdout']),
  sample(hardware, ['/sys/class/dmi/id/sys_vendor:QEMU', 'cpuinfo:model name: Common KVM processor']),
  sample(
    smartctl,
    [
      'smartctl 7.2 2020-12-30 r5155 [x86_64-linux-5.10.0] (local build)',
      'SMART overall-health self-assessment test result: PASSED',
      '197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       0',
    ],
    { sniffed: true, whole: true },
  ),
  sample(links, [
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000\\    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff promiscuity 0 ',
  ]),
  sample(
    mdstat,
    [
      'Personalities : [raid1] ',
      'md0 : active raid1 sdb1[1](F) sda1[0]',
      '      1046528 blocks super 1.2 [2/1] [U_]',
      'unused devices: <none>',
    ],
    { sniffed: true, whole: true },
  ),
  sample(modules, ['overlay 151552 24 - Live 0xffffffffc0a3e000']),
  sample(netnsConntrack, [
    '/proc/4711/net/stat/nf_conntrack:entries  searched found new insert_failed drop',
    '/proc/4711/net/stat/nf_conntrack:00000004  00000000 00000000 00000000 00000002 00000000',
  ]),
  sample(netnsDev, [
    '/proc/4711/net/dev:Inter-|   Receive                                                |  Transmit',
    '/proc/4711/net/dev:  eth0:    1270      15    0    0    0     0          0         0      866      11    0    0    0     0       0          0',
  ]),
  sample(netnsIpv6Route, [
    '/proc/4711/net/ipv6_route:fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0',
  ]),
  sample(netnsNetstat, [
    '/proc/4711/net/netstat:TcpExt: SyncookiesSent ListenOverflows',
    '/proc/4711/net/netstat:TcpExt: 0 12',
  ]),
  sample(netnsRoute, [
    '/proc/4711/net/route:Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    '/proc/4711/net/route:eth0\t00000000\t0103F40A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  ]),
  sample(netnsSnmp, ['/proc/4711/net/snmp:Udp: InDatagrams NoPorts', '/proc/4711/net/snmp:Udp: 2250 12']),
  sample(netnsSockstat, [
    '/proc/4711/net/sockstat:sockets: used 290',
    '/proc/4711/net/sockstat:TCP: inuse 5 orphan 0 tw 2',
  ]),
  sample(nsNet, ['4026531840 /proc/1/ns/net']),
  sample(packageHistory, ['/var/log/dpkg.log:2024-04-12 06:25:11 upgrade docker-ce:amd64 5:20.10.7~3-0 5:20.10.8~3-0']),
  sample(processLimits, [
    '/proc/812/limits:Limit                     Soft Limit           Hard Limit           Units     ',
    '/proc/812/limits:Max open files            1024                 1048576              files     ',
  ]),
  sample(security, ['/sys/fs/selinux/enforce:1', 'denials:12']),
  sample(taskFds, ['4711 5 pipe:[88213]']),
  sample(taskStack, ['/proc/4711/task/4711/stack:[<0>] io_schedule+0x46/0x80']),
  sample(taskStatus, [
    '/proc/4711/task/4711/status:Name:\tkworker/u8:1',
    '/proc/4711/task/4711/status:State:\tD (disk sleep)',
  ]),
  sample(taskSyscall, ['/proc/4711/task/4711/syscall:0 0x5 0x7ffd 0x8 0x0 0x0 0x0 0x7ffd0e5b5d38 0x7f1c2d3e4f50']),
  sample(taskWchan, ['/proc/4711/task/4718/wchan:rpc_wait_bit_killable']),
  sample(timeSync, ['# chronyc -n tracking', 'Stratum         : 3', 'Leap status     : Normal'], { whole: true }),
  sample(units, ['Id=docker.service', 'ActiveState=active', '', 'Id=kubelet.service', 'ActiveState=failed'], {
    whole: true,
  }),
  sample(unitsFailed, ['docker.service loaded failed failed Docker Application Container Engine']),
  sample(unixSockets, ['412 03 /var/run/docker.sock', '9 01 -']),
];
