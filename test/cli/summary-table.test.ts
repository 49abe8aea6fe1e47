import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/cli/job.ts';
import { summaryTable } from '../../src/cli/summary-table.ts';
import { wordsOf } from '../../src/report/words/words.ts';

const DONE: readonly Summary[] = [
  { severity: 'info', node: 'node-1', verdict: 'insufficient-data', diagnoses: [] },
  { severity: 'high', node: 'node-2', verdict: 'root-cause-found', root: 'mounts/mount-max-too-small', diagnoses: [] },
];
const tableIn = (language: 'en' | 'zh'): string[] =>
  summaryTable(DONE, [{ bundle: 'node-3.tgz' }], wordsOf({ language }))
    .trim()
    .split('\n');

describe('the table of several bundles', () => {
  it('calls a verdict as the model does in English', () =>
    expect(tableIn('en')).toEqual([
      'NODE        VERDICT            ROOT CAUSE                  SINCE',
      'node-3.tgz  not read           -                           -',
      'node-2      root-cause-found   mounts/mount-max-too-small  not known',
      'node-1      insufficient-data  -                           -',
    ]));

  it('is in Chinese, its columns counted in cells of the terminal', () =>
    expect(tableIn('zh')).toEqual([
      '节点        结论        根因                        开始时间',
      'node-3.tgz  无法读取    -                           -',
      'node-2      已找到根因  mounts/mount-max-too-small  未知',
      'node-1      数据不足    -                           -',
    ]));
});
