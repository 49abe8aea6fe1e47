import type { Words } from '../words.ts';

export const cause: Words['cause'] = {
  heading: (number, of, isProven) => {
    const word = isProven ? '原因' : '可疑原因';
    return of > 1 ? `${word} ${number}（共 ${of} 个）` : word;
  },
  onNodes: (names) => `位于 ${names}`,
  explained: (title, share) => `${title}（${share}）`,
  explains: (effects) => `能够解释：${effects.join('；')}。`,
  madePossible: '前提条件',
  madeWorse: '加重因素',
  trigger: '触发因素',
  forIt: '支持的证据',
  againstIt: '反面证据',
  wouldChange: '以下情况会改变结论',
  pods: 'Pod',
  services: '服务',
  lasted: '持续时间',
  lastedFor: (duration, isAtLeast, goesOn) => `${isAtLeast ? '至少 ' : ''}${duration}${goesOn ? '，直到采集时' : ''}`,
  part: { cause: '原因', effect: '结果', symptom: '现象' },
  arrows: (count, isDashed) =>
    `共 ${count} 个箭头，编号与列表一致。${isDashed ? '虚线箭头表示有可能，未经证实。' : ''}`,
  arrow: (number, from, to, isPossible) => `${number}：${from}${isPossible ? '可能导致' : '导致'}${to}`,
  leadsTo: (isPossible) => (isPossible ? '可能导致' : '导致'),
  leadsToInText: (isPossible) => (isPossible ? '可能导致' : '导致'),
  shareExplained: (share) => `已解释 ${share}`,
  entity: (kind, name) => `${kind} ${name}`,
  bothConcern: (what) => `；两者涉及同一个${what}`,
  fleetShows: (expect) => `有此故障的节点会显示：${expect}。`,
  version: (text) => `版本：${text}。`,
  conditions: (count) => `${count} 个条件及其取值`,
  morePlaces: (count) => `，另有 ${count} 处`,
  times: (count) => `共 ${count}`,
  first: (moment) => `首次 ${moment}`,
  last: (moment) => `末次 ${moment}`,
  seen: (parts) => `出现：${parts.join('，')}`,
  afterTags: (seen) => `。${seen}`,
  sampled: (moment) => `采样于 ${moment}`,
  allSampled: (moment) => `取值采样于 ${moment}。`,
  furtherTested: (count) => `检查过的其他原因：${count} 个`,
  inAll: (count) => `共 ${count} 项，附出处`,
  commandOnAfter: '# 在节点上执行',
};
