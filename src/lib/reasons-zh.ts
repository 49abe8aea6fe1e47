import { PROBLEMS } from './problems-zh.ts';

/**
 * Why something is not known. Reasons are written by the collector, by parsers and by facts, and travel as English text:
 * that text is the key here, and what stands in its parentheses is taken over. A reason without an entry stays as it is.
 */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^not in this bundle$/, '不在采集包中'],
  [/^only one sample of it is in this bundle$/, '采集包里只有一次采样'],
  [/^collected, but it does not tell$/, '已采集，但看不出来'],
  [/^(\S+) was not collected$/, '未采集 $1'],
  [/^it does not exist here: (\S+)$/, '这里不存在：$1'],
  [/^it printed nothing$/, '没有输出'],
  [/^nothing was found$/, '没有找到'],
  [/^the entry has no content$/, '文件没有内容'],
  [/^no line of it could be read$/, '没有一行能够读取'],
  [/^the archive broke off inside this (?:entry|log)$/, '归档在此处中断'],
  [/^the collector found nothing of it \(step (\S+)\)$/, '采集器没有找到（步骤 $1）'],
  [/^step (\S+): (\w+)$/, '步骤 $1：$2'],
  [/^the same content as (.+), which counts$/, '与 $1 内容相同，以后者为准'],
  [/^only a part of it; all of it is in (.+), which counts$/, '只有一部分；完整内容在 $1，以后者为准'],
  [/^(.{1,80}?) does not collect it: ask for (.+)$/, '$1 不采集它：请索取 $2'],
  [/^the bundle is incomplete$/, '采集包不完整'],
  [/^the bundle was cut before its first step ended$/, '采集包在第一个步骤结束前被截断'],
  [/^the bundle was cut after step (\d+) of (\d+) \((\w+)\)$/, '采集包在第 $1 步（共 $2 步，$3）之后被截断'],
  [/^the bundle was cut after step (\d+) \((\w+)\)$/, '采集包在第 $1 步（$2）之后被截断'],
  [/^the collection ended before its first step ended(.*)$/, '采集在第一个步骤结束前中止$1'],
  [/^the collection ended after step (\d+) of (\d+) \((\w+)\)(.*)$/, '采集在第 $1 步（共 $2 步，$3）之后中止$4'],
  [/^the collector left no record of its step (\w+)$/, '采集器没有留下步骤 $1 的记录'],
  // What the collector says of its steps.
  [/^left out by an option$/, '按选项略去'],
  [/^without root only a part is shown$/, '不是 root，只能看到一部分'],
  [/^without root only a choice of processes was read$/, '不是 root，只读取了部分进程'],
  [/^the output could not be written$/, '输出无法写入'],
  [/^the step ended early$/, '步骤提前结束'],
  [/^the step did not end in time$/, '步骤没有按时结束'],
  [/^the run was stopped$/, '采集被中止'],
  [/^some of (\S+) may not be read$/, '$1 有一部分无权读取'],
  [/^this kernel does not show it$/, '这个内核不提供它'],
  [/^none of (.+) exists$/, '$1 都不存在'],
  [/^there is no (\S+)$/, '没有 $1'],
  [/^no socket for (\S+)$/, '没有 $1 的 socket'],
  [/^hosts of this kind do not have it$/, '这类主机没有它'],
  [/^no (\S+) command$/, '没有 $1 命令'],
  [/^some keys could not be read$/, '有些参数无法读取'],
  [/^no dockerd and no containerd$/, '没有 dockerd，也没有 containerd'],
  [/^systemd does not run here$/, '这里没有运行 systemd'],
  [/^the time was not enough for all directories$/, '时间不够，没有统计完所有目录'],
  [/^the journal was not read$/, '没有读取 journal'],
  [/^the journal may not be read$/, '无权读取 journal'],
  [/^no journal and no log file$/, '没有 journal，也没有日志文件'],
  [/^the journal has no entry for it$/, 'journal 中没有它的条目'],
  [/^no unit of another runtime exists$/, '没有其他容器运行时的单元'],
  [/^the logs of pods may not be read$/, '无权读取 Pod 的日志'],
  [/^no kubeconfig of a kubelet$/, '没有 kubelet 的 kubeconfig'],
  [/^no container of this kind is on disk$/, '磁盘上没有这类容器'],
  [/^a process blocks the readers of its command line$/, '有进程阻塞了对其命令行的读取'],
  [
    /^the collector ran in a container and did not see the files of the node: run it on the node, or behind chroot \/host$/,
    '采集器在容器中运行，看不到节点的文件：请在节点上运行，或先 chroot /host',
  ],
  [
    /^the collector ran in a container and did not see the processes of the node: run it on the node, or with hostPID$/,
    '采集器在容器中运行，看不到节点的进程：请在节点上运行，或使用 hostPID',
  ],
  [
    /^the collector ran in another network namespace than the node: run it on the node, or with hostNetwork$/,
    '采集器在另一个网络命名空间中运行：请在节点上运行，或使用 hostNetwork',
  ],
  // Logs.
  [/^no log(?: is)? in this bundle$/, '采集包里没有日志'],
  [/^no log of (.+) in this bundle$/, '采集包里没有 $1 的日志'],
  [/^(\S+) is empty$/, '$1 为空'],
  [/^(\S+) runs, and no log of it is in this bundle$/, '$1 正在运行，而采集包里没有它的日志'],
  [/^the log is empty$/, '日志为空'],
  [/^lines longer than (\d+) bytes were searched up to there$/, '超过 $1 字节的行只检查到该处'],
  [
    /^(\d+) repeated lines were left out; of each message the first three of a minute are there$/,
    '略去了 $1 行重复内容；每种消息保留每分钟的前三行',
  ],
  [/^the kernel reports no further hung tasks$/, '内核不再报告更多 hung task'],
  [/^(\S+) is 0: hung tasks are not reported$/, '$1 为 0：不报告 hung task'],
  [/^(\S+) is not in this bundle$/, '$1 不在采集包中'],
  [/^(\S+) to (\S+) are not in this bundle$/, '$1 到 $2 不在采集包中'],
  [/^not read$/, '没有读取'],
  // Facts.
  [/^the node was rebooted since$/, '此后节点重启过'],
  [/^the values were sampled before the failures began$/, '故障开始之前取值就已采样'],
  [/^the failures had stopped before the values were sampled$/, '取值采样时故障已经停止'],
  [/^(\d+) older changes \((\w+)\) left out$/, '略去了 $1 个更早的变更（$2）'],
  [/^no list of configuration files in this bundle$/, '采集包里没有配置文件的列表'],
  [/^nothing in the bundle says when it was collected$/, '采集包里没有说明采集时间'],
  [/^nothing in the bundle tells which node of the cluster it is of$/, '采集包里没有说明它属于集群中的哪个节点'],
  [/^no time service told an offset$/, '没有时间服务给出偏差'],
  [/^nothing tells in which kernel function processes sleep$/, '无从得知进程睡眠在哪个内核函数里'],
  [/^no client certificate of the kubelet was found$/, '没有找到 kubelet 的客户端证书'],
  [/^which pods and containers run is only known in part$/, '只知道一部分正在运行的 Pod 和容器'],
  [/^it names no memory controller$/, '其中没有内存控制器'],
  [/^a table of pods has no uids$/, 'Pod 列表里没有 uid'],
  [/^no list of the pods of the kubelet in this bundle$/, '采集包里没有 kubelet 的 Pod 列表'],
  [/^\/proc hides the processes of other users \(hidepid\)$/, '/proc 隐藏了其他用户的进程（hidepid）'],
  [
    /^its two samples do not fit together: the time between them is not known or too short$/,
    '两次采样无法比较：间隔未知或太短',
  ],
  [/^neither docker nor a package log names runc$/, 'docker 和软件包日志都没有给出 runc 的版本'],
  [/^no setting of kubelet or runtime in it$/, '其中没有 kubelet 或容器运行时的设置'],
  [/^it does not count tasks$/, '其中没有任务数'],
  [/^without it no process has a name$/, '没有它就不知道进程的名称'],
];

