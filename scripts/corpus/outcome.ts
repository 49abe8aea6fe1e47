import type { Report } from '../../src/report/model.ts';

import { type Judgement, judge } from '../../test/corpus/judge.ts';
import type { CorpusBundle, CorpusIssue } from '../../test/corpus/manifest.ts';
import { type Families, type Score, scoreOf } from '../../test/corpus/score.ts';
import type { Analysed } from './analyse-file.ts';
import type { BundleRun } from './in-child.ts';
import { kindsOfExcerpt } from './known-kinds.ts';
import type { Recognition } from './recognition.ts';

/** What one bundle or excerpt came to. */
export interface Outcome {
  readonly name: string;
  readonly analysed: Analysed;
  readonly peakBytes?: number;
  readonly recognition?: Recognition;
  readonly judgement: Judgement;
  /** Absent where there is no report, or nobody agreed on what is true. */
  readonly score?: Score;
}

const NOT_JUDGED: Judgement = { expected: [], wrong: [], unnamed: [] };

/** A crash is wrong, and so is a refusal: each file of the corpus holds something that can be analysed. */
function judgeRun(analysed: Analysed, item: CorpusBundle | CorpusIssue): Judgement {
  if ('report' in analysed) return judge(analysed.report, item);
  return { ...NOT_JUDGED, wrong: [`exit ${analysed.exit}: ${analysed.failure}`] };
}

function scoreRun(analysed: Analysed, item: CorpusBundle | CorpusIssue, families: Families): { score?: Score } {
  const score = 'report' in analysed ? scoreOf(analysed.report, item, families) : undefined;
  return score === undefined ? {} : { score };
}

export function outcomeOfBundle(item: CorpusBundle, run: BundleRun, families: Families): Outcome {
  const name = item.file.replace(/^bundles\//, '');
  return { name, ...run, judgement: judgeRun(run.analysed, item), ...scoreRun(run.analysed, item, families) };
}

export function outcomeOfExcerpt(item: CorpusIssue, analysed: Analysed, families: Families): Outcome {
  const judgement = judgeRun(analysed, item);
  if (!('report' in analysed)) return { name: item.issue, analysed, judgement };
  const kinds = kindsOfExcerpt(item.log_kind);
  const recognised = readAs(analysed.report).filter((source) => kinds.includes(source)).length > 0;
  const recognition: Recognition = {
    known: 1,
    recognised: recognised ? 1 : 0,
    lost: recognised ? [] : [`${item.log_kind} is read as ${readAs(analysed.report).join(', ') || 'nothing'}`],
    unreadable: [],
    unread: [],
  };
  return { name: item.issue, analysed, recognition, judgement, ...scoreRun(analysed, item, families) };
}

const readAs = ({ coverage }: Report): string[] =>
  coverage.sources.filter(({ status, path }) => path !== undefined && status !== 'unparsable').map(({ id }) => id);
