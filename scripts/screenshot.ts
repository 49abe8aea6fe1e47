import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launch, missing, openReport } from '../test/browser/chromium.ts';

const SAMPLE = 'samples/csi-mount-leak.tgz';
const OUTPUT = 'docs/report.png';
const MAX_BYTES = 300_000;

/** Takes the picture of the README: the first screen of the report on a sample, as a browser shows it. Needs a Chromium. */
export async function main(): Promise<number> {
  if (missing !== '') throw new Error(`no picture taken${missing}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'screenshot-'));
  const browser = await launch();
  try {
    const html = execFileSync(process.execPath, ['dist/cli.js', SAMPLE, '-f', 'html', '-o', '-', '--quiet']);
    const file = path.join(folder, 'report.html');
    writeFileSync(file, html);
    const { page } = await openReport(browser, file, { viewport: { width: 1280, height: 860 } });
    await page.screenshot({ path: OUTPUT });
    const { size } = statSync(OUTPUT);
    if (size > MAX_BYTES) throw new Error(`${OUTPUT} has ${size} bytes, at most ${MAX_BYTES} are wanted`);
    return 0;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
