import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { type Report, reportSchema } from '../../src/report/model.ts';
import { builtProgram } from '../cli/build.ts';
import { launch, missing, openReport } from './chromium.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const SHOTS = path.join(import.meta.dirname, '../../screenshots');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const MEGABYTE = 1_000_000;

const names = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.tgz'))
  .map((file) => file.slice(0, -'.tgz'.length));

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

describe.skipIf(missing !== '')(`the reports on the samples in a browser${missing}`, () => {
  let browser: Browser;
  let folder: string;
  let program: string;
  beforeAll(async () => {
    program = await builtProgram();
    browser = await launch();
    folder = mkdtempSync(path.join(tmpdir(), 'samples-'));
    mkdirSync(SHOTS, { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  describe.each(names)('%s', (name) => {
    let report: Report;
    let file: string;
    let html: string;
    beforeAll(() => {
      const bundle = path.join(SAMPLES, `${name}.tgz`);
      const json = execFileSync(process.execPath, [program, bundle, '-f', 'json', '-o', '-', '--quiet'], {
        maxBuffer: 100 * MEGABYTE,
      });
      report = reportSchema.parse(JSON.parse(json.toString('utf8')));
      html = renderHtml(report);
      file = path.join(folder, `${name}.html`);
      writeFileSync(file, html);
    }, 120_000);

    test('is one small file without inline styles', () => {
      expect(html.length).toBeLessThan(name === 'csi-mount-leak' ? 0.6 * MEGABYTE : 2 * MEGABYTE);
      expect(html).not.toMatch(/<[^>]* style=/);
      expect(html.match(/<script/g)).toHaveLength(1);
    });

    test.each([
      ['desktop', DESKTOP, 'light'],
      ['dark', DESKTOP, 'dark'],
      ['phone', PHONE, 'light'],
    ] as const)('%s: silent, accessible, no sideways scrolling', async (kind, viewport, colorScheme) => {
      const { page, noise } = await openReport(browser, file, { viewport, colorScheme });
      // In the dark nothing but the colors differs, so its first screen will do.
      await page.screenshot({ path: path.join(SHOTS, `${name}-${kind}.png`), fullPage: kind !== 'dark' });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
      if (kind === 'desktop') expect((await page.locator('h1').boundingBox())?.y).toBeLessThan(120);
      expect(noise).toEqual([]);
      await page.context().close();
    });

    test('on paper nothing is lost', async () => {
      const { page, noise } = await openReport(browser, file);
      const screen = await page.locator('main').innerText();
      await page.emulateMedia({ media: 'print' });
      const paper = await page.locator('main').innerText();
      expect(wordsOf(screen).filter((word) => !wordsOf(paper).includes(word) && !CONTROLS.includes(word))).toEqual([]);
      await page.pdf({ path: path.join(SHOTS, `${name}.pdf`), format: 'A4', preferCSSPageSize: true });
      expect(noise).toEqual([]);
      await page.context().close();
    });

    test('says the same without scripts', async () => {
      const withScripts = await openReport(browser, file);
      const without = await openReport(browser, file, { javaScriptEnabled: false, viewport: DESKTOP });
      await without.page.screenshot({ path: path.join(SHOTS, `${name}-no-scripts.png`) });
      const said = wordsOf(await without.page.locator('body').innerText());
      const all = wordsOf(await withScripts.page.locator('body').innerText());
      expect(all.filter((word) => !said.includes(word) && !CONTROLS.includes(word))).toEqual([]);
      expect(without.noise).toEqual([]);
      await withScripts.page.context().close();
      await without.page.context().close();
    });

    test('answers what, why, since when, what proves it, what is excluded, what to type, what to expect', async () => {
      const { page } = await openReport(browser, file, { viewport: DESKTOP });
      const first = squeezed(await page.locator('header').innerText());
      const all = squeezed(await page.locator('body').innerText());
      for (const [text, answer] of answersOf(report)) {
        const place = text === 'first screen' ? first : all;
        expect(place, `${text}: ${answer}`).toContain(squeezed(answer));
      }
      await page.context().close();
    });
  });

  /** What axe-core finds wrong, each with the first element. */
  async function violations(page: Page): Promise<string[]> {
    await page.addInitScript({ path: AXE });
    await page.reload();
    return page.evaluate<string[]>(
      `axe.run(document).then((r) => [...(r.passes.some((p) => p.id === 'color-contrast') ? [] : ['contrast was not measured']), ...r.violations.map((v) => v.id + ': ' + v.nodes[0].html.slice(0, 200) + ' ' + v.nodes[0].failureSummary.slice(0, 300))])`,
    );
  }
});

/** What only the controls say that scripts add. */
const CONTROLS = ['Copy', 'Filter'];

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

const wordsOf = (text: string): string[] => [...new Set(text.split(/\s+/).filter((word) => word !== ''))];

/** Texts that a reader of this report has to find, each with where. */
function answersOf(report: Report): (readonly ['first screen' | 'report', string])[] {
  const [cause] = report.diagnoses;
  if (report.verdict.status !== 'root-cause-found' || cause === undefined) {
    return [
      ['first screen', report.verdict.headline],
      ...report.coverage.collectNext.slice(0, 1).map((next) => ['report', next.source] as const),
    ];
  }
  const now = cause.remediation.find((step) => step.stage === 'now' && step.class === 'safe');
  const proof = cause.evidence.find((e) => e.line !== undefined);
  const since = cause.state.since.time?.slice(0, 19).replace('T', ' ');
  return [
    ['first screen', cause.title],
    ['first screen', cause.confidence.word],
    ['first screen', since ?? 'The begin is not known'],
    ...(now === undefined ? [] : [['first screen', now.run ?? now.do.replaceAll('`', '')] as const]),
    ['report', (cause.why.split('\n')[0] ?? '').replaceAll('`', '')],
    ...(proof === undefined ? [] : [['report', `${proof.path}:${proof.line}`] as const]),
    ...report.ruledOut.slice(0, 1).map((r) => ['report', r.title] as const),
    ...cause.remediation
      .filter((step) => step.stage === 'verify')
      .slice(0, 1)
      .map((step) => ['report', step.run ?? step.do] as const),
  ];
}
