import { describe, expect, it } from 'vitest';
import { fileList } from '../../src/parsers/file-list.ts';
import { parse } from './parse.ts';

describe('file_list', () => {
  it('has type, permissions, size and time of each file', () => {
    const { document, problems } = parse(
      fileList,
      [
        '81a4 52428 1768478100 /var/log/pods/shop_cart-0_0d3a/cart/3.log',
        '41ed 4096 1768478000 /var/lib/kubelet/pods/0d3a',
        'a1ff 7 1768478001 /etc/cni/net.d/10-net.conflist',
        'c1b6 0 -1 /run/a b.sock',
        '6180 0 0 /dev/vda1',
        '21b6 0 0 /dev/null',
        '11a4 0 0 /run/fifo',
        '0 0 0 /odd',
      ].join('\n'),
      { params: { topic: 'pod-logs' } },
    );
    expect(problems).toEqual([]);
    expect(document?.topic).toBe('pod-logs');
    expect(document?.files.map(({ type, mode }) => [type, mode.toString(8)])).toEqual([
      ['file', '644'],
      ['directory', '755'],
      ['link', '777'],
      ['socket', '666'],
      ['block', '600'],
      ['character', '666'],
      ['fifo', '644'],
      ['other', '0'],
    ]);
    expect(document?.files[3]).toEqual({
      mode: 0o666,
      type: 'socket',
      bytes: 0,
      modifiedAt: -1,
      path: '/run/a b.sock',
      line: 4,
    });
    expect(document?.files[0]).toMatchObject({ bytes: 52_428, modifiedAt: 1_768_478_100, line: 1 });
  });

  it('passes over the rest of a name with a line break', () => {
    const { document, problems } = parse(fileList, '81a4 1 2 /var/log/a\nb.log\n81a4 1 2 /var/log/c\n81a4 1');
    expect(document?.files.map(({ path, line }) => [path, line])).toEqual([
      ['/var/log/a', 1],
      ['/var/log/c', 3],
    ]);
    expect(problems.map(({ line }) => line)).toEqual([2, 4]);
    expect(document?.topic).toBe('');
  });
});
