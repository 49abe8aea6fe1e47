import type { Words } from '../words.ts';
import { terms } from './terms.ts';

export const limits: Words['limits'] = {
  lack: {
    restricted: '权限不足，无法读取',
    failed: '失败',
    timed_out: '没有及时响应',
    truncated: '被截断',
    skipped: '已跳过',
    unparsable: '无法解析',
  },
  lacking: (how, sources) => `${how}：${sources}`,
  asUser: (uid) => `以 uid ${uid} 采集，不是 root`,
  inContainer: '在容器内采集',
  timeUnknown: '采集时间未知，因此不能认定任何状态是当前的',
  isCut: '采集包被截断：截断之后的内容不在其中',
  cut: (where, missing) => `${where}；${missing === '' ? '之后的内容不在其中' : `缺少：${missing}`}`,
  hung: (commands) => `采集器的命令挂起且无法结束：${commands}`,
  rebooted: '节点在采集前不到一天内重启过：之前内存中的内容已经丢失',
  noLog: '采集包里没有日志',
  gaps: (count, shown, isMore) => `日志有 ${count} 处缺口：${shown}${isMore ? '……' : ''}`,
  added: (name, apart, brought) =>
    `文件 ${name}${apart === undefined ? '' : `（采集时间比采集包${apart.isBefore ? '早' : '晚'} ${apart.gap}）`}${brought.length === 0 ? '没有带来采集包缺少的内容' : `补充了${brought.join('和')}`}`,
  logs: (count) => ` ${count} 份日志`,
  leftAside: (name, sources) => `${name} 中有以下内容未采用，因为采集包里已有：${sources}`,
  notSurelySame: (name) => `${name} 中没有内容表明它来自这个节点的这次启动`,
  addedIsCut: (name) => `文件 ${name} 被截断：截断之后的内容不在其中`,
  said: (text) => `命令行上给出的错误：“${text}”。`,
  alsoThere: (place) => `采集包里也有：${place}。`,
  explainedBy: (titles) => `这个错误的原因是：${titles}`,
  unrecognised: '无法识别这个错误的形式，因此无法对它作出判断。请给出日志的整行。',
  unexplained: (known, needed) =>
    `这个错误（${known}）在采集包里${needed === '' ? '没有找到原因。' : `得不到解释：还需要 ${needed}`}`,
  needed: (source, reason) => `${source}（${terms.reason(reason)}）`,
  isNode: (object) => `${object} 就是这个采集包的节点；整个报告都是关于它的。`,
  touchedBy: (object, titles) => `与 ${object} 有关的原因：${titles}`,
  onlyFindings: (object, titles) => `没有原因与 ${object} 有关；与它有关的发现项：${titles}`,
  untouched: (object, isKnown) => `没有发现与 ${object} 有关的问题。${isKnown ? '' : '采集包里没有出现它的名字。'}`,
  nearNothing: (moment, minutes) => `${moment}：在它前后 ${minutes} 分钟内，没有已知成立的发现项。`,
  near: (minutes, titles) => `在它前后 ${minutes} 分钟内存在：${titles}`,
  afterCollection: '采集包早于这个时间，无法说明之后的情况。',
  overBefore: (title, moment) => `在此之前已结束：${title}，最后一次出现 ${moment}`,
};
