import type { BundleFiles } from './tar.ts';

/** A step that only some incidents have. */
export interface AddedStep {
  readonly name: string;
  readonly stage: number;
  /** Members by path, each with the source it feeds. */
  readonly members: readonly { readonly path: string; readonly source: string; readonly text: string }[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const recordOf = (text: string | undefined): Record<string, unknown> => {
  const value: unknown = JSON.parse(text ?? '{}');
  return isRecord(value) ? value : {};
};

/** The same bundle with further steps at the end; a member that is there already is replaced by one of the same path. */
export function withSteps(files: BundleFiles, steps: readonly AddedStep[]): BundleFiles {
  const start = recordOf(files.get('manifest-start.json'));
  const end = recordOf(files.get('manifest.json'));
  const before = Number(end.steps);
  const plan = Array.isArray(start.plan) ? start.plan : [];
  const added = new Map(files);
  added.delete('manifest.json');
  for (const [i, { name, stage, members }] of steps.entries()) {
    for (const { path, text } of members) added.set(path, text);
    const record = {
      step: name,
      stage,
      sources: [...new Set(members.map((m) => m.source))],
      status: 'collected',
      paths: members.map((m) => m.path),
      paths_total: members.length,
      bytes: members.reduce((sum, m) => sum + Buffer.byteLength(m.text), 0),
      seconds: 0.1,
    };
    added.set(`manifest/${before + i + 1}-${name}.json`, `${JSON.stringify(record)}\n`);
    plan.push({ step: name, sources: record.sources });
  }
  added.set('manifest-start.json', `${JSON.stringify({ ...start, plan })}\n`);
  added.set('manifest.json', `${JSON.stringify({ ...end, steps: before + steps.length })}\n`);
  return added;
}

/** A step with one member. */
export const step = (name: string, stage: number, source: string, path: string, text: string): AddedStep => ({
  name,
  stage,
  members: [{ path, source, text }],
});