/** What became of a source that is not whole. */
export const CHINESE_STATUSES = {
  empty: '为空',
  restricted: '无权限',
  failed: '失败',
  timed_out: '超时',
  truncated: '被截断',
  skipped: '已跳过',
  unparsable: '无法解析',
} as const;

/** A reason that names a place or state first, and then another reason: `truncated: the step did not end in time`. */
const PREFIXES: readonly (readonly [RegExp, (before: string) => string])[] = [
  [
    /^(empty|restricted|failed|timed_out|truncated|skipped|unparsable): /,
    (status) => `${CHINESE_STATUSES[status as keyof typeof CHINESE_STATUSES]}：`,
  ],
  [/^second sample: /, () => '第二次采样：'],
  [/^line (\d{1,12}): /, (line) => `第 ${line} 行：`],
  [/^threads were not looked at: /, () => '没有查看线程：'],
  [/^(kubelet|dockerd|containerd|crio) runs; /, (daemon) => `${daemon} 正在运行；`],
  [/^(not in this bundle); /, () => '不在采集包中；'],
  [/^([\w./@+:-]{1,400}): /, (path) => `${path}：`],
];

const KNOWN = [...REASONS, ...PROBLEMS];

/** A state, a sample and a path may stand before a reason; a bundle may bring a text with any number of colons. */
const MAX_PREFIXES = 4;

/** The reason in Chinese, as far as it is known. */
export function chineseReason(reason: string): string {
  let before = '';
  let rest = reason;
  for (let i = 0; i <= MAX_PREFIXES; i++) {
    const known = KNOWN.find(([pattern]) => pattern.test(rest));
    if (known !== undefined) return before + rest.replace(known[0], known[1]);
    const prefix = PREFIXES.find(([pattern]) => pattern.test(rest));
    const match = prefix?.[0].exec(rest) ?? undefined;
    if (prefix === undefined || match === undefined) break;
    before += prefix[1](match[1] ?? '');
    rest = rest.slice(match[0].length);
  }
  return before + rest;
}
