import { describe, expect, it } from 'vitest';
import { blockDevices } from '../../src/parsers/block-devices.ts';
import { cgroupValues } from '../../src/parsers/cgroup-values.ts';
import { configFile } from '../../src/parsers/config-file.ts';
import { diskUsage } from '../../src/parsers/disk-usage.ts';
import { ext4Errors } from '../../src/parsers/ext4-errors.ts';
import { hardware } from '../../src/parsers/hardware.ts';
import { mdstat } from '../../src/parsers/mdstat.ts';
import { modules } from '../../src/parsers/modules.ts';
import { timeSync } from '../../src/parsers/time-sync.ts';
import { unitFiles } from '../../src/parsers/unit-files.ts';
import { units } from '../../src/parsers/units.ts';
import { unitsFailed } from '../../src/parsers/units-failed.ts';
import { parse } from './parse.ts';

describe('ext4 errors', () => {
  it('with a time of 0 did not happen, and a device without times still has its count', () => {
    const text = [
      '/sys/fs/ext4/vda1/errors_count:12',
      '/sys/fs/ext4/vda1/first_error_time:1712903111',
      '/sys/fs/ext4/vda1/first_error_func:ext4_journal_check_start',
      '/sys/fs/ext4/vda1/last_error_time:0',
      '/sys/fs/ext4/dm-0/errors_count:0',
    ].join('\n');
    expect(parse(ext4Errors, text).document?.filesystems).toMatchObject([
      {
        device: 'vda1',
        errors: 12,
        first: { epochSeconds: 1712903111, function: 'ext4_journal_check_start' },
        last: undefined,
      },
      { device: 'dm-0', errors: 0, first: undefined },
    ]);
  });
});

describe('control groups', () => {
  it('of version 2 and 1 have numbers, keys and no limit in three spellings', () => {
    const text = [
      '/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/memory.events:low 0',
      '/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/memory.events:oom_kill 3',
      '/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/pids.max:max',
      '/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/cpu.max:max 100000',
      '/sys/fs/cgroup/memory/docker/ab:cd/memory.limit_in_bytes:9223372036854771712',
      '/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_quota_us:-1',
      '/sys/fs/cgroup/pids.current:12',
    ].join('\n');
    const { document, problems } = parse(cgroupValues, text);
    expect(document?.groups).toEqual([
      {
        path: '/kubepods.slice/kubepods-pod1.slice',
        values: { 'memory.events.low': 0, 'memory.events.oom_kill': 3, 'cpu.max.period': 100000 },
        unlimited: ['pids.max', 'cpu.max'],
        line: 1,
      },
      { path: '/memory/docker/ab:cd', values: {}, unlimited: ['memory.limit_in_bytes'], line: 5 },
      { path: '/cpu,cpuacct/docker', values: {}, unlimited: ['cpu.cfs_quota_us'], line: 6 },
      { path: '/', values: { 'pids.current': 12 }, unlimited: [], line: 7 },
    ]);
    expect(problems).toEqual([]);
  });

  it('with a quota have it and its period', () =>
    expect(parse(cgroupValues, '/sys/fs/cgroup/a/cpu.max:200000 100000\n').document?.groups[0]).toMatchObject({
      values: { 'cpu.max': 200000, 'cpu.max.period': 100000 },
      unlimited: [],
    }));
});

describe('block devices', () => {
  it('count sectors of 512 bytes', () => {
    const text =
      '/sys/block/nvme0n1/size:1953525168\n/sys/block/nvme0n1/ro:1\n/sys/block/nvme0n1/device/state:live\n/sys/block/nvme0n1/stat:  1 2 3\n';
    expect(parse(blockDevices, text).document?.devices).toMatchObject([
      { name: 'nvme0n1', bytes: 1_000_204_886_016, readOnly: true, state: 'live', removable: undefined },
    ]);
  });
});

