import { describe, expect, it } from 'vitest';
import { chineseReason } from '../../src/lib/reasons-zh.ts';

const HAN = /\p{Script=Han}/u;

describe('problems of a bundle in Chinese', () => {
  it.each([
    'the archive holds this path more than once; the last one counts',
    'the gzip data is cut off at byte 1,024 of the unpacked stream; the last entry is proc/stat',
    'its path leaves the archive: the entry was skipped',
    'it is encrypted (7z): the entry was skipped',
    '12 more problems of this kind not listed',
    'reading stopped after 4096 bytes: input/output error',
    'only the first 100000 mounts were kept',
    'not the output of uname',
    'line 7: not a link: "x y"',
    '3 of the pods could not be read',
    'commands/net/unix: more lines are not a unix socket',
  ])('%s', (problem) => {
    expect(chineseReason(problem)).toMatch(HAN);
    expect(chineseReason(problem)).not.toMatch(/\b(?:the|was|were|is) /);
  });

  it('are left as they are where nobody knows them', () => {
    expect(chineseReason('not run: a new reason')).toBe('not run: a new reason');
  });
});
