import { describe, expect, it } from 'vitest';
import { dockerBuildCache } from '../../src/parsers/docker-build-cache.ts';
import { dockerSystemDf } from '../../src/parsers/docker-system-df.ts';
import { parse } from './parse.ts';

const ROWS = [
  'k2m8x0v4q1rz   exec.cachemount   2.89GB    4 hours ago         6 minutes ago       7         false',
  'w7c3b9n5t6yp*  regular           184MB     2 weeks ago         About an hour ago   12        true',
  'd4f1h8j2l6sa   source.local      41.2kB    3 months ago                            0         false',
];
const HEADER = 'CACHE ID       CACHE TYPE        SIZE      CREATED             LAST USED           USAGE     SHARED';
const WHOLE = [
  'Images space usage:',
  '',
  'REPOSITORY   TAG       IMAGE ID       CREATED       SIZE      SHARED SIZE   UNIQUE SIZE   CONTAINERS',
  'shop/cart    3.0.0     4c7ea0d19b22   2 weeks ago   812MB     0B            812MB         2',
  '',
  'Containers space usage:',
  '',
  'CONTAINER ID   IMAGE             COMMAND   LOCAL VOLUMES   SIZE      CREATED       STATUS        NAMES',
  '4c7ea0d19b22   shop/cart:3.0.0   "/cart"   0               41.9kB    2 weeks ago   Up 2 weeks    cart',
  '',
  'Local Volumes space usage:',
  '',
  'VOLUME NAME   LINKS     SIZE',
  'gradle        1         2.1GB',
  '',
  'Build cache usage: 3.074GB',
  '',
  HEADER,
  ...ROWS,
  '',
].join('\n');

describe('the build cache of docker system df -v', () => {
  it('is the last of its tables, with the sum above it', () => {
    const { document, problems } = parse(dockerBuildCache, WHOLE);
    expect(problems).toEqual([]);
    expect(document?.totalBytes).toBe(3_074_000_000);
    expect(document?.records).toEqual([
      {
        id: 'k2m8x0v4q1rz',
        parents: [],
        type: 'exec.cachemount',
        bytes: 2_890_000_000,
        inUse: false,
        createdText: '4 hours ago',
        lastUsedText: '6 minutes ago',
        usageCount: 7,
        shared: false,
        line: 19,
      },
      expect.objectContaining({ id: 'w7c3b9n5t6yp', inUse: true, lastUsedText: 'About an hour ago', shared: true }),
      expect.objectContaining({ id: 'd4f1h8j2l6sa', type: 'source.local', bytes: 41_200, usageCount: 0, line: 21 }),
    ]);
    expect(document?.records[2]).toMatchObject({ lastUsedText: undefined });
  });

  it('may be rows that somebody picked out of it', () => {
    const { document, problems } = parse(dockerBuildCache, `${ROWS[0]}\n`);
    expect(problems).toEqual([]);
    expect(document?.records).toHaveLength(1);
    expect(document?.totalBytes).toBeUndefined();
  });

  it.each([
    ['the whole answer', WHOLE],
    ['the section alone', `Build cache usage: 2.89GB\n\n${HEADER}\n${ROWS[0]}\n`],
    ['a row below the command line that was pasted with it', `# docker system df -v | grep cachemount\n${ROWS[0]}\n`],
  ])('is recognised by its text: %s', (_, text) => {
    expect(dockerBuildCache.sniff?.(text)).toBe(true);
  });

  it.each([
    'Containers space usage:\n',
    'exec.cachemount 2.89GB 4 hours ago\n',
    'k2m8x0v4q1rz   exec.cachemount   2.89GB    4 hours ago\n',
    `${'a'.repeat(20_000)} exec.cachemount\n`,
    'NAME    STATUS   ROLES    AGE    VERSION\nnode1   Ready    <none>   4d     v1.21.0\n',
  ])('is not taken for something else: %#', (text) => {
    expect(dockerBuildCache.sniff?.(text)).toBe(false);
  });

  it('reports rows that are cut', () => {
    const { document, problems } = parse(dockerBuildCache, `${ROWS[0]}\n${ROWS[1]?.slice(0, 40)}`);
    expect(document?.records).toHaveLength(1);
    expect(problems.map(({ line }) => line)).toEqual([2]);
  });

  it('reads a hundred thousand rows in no time', () => {
    const before = performance.now();
    const { document } = parse(dockerBuildCache, `${ROWS.join('\n')}\n`.repeat(33_334));
    expect(document?.records).toHaveLength(100_002);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});

describe('the short table of docker system df', () => {
  const HEAD = 'TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE';
  const CACHE = 'Build Cache     640       3         27.8GB    26.1GB';

  it('has a row for each kind, with a share behind what may be freed or without one', () => {
    const images = 'Images          31        2         21.2GB    19.4GB (91%)';
    const { document, problems } = parse(dockerSystemDf, `${HEAD}\n${images}\n${CACHE}\n`);
    expect(problems).toEqual([]);
    expect(document?.kinds).toEqual([
      { kind: 'images', count: 31, active: 2, bytes: 21_200_000_000, reclaimableBytes: 19_400_000_000, line: 2 },
      { kind: 'build cache', count: 640, active: 3, bytes: 27_800_000_000, reclaimableBytes: 26_100_000_000, line: 3 },
    ]);
  });

  it('may be empty or end within a line', () => {
    expect(parse(dockerSystemDf, '').document).toBeUndefined();
    expect(parse(dockerSystemDf, `${HEAD}\n`).document?.kinds).toEqual([]);
    const cut = parse(dockerSystemDf, `${HEAD}\n${CACHE}\nBuild Ca`);
    expect([cut.document?.kinds.length, cut.problems.length]).toEqual([1, 1]);
  });

  it('is bounded whatever it holds', () =>
    expect(parse(dockerSystemDf, `${HEAD}\n${`${CACHE}\n`.repeat(100_000)}`).document?.kinds.length).toBe(100));
});
