import { chineseReason } from '../../lib/reasons-zh.ts';
import type { FactWords } from './words.ts';

/** What package managers did, as the parser names it. */
const ACTIONS: Readonly<Record<string, string>> = {
  installed: '安装',
  upgraded: '升级',
  downgraded: '降级',
  removed: '卸载',
  reinstalled: '重新安装',
};
const CHANGED: Readonly<Record<string, string>> = {
  pull: '已拉取',
  load: '已载入',
  import: '已导入',
  delete: '已删除',
};
const USED = { connections: '个连接', neighbours: '个邻居', 'memory pages': '个内存页' } as const;
const LIMITS: Readonly<Record<string, string>> = {
  open_files: '打开的文件数',
  processes: '进程数',
  pids: '任务数',
  memory: '内存',
};
/** NETLINK_* as in the English words. */
const TOPICS: Readonly<Record<number, string>> = {
  0: '路由和网络接口',
  4: '套接字诊断',
  6: ' IPsec ',
  9: '审计',
  12: ' netfilter ',
  15: '设备事件',
  16: ' generic netlink ',
};
/** What was attempted, as signatures name it. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  container_start: '启动容器',
  container_exec: '在容器中执行',
  container_copy: '复制容器文件',
  volume_mount: '挂载卷',
  image_pull: '拉取镜像',
  mount: '挂载',
  write: '写入',
};
/** The step of it that failed, where that is more than the name of a system call. */
const STEPS: Readonly<Record<string, string>> = {
  'apply capabilities': '设置 capability',
  'build seccomp filter': '构建 seccomp 过滤器',
  'enter cgroups v2': '进入 cgroup v2',
  'enter control group': '进入 cgroup',
  'make control group': '创建 cgroup',
  'make unit': '创建单元',
  'make unit on a closed connection': '在已关闭的连接上创建单元',
  'register layer': '登记镜像层',
};
/** How a daemon ended, as systemd says it. */
const ENDED: Readonly<Record<string, string>> = { dumped: '转储 core', killed: '杀死' };

