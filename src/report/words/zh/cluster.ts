import type { Words } from '../words.ts';

export const cluster: Words['cluster'] = {
  all: (count) => `全部 ${count} 个节点`,
  some: (count, of) => `${of} 个节点中的 ${count} 个`,
  on: (names, of) => {
    if (names.length === of && of > 1) return `位于全部 ${of} 个节点`;
    const more = names.length > 1 ? ` 等 ${names.length} 个节点（共 ${of} 个）` : '';
    return names[0] === undefined ? '不在任何节点上' : `位于 ${names[0]}${more}`;
  },
  noNode: '没有节点',
  ofNode: (name, text) => `${name}：${text}`,
  sameCause: (where, title, names) => `${where}有同一个原因：${title}（${names}）`,
  noFault: (where) => `${where}均未发现故障`,
  likewise: (count, of) => `；共 ${of} 个节点，另有 ${count} 个情况相同`,
  with: (text, where) => `${text}（${where}）`,
  reasonOn: (reason, where) => (reason === undefined ? where : `${reason}，${where}`),
  alsoOn: (object, others, of) => (others > 0 ? `${object}，共 ${of} 个节点，另有 ${others} 个也是` : object),
  moreProblems: (count) => `另有 ${count} 个同类问题`,
};
