import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mountinfo } from '../../src/parsers/mountinfo.ts';
import { corpusDir, noCorpus, parse } from './parse.ts';

function row(line: string) {
  const { document, problems } = parse(mountinfo, `${line}\n`);
  return {
    problems,
    rows: document?.rows ?? 0,
    id: document?.mountIds[0],
    parent: document?.parentIds[0],
    device: document?.devices[0],
    root: document?.roots[0],
    point: document?.mountPoints[0],
    options: document?.options[0],
    shared: document?.sharedGroups[0],
    master: document?.masterGroups[0],
    from: document?.propagateFrom[0]?.group ?? 0,
    unbindable: document?.unbindable[0] === 0,
    type: document?.fsTypes[0],
    source: document?.mountSources[0],
    superOptions: document?.superOptions[0],
  };
}

describe('mountinfo', () => {
  it('reads every field of a line', () => {
    expect(
      row(
        '36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 master:2 propagate_from:3 unbindable - ext3 /dev/root rw,errors=continue',
      ),
    ).toEqual({
      problems: [],
      rows: 1,
      id: 36,
      parent: 35,
      device: '98:0',
      root: '/mnt1',
      point: '/mnt2',
      options: 'rw,noatime',
      shared: 1,
      master: 2,
      from: 3,
      unbindable: true,
      type: 'ext3',
      source: '/dev/root',
      superOptions: 'rw,errors=continue',
    });
  });

  it('reads a private mount, which has no optional field', () => {
    expect(row('25 30 0:23 / /sys rw,relatime - sysfs sysfs rw')).toMatchObject({
      shared: 0,
      master: 0,
      from: 0,
      unbindable: false,
    });
  });

  it('passes over optional fields that it does not know', () => {
    const line = '36 35 98:0 / /mnt rw new_field:17 shared:5 flag Other-2:x master:6 - ext4 /dev/vda1 rw';
    expect(row(line)).toMatchObject({ problems: [], shared: 5, master: 6, point: '/mnt', type: 'ext4' });
  });

  it('undoes the octal escapes of blank, tab, line feed, backslash and number sign', () => {
    const line = String.raw`36 35 0:5 /a\040b /mnt/with\040blank\011tab\012feed\134slash\043sign rw - cifs //host/my\040share rw`;
    expect(row(line)).toMatchObject({
      root: '/a b',
      point: '/mnt/with blank\ttab\nfeed\\slash#sign',
      source: '//host/my share',
    });
  });

  it('keeps names that are not ASCII', () => {
    expect(row('36 35 0:5 / /mnt/データ/ü rw - ext4 /dev/vda1 rw').point).toBe('/mnt/データ/ü');
  });

  it('keeps the mark of a deleted root', () => {
    expect(row('40 35 8:1 /var/lib/kubelet/x//deleted /mnt rw - ext4 /dev/vda1 rw').root).toBe(
      '/var/lib/kubelet/x//deleted',
    );
  });

  it('reads an empty mount source and missing super options', () => {
    expect(row('36 35 0:5 / /mnt rw - tmpfs  rw,size=4k')).toMatchObject({
      problems: [],
      source: '',
      superOptions: 'rw,size=4k',
    });
    expect(row('36 35 0:5 / /mnt rw - tmpfs tmpfs')).toMatchObject({ problems: [], source: 'tmpfs', superOptions: '' });
  });

  it('takes a separator inside the mount source for what it is', () => {
    expect(row('36 35 0:5 / /mnt rw shared:2 - fuse.x - rw')).toMatchObject({ shared: 2, type: 'fuse.x', source: '-' });
  });

  it('takes the pid from the path, and has none for self', () => {
    const line = '36 35 0:5 / / rw - ext4 /dev/vda1 rw\n';
    expect(parse(mountinfo, line, { params: { pid: '4711' } }).document?.pid).toBe(4711);
    expect(parse(mountinfo, line, { params: { pid: 'self' } }).document?.pid).toBeUndefined();
  });

  it('loses only the bad lines, and the last one when it is cut', () => {
    const good = '36 35 0:5 / /mnt rw - ext4 /dev/vda1 rw';
    const { document, problems } = parse(
      mountinfo,
      `${good}\n36 x 0:5 / /mnt rw - a b c\n${good}\n36 35 0:5 / /mnt rw shared:1`,
    );
    expect(document?.lines).toEqual(Int32Array.of(1, 3));
    expect(problems.map((problem) => problem.line)).toEqual([2, 4]);
  });

  it('takes no number that the kernel cannot have given, so that no two ids become one', () => {
    const line = (id: number) => `${id} 35 0:5 / /mnt rw - ext4 /dev/vda1 rw\n`;
    const { document, problems } = parse(mountinfo, line(2 ** 31 - 1) + line(2 ** 31) + line(2 ** 32 + 1));
    expect(document?.mountIds).toEqual(Int32Array.of(2 ** 31 - 1));
    expect(problems.map((problem) => problem.line)).toEqual([2, 3]);
  });

  it('has no document of a text without a single mount', () => {
    expect(parse(mountinfo, 'cat: /proc/7/mountinfo: No such process\n').document).toBeUndefined();
  });

  it('records a few of many bad lines', () => {
    const { problems } = parse(mountinfo, 'nonsense\n'.repeat(10_000));
    expect(problems.length).toBeLessThan(10);
  });

  it('does not sniff other tables', () => {
    expect(mountinfo.sniff?.('/dev/vda1 / ext4 rw,relatime 0 0\n')).toBe(false);
    expect(mountinfo.sniff?.('36 35 98:0 a b c - d e f\n')).toBe(false);
    expect(mountinfo.sniff?.('')).toBe(false);
  });

  it('reads back what it is given', () => {
    const word = fc.stringMatching(/^[a-z/.]{1,12}$/);
    const number = fc.nat({ max: 2 ** 31 - 1 });
    const names = fc.array(fc.constantFrom(' ', '\t', '\n', '\\', '#', 'a', '/', 'é', '-'), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(number, number, names, word, number, number, (id, parent, name, type, shared, master) => {
        const escaped = name
          .join('')
          .replace(/[ \t\n\\#]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
        const optional = `${shared > 0 ? ` shared:${shared}` : ''}${master > 0 ? ` master:${master}` : ''}`;
        const line = `${id} ${parent} 0:5 / /${escaped} rw${optional} - ${type} none rw`;
        expect(row(line)).toMatchObject({ id, parent, point: `/${name.join('')}`, type, shared, master });
      }),
    );
  });

  it('takes linear time for lines made of optional fields', () => {
    const started = performance.now();
    parse(mountinfo, `36 35 98:0 / /mnt rw${' shared:1'.repeat(100_000)}`);
    parse(mountinfo, `36 35 98:0 / /mnt rw${' a'.repeat(400_000)} -`);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('holds 200,000 mounts in bounded memory', () => {
    const chunk = (from: number) =>
      Buffer.from(
        Array.from({ length: 1_000 }, (_, i) => {
          const n = from + i;
          return `${n + 100} 99 0:${n % 900} / /var/lib/docker/overlay2/${String(n).padStart(64, '0')}/merged rw,relatime shared:${n} - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/ABC:/var/lib/docker/overlay2/l/DEF,upperdir=/var/lib/docker/overlay2/x/diff\n`;
        }).join(''),
      );
    const sink = mountinfo.open({ path: '', params: {}, problem: () => {} });
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    for (let n = 0; n < 200_000; n += 1_000) sink.write(chunk(n));
    const document = sink.end();
    expect(document?.rows).toBe(200_000);
    expect(document?.mountPoints[199_999]).toContain('199999/merged');
    expect(performance.now() - started).toBeLessThan(10_000);
    // About 50 MiB are held; garbage of the test itself comes on top.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * 2 ** 20);
  });

  it.skipIf(corpusDir === undefined)(`reads real tables (${corpusDir === undefined ? noCorpus : 'corpus'})`, () => {
    for (const name of ['fedoraMountinfo.0', 'ubuntuMountinfo.1']) {
      const path = join(corpusDir ?? '', `parsers/go-tests/moby+sys/mountinfo__mountinfo_linux_test.go.${name}.txt`);
      const text = readFileSync(path, 'utf8');
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const { document, problems } = parse(mountinfo, text);
      expect(problems).toEqual([]);
      expect(document?.rows).toBe(lines.length);
      expect(mountinfo.sniff?.(text.trimStart())).toBe(true);
    }
  });
});
