import { indented } from './indented.ts';
import type { NextTexts } from './next-texts.ts';

export const CHINESE: NextTexts = {
  nothing: ({ isCauseKnown }) => [
    isCauseKnown ? '不需要更多数据：根因已知，所有规则都能判断。' : '更多数据也不会有帮助：所有规则都能判断。',
  ],
  requests: ({ isCauseKnown, requests, collector, overSsh, others, analyze }) => [
    isCauseKnown ? '根因已知。以下数据可以确定其余未决的问题：' : '以下数据可以确定未决的问题：',
    ...indented(requests.map(({ source, why }) => `${source}：${why}`)),
    ...(collector === undefined ? [] : ['', '在节点上以 root 执行；只读取，不做任何修改：', ...indented([collector])]),
    ...(overSsh === undefined ? [] : ['或者从这里执行：', ...indented([overSsh])]),
    ...(others.length === 0
      ? []
      : ['', collector === undefined ? '请执行：' : '其余数据采集器不收集：', ...indented(others)]),
    '',
    '然后对收到的每个文件执行：',
    ...indented([analyze]),
  ],
  message: ({ node, isCauseKnown, hasScript, collector, others }) => [
    '您好，',
    '',
    isCauseKnown
      ? '感谢提供的文件，从中已经找到一个原因。为了确认是否还有其他问题，我们还需要一些数据，'
      : '感谢提供的文件，但从中还看不出原因。为了找到原因，我们还需要一些数据，',
    `来自${node === undefined ? '同一个节点' : `节点 ${node}`}。请以 root 执行：`,
    '',
    ...indented([collector, ...others]),
    '',
    ...(collector === undefined
      ? []
      : [
          hasScript
            ? 'collect.sh 是您之前执行过的脚本；如有需要，我们可以再次发送。'
            : 'collect.sh 是随本消息一起发送的脚本。',
        ]),
    '以上操作只读取数据：不会修改或重启任何东西。如果可以，请在此之前不要重启节点，',
    '否则我们要找的现场会丢失。完成后请把生成的文件发给我们。',
  ],
};
