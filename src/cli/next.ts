import { analyseWithAdded } from '../added-files.ts';
import { visible } from '../lib/text.ts';
import type { Report } from '../report/model.ts';
import { shellWord } from '../rules/template.ts';
import { LANGUAGES, type NextRequests } from './next-texts.ts';
import { catalogOptionsOf, hintsOf, limitsOf, type ReadOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { loadRequestedCatalog } from './requested-catalog.ts';
import { VERSION } from './resources.ts';
import type { Terminal } from './terminal.ts';

export interface NextOptions extends ReadOptions {
  /** Only the message, to be sent as it is. */
  readonly message?: true;
  readonly quiet: boolean;
}

/** Says what to collect next, as commands to paste and as a message to the customer. Returns the exit code. */
export async function nextCommand(bundle: string, options: NextOptions, terminal: Terminal): Promise<number> {
  const { catalog, sha256 } = await loadRequestedCatalog(catalogOptionsOf(options));
  const progress = createProgress(terminal, options.quiet).of(bundle);
  const reading = { limits: limitsOf(options), hints: hintsOf(options), stdin: terminal.stdin };
  const tool = { version: VERSION, catalogSha256: sha256 };
  const { report } = await analyseWithAdded(
    bundle,
    options.with,
    { ...reading, progress: progress.update },
    catalog,
    tool,
  ).finally(progress.done);
  const asked = requestsOf(report);
  const texts = LANGUAGES[options.lang ?? 'en'];
  const lines =
    asked.requests.length === 0
      ? texts.nothing(asked)
      : options.message === true
        ? texts.message(asked)
        : [...texts.requests(asked), '', '--', ...texts.message(asked)];
  terminal.out(`${lines.map(visible).join('\n')}\n`);
  return 0;
}

/** What a report asks for; on a bundle of several nodes no one node is meant. */
export function requestsOf({ bundle, coverage, host, verdict }: Report): NextRequests {
  const { collectNext, collectCommand } = coverage;
  const own = collectNext.filter(({ command }) => isCollector(command));
  const collector = own.length > 1 ? (collectCommand ?? own[0]?.command) : own[0]?.command;
  return {
    node: host.name,
    isCauseKnown: verdict.status === 'root-cause-found',
    hasScript: bundle.layout === 'native',
    requests: collectNext.map(({ source, why }) => ({ source, why })),
    collector,
    overSsh: collector === undefined ? undefined : overSsh(collector),
    others: [...new Set(collectNext.map(({ command }) => command).filter((command) => !isCollector(command)))],
    analyze: `analyze ${bundle.path === '-' ? 'BUNDLE' : shellWord(bundle.path)} --with FILE`,
  };
}

/** Commands of the report that run the collector: `sudo sh collect.sh --only df,log > more.tgz`. */
const COLLECTOR = /^sudo sh collect\.sh (?<options>--only [a-z0-9_,]+ )?> (?<file>[a-z]+\.tgz)$/;
const isCollector = (command: string): boolean => COLLECTOR.test(command);

function overSsh(command: string): string | undefined {
  const { options = '', file } = COLLECTOR.exec(command)?.groups ?? {};
  return file === undefined ? undefined : `analyze collect ${options}| ssh root@NODE sh -s > ${file}`;
}
