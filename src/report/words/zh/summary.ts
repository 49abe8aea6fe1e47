import type { Words } from '../words.ts';
import { terms } from './terms.ts';

export const summary: Words['summary'] = {
  node: '节点',
  verdict: '结论',
  rootCause: '根因',
  since: '开始时间',
  notRead: '无法读取',
  status: terms.verdict,
  orBefore: (time) => `${time} 或更早`,
};
