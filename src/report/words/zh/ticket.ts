import type { Words } from '../words.ts';

export const ticket: Words['ticket'] = {
  leadsTo: '导致',
  prevent: '预防',
  ruledOut: '已排除',
  notChecked: '未检查',
  bundle: '采集包',
  report: '报告',
  possibly: (title) => `可能：${title}`,
  value: (title, value) => `${title}（${value}）`,
  unchecked: (count, total, sources) => `${total} 条规则中有 ${count} 条，缺少 ${sources}`,
  hash: (file, hash) => `${file}，SHA-256 ${hash}…`,
  check: '检查：',
  undo: '撤销：',
  expect: (text) => `预期：${text}`,
  longCommand: '（命令很长，见报告）',
  task: (task, how) => `${task}（${how.join('，')}）`,
};
