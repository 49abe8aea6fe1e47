import { formatCount } from '../../../lib/text.ts';
import type { Words } from '../words.ts';

export const notes: Words['notes'] = {
  thisNode: '这个节点',
  node: (name) => `节点 ${name}`,
  nodes: (count) => `${formatCount(count)} 个节点`,
  hit: (where, { isBlocked, goesOn }, { named, more }) => {
    const what = isBlocked ? `新容器${goesOn ? '无法启动' : '当时无法启动'}` : goesOn ? '工作不正常' : '曾经工作不正常';
    const pods = `${named.join('、')}${more > 0 ? ` 等 ${named.length + more} 个` : ''}`;
    return `${where} 上${isBlocked ? '' : '有组件'}${what}${named.length === 0 ? '' : `；${pods} 受到影响`}。`;
  },
  causeIs: { confirmed: '原因已知', likely: '很可能的原因', possible: '可能的原因' },
  dataRisk: '在修复之前，已存储的数据有风险。',
  noDataRisk: '在已采集的内容中没有看到数据损坏。',
  beginUnknown: '开始时间未知',
  began: (moment) => `最早的迹象出现于 ${moment}`,
  beganBefore: (moment) => `最早的迹象早于记录开始的时间 ${moment}`,
  stillSo: (begin) => `${begin}；采集数据时仍然如此。`,
  cannotTell: (begin) => `${begin}；是否仍在发生无法判断。`,
  lastSeen: (begin, moment) => `${begin}；最后一次出现于 ${moment}。`,
  repairIsSafe: '修复的第一步已经明确，不会中断任何正在运行的业务。',
  repairInterrupts: '修复方法已经明确，但会中断这个节点上的部分业务，应当提前通知。',
  repairUnknown: '修复方法正在确定。',
  found: (where, status) =>
    `${where}：${
      {
        healthy: '在已采集的内容中未发现故障',
        findings: '有发现项，但没有证实的原因',
        'insufficient-data': '目前还无法判断问题是什么',
        'root-cause-found': '已找到一个原因',
      }[status]
    }。`,
  whatWasSeen: (what) => `看到的现象：${what}`,
  whatWasFound: (what) => `发现的问题：${what}`,
  nothingSeen: '没有看到需要解释的故障。',
  checked: (faults, unknown) =>
    `检查了 ${formatCount(faults)} 种已知故障，均未发现${unknown === 0 ? '。' : `；${unknown} 种因缺少数据而无法检查。`}`,
  timeUnknown: '数据的采集时间未知。',
  collected: (moment) => `数据采集于 ${moment}；之后发生的情况不在其中。`,
  timeWouldHelp: '如果问题仍然存在，请提供问题发生的时间。',
  collectAgain: '请在节点上再采集一次，最好在问题存在时进行。',
  collectIfTrouble: '如果仍有问题，请在问题存在时再采集一次，可以看到更多。',
  vendor: {
    seen: (message) => `现象：${message}`,
    bundle: (file, sha256, version) =>
      `采集包：${file}${sha256 === undefined ? '' : `，SHA-256 ${sha256}`}；由 inquest ${version} 分析`,
    cpus: (count) => `${count} 个 CPU`,
    kernel: (version) => `内核 ${version}`,
    system: (parts) => `系统：${parts.join('，')}`,
    machine: (id) => `机器：${id}`,
    collector: (version) => `采集工具：inquest 采集器 ${version}`,
    fault: (title, summary) => `故障：${title}：${summary}`,
    version: (text) => `版本：${text}`,
    begin: (moment, isExact) => `${isExact ? '首次出现' : '此前已存在'}：${moment}`,
    lastSeen: (moment) => `最后出现：${moment}`,
    effects: (effects) => `影响：${effects.join('；')}`,
    effect: (title, explained, total) => `${title}（${explained} / ${total}）`,
    excluded: (causes) => `已排除：${causes.join('；')}`,
    excludedBy: (title, value) => `${title}（${value}）`,
  },
};
