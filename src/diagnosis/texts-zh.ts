import { chineseReason } from '../lib/reasons-zh.ts';
import type { DiagnosisTexts } from './texts.ts';

const WORDS = { confirmed: '', likely: '很可能：', possible: '有可能：' } as const;

export const CHINESE: DiagnosisTexts = {
  headline: ({ title, message, word, more }) =>
    `${WORDS[word]}${title}：${message}${more > 0 ? `（另有 ${more} 处）` : ''}`,
  afterReboot: (candidates) =>
    `无法判断：节点在故障之后重启过，能证明根因的现场已经丢失${candidates.length === 0 ? '' : `；从错误文字看，可能的原因有：${candidates.join('；')}`}`,
  mixedNodes: (own, others, cause) =>
    `无法判断：日志来自 ${others.slice(0, 3).join('、')}${others.length > 3 ? ` 等 ${others.length} 台机器` : ''}，采集包的其余部分来自 ${own}${cause === undefined ? '' : `；若为同一节点，则：${cause}`}`,
  insufficient: (sources, unexplained) =>
    `无法判断：缺少以下数据或数据不完整：${sources.join('、')}${unexplained === undefined ? '' : `；未得到解释的现象：${unexplained}`}`,
  lacking: ({ source, reason }) => `${source}：${chineseReason(reason)}`,
  findings: (message, isUnexplained) =>
    message === undefined ? '有发现项' : `${isUnexplained ? '采集包无法解释的现象：' : ''}${message}`,
  unproven: (message) => `经过验证的规则未发现故障；一条尚未验证的规则指出：${message}`,
  healthy: (gaps) => (gaps.length === 0 ? '未发现故障' : `在已采集的内容中未发现故障；${gaps.join('；')}`),
  condition: (name, text) => text ?? name,
  operationSeen: (message) => `看到了失败的操作：${message}`,
  resourceSeen: (message) => `采集时看到了原因本身：${message}`,
  rival: (title, missing) => `${title}：${missing.map((m) => `${m.source}（${chineseReason(m.reason)}）`).join('、')}`,
  behind: (title) => `${title}：已发现，但从采集包无法判断是否由它引起`,
  notSeen: (prediction, text) => `预期会出现却没有看到：${prediction}（${text}）`,
};
