import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../scripts/build-collector.ts';
import { SCRIPT_TEXT } from './run-collector.ts';

const readDocument = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../collectors/${name}`, import.meta.url)), 'utf8');

const README = readDocument('README.md');
const FORMAT = readDocument('FORMAT.md');

/** `a/{b,c}` as `a/b` and `a/c`. */
function expandBraces(path: string): string[] {
  const found = /^(.*)\{([^}]*)\}(.*)$/.exec(path);
  if (found === null) return [path];
  const [, before = '', list = '', after = ''] = found;
  return list.split(',').flatMap((item) => expandBraces(before + item + after));
}

const documentedPaths = [...README.matchAll(/`(\/[^`]+)`/g)].flatMap(([, path = '']) => expandBraces(path));

const code = SCRIPT_TEXT.split('\n')
  .filter((line) => !/^\s*#/.test(line))
  .join('\n');

describe('the README', () => {
  it('has a row for every step, in the order of the script', () => {
    let stage = '';
    const inScript = [...SCRIPT_TEXT.matchAll(/^\t(stage|step) (\S+) /gm)].flatMap(([, word, name = '']) => {
      if (word === 'step') return [`${stage} ${name}`];
      stage = name;
      return [];
    });
    const inTable = [...README.matchAll(/^\| (\d) \| `([^`]+)` \|/gm)].map(([, stage, step]) => `${stage} ${step}`);
    expect(inTable).toEqual(['0 builtins', ...inScript]);
  });

  it('names every file that the script names', () => {
    const undocumented = [...code.matchAll(/(?<![A-Za-z0-9}/_.-])\/(?:proc|sys|etc|var|usr|run)\/[A-Za-z0-9_.*/-]+/g)]
      .map(([path]) => path.replace(/[./]+$/, ''))
      .filter((path) => !/^\/(proc\/(sys|self)?|run|dev)$/.test(path))
      .filter(
        (path) =>
          !documentedPaths.some((known) => known === path || known.startsWith(`${path}/`) || path.startsWith(known)),
      )
      .filter((path) => !/^\/proc\/(\[0-9\]|self\/(task|oom_score_adj|stat$)|uptime|sys|\d?$)/.test(path))
      .filter((path) => !/^\/(usr\/(local\/)?s?bin|var\/tmp)/.test(path));
    expect([...new Set(undocumented)]).toEqual([]);
  });

  it('names no file that the script does not read', () => {
    const literal = documentedPaths.filter(
      (path) => !/[<*]/.test(path) && /^\/(proc|etc|sys|var\/(log|run)|usr)\//.test(path),
    );
    const missing = literal.filter(
      (path) => !code.includes(path) && !code.includes(path.slice(0, path.lastIndexOf('/') + 1)),
    );
    expect(missing).toEqual([]);
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
    ['a tool on the network', /(^|[|;&({] *)(curl|wget|nc|ping|dig|host|hostname) /m],
  ])('does not use %s', (_what, pattern) => {
    expect(pattern.exec(code)?.[0]).toBeUndefined();
  });

  it('writes below /proc and /sys only to its own oom_score_adj', () => {
    const targets = [...code.matchAll(/(?<![0-9]<)>+ *"?(\/(?:proc|sys)\/[^\s;)"]*)/g)].map(([, path]) => path);
    expect(targets).toEqual(['/proc/self/oom_score_adj']);
  });

  it('writes no member that FORMAT.md does not name', () => {
    const docker = [...code.matchAll(/take_docker ([a-z.]+) \d/g)].map(([, name]) => `commands/docker/${name}`);
    const members = [...code.matchAll(/\b(?:take|draw) "?((?:commands|t1|journal|etc|proc)\/[^\s"]*)/g)]
      .map(([, path = '']) => path)
      .filter((path) => path !== 'commands/docker/$docker_member')
      .concat(docker);
    const known = [...FORMAT.matchAll(/`([^`]+)`/g)].flatMap(([, path = '']) => expandBraces(path));
    const unknown = members
      .map((path) => path.replace(/^t1\//, '').replace(/\$(\w+|\{[^}]*\})/g, '<>'))
      .filter((path) => !known.some((name) => name.replace(/<\w+>/g, '<>') === path));
    expect(members.length).toBeGreaterThan(15);
    expect(unknown).toEqual([]);
  });
});