describe('software RAID', () => {
  it('is whole, degraded, inactive or being checked', () => {
    const text = [
      'Personalities : [raid1] [raid6] [raid5] [raid4] ',
      'md127 : active (auto-read-only) raid5 sdd1[3] sdc1[1] sdb1[0]',
      '      2096128 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/3] [UUU]',
      '      [=>...................]  check =  8.2% (86016/1048064) finish=0.7min speed=21504K/sec',
      'md1 : inactive sde1[0](S)',
      '      1046528 blocks super 1.2',
      'unused devices: <none>',
    ].join('\n');
    expect(parse(mdstat, text).document?.arrays).toMatchObject([
      {
        name: 'md127',
        active: true,
        readOnly: true,
        level: 'raid5',
        disks: 3,
        disksUp: 3,
        action: 'check',
        progress: expect.closeTo(0.082),
      },
      { name: 'md1', active: false, level: undefined, members: ['sde1'], failed: [] },
    ]);
  });

  it('without arrays has none', () =>
    expect(parse(mdstat, 'Personalities : \nunused devices: <none>\n').document).toEqual({ arrays: [] }));
});

describe('modules', () => {
  it('have users and taints', () => {
    const text =
      'overlay 151552 24 - Live 0xffffffffc0a3e000\nnvidia 35319808 1 nvidia_uvm,nvidia_modeset, Live 0x0000000000000000 (POE)\nx 1 - - Live 0x0\n';
    expect(parse(modules, text).document?.modules).toMatchObject([
      { name: 'overlay', users: 24, usedBy: [], taint: undefined },
      { name: 'nvidia', usedBy: ['nvidia_uvm', 'nvidia_modeset'], taint: 'POE' },
      { name: 'x', users: undefined },
    ]);
  });

  it('are read from lsmod too, sorted or not', () => {
    const text =
      'br_netfilter           32768  0\nModule                  Size  Used by\nnf_conntrack          172032  2 nf_nat,xt_conntrack\n';
    const { document, problems } = parse(modules, text);
    expect(problems).toEqual([]);
    expect(document?.modules).toMatchObject([
      { name: 'br_netfilter', bytes: 32_768, users: 0, usedBy: [], state: undefined, line: 1 },
      { name: 'nf_conntrack', users: 2, usedBy: ['nf_nat', 'xt_conntrack'], line: 3 },
    ]);
  });
});

describe('units', () => {
  it('are separated by empty lines; stamps of another zone and infinite limits are not numbers', () => {
    const text =
      'Id=a.service\nTasksMax=infinity\nNRestarts=3\nExecMainStartTimestamp=Fri 2024-04-12 06:25:11 CST\n\n\nId=b.service\nTasksMax=18446744073709551615\nDropInPaths=/etc/x.conf /etc/y.conf\n\nNames=c\n';
    const { document, problems } = parse(units, text);
    expect(document?.units).toMatchObject([
      { id: 'a.service', restarts: 3, tasksMax: undefined, startedAt: undefined, line: 1 },
      { id: 'b.service', tasksMax: undefined, dropIns: ['/etc/x.conf', '/etc/y.conf'], line: 7 },
    ]);
    expect(problems).toEqual([{ line: 11, message: 'not a unit: it has no Id' }]);
  });

  it('that failed may have a dot before their name and nothing behind it', () =>
    expect(
      parse(unitsFailed, '● a.service loaded failed failed\nb.mount not-found failed failed B C\n').document?.units,
    ).toMatchObject([
      { name: 'a.service', description: '' },
      { name: 'b.mount', load: 'not-found', description: 'B C' },
    ]));

  it.each([
    [
      ['multipathd.socket'],
      '  UNIT              LOAD   ACTIVE SUB    DESCRIPTION\n* multipathd.socket loaded failed failed multipathd control socket\n\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n\n1 loaded units listed. Pass --all to see loaded but inactive units, too.\nTo show all installed unit files use systemctl list-unit-files.\n',
    ],
    [[], '  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n'],
  ])('are %j below a legend', (names, text) => {
    const { document, problems } = parse(unitsFailed, text);
    expect([document?.units.map((unit) => unit.name), problems]).toEqual([names, []]);
  });
});

