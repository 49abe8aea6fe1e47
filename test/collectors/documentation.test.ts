import { describe, expect, it } from 'vitest';
import { assemble, assembleWithComments } from '../../scripts/build-collector.ts';
import { collectorPage } from '../../scripts/docs/collector-page.ts';
import { readCollectorPlan } from '../../src/cli/collector-plan.ts';
import { expandBraces, isDocumented, readDocument } from './format.ts';
import { SCRIPT_TEXT } from './run-collector.ts';

const README = readDocument('README.md');

/** The parts without their comments: in the script itself names may be shorter. */
const code = assembleWithComments()
  .split('\n')
  .filter((line) => !/^\s*#/.test(line))
  .join('\n');

const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`(\/[^`]+)`/g)].flatMap(([, path = '']) => expandBraces(path));

describe('the README', () => {
  it('is current: npm run generate changes nothing', () => {
    expect(README).toBe(collectorPage(README, SCRIPT_TEXT));
  });

  it('has a row with something in it for every step, in the order of the script', () => {
    const inTable = [...README.matchAll(/^\| (\d) \| `([^`\n]+)` \| .*`[^`\n]+`.* \|$/gm)].map(
      ([, s, step]) => `${s} ${step}`,
    );
    expect(inTable).toEqual(readCollectorPlan(SCRIPT_TEXT).map(({ stage, step }) => `${stage} ${step}`));
  });

  it('names every file that the script names', () => {
    const documented = pathsIn(README);
    const undocumented = [...code.matchAll(/(?<![A-Za-z0-9}/_.-])\/(?:proc|sys|etc|var|usr|run)\/[A-Za-z0-9_.*/-]+/g)]
      .map(([path]) => path.replace(/[./]+$/, ''))
      .filter((path) => !/^\/(proc\/(sys|self)?|run|dev)$/.test(path))
      .filter(
        (path) => !documented.some((known) => known === path || known.startsWith(`${path}/`) || path.startsWith(known)),
      )
      .filter((path) => !/^\/proc\/(\[0-9\]|self\/(task|oom_score_adj|stat$)|uptime|sys|\*|\d?$)/.test(path))
      .filter((path) => !/^\/(usr\/(local\/)?s?bin|var\/tmp)/.test(path));
    expect([...new Set(undocumented)]).toEqual([]);
  });

  it('names no file in its sentences that the script does not read', () => {
    const sentences = README.replace(/^\|.*$/gm, '');
    const literal = pathsIn(sentences).filter((path) => !/[<*]/.test(path) && /^\/(proc|etc|sys|var|usr)\//.test(path));
    expect(literal.filter((path) => !code.includes(path) && !/^\/(proc\/sys|var\/tmp)$/.test(path))).toEqual([]);
  });
});

describe('the script', () => {
  it('is assembled from its parts', () => {
    expect(SCRIPT_TEXT).toBe(assemble());
  });

  it('is short enough to be pasted', () => {
    expect(Buffer.byteLength(SCRIPT_TEXT)).toBeLessThan(60_000);
  });

  it('runs only when it has arrived whole', () => {
    expect(SCRIPT_TEXT.endsWith('\nmain "$@"\n')).toBe(true);
  });

  it.each([
    ['a here-document', /<</],
    ['timeout', /(^|[|;&({] *)timeout /m],
    ['sysctl', /(^|[|;&({] *)sysctl /m],
    ['a command of the data plane', /(^\s*|[|;&({] *|ask_)docker (-H \S+ )?(exec|cp|export|run|stats|logs|top) /m],
    [
      'a tool that loads modules or needs rtnl',
      /(^\s+|[|;&({] *)(ss|ip|ethtool|iptables|ipvsadm|conntrack|nft|lsof|mount) /m,
    ],
    ['a tool on the network', /(^|[|;&({] *)(curl(?! -s -m \d http:\/\/127\.)|wget|nc|ping|dig|host|hostname) /m],
  ])('does not use %s', (_what, pattern) => {
    expect(pattern.exec(code)?.[0]).toBeUndefined();
  });

  it('writes below /proc and /sys only to its own oom_score_adj', () => {
    const targets = [...code.matchAll(/(?<![0-9]<)>+ *"?(\/(?:proc|sys)\/[^\s;)"]*)/g)].map(([, path]) => path);
    expect(targets).toEqual(['/proc/self/oom_score_adj']);
  });

  it('writes no member that FORMAT.md does not name', () => {
    const written = /\b(take|draw|get|step_grep|step_command|take_docker) ([a-z][\w./-]*) \S/g;
    const folders: Readonly<Record<string, string>> = { take: '', draw: '', take_docker: 'commands/docker/' };
    // Names with a variable in them are seen when the script runs.
    const members = [...code.matchAll(written)]
      .map(([, by = '', name = '']) => `${folders[by] ?? 'commands/'}${name}`)
      .filter((path) => path.includes('/') && !path.includes('//'));
    expect(members.length).toBeGreaterThan(30);
    expect(members.filter((path) => !isDocumented(path))).toEqual([]);
  });
});