/** The Chinese of what facts say; terms are in rules/locales/zh/README.md. */
export const CHINESE: FactWords = {
  theNode: '节点',
  theNodeItself: '节点 (pid 1)',
  container: (name) => `容器 ${name}`,
  containerOf: (pod) => `${pod} 的一个容器`,
  allContainers: '所有容器',
  startOfContainers: (object) => (object === '' ? '启动容器' : `启动容器（${object}）`),
  startRefused: {
    runtime: '创建容器的程序无法运行',
    layer: 'docker 需要的层已不在其数据目录中',
    bridge: '网络的网桥已不存在',
    chains: 'docker 在 iptables 中创建的链已不存在',
    port: '要发布的端口已被占用',
    log_driver: '它的日志无法发送',
    program: '镜像中没有这个程序',
    request: '它所要求的东西不在该节点上',
    no_space: '某处已没有空间 (ENOSPC)',
    no_files: '没有可用的文件描述符 (EMFILE, ENFILE)',
    read_only: '文件系统是只读的 (EROFS)',
    io_error: '读写失败 (EIO)',
    no_memory: '内核没有分配内存 (ENOMEM)',
    no_tasks: '无法启动进程 (EAGAIN)',
    other: '原因见 docker 的原文',
  },
  logsOfContainers: (driver) => (driver === '' ? '容器日志' : `容器日志 (${driver})`),
  pod: (name) => `Pod ${name}`,
  podsBelow: (path) => `${path} 下的所有 Pod`,
  controlGroup: (path) => `cgroup ${path}`,
  groupOf: (comm) => `${comm} 的 cgroup`,
  processBehind: (path) => `${path} 对应的进程`,
  thread: (comm, pid, tid) => `${comm ?? '任务'} (pid ${pid}${tid === undefined ? '' : `，线程 ${tid}`})`,
  seenBy: (place, pid) => `${place}（进程 ${pid} 所见）`,
  failure: (action, op) => {
    const what = ATTEMPTS[action] ?? action.replace('_', ' ');
    return op === undefined ? what : `${what}（${STEPS[op] ?? op}）`;
  },
  partOf: (part, whole) => `${whole} 的 ${part}`,
  partIn: (part, whole) => `${whole} 中的 ${part}`,
  limitOf: (name, whose) => `${whose} 的${LIMITS[name] ?? ` ${name} `}`.trimEnd(),
  placedAt: (kind, place) => `${place} 上的 ${kind}`,
  volumes: (count) => `${count} 个卷`,
  bond: (name) => `bond ${name}`,
  tunnel: (name) => `隧道 ${name}`,
  interface: (name) => `网络接口 ${name}`,
  network: (name) => `网络“${name}”`,
  networkCard: (name) => (name === '' ? '某块网卡' : `网卡 ${name}`),
  networkDriver: (name) => `网卡驱动 ${name}`,
  disk: (name) => `磁盘 ${name}`,
  nvme: (name) => `NVMe 控制器 ${name}`,
  memoryModule: (name) => `内存条 ${name}`,
  multipath: (number, path, point) =>
    `multipath 设备${number === '' ? `（路径 ${path}）` : ` ${number}`}${point === undefined ? '' : ` (${point})`}`,
  thinPool: (name) => `thin pool ${name}`,
  certificate: (subject, path) => `${path} 中的${subject === '' ? '无主体证书' : ` ${subject}`}`,
  buildCache: (root) => `${root} 中 docker 的构建缓存`,
  dockerKeeps: (root) => `docker 保存在 ${root} 中的内容`,
  neighbours: (family) => (family === 'ipv4' ? 'IPv4 邻居表' : 'IPv6 邻居表'),
  oops: (number) => `第 ${number} 次 oops`,
  panic: '内核 panic',
  lockup: 'CPU 卡死',
  clock: '节点的时钟',
  conntrack: '节点的连接跟踪',
  conntrackOf: (whose) => `${whose} 的连接跟踪`,
  programs: '节点上的程序',
  openFiles: '节点打开的文件',
  memory: '节点内存',
  memoryGroups: '内存 cgroup',
  networkStack: '节点的网络栈',
  tasks: '节点的任务',
  tcpMemory: 'TCP 套接字内存',
  diskPressure: 'disk pressure',
  sharedSettings: 'kubelet 与容器运行时的设置',
  podDirectories: '已消失的 Pod 的目录',
  leftVolumes: '已消失的 Pod 的卷',
  leftRoots: '已消失的容器的文件系统',
  placeOfKill: { node: '节点', part: '部分 NUMA 节点', 'by hand': '手工触发', 'not told': '未说明' },
  netlink: (who, topic) => `${who} 用于${topic}的 netlink socket`,
  netlinkPort: (port) => `端口 ${port}`,
  netlinkTopic: (protocol) => TOPICS[protocol] ?? `协议 ${protocol} `,
  eviction: (signal, place, share, isHard, threshold) =>
    `${place} 的 ${signal}：剩余 ${share}，${isHard ? '' : '软'}阈值 ${threshold}`,

  semicolon: '；',
  atLeast: (count) => `至少 ${count}`,
  use: (used, limit, what) => {
    const unit = USED[what];
    if (used === undefined) return limit === undefined ? `${unit.slice(1)}数量未知` : `最多 ${limit} ${unit}`;
    return limit === undefined ? `${used} ${unit}` : `${used} ${unit}（上限 ${limit}）`;
  },
  load: (cpus, memory) =>
    [cpus === undefined ? [] : `${cpus} 个 CPU`, memory === undefined ? [] : `${memory} 内存`].flat().join('，'),
  ofSize: (size) => `（${size}）`,
  leftBelowRoot: (mounts) => `在它的根目录下留下了${mounts === undefined ? '' : ` ${mounts} 个`}节点的挂载`,
  sleepIn: (places) => `；它的任务睡眠在 ${places}`,
  refusals: (lines, retries) => `，每分钟最多 ${lines} 次被拒绝（每 2m2s 重试一次应有 ${retries} 次）`,
  ended: (how, status, name) =>
    how === 'exited' ? `以状态 ${status} 退出` : `被 ${name || status} ${ENDED[how] ?? how}`,
  waitFor: (meaning) => (meaning === undefined ? '内核栈看不出原因的任务' : `等待${meaning}的任务`),
  waits: {
    nfs: ' NFS 服务器',
    fuse: ' FUSE 文件系统背后的程序',
    cifs: ' SMB 服务器',
    ceph: ' Ceph 集群',
    '9p': ' 9p 文件系统背后的宿主机',
    ext4: ' ext4 的 journal',
    xfs: ' XFS 的 log 或缓冲区',
    btrfs: ' btrfs',
    'overlay sync': '容器下面的磁盘写完数据（正在卸载它的 overlay）',
    srcu: '内核某个列表的所有读者结束（SRCU）',
    rcu: '所有 CPU 经过静止状态（RCU）',
    raid: '软件 RAID',
    'device mapper': ' device mapper',
    'frozen file system': '被冻结的文件系统',
    memory: '空闲内存',
    disk: '磁盘',
    cgroup: ' cgroup 的锁',
    mount: '挂载表的锁',
    'network namespace': '网络接口的锁',
    pipe: '管道的另一端',
    lock: '另一个任务持有的锁',
  },
  pulls: {
    denied: '镜像仓库拒绝访问，或者没有这个仓库',
    platform: '没有适合这种处理器的镜像',
    not_found: '镜像仓库里没有这个镜像',
    certificate: '镜像仓库的证书不被接受',
    rate: '镜像仓库暂时不允许更多拉取',
    plain_http: '镜像仓库不使用 TLS',
    name: '镜像仓库的域名无法解析',
    server_error: '镜像仓库自身出错',
    unreachable: '无法连接镜像仓库',
  },

  clockIs: (isAhead) => (isAhead ? '快' : '慢'),
  clockWent: (isForward) => (isForward ? '调快' : '调慢'),
  logAbsent: (log, why) => `没有 ${log.replace(/ log$/, '')} 的日志（${why}）`,
  doesNotRun: (daemon) => `${daemon} 没有运行`,
  reason: chineseReason,
  logEmpty: (path) => `${path} 为空`,
  ofLog: (path, reason) => `${path}：${reason}`,
  clockSet: (isForward, by) => `采集期间节点的时钟被调${isForward ? '快' : '慢'}了 ${by}`,
  logsAhead: (by) => `有日志行比采集时间晚，最多晚 ${by}：节点的时钟被调慢过`,
  bootsDiffer: (by) =>
    `本次启动的内核日志在启动之前 ${by} 就结束了：节点的时钟被调快过，因此日志里看似很旧的内容也许是现在的`,

  packageChanged: (name, action, version, from) => {
    const what = `${name} 已${ACTIONS[action] ?? ` ${action} `}`.trimEnd();
    if (version === undefined) return from === undefined ? what : `${what}（原为 ${from}）`;
    return from === undefined ? `${what}（${version}）` : `${what}：${from} → ${version}`;
  },
  written: (path) => `${path} 被写入`,
  created: (label, image) => `${label} 已创建${image === undefined ? '' : `，镜像 ${image}`}`,
  imageChanged: (image, action) => (CHANGED[action] === undefined ? undefined : `镜像 ${image} ${CHANGED[action]}`),
  drifted: (key, now, path, asked) => `${key} 当前为 ${now}，而 ${path} 要求 ${asked}`,
  booted: (kernel, isUnclean) => `启动，内核 ${kernel}${isUnclean ? '；此前没有关机记录' : ''}`,
  started: (comm, pid) => `${comm} 已启动 (pid ${pid})`,
  outdated: (program, name, action, version) =>
    version === undefined || action.endsWith('graded')
      ? `${program} 在 ${name} ${ACTIONS[action] ?? action}${version === undefined ? '' : `到 ${version} `}之前就已运行`
      : `${program} 在${ACTIONS[action] ?? action} ${name} ${version} 之前就已运行`,
  kernelInstalled: (newest, running) => `已安装内核 ${newest}，正在运行 ${running}`,
};
