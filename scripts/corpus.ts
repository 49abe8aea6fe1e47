import path from 'node:path';
import { withExcerpt } from '../test/corpus/excerpt.ts';
import { type CorpusBundle, NO_CORPUS, openCorpus } from '../test/corpus/manifest.ts';
import { familiesOf } from '../test/corpus/score.ts';
import { analyseFile, openCatalog } from './corpus/analyse-file.ts';
import { printRun, runInChild } from './corpus/in-child.ts';
import { type Outcome, outcomeOfBundle, outcomeOfExcerpt } from './corpus/outcome.ts';
import { confounderCases, healthyCases } from './corpus/own-cases.ts';
import { linesOf, totalsOf } from './corpus/print.ts';
import { scoreLines } from './corpus/score-totals.ts';

/**
 * Analyses the real bundles and the excerpts of public issues in CORPUS_DIR (default `../shared/corpus`) and compares the
 * reports with its manifest; arguments choose those whose file name holds one of them. Bundles run in a process each, whose
 * peak memory is printed; excerpts as a file each that was saved as `excerpt.log`. Exit 1: one crashed or was refused, was
 * read as another layout, says at medium severity or above what the manifest forbids, or accuses a healthy node.
 *
 * Recognised is the share of entries of known kinds that were read as that kind: entries with content whose path a table
 * apart from the layouts (`corpus/known-kinds.ts`) names, such as `proc/1/mountinfo` or `sos_commands/filesys/df_-al_-x_autofs`;
 * an excerpt is one entry, of the kind that the manifest gives. Texts of applications and files no parser reads are none.
 *
 * The score at the end counts our own confounders and healthy samples as well, unless items were chosen.
 */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === '--one') return printRun(args[1] ?? '', args.slice(2));
  const corpus = openCorpus();
  if (corpus === undefined) {
    console.log(`skipped, ${NO_CORPUS}`);
    return 0;
  }
  const isChosen = ({ file }: { readonly file: string }): boolean =>
    args.length === 0 || args.some((part) => file.includes(part));
  const families = familiesOf([...corpus.bundles, ...corpus.issues]);
  const outcomes: Outcome[] = [];
  const add = (outcome: Outcome): void => {
    outcomes.push(outcome);
    console.log(linesOf(outcome).join('\n'));
  };
  for (const item of corpus.bundles.filter(isChosen)) {
    const run = await runInChild(import.meta.url, path.join(corpus.folder, item.file), evidenceOf(item));
    add(outcomeOfBundle(item, run, families));
  }
  const catalog = openCatalog();
  for (const item of corpus.issues.filter(isChosen)) {
    const archive = path.join(corpus.folder, item.file);
    const analysed = await withExcerpt(archive, item.inner, (file) => analyseFile(file, catalog));
    add(outcomeOfExcerpt(item, analysed, families));
  }
  const own = args.length > 0 ? [] : [...(await confounderCases(catalog)), ...(await healthyCases(catalog))];
  const scored = outcomes.flatMap(({ name, score }) => (score === undefined ? [] : [{ name, score }]));
  console.log(['', ...totalsOf(outcomes), '', ...scoreLines(scored, own)].join('\n'));
  return outcomes.some(({ judgement }) => judgement.wrong.length > 0) ? 1 : 0;
}

/** The files in which the manifest saw the expected failure: `var/log/kern.log` of `var/log/kern.log:2 Jun 11 …`. */
function evidenceOf({ expected, overlay_files: overlaid = [] }: CorpusBundle): string[] {
  const places = expected.flatMap(({ evidence = [] }) => evidence).map((place) => /^[^:]+(?=:\d+ )/.exec(place)?.[0]);
  return [...new Set([...overlaid, ...places.filter((place) => place !== undefined)])];
}
