import { describe, expect, it } from 'vitest';
import { df } from '../../src/parsers/df.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';

const first = (text: string) => parse(df, text).document?.filesystems[0];

describe('df', () => {
  it('reads the collector’s form', () => {
    const text =
      'Filesystem     Type     1024-blocks     Used Available Capacity Mounted on\n/dev/vda1      ext4       123722704 36403276  82608812      31% /\n';
    expect(parse(df, text)).toEqual({
      problems: [],
      document: {
        filesystems: [
          {
            source: '/dev/vda1',
            type: 'ext4',
            bytesTotal: 123722704 * 1024,
            bytesUsed: 36403276 * 1024,
            bytesAvailable: 82608812 * 1024,
            usedRatio: 0.31,
            rounded: false,
            mountPoint: '/',
            line: 2,
          },
        ],
        failures: [],
      },
    });
  });

  it('marks sizes that were rounded', () => {
    const row = first(
      'Filesystem      Type  Size  Used Avail Use% Mounted on\ntmpfs           tmpfs 3.7G   30M  3.7G   1% /run\n',
    );
    expect(row).toMatchObject({
      type: 'tmpfs',
      bytesUsed: 30 * 2 ** 20,
      bytesTotal: Math.round(3.7 * 2 ** 30),
      rounded: true,
    });
    expect(first('Filesystem Size Used Avail Use% Mounted on\nnone 0 0 0 - /x\n')).toMatchObject({
      bytesTotal: 0,
      rounded: true,
    });
  });

  it.each([
    ['1K-blocks', 1024],
    ['1024-blocks', 1024],
    ['512-blocks', 512],
    ['1M-blocks', 2 ** 20],
    ['2MB-blocks', 2_000_000],
    ['1B-blocks', 1],
  ])('takes the unit %s from the header', (title, bytes) => {
    expect(first(`Filesystem ${title} Used Available Use% Mounted on\n/dev/a 100 40 60 40% /\n`)?.bytesTotal).toBe(
      100 * bytes,
    );
  });

  it.each([
    ['German', 'Dateisystem    Typ   1K-Blöcke Benutzt Verfügbar Verw% Eingehängt auf', 'ext4'],
    ['German, POSIX', 'Dateisystem    1024-Blöcke Benutzt Verfügbar Kapazität Eingehängt auf', undefined],
    ['Chinese', '文件系统       类型     1K-块    已用    可用 已用% 挂载点', 'ext4'],
    ['Chinese without type', '文件系统       1K-块    已用    可用 已用% 挂载点', undefined],
    ['French', 'Sys. de fichiers Type blocs de 1K Utilisé Disponible Uti% Monté sur', 'ext4'],
    ['Spanish', 'S.ficheros     Tipo bloques de 1K  Usados Disponibles Uso% Montado en', 'ext4'],
    ['Japanese', 'ファイルシス   タイプ 1K-ブロック   使用 使用可 使用% マウント位置', 'ext4'],
    ['Russian', 'Файловая система Тип 1K-блоков Использовано Доступно Использовано% Cмонтировано в', 'ext4'],
  ])('reads a listing in %s', (_, header, type) => {
    const row = first(`${header}\n/dev/vda1 ${type ?? ''} 1000 400 600 40% /srv\n`);
    expect(row).toMatchObject({
      source: '/dev/vda1',
      bytesTotal: 1_024_000,
      bytesUsed: 409_600,
      bytesAvailable: 614_400,
      mountPoint: '/srv',
    });
    expect(row?.type).toBe(type);
  });

  it('joins the two lines that GNU df makes of a long device name', () => {
    const text =
      'Filesystem           1K-blocks      Used Available Use% Mounted on\n/dev/mapper/vg_a-lv_root\n                      98571884   4244032  89313940   5% /\ntmpfs                  5998736    491660   5507076   9% /dev/shm\n';
    const { document, problems } = parse(df, text);
    expect(document?.filesystems.map((row) => [row.source, row.mountPoint, row.line])).toEqual([
      ['/dev/mapper/vg_a-lv_root', '/', 3],
      ['tmpfs', '/dev/shm', 4],
    ]);
    expect(problems).toEqual([]);
  });

  it('keeps blanks in device and mount point', () => {
    const row = first(
      'Filesystem 1K-blocks Used Available Use% Mounted on\n//host/my share  1000 400 600 40% /mnt/two  words 7% done\n',
    );
    expect(row).toMatchObject({
      source: '//host/my share',
      mountPoint: '/mnt/two  words 7% done',
      bytesTotal: 1_024_000,
    });
  });

  it('leaves out what df printed as a dash', () => {
    const row = first('Filesystem Type 1K-blocks Used Available Use% Mounted on\n- - - - - - /mnt/dead\n');
    expect(row).toMatchObject({ source: '-', type: '-', mountPoint: '/mnt/dead' });
    expect(row?.bytesTotal).toBeUndefined();
    expect(row?.usedRatio).toBeUndefined();
  });

  it('reads busybox and BSD listings', () => {
    const busybox =
      'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay               61255492  51904648   6209508  89% /\n';
    expect(first(busybox)).toMatchObject({ source: 'overlay', usedRatio: 0.89 });
    const bsd =
      'Filesystem 512-blocks      Used Available Capacity iused      ifree %iused  Mounted on\n/dev/disk1 1000 400 600    40%  10 90   10%   /\n';
    expect(first(bsd)).toMatchObject({ bytesTotal: 512_000, mountPoint: '/' });
  });

  it('records the file systems that did not answer', () => {
    const text =
      "df: '/mnt/nfs': Stale file handle\ndf: /mnt/fuse: Transport endpoint is not connected\nFilesystem 1K-blocks Used Available Use% Mounted on\n/dev/a 100 40 60 40% /\n";
    const { document, problems } = parse(df, text);
    expect(document?.failures).toEqual([
      { path: '/mnt/nfs', reason: 'Stale file handle', line: 1 },
      { path: '/mnt/fuse', reason: 'Transport endpoint is not connected', line: 2 },
    ]);
    expect(document?.filesystems).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('leaves a listing of inodes in the same text to df_inodes', () => {
    const inodes = 'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/a 100 40 60 40% /\n';
    const bytes = 'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/b 100 40 60 40% /b\n';
    expect(parse(df, inodes + bytes).document?.filesystems.map((row) => row.mountPoint)).toEqual(['/b']);
    expect(parse(df, inodes).document).toBeUndefined();
  });

  it('refuses plain numbers of which no header says the unit', () => {
    const { document, problems } = parse(df, '/dev/a 100 40 60 40% /\n');
    expect(document).toBeUndefined();
    expect(problems).toHaveLength(1);
  });

  it('reads a copy with a prompt and blank lines between the rows', () => {
    const text =
      '# df -Th\n\nFilesystem     Type      Size  Used Avail Use% Mounted on\n\ntmpfs          tmpfs     3.7G  3.7G     0 100% /tmp\n\n.......\n\n# df -i\n\nFilesystem      Inodes  IUsed   IFree IUse% Mounted on\n\ntmpfs           957808      2  957806    1% /tmp\n';
    const { document } = parse(df, text);
    expect(document?.filesystems).toHaveLength(1);
    expect(document?.filesystems[0]).toMatchObject({ mountPoint: '/tmp', usedRatio: 1, bytesAvailable: 0 });
  });

  it('loses only a row that is cut', () => {
    const { document, problems } = parse(
      df,
      'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/a 100 40 60 40% /\nsysfs 0 0\n',
    );
    expect(document?.filesystems).toHaveLength(1);
    expect(problems).toEqual([{ line: 3, message: 'not a df row: "sysfs 0 0"' }]);
  });

  it.skipIf(corpusDir === undefined)(`reads real listings (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    const counts = corpusFiles('df').map(([name, bytes]) => [name, parse(df, bytes).document?.filesystems.length]);
    expect(Object.fromEntries(counts)).toMatchObject({
      'DF_ALP.txt': 9,
      'DF_AL_BS_2MB.txt': 1,
      'DF_LI.txt': undefined,
    });
  });
});

describe('rounded sizes', () => {
  const tolerances = (rows: string): unknown[] =>
    (parse(df, `Filesystem Size Used Avail Use% Mounted on\n${rows}\n`).document?.filesystems ?? []).map(
      (f) => f.toleranceBytes,
    );

  it('say how far they may be from the true ones: the step of the coarsest', () => {
    expect(tolerances('/dev/vdb 20G 12G 8.1G 60% /a')).toEqual([2 ** 30]);
    expect(tolerances('/dev/vdb 1.8T 1.2T 0.6T 67% /a')).toEqual([Math.ceil(2 ** 40 / 10)]);
    expect(tolerances('/dev/vdb 20GB 12GB 8GB 60% /a')).toEqual([1e9]);
  });

  it('and exact ones say nothing', () => {
    const text = 'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/vdb 2048 1024 1024 50% /a\n';
    expect(parse(df, text).document?.filesystems[0]).not.toHaveProperty('toleranceBytes');
    expect(tolerances('tmpfs 0 0 0 - /sys/fs/cgroup')).toEqual([undefined]);
  });
});
