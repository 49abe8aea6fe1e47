import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One folder for what tests write, removed when all are over: processes that run tests may be ended without notice. */
export function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'inquest-test-'));
  process.env.TEST_SCRATCH = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
