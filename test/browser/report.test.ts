import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { mountIncident } from '../report/fixture.ts';
import { GOLDEN_REPORTS } from '../report/golden-reports.ts';
import { hostileReports } from '../report/hostile.ts';
import { launch, missing, type OpenReport, openReport } from './chromium.ts';

describe.skipIf(missing !== '')(`the HTML report in a browser${missing}`, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launch();
    folder = mkdtempSync(path.join(tmpdir(), 'report-'));
    for (const [name, report] of Object.entries(GOLDEN_REPORTS))
      writeFileSync(path.join(folder, `${name}.html`), renderHtml(report));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a file in an offline context and records everything that a silent report must not do. */
  async function open(
    file: string,
    options: { width?: number; height?: number; dark?: boolean } = {},
  ): Promise<OpenReport> {
    return openReport(browser, file, {
      viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
      colorScheme: options.dark === true ? 'dark' : 'light',
    });
  }

  test.each(Object.keys(GOLDEN_REPORTS))('%s opens silently and answers on the first screen', async (name) => {
    const { page, noise } = await open(path.join(folder, `${name}.html`));
    expect(noise).toEqual([]);
    expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    const first = await page.locator('header').boundingBox();
    expect((first?.y ?? 900) + (first?.height ?? 900)).toBeLessThanOrEqual(900);
    expect((await page.locator('h1').boundingBox())?.y).toBeLessThan(200);
    // The style sheet is applied, so its hash in the policy is right.
    expect(await page.evaluate<string>("getComputedStyle(document.querySelector('header')).borderLeftWidth")).toBe(
      '4px',
    );
    await page.context().close();
  });

  test.each([
    [360, 800],
    [1280, 900],
  ])('needs no sideways scrolling at %i px', async (width, height) => {
    const { page } = await open(path.join(folder, 'two-causes.html'), { width, height });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.context().close();
  });

  test.each([360, 1280])('the words on the axes of the charts touch nothing at %i px', async (width) => {
    const { page } = await open(path.join(folder, 'two-causes.html'), { width });
    const boxes = await page.evaluate<{ top: number; left: number; right: number }[]>(
      `[...document.querySelectorAll('.axis text')].map((t) => t.getBoundingClientRect()).filter((b) => b.width > 0).map(({ top, left, right }) => ({ top, left, right }))`,
    );
    expect(boxes.length).toBeGreaterThan(2);
    for (const [index, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.right).toBeLessThanOrEqual(width);
      for (const other of boxes.slice(0, index))
        expect(other.top !== box.top || other.right < box.left || box.right < other.left).toBe(true);
    }
    await page.context().close();
  });

  test('dark follows the system, paper is always white', async () => {
    const { page } = await open(path.join(folder, 'mount-incident.html'), { dark: true });
    const background = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(20, 23, 27)');
    await page.emulateMedia({ media: 'print' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.context().close();
  });

  test('nothing is hidden from search and print', async () => {
    const { page } = await open(path.join(folder, 'mount-incident.html'));
    const hidden = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main *:not(title)')].filter((e) => e.getClientRects().length === 0 && (e.textContent ?? '').trim() !== '').map((e) => e.outerHTML)`,
    );
    expect(hidden).toEqual([]);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    await page.context().close();
  });

  test('every link in the page has a target', async () => {
    const { page } = await open(path.join(folder, 'two-causes.html'));
    const broken = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href') ?? '').filter((href) => document.querySelector(href) === null)`,
    );
    expect(broken).toEqual([]);
    await page.context().close();
  });

  test('what cannot be taken back has no copy button, everything else has one', async () => {
    const { page } = await open(path.join(folder, 'mount-incident.html'));
    expect(await page.locator('.destructive pre.cmd').count()).toBeGreaterThan(0);
    expect(await page.locator('.destructive .copy').count()).toBe(0);
    const copied = await page.locator('pre.cmd, pre.quote').count();
    expect(await page.locator('.copy').count()).toBe(copied - (await page.locator('.destructive pre.cmd').count()));
    await page.locator('.copy').first().click();
    await page.locator('.copy', { hasText: 'Copied' }).waitFor({ timeout: 5000 });
    await page.context().close();
  });

  test('a table is sorted by a click, by numbers where there are some', async () => {
    const { page, noise } = await open(path.join(folder, 'mount-incident.html'));
    const table = page.locator('#limits table');
    const shares = async (): Promise<number[]> =>
      (await table.locator('td.percent').allInnerTexts()).map((text) => Number.parseFloat(text));
    const before = await shares();
    expect(before.length).toBeGreaterThan(1);
    const head = table.locator('th').nth(3);
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await shares()).toEqual([...before].sort((a, b) => a - b));
    await head.locator('button').click();
    expect(await shares()).toEqual([...before].sort((a, b) => b - a));
    // Times in a table are words that sort by themselves, durations are not.
    const events = page.locator('#timeline table');
    await events.locator('th button', { hasText: 'From collection' }).click();
    const nearest = await events.locator('tbody tr td:nth-last-child(3)').allInnerTexts();
    expect(nearest.at(-1)).toMatch(/\dd /);
    await events.locator('th button', { hasText: 'UTC' }).click();
    const times = (await events.locator('tbody td.time:first-child').allInnerTexts()).map((t) => t.replace('≤ ', ''));
    expect(times).toEqual([...times].sort());
    expect(noise).toEqual([]);
    await page.context().close();
  });

  test('a long table has a filter, and paper shows all of it', async () => {
    const report = mountIncident();
    const [event] = report.timeline;
    if (event === undefined) throw new Error('the fixture has no events');
    report.timeline = [...Array(30).keys()].map((i) => ({ ...event, text: `event number ${i}` }));
    const { page } = await open(await saved('long.html', renderHtml(report)));
    await page.locator('#timeline .filter input').fill('NUMBER 17');
    expect(await page.locator('#timeline tbody tr:visible').count()).toBe(1);
    expect(await page.locator('#timeline .filter output').innerText()).toContain('1 of 30');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#timeline tbody tr:visible').count()).toBe(30);
    // Chromium repeats the head of a table on each page, but paints no box of a button in it a second time.
    expect(
      await page
        .locator('#timeline th button')
        .first()
        .evaluate((b) => b.getClientRects().length),
    ).toBe(0);
    await page.context().close();
  });

  test('a hostile report creates no element, runs nothing and asks for nothing', async () => {
    const own = await elementsOf(await saved('own.html', renderHtml(mountIncident())));
    // A sample: the others differ only in which text stands where, and each takes seconds to lay out.
    for (const [index, report] of hostileReports()
      .filter((_, i) => i % 3 === 0)
      .entries()) {
      const file = await saved(`hostile-${index}.html`, renderHtml(report));
      const { page, noise } = await open(file);
      await page.waitForTimeout(100);
      expect(noise).toEqual([]);
      expect(await page.evaluate<boolean>("'hacked' in window")).toBe(false);
      const links = await page.evaluate<string[]>(
        `[...document.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? '')`,
      );
      expect(links.filter((href) => !href.startsWith('#'))).toEqual([]);
      await page.context().close();
      const elements = await elementsOf(file);
      expect([...elements].filter((element) => !own.has(element))).toEqual([]);
    }
  });

  async function saved(name: string, html: string): Promise<string> {
    const file = path.join(folder, name);
    writeFileSync(file, html);
    return file;
  }

  /** Every kind of element with the names of its attributes. */
  async function elementsOf(file: string): Promise<Set<string>> {
    const { page } = await open(file);
    const names = await page.evaluate<string[]>(
      `[...document.querySelectorAll('*')].map((e) => [e.tagName, ...e.getAttributeNames().sort()].join(' '))`,
    );
    await page.context().close();
    return new Set(names);
  }
});
