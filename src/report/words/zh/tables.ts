import { formatCount } from '../../../lib/text.ts';
import type { Words } from '../words.ts';
import { terms } from './terms.ts';

const STEPS: Readonly<Record<number, string>> = {
  60: '分钟',
  300: '5 分钟',
  900: '15 分钟',
  3600: '小时',
  14400: '4 小时',
  86400: '天',
  604800: '周',
};

export const tables: Words['tables'] = {
  next: '接下来',
  limits: { title: '上限', columns: ['上限', '已满', '已用', '%', '接下来'] },
  farLimits: (limits) => `不到 10 %：${limits.join('；')}。`,
  disks: { title: '磁盘与内存文件系统', columns: ['文件系统', '已满', '已用', '%', '剩余'] },
  disksNote: (total, shown) => `共 ${formatCount(total)} 个文件系统，列出最满的 ${shown} 个中使用率不低于 10 % 的。`,
  heldByDeleted: (bytes) => `已删除但仍被占用的文件占 ${bytes}`,
  inodes: 'inode',
  mounts: { title: '各命名空间的挂载数', columns: ['所属', '占上限', '挂载数', '%', '再挂载一次'] },
  mountsNote: (namespaces, largest) =>
    `读取了 ${formatCount(namespaces)} 个挂载命名空间，列出最大的 ${formatCount(largest)} 个；上限对每个命名空间单独生效。`,
  copies: (path, count) => `${path} 出现了 ${formatCount(count)} 次`,
  mountCost: (entries) =>
    entries === undefined ? '增量未知' : entries === 0 ? '不增加条目' : `增加 ${formatCount(entries)} 个条目`,
  places: { title: '这些挂载是什么', columns: ['位置', '占比', '挂载数', '%', ''] },
  placesNote: (mounts, namespace) => `${namespace} 的 ${mounts} 个挂载，按所在位置分类。`,
  threads: { title: '内核线程', columns: ['种类', '占比', '线程数', '%', ''] },
  threadsNote: (threads, tasks) =>
    `${formatCount(tasks)} 个任务中有 ${formatCount(threads)} 个内核线程；不到 1 % 的种类未列出。`,
  memory: { title: '内存', columns: ['部分', '占比', '字节数', '%', ''] },
  memoryNote: (total) => `共 ${total}；各部分互有重叠，不能相加。`,
  change: {
    package: '软件包',
    configuration: '配置',
    boot: '启动',
    daemon_start: '守护进程启动',
    container: '容器',
    image: '镜像',
    sysctl_drift: '手工设置',
    kernel: '内核',
    daemon_outdated: '旧程序仍在运行',
  },
  ofNode: (node, what) => `${node}：${what}`,
  podCreated: (pod, containers) => `Pod ${pod} 已创建，${containers} 个容器`,
  moreChanges: (count) => `另有 ${count} 个同类变更`,
  fromFirstSign: '相对首个征兆',
  beforeFirstSign: (gap) => `首个迹象前 ${gap}`,
  afterFirstSign: (gap) => `首个迹象后 ${gap}`,
  cannotBeTold: (what) => `无法得知：${what}。`,
  reasonOf: (source, reason) => `${source}（${terms.reason(reason)}）`,
  rules: (rules) => {
    const parts = [
      `共 ${formatCount(rules.total)} 条规则：${formatCount(rules.finding)} 条有发现`,
      `${formatCount(rules.clear)} 条未见异常`,
      `${formatCount(rules.ruledOut)} 条已排除`,
      `${formatCount(rules.unknown)} 条无法判断`,
      `${formatCount(rules.notApplicable)} 条在此不适用`,
    ];
    if (rules.error > 0) parts.push(`${formatCount(rules.error)} 条运行出错`);
    const onTrial = (rules.onTrial ?? []).map((rule) => `${rule.title}（${rule.id}）`);
    if (onTrial.length > 0)
      parts.push(`${formatCount(onTrial.length)} 条试用规则成立，不算发现：${onTrial.join('；')}`);
    return parts.join('，');
  },
  nothing: '无',
  sourceLines: (source, lines) => `${source}（${lines} 行）`,
  bytesRead: (bytes) => `已读取 ${bytes}`,
  noGaps: '未发现',
  judged: (judged, rules) => `${rules} 条规则中已判断 ${judged} 条`,
  cutNode: (where) => `被截断${where === undefined ? '' : `：${where}`}；`,
  nodeZone: (offset) => `节点时间（${offset}）`,
  sampledEvent: (kind) => `${kind}（采样）`,
  linesOf: (file, lines) => `${file}：${lines}`,
  lines: (lines, isAtLeast, shown) => {
    const all = `${isAtLeast ? '至少 ' : ''}${formatCount(lines)} 行`;
    return shown < lines ? `${all}中的 ${formatCount(shown)} 行` : all;
  },
  rate: (lines, seconds) => `${lines} 行 / ${STEPS[seconds] ?? `${seconds} 秒`}`,
  curve: (title, begin, peak, lines) => `${title}：${begin}；${peak} 时最多，该分钟 ${lines} 行`,
  quietUntil: (moment) => `最后一个平静的分钟为 ${moment}`,
  soFromBegin: (path) => `${path} 开始时就已如此`,
  outside: (title, lines, path, first, last) =>
    `不在图中：${title}，${path} 中有 ${formatCount(lines)} 行，${first === last ? `时间为 ${first}` : `从 ${first} 到 ${last}`}`,
  range: (from, to) => `，从 ${from} 到 ${to}，`,
  age: (age) => age.replace('min', '分钟').replace('h', '小时').replace('d', '天').replace('y', '年'),
};
