import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { BundleFiles } from '../../scripts/samples/tar.ts';
import type { Lang } from '../../src/lib/lang.ts';
import type { Report } from '../../src/report/model.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { readFile, reportOf, SAMPLES, snapshotOf } from './analysis.ts';

const CONFOUNDERS = path.join(SAMPLES, '../test/confounders');

/** The archives of `samples/`. */
export const sampleFiles: readonly string[] = readdirSync(SAMPLES).filter((file) => file.endsWith('.tgz'));

/** The folders of `test/confounders/`. */
export const confounders: readonly string[] = readdirSync(CONFOUNDERS, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);

/** A case is a folder with `bundle.ts`, which exports `bundle()`, and `expected.json`. */
export async function confounderFiles(name: string): Promise<BundleFiles> {
  if (built?.name === name) return built.files;
  const module = (await import(`../confounders/${name}/bundle.ts`)) as { readonly bundle?: () => BundleFiles };
  if (module.bundle === undefined) throw new Error(`test/confounders/${name}/bundle.ts exports no bundle()`);
  built = { name, files: module.bundle() };
  return built.files;
}

let built: { readonly name: string; readonly files: BundleFiles } | undefined;

/** The latest one only: there are many, and some are large. */
let latest: { readonly what: string; readonly snapshot: Promise<Snapshot> } | undefined;
const reports = new Map<string, Promise<Report>>();

function read(what: string, make: () => Promise<Snapshot>): Promise<Snapshot> {
  if (latest?.what !== what) latest = { what, snapshot: make() };
  return latest.snapshot;
}

/** Test files that one process runs share the reports: nothing changes a report. */
function analysed(what: string, lang: Lang, make: () => Promise<Snapshot>): Promise<Report> {
  const key = `${lang} ${what}`;
  const made = reports.get(key) ?? read(what, make).then((snapshot) => reportOf(snapshot, lang));
  reports.set(key, made);
  return made;
}

/** The report on an archive of `samples/`. */
export const sampleReport = (file: string, lang: Lang = 'en'): Promise<Report> =>
  analysed(file, lang, () => readFile(path.join(SAMPLES, file)));

/** The report on a state of `test/confounders/`. */
export const confounderReport = (name: string, lang: Lang = 'en'): Promise<Report> =>
  analysed(`confounder ${name}`, lang, async () => snapshotOf(await confounderFiles(name)));
