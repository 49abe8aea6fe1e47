import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../src/bundle/classify.ts';
import { archiveOf } from '../../src/bundle/inner-path.ts';
import { layouts } from '../../src/bundle/layouts/index.generated.ts';

const classify = () => {
  const classifier = createClassifier(Object.values(layouts));
  return (path: string, archive?: string) => {
    const found = classifier.classify(path, archive);
    return [found.kind === 'source' ? found.match.source : found.kind, found.path];
  };
};

describe('entries of an archive inside the bundle', () => {
  it('are matched below it, without its own top folder', () => {
    const of = classify();
    expect(of('etc/os-release')).toEqual(['os_release', 'etc/os-release']);
    const path = 'n/node-1.zip/top/proc/1/mountinfo';
    expect(of(path, 'n/node-1.zip')).toEqual(['mountinfo', path]);
    expect(of('n/node-2.zip/proc/1/mountinfo', 'n/node-2.zip')[0]).toBe('mountinfo');
    expect(of('n/node-2.zip/what', 'n/node-2.zip')[0]).toBe('unknown');
  });

  it('are named without it when the bundle was packed once more', () => {
    const of = classify();
    expect(of('readme', undefined)).toEqual(['unknown', 'readme']);
    expect(of('b.tgz/bundle/manifest-start.json', 'b.tgz')[1]).toBe('manifest-start.json');
    expect(of('b.tgz/bundle/proc/1/mountinfo', 'b.tgz')).toEqual(['mountinfo', 'proc/1/mountinfo']);
    const other = 'c.tgz/bundle/proc/1/mountinfo';
    expect(of(other, 'c.tgz')).toEqual(['mountinfo', other]);
  });

  it('are matched where a folder was packed in its place', () => {
    const of = classify();
    of('top/proc/1/mountinfo');
    const path = 'etc/sysctl.tgz/sysctl.d/10-kernel.conf';
    expect(of(`top/${path}`, 'top/etc/sysctl.tgz')).toEqual(['sysctl_file', path]);
  });

  it('do not decide what the top folder of the bundle is', () => {
    const of = classify();
    of('logs.xz/proc/stat', 'logs.xz');
    expect(of('top/proc/1/mountinfo')).toEqual(['mountinfo', 'proc/1/mountinfo']);
  });
});

it.each([
  [{ path: 'a' }, undefined],
  [{ path: 'a.zip/b', within: ['a.zip'] }, 'a.zip'],
  [{ path: 'x/a.zip/b.tgz/c', within: ['x/a.zip', 'x/a.zip/b.tgz'] }, 'x/a.zip/b.tgz'],
  [{ path: 'b.tgz/c', within: ['x/a.zip', 'x/a.zip/b.tgz'] }, 'b.tgz'],
  [{ path: 'proc/1/mountinfo', within: ['x/a.zip'] }, undefined],
])('the archive of %j is %s', (header, archive) => {
  expect(archiveOf(header)).toBe(archive);
});
