const CHANGED: Readonly<Record<string, string>> = {
  pull: 'pulled',
  load: 'loaded',
  import: 'imported',
  delete: 'deleted',
};

/** NETLINK_* of include/uapi/linux/netlink.h that programs of a node listen to. */
const TOPICS: Readonly<Record<number, string>> = {
  0: 'routes and links',
  4: 'socket diagnosis',
  6: 'IPsec',
  9: 'audit',
  12: 'netfilter',
  15: 'device events',
  16: 'generic netlink',
};

/** Why docker starts no container, as far as its text tells. */
const REFUSALS = {
  runtime: 'the program that makes containers cannot be run',
  layer: 'a layer that docker needs is gone from its data root',
  bridge: 'the bridge of the network is gone',
  chains: 'the chains that docker made in iptables are gone',
  port: 'the port to publish is taken',
  log_driver: 'its log cannot be sent',
  program: 'its image has no such program',
  request: 'what it asks for is not on this node',
  no_space: 'something had no room left (ENOSPC)',
  no_files: 'no descriptor was left (EMFILE, ENFILE)',
  read_only: 'a file system is read-only (EROFS)',
  io_error: 'a read or write failed (EIO)',
  no_memory: 'the kernel gave no memory (ENOMEM)',
  no_tasks: 'no process could be started (EAGAIN)',
  other: 'docker says why',
};
export type RefusalKind = keyof typeof REFUSALS;

