import { describe, expect, it } from 'vitest';
import { dfInodes } from '../../src/parsers/df-inodes.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';

const first = (text: string) => parse(dfInodes, text).document?.filesystems[0];

describe('df_inodes', () => {
  it('reads counts, with and without the type', () => {
    const plain =
      'Filesystem      Inodes  IUsed   IFree IUse% Mounted on\n/dev/vda1      7864320 677111 7187209    9% /\n';
    expect(first(plain)).toEqual({
      source: '/dev/vda1',
      inodesTotal: 7864320,
      inodesUsed: 677111,
      inodesFree: 7187209,
      usedRatio: 0.09,
      rounded: false,
      mountPoint: '/',
      line: 2,
    });
    const typed = 'Filesystem Type Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 xfs 100 100 0 100% /data\n';
    expect(first(typed)).toMatchObject({ type: 'xfs', inodesFree: 0, usedRatio: 1 });
  });

  it.each([
    'Dateisystem    Inodes IBenutzt   IFrei IUse% Eingehängt auf',
    '文件系统          Inode 已用(I)   可用(I) 已用(I)% 挂载点',
    'Sys. de fichiers Inœuds IUtil. ILibre IUti% Monté sur',
    'S.ficheros Nodos-i NUsados NLibres NUso% Montado en',
    'ファイルシス Iノード I使用 I残り I使用% マウント位置',
    'Файловая система Iнодов IИспользовано IСвободно IИспользовано% Cмонтировано в',
    'Filesystem              Inodes      Used Available Use% Mounted on',
    'Filesystem Inodes IUsed IFree IUse% Mounted on',
  ])('knows the header %s', (header) => {
    expect(first(`${header}\n/dev/vda1 1000 400 600 40% /srv\n`)).toMatchObject({
      inodesTotal: 1000,
      inodesUsed: 400,
      mountPoint: '/srv',
    });
  });

  it('reads rounded counts and the inode half of a BSD listing', () => {
    expect(first('Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/a 7.5M 662K 6.9M 9% /\n')).toMatchObject({
      rounded: true,
      inodesUsed: 662 * 1024,
    });
    const bsd =
      'Filesystem 512-blocks Used Available Capacity iused ifree %iused Mounted on\n/dev/disk1 1000 400 600 40% 10 90 10% /\n';
    expect(first(bsd)).toMatchObject({ inodesTotal: 100, inodesUsed: 10, inodesFree: 90, usedRatio: 0.1 });
  });

  it('keeps 0 in total apart from a dash', () => {
    const text = 'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/btrfs 0 0 0 - /\nnone - - - - /x\n';
    const rows = parse(dfInodes, text).document?.filesystems;
    expect(rows?.[0]?.inodesTotal).toBe(0);
    expect(rows?.[1]?.inodesTotal).toBeUndefined();
  });

  it.skipIf(corpusDir === undefined)(`reads real listings (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    const files = new Map(corpusFiles('df'));
    const rows = parse(dfInodes, files.get('DF_LI.txt') ?? '').document?.filesystems;
    expect(rows?.[0]).toMatchObject({
      source: '/dev/mapper/vg_lxcrhel6sat56-lv_root',
      inodesTotal: 6275072,
      mountPoint: '/',
    });
    expect(rows?.find((row) => row.mountPoint === '/home')?.inodesUsed).toBe(298662);
    expect(parse(dfInodes, files.get('DF_ALP.txt') ?? '').document?.filesystems ?? []).toEqual([]);
  });
});
