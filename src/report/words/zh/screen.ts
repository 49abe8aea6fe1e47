import { formatCount } from '../../../lib/text.ts';
import type { Words } from '../words.ts';

export const screen: Words['screen'] = {
  label: {
    hit: '影响范围',
    do: '立即处理',
    look: '先查看',
    next: '然后',
    dont: '警告',
    reboot: '重启',
    sure: '把握程度',
    since: '开始时间',
    owner: '责任方',
    limits: '局限',
    causes: '看到的原因',
    also: '另外',
    unexplained: '未解释',
    checked: '已检查',
    at: '时间',
    notProven: '未证实',
    nearest: '最近上限',
    risks: '风险',
    toAdd: '可补充',
    because: '因为',
    seen: '看到',
    excluded: '已排除',
    ask: '需要补充',
    nodes: '节点',
    asked: '所问错误',
    askedAbout: '所问对象',
    speaksFor: '支持的证据',
  },
  newWork: (isBlocked, isOver) =>
    isBlocked ? (isOver ? '当时新容器无法启动。' : '新容器无法启动。') : '没有看到新容器受阻。',
  dataRisk: (isAtRisk) => (isAtRisk ? '数据有风险！' : '没有看到数据风险。'),
  pods: (namespace, names) => `${namespace === '' ? '' : `${namespace} 中的 `}Pod：${names}。`,
  services: (names) => `服务：${names}。`,
  seenAs: (titles) => `表现为：${titles.join('；')}。`,
  moreDonts: (count) => `另有 ${count} 条，见“修复”`,
  reboot: (reboot, unsafeFor) => {
    if (reboot === undefined) return '对这个原因是否有用尚不清楚；重启前请保留这个采集包。';
    const { helps, safe, destroys } = reboot;
    const others = unsafeFor.length === 0 ? '' : `对原因 ${unsafeFor.join('、')} `;
    const verdict = helps
      ? `能消除故障，${safe && others === '' ? '而且安全；先排空（drain）节点' : `但${safe ? others : ''}不安全`}。`
      : `没有帮助，${safe && others === '' ? '只会中断在这里运行的东西' : `而且${safe ? others : ''}不安全`}。`;
    return destroys.length === 0 ? verdict : `${verdict}会丢失${destroys.join('、')}：请先保存。`;
  },
  confirmed: '已确认：在同一个对象上既看到了故障，也看到了原因。',
  degree: (word, failure, resource) => {
    const seen = failure
      ? resource
        ? '故障和原因都看到了，但没有看到两者的因果关系'
        : '看到了故障，采集时没有看到原因'
      : resource
        ? '看到了原因，没有看到由它引起的故障'
        : '只看到了迹象';
    return `${word}：${seen}。`;
  },
  against: (reason) => `反面证据：${reason}`,
  notExcluded: (rival) => `尚未排除：${rival}`,
  conditions: (names) => `成立的条件：${names.join('；')}`,
  moreReasons: (count) => `另有 ${count} 条支持的证据`,
  surely: (word, command) =>
    `${word}。${{ none: '', shows: '在节点上执行该命令即可看到。', decides: '该命令采集的内容可以作出判断。' }[command]}`,
  toDecide: '要作出判断，请采集：',
  toConfirm: '确认方法：',
  toConfirmBy: (expect) => `确认方法，有此故障时结果为“${expect}”：`,
  toConfirmWithout: (expect) => `确认方法，没有此故障时结果为“${expect}”：`,
  noCommand: '没有单独一条命令能够确认；请看“证据”中的各处。',
  beginUnknown: '开始时间未知。',
  begin: (moment) => `${moment}。`,
  beginBefore: (moment) => `早于 ${moment}，即记录开始的时间。`,
  lastSeen: (moment) => `最后一次出现：${moment}。`,
  changeBefore: (what, gap) => `${what}，在此之前 ${gap}`,
  changeBeforeSeen: (what, gap) => `${what}，在首次出现之前 ${gap}`,
  changeBeforeCollection: (what, gap) => `${what}，在采集之前 ${gap}`,
  changed: (changes) => `变更：${changes.join('；')}。`,
  changesNotKnown: '采集包里没有之前安装和配置变更的记录。',
  noChange: '除容器外，之前 72 小时内没有变更记录。',
  ownerUnknown: '未知。',
  noLimits: (isWhole, unknown) => {
    const whole = isWhole ? '采集完整，且以 root 执行' : '没有已知的采集缺口';
    return unknown === 0 ? `${whole}。` : `${whole}；${formatCount(unknown)} 种故障无法判断。`;
  },
  otherCause: (title, tags, nodes) => `${title}（${tags.join('，')}）${nodes === '' ? '' : `，位于 ${nodes}`}`,
  inState: (message, state) => `${message}（${state}）`,
  checked: (clear, unknown, notApplicable) =>
    `检查了 ${formatCount(clear)} 种故障，均未发现；${formatCount(unknown)} 种无法判断，${formatCount(notApplicable)} 种不适用于这个节点。`,
  onlyTheseWouldShow: '不能排除只有以下数据才能看出的故障：',
  toJudge: (unknown) => `要对这 ${formatCount(unknown)} 种作出更多判断，请采集：`,
  collectedAt: (moment) => `采集于 ${moment}；在此之前发生又恢复的故障只能从日志中看到。`,
  nearest: (object, use, percent) => `${object}：${use}（${percent}）。`,
  excluded: (titles) => `${titles.join('；')}。`,
  askFor: (source, why) => `${source}：${why}`,
  nodesOfKind: (count, kind, names) => `${formatCount(count)} × ${kind}：${names}`,
  moreVerdicts: (count) => `另有 ${count} 种结论`,
  cutNodes: (names) => `被截断：${names}`,
};