describe('unit files', () => {
  it('have a state, behind a header of two or three columns and with or without one', () => {
    const of239 =
      'UNIT FILE        STATE   VENDOR PRESET\r\na.service        bad     enabled\r\nb@.service static -\r\n\r\n2 unit files listed.\r\n';
    const { document, problems } = parse(unitFiles, of239.replaceAll('\r', ''));
    expect(document?.files).toEqual([
      { name: 'a.service', state: 'bad', line: 2 },
      { name: 'b@.service', state: 'static', line: 3 },
    ]);
    expect(problems).toEqual([]);
    const of219 = 'UNIT FILE STATE\nproc-sys-fs-binfmt_misc.automount static\n';
    expect(parse(unitFiles, of219).document?.files).toMatchObject([{ state: 'static' }]);
  });

  it('are none where the table is empty, and a cut line is a problem', () => {
    expect(parse(unitFiles, 'UNIT FILE STATE PRESET\n0 unit files listed.\n').document).toEqual({ files: [] });
    expect(parse(unitFiles, '').document).toBeUndefined();
    const cut = parse(unitFiles, 'a.service enabled\ncontaine');
    expect([cut.document?.files.length, cut.problems.length]).toEqual([1, 1]);
  });
});

describe('time services', () => {
  it('tell whether and how well the clock follows', () => {
    const chrony =
      '# chronyc -n tracking\nReference ID    : 0A000001 (10.0.0.1)\nStratum         : 4\nSystem time     : 12.500000000 seconds slow of NTP time\nLeap status     : Normal\n';
    expect(parse(timeSync, chrony).document).toMatchObject({ synchronised: true, offsetSeconds: -12.5, stratum: 4 });
    const lost = '# chronyc -n tracking\nStratum         : 0\nLeap status     : Not synchronised\n';
    expect(parse(timeSync, lost).document).toMatchObject({ synchronised: false });
  });

  it('of systemd leave a file behind; without any nothing is said', () => {
    const touched = '# /run/systemd/timesync\n81a4 0 1768478100 /run/systemd/timesync/synchronized\n';
    expect(parse(timeSync, touched).document).toMatchObject({ synchronised: true });
    const rtc = parse(timeSync, '# /sys/class/rtc/rtc0/since_epoch\n1768478400\n').document;
    expect(rtc?.synchronised).toBeUndefined();
    expect(rtc?.answers).toMatchObject([{ asked: '/sys/class/rtc/rtc0/since_epoch', values: { 1768478400: '' } }]);
  });
});

describe('configuration files', () => {
  const settings = (text: string) =>
    parse(configFile, text).document?.settings.map((s) => `${s.section}|${s.key}|${s.value}`);

  it('in TOML have sections', () =>
    expect(
      settings(
        'version = 2\n# comment\n[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "pause:3.9" \n  SystemdCgroup = true\n',
      ),
    ).toEqual([
      '|version|2',
      'plugins."io.containerd.grpc.v1.cri"|sandbox_image|pause:3.9',
      'plugins."io.containerd.grpc.v1.cri"|SystemdCgroup|true',
    ]));

  it('in YAML are nested by indentation', () =>
    expect(
      settings(
        '---\ncgroupDriver: systemd\nevictionHard:\n  memory.available: "100Mi"\n  nodefs.available: 10%\nclusterDNS:\n- 10.96.0.10\nmaxPods: 110\n',
      ),
    ).toEqual([
      '|cgroupDriver|systemd',
      '|evictionHard|',
      'evictionHard|memory.available|100Mi',
      'evictionHard|nodefs.available|10%',
      '|clusterDNS|',
      'clusterDNS|-|10.96.0.10',
      '|maxPods|110',
    ]));

  it('of systemd and shell have keys with an equals sign', () =>
    expect(settings('[Service]\nEnvironment="HTTP_PROXY=http://p:3128"\nKUBELET_KUBEADM_ARGS="--x=1 --y"\n')).toEqual([
      'Service|Environment|HTTP_PROXY=http://p:3128',
      'Service|KUBELET_KUBEADM_ARGS|--x=1 --y',
    ]));
});

describe('values by path', () => {
  it('end the path at the first colon', () =>
    expect(
      parse(hardware, '/sys/class/dmi/id/product_name:Standard PC (Q35: 2009)\n/proc/cpuinfo:model name\t: AMD EPYC\n')
        .document?.values,
    ).toEqual([
      { path: '/sys/class/dmi/id/product_name', value: 'Standard PC (Q35: 2009)', line: 1 },
      { path: '/proc/cpuinfo', value: 'model name\t: AMD EPYC', line: 2 },
    ]));

  it('of du are bytes, with blanks in names', () =>
    expect(parse(diskUsage, '4\t/var/a b\n').document?.directories).toEqual([
      { bytes: 4096, path: '/var/a b', line: 1 },
    ]));
});
