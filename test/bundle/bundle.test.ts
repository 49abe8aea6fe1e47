import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../src/bundle/classify.ts';
import { layouts } from '../../src/bundle/layouts/index.generated.ts';
import { createBundleReader, type SourceReader } from '../../src/bundle/reader.ts';

const all = Object.values(layouts);
const sourceOf = (path: string): string => {
  const found = createClassifier(all).classify(path);
  return found.kind === 'source' ? [found.match.source, ...Object.values(found.match.params)].join(' ') : found.kind;
};

describe('a path', () => {
  it.each([
    ['proc/7/mountinfo', 'mountinfo 7'],
    ['proc/self/mountinfo', 'mountinfo self'],
    ['proc/sys/fs/mount-max', 'sysctl fs/mount-max'],
    ['commands/df/inodes', 'df_inodes'],
    ['journal/docker.log', 'log dockerd'],
    ['journal/kernel.log', 'log kernel'],
    ['journal/chronyd.log', 'log any chronyd'],
    ['var/log/messages-20240101', 'log any'],
    ['var/log/pods/a_b_c/d/0.log', 'ignored'],
    ['sos_commands/filesys/df_-aliT', 'df_inodes'],
    ['sos_commands/filesys/df_-al_-x_autofs', 'df'],
    ['sos_commands/docker/docker_inspect_0a1b', 'docker_inspect'],
    ['etc/passwd', 'unknown'],
    ['proc/7/mountinfo/x', 'ignored'],
    ['xproc/7/mountinfo', 'unknown'],
  ])('%s is %s', (path, expected) => expect(sourceOf(path)).toBe(expected));

  it('is the same below the folder that holds the whole bundle', () => {
    expect(sourceOf('node-7-2026/proc/7/mountinfo')).toBe('mountinfo 7');
    const classifier = createClassifier(all);
    classifier.classify('bundle/manifest-start.json');
    expect(classifier.classify('bundle/t1/proc/stat')).toMatchObject({
      path: 't1/proc/stat',
      match: { source: 'stat' },
    });
    expect(classifier.layout()?.id).toBe('native');
  });

  it('of a second sample is one even when it comes first', () => {
    const classifier = createClassifier(all);
    expect(classifier.classify('t1/proc/stat')).toMatchObject({
      path: 't1/proc/stat',
      match: { params: { sample: 't1' } },
    });
    expect(classifier.classify('proc/stat')).toMatchObject({
      path: 'proc/stat',
      match: { source: 'stat', params: {} },
    });
  });

  it('of every format that the collector writes is known', () => {
    for (const path of [
      'manifest-start.json',
      'manifest/01-uname.json',
      'manifest.json',
      'commands/proc/ns-mnt',
      'commands/proc/stat',
      'commands/proc/cmdline',
      'commands/docker/inspect.json',
      'commands/date',
      'proc/pressure/cpu',
      'proc/net/ip_vs',
      'etc/sysctl.d/99-x.conf',
    ])
      expect(sourceOf(path), path).not.toBe('unknown');
  });
});

function reading(): { log: string[]; sources: SourceReader } {
  const log: string[] = [];
  return {
    log,
    sources: {
      open: (match, path) => {
        const chunks: string[] = [];
        return {
          write: (c) => chunks.push(c.toString()),
          end: (complete) => log.push(`${match.source} ${path} ${JSON.stringify(chunks.join(''))} ${complete}`),
        };
      },
      recognise: (head) => (head.toString().startsWith('LOG') ? [{ source: 'log', params: {} }] : []),
    },
  };
}

describe('a bundle', () => {
  const read = (
    entries: readonly (readonly [string, string, boolean?])[],
    links: readonly (readonly [string, string])[] = [],
  ): string[] => {
    const { log, sources } = reading();
    const reader = createBundleReader(all, sources);
    for (const [path, target] of links) reader.open({ path, kind: 'symlink', linkTarget: target });
    for (const [path, text, complete = true] of entries) {
      const sink = reader.open({ path, kind: 'file' });
      for (const c of text) sink?.write(Buffer.from(c));
      sink?.end(complete);
    }
    reader.finish();
    return log;
  };

  it('hands every entry to its source, by path or by content', () => {
    expect(
      read([
        ['proc/uptime', '1 1'],
        ['kept/x.txt', 'LOG a'],
        ['kept/y.bin', 'zzz'],
        ['empty.txt', ''],
      ]),
    ).toEqual(['uptime proc/uptime "1 1" true', 'log kept/x.txt "LOG a" true']);
  });

  it('joins the pieces of a log by their number, whatever the order of the archive', () => {
    const pieces = [
      ['journal/docker.log.part-0001', 'a\n'],
      ['journal/docker.log.part-0002', 'b\n'],
    ] as const;
    expect(read(pieces)).toEqual(['log journal/docker.log "a\\nb\\n" true']);
    expect(read([...pieces].reverse())).toEqual(['log journal/docker.log "a\\nb\\n" true']);
  });

  it('knows a joined log as incomplete when a piece is', () => {
    expect(read([['journal/docker.log.part-0001', 'a\n', false]])).toEqual(['log journal/docker.log "a\\n" false']);
  });

  it('follows a link with a telling name to an entry without one', () => {
    expect(read([['store/blob1', '12.0 1.0']], [['proc/uptime', 'store/blob1']])).toEqual([
      'uptime proc/uptime "12.0 1.0" true',
    ]);
    expect(read([], [['proc/uptime', 'nowhere']])).toEqual([]);
  });
});
