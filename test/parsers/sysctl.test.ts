import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dottedKey, sysctl } from '../../src/parsers/sysctl.ts';
import { parse } from './parse.ts';

const entries = (text: string) => parse(sysctl, text).document?.entries.map(({ key, value }) => [key, value]);

describe('sysctl', () => {
  it('reads one file of /proc/sys under the key of the layout', () => {
    const { document } = parse(sysctl, '100000\n', { params: { key: 'fs.mount-max' } });
    expect(document).toEqual({
      entries: [{ key: 'fs.mount-max', value: '100000', line: 1 }],
      unended: false,
      dump: false,
      unreadable: [],
      absent: [],
    });
  });

  it('tells a text that breaks off within a line', () => {
    expect(parse(sysctl, '1000', { params: { key: 'fs.mount-max' } }).document?.unended).toBe(true);
    expect(parse(sysctl, 'vm.swappiness = 60\nfs.mount-max = 1000').document?.unended).toBe(true);
    expect(parse(sysctl, 'vm.swappiness = 60\nfs.mount-max = 100000\n').document?.unended).toBe(false);
  });

  it('takes the key from the path, and turns a dot in an interface name into a slash', () => {
    const { document } = parse(sysctl, '1', { path: 'node/proc/sys/net/ipv4/conf/eth0.100/rp_filter' });
    expect(document?.entries[0]?.key).toBe('net.ipv4.conf.eth0/100.rp_filter');
  });

  it('joins the numbers of a vector with one blank', () => {
    const { document } = parse(sysctl, '187173\t249567\t374346\n', { params: { key: 'net.ipv4.tcp_mem' } });
    expect(document?.entries[0]?.value).toBe('187173 249567 374346');
  });

  it('tells an empty value from a file without a byte', () => {
    expect(parse(sysctl, '\n', { params: { key: 'kernel.modprobe' } }).document?.entries[0]?.value).toBe('');
    expect(parse(sysctl, '', { params: { key: 'kernel.modprobe' } }).document).toBeUndefined();
  });

  it('reads a listing in each way of writing it', () => {
    expect(entries('fs.mount-max = 100000\n')).toEqual([['fs.mount-max', '100000']]);
    expect(entries('fs.mount-max=100000\n')).toEqual([['fs.mount-max', '100000']]);
    expect(entries('net/ipv4/conf/eth0.100/forwarding = 1\n')).toEqual([['net.ipv4.conf.eth0/100.forwarding', '1']]);
    expect(entries('/proc/sys/fs/mount-max:100000\n')).toEqual([['fs.mount-max', '100000']]);
    expect(entries('kernel.core_pattern = |/bin/x a=b\n')).toEqual([['kernel.core_pattern', '|/bin/x a=b']]);
    expect(entries('kernel.domainname = \n')).toEqual([['kernel.domainname', '']]);
  });

  it('skips the prompt and the blank lines of a copy', () => {
    const { document } = parse(sysctl, '# sysctl fs.mount-max\n\n\nfs.mount-max = 10\n\n');
    expect(document?.entries).toEqual([{ key: 'fs.mount-max', value: '10', line: 4 }]);
    expect(document?.dump).toBe(true);
  });

  it('keeps what the tool could not read apart from what does not exist', () => {
    const text = [
      'vm.swappiness = 60',
      "sysctl: permission denied on key 'fs.protected_hardlinks'",
      'sysctl: reading key "net.ipv6.conf.all.stable_secret"',
      'sysctl: cannot stat /proc/sys/fs/may_detach_mounts: No such file or directory',
    ].join('\n');
    const { document, problems } = parse(sysctl, text);
    expect(document?.unreadable).toEqual(['fs.protected_hardlinks', 'net.ipv6.conf.all.stable_secret']);
    expect(document?.absent).toEqual(['fs.may_detach_mounts']);
    expect(problems).toEqual([]);
  });

  it('finds no setting in prose', () => {
    const { document, problems } = parse(sysctl, 'the limit is = 5\nsee a. b\n');
    expect(document).toBeUndefined();
    expect(problems).toHaveLength(2);
  });

  it('brings keys to the dotted form', () => {
    expect(dottedKey('fs/mount-max')).toBe('fs.mount-max');
    expect(dottedKey('net.ipv4.conf.eth0/100.forwarding')).toBe('net.ipv4.conf.eth0/100.forwarding');
    expect(dottedKey('x')).toBe('x');
  });

  it('does not sniff configuration or logs', () => {
    expect(sysctl.sniff?.('# defaults\nfoo = bar\nbaz = qux\n')).toBe(false);
    expect(sysctl.sniff?.(readFileSync(import.meta.filename, 'utf8'))).toBe(false);
  });
});