/** What facts say of objects, in sentences of rules and in lists; names of programs and files stay as they are. */
export const ENGLISH = {
  // Objects of the node.
  theNode: 'the node',
  theNodeItself: 'the node (pid 1)',
  container: (name: string): string => `container ${name}`,
  containerOf: (pod: string): string => `a container of ${pod}`,
  allContainers: 'all containers',
  startOfContainers: (object: string): string =>
    object === '' ? 'start of containers' : `start of containers (${object})`,
  startRefused: REFUSALS,
  logsOfContainers: (driver: string): string =>
    driver === '' ? 'logs of containers' : `logs of containers (${driver})`,
  pod: (name: string): string => `pod ${name}`,
  podsBelow: (path: string): string => `all pods below ${path}`,
  controlGroup: (path: string): string => `control group ${path}`,
  groupOf: (comm: string): string => `a control group of ${comm}`,
  processBehind: (path: string): string => `the process behind ${path}`,
  thread: (comm: string | undefined, pid: number, tid: number | undefined): string =>
    `${comm ?? 'task'} (pid ${pid}${tid === undefined ? '' : `, thread ${tid}`})`,
  seenBy: (place: string, pid: number): string => `${place} as process ${pid} sees it`,
  failure: (action: string, op: string | undefined): string =>
    `${action.replace('_', ' ')}${op === undefined ? '' : ` (${op})`}`,
  partOf: (part: string, whole: string): string => `${part} of ${whole}`,
  partIn: (part: string, whole: string): string => `${part} in ${whole}`,
  limitOf: (name: string, whose: string): string => `${name.replaceAll('_', ' ')} of ${whose}`,
  placedAt: (kind: string, place: string): string => `${kind} at ${place}`,
  volumes: (count: number): string => `${count} ${count === 1 ? 'volume' : 'volumes'}`,
  bond: (name: string): string => `bond ${name}`,
  tunnel: (name: string): string => `tunnel ${name}`,
  interface: (name: string): string => `interface ${name}`,
  network: (name: string): string => `network "${name}"`,
  networkCard: (name: string): string => (name === '' ? 'a network card' : `network card ${name}`),
  networkDriver: (name: string): string => `network driver ${name}`,
  disk: (name: string): string => `disk ${name}`,
  nvme: (name: string): string => `NVMe controller ${name}`,
  memoryModule: (name: string): string => `memory module ${name}`,
  multipath: (number: string, path: string, point: string | undefined): string =>
    `multipath device ${number === '' ? `with path ${path}` : number}${point === undefined ? '' : ` (${point})`}`,
  thinPool: (name: string): string => `thin pool ${name}`,
  certificate: (subject: string, path: string): string =>
    `${subject === '' ? 'a certificate without subject' : subject} in ${path}`,
  buildCache: (root: string): string => `build cache of docker in ${root}`,
  dockerKeeps: (root: string): string => `what docker keeps in ${root}`,
  neighbours: (family: string): string => (family === 'ipv4' ? 'table of IPv4 neighbours' : 'table of IPv6 neighbours'),
  oops: (number: string): string => `oops number ${number}`,
  panic: 'panic of the kernel',
  lockup: 'lockup of CPUs',
  clock: 'clock of the node',
  conntrack: 'connection tracking of the node',
  conntrackOf: (whose: string): string => `connection tracking of ${whose}`,
  programs: 'programs of the node',
  openFiles: 'open files of the node',
  memory: 'memory of the node',
  memoryGroups: 'memory control groups',
  networkStack: 'network stack of the node',
  tasks: 'tasks of the node',
  tcpMemory: 'memory of TCP sockets',
  diskPressure: 'disk pressure',
  sharedSettings: 'settings of kubelet and runtime',
  podDirectories: 'directories of pods that are gone',
  leftVolumes: 'volumes of pods that are gone',
  leftRoots: 'file systems of containers that are gone',
  placeOfKill: {
    node: 'the node',
    part: 'some NUMA nodes',
    'by hand': 'killed by hand',
    'not told': 'not told',
  } as Readonly<Record<string, string>>,
  netlink: (who: string, topic: string): string => `netlink socket of ${who} for ${topic}`,
  netlinkPort: (port: number | string): string => `port ${port}`,
  netlinkTopic: (protocol: number): string => TOPICS[protocol] ?? `protocol ${protocol}`,
  eviction: (signal: string, place: string, share: string, isHard: boolean, threshold: string): string =>
    `${signal} of ${place}: ${share} free, ${isHard ? '' : 'soft '}threshold ${threshold}`,

  // Parts of sentences.
  semicolon: '; ',
  atLeast: (count: number): string => `at least ${count}`,
  use: (
    used: number | undefined,
    limit: number | undefined,
    what: 'connections' | 'neighbours' | 'memory pages',
  ): string => {
    if (used === undefined) return limit === undefined ? `how many ${what} is not known` : `at most ${limit} ${what}`;
    return limit === undefined ? `${used} ${what}` : `${used} of ${limit} ${what}`;
  },
  load: (cpus: number | undefined, memory: string | undefined): string =>
    [cpus === undefined ? [] : `${cpus} CPUs`, memory === undefined ? [] : `${memory} of memory`].flat().join(' and '),
  ofSize: (size: string): string => ` of ${size}`,
  leftBelowRoot: (mounts: number | undefined): string =>
    `left ${mounts === undefined ? '' : `${mounts} `}mounts of the node below its root`,
  sleepIn: (places: string): string => `; its tasks sleep in ${places}`,
  refusals: (lines: number, retries: number): string =>
    `, up to ${lines} refusals a minute (retries every 2m2s make ${retries})`,
  ended: (how: string, status: string, name: string): string =>
    how === 'exited' ? `exited with ${status}` : `${how === 'dumped' ? 'dumped core' : how} by ${name || status}`,
  waitFor: (meaning: string | undefined): string =>
    meaning === undefined ? 'tasks whose stacks tell nothing' : `tasks that wait for ${meaning}`,
  waits: {
    nfs: 'an NFS server',
    fuse: 'the program behind a FUSE file system',
    cifs: 'an SMB server',
    ceph: 'a Ceph cluster',
    '9p': 'the host behind a 9p file system',
    ext4: 'the journal of ext4',
    xfs: 'the log or a buffer of XFS',
    btrfs: 'btrfs',
    'overlay sync': 'the disk below a container to be written out, as its overlay is unmounted',
    srcu: 'all readers of a list of the kernel to be done (SRCU)',
    rcu: 'all CPUs to pass a quiet moment (RCU)',
    raid: 'a software RAID',
    'device mapper': 'the device mapper',
    'frozen file system': 'a frozen file system',
    memory: 'free memory',
    disk: 'a disk',
    cgroup: 'a lock of the control groups',
    mount: 'a lock of the mount table',
    'network namespace': 'the lock of network interfaces',
    pipe: 'the other end of a pipe',
    lock: 'a lock that another task holds',
  } as Readonly<Record<string, string>>,
  pulls: {
    denied: 'the registry does not let it in, or has no such repository',
    platform: 'there is no image for this kind of processor',
    not_found: 'the registry has no such image',
    certificate: 'the certificate of the registry is not accepted',
    rate: 'the registry allows no more pulls for now',
    plain_http: 'the registry does not speak TLS',
    name: 'the name of the registry is not found',
    server_error: 'the registry has an error of its own',
    unreachable: 'the registry cannot be reached',
  } as Readonly<Record<string, string>>,

  // What a bundle lacks, and what its clocks say.
  clockIs: (isAhead: boolean): string => (isAhead ? 'ahead' : 'behind'),
  clockWent: (isForward: boolean): string => (isForward ? 'forward' : 'back'),
  logAbsent: (log: string, why: string): string => `the ${log} is absent (${why})`,
  doesNotRun: (daemon: string): string => `${daemon} does not run`,
  reason: (reason: string): string => reason,
  logEmpty: (path: string): string => `${path} is empty`,
  ofLog: (path: string, reason: string): string => `${path}: ${reason}`,
  clockSet: (isForward: boolean, by: string): string =>
    `The clock of the node was set ${isForward ? 'forward' : 'back'} by ${by} during the collection`,
  logsAhead: (by: string): string =>
    `Log lines are up to ${by} later than the collection: the clock of the node was set back`,
  bootsDiffer: (by: string): string =>
    `The kernel log of this boot ends ${by} before the boot: the clock of the node was set forward, so what is old in logs may be from now`,

  // What was changed.
  packageChanged: (name: string, action: string, version: string | undefined, from: string | undefined): string => {
    const before = from === undefined ? '' : ` from ${from}`;
    const after = version === undefined ? '' : from === undefined ? ` (${version})` : ` to ${version}`;
    return `${name} ${action}${before}${after}`;
  },
  written: (path: string): string => `${path} written`,
  created: (label: string, image: string | undefined): string =>
    `${label} created${image === undefined ? '' : ` from ${image}`}`,
  imageChanged: (image: string, action: string): string | undefined =>
    CHANGED[action] === undefined ? undefined : `image ${image} ${CHANGED[action]}`,
  drifted: (key: string, now: string, path: string, asked: string): string =>
    `${key} is ${now}, and ${path} asks for ${asked}`,
  booted: (kernel: string, isUnclean: boolean): string =>
    `booted kernel ${kernel}${isUnclean ? '; no shutdown was recorded before it' : ''}`,
  started: (comm: string, pid: number): string => `${comm} started (pid ${pid})`,
  outdated: (program: string, name: string, action: string, version: string | undefined): string =>
    version === undefined || action.endsWith('graded')
      ? `${program} started before ${name} was ${action}${version === undefined ? '' : ` to ${version}`}`
      : `${program} started before ${name} ${version} was ${action}`,
  kernelInstalled: (newest: string, running: string): string => `kernel ${newest} is installed, ${running} runs`,
};
