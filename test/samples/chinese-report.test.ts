import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderText } from '../../src/report/text.ts';
import { CHINESE } from '../../src/report/words/zh.ts';
import { columnsOf } from '../../src/report/wrap.ts';
import { fixedWords, leaves } from '../report/fixed-words.ts';
import { sampleFiles, sampleReport } from './shared-reports.ts';
import { textsOf, withoutCode } from './shown-texts.ts';

/** What Chinese says as English does: names of programs, hashes, units; and the logs of the kernel are called by its name. */
const alike = new Set(['kernel', ...leaves(CHINESE).map(([, value]) => value)]);
const words = fixedWords().filter((part) => !alike.has(part));
/** Of four words or more: a fact, a log or a rule that has no Chinese text is not likely to say them as well. */
const phrases = words.filter((part) => part.split(' ').length > 3);

describe.each(sampleFiles)('the Chinese report on %s', (sample) => {
  it('has no fixed word of the English one on its page', async () => {
    const zh = await sampleReport(sample, 'zh');
    const html = renderHtml(zh);
    expect(html).toContain('<html lang="zh-CN">');
    const texts = textsOf(html);
    const labels = new Set(words);
    expect(texts.filter((text) => labels.has(text.replace(/[\s:,.;]+$/, '')))).toEqual([]);
    const all = texts.join('\n');
    expect(phrases.filter((phrase) => all.includes(phrase))).toEqual([]);
    // The check sees what it looks for.
    const english = textsOf(renderHtml(await sampleReport(sample))).join('\n');
    expect(phrases.filter((phrase) => english.includes(phrase)).length).toBeGreaterThan(20);
  });

  it('has none in Markdown and in the ticket, whose labels are one column', async () => {
    const zh = await sampleReport(sample, 'zh');
    const ticket = renderText(zh);
    for (const text of [withoutCode(renderMarkdown(zh)), ticket])
      expect(phrases.filter((phrase) => text.includes(phrase))).toEqual([]);
    const [, ...lines] = ticket.split('\n');
    const labelled = lines.filter((line) => /^\p{Script=Han}{2,5} {2,}\S/u.test(line));
    const columns = labelled.map((line) => columnsOf(/^\S+ +/.exec(line)?.[0] ?? ''));
    expect(new Set(columns)).toEqual(new Set([12]));
    expect(ticket.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });
});
