import { expect, it } from 'vitest';
import { sysctlFile } from '../../src/parsers/sysctl-file.ts';
import { parse } from './parse.ts';

it('reads settings, globs, exclusions and ignored errors', () => {
  const text =
    '# comment\n; comment\n\n fs.mount-max = 200000 \n-net/ipv4/conf/*/rp_filter=2\n-net.ipv4.conf.all.rp_filter\nkernel.core_pattern=|/bin/x %p a=b\n';
  expect(parse(sysctlFile, text)).toEqual({
    problems: [],
    document: {
      settings: [
        { key: 'fs.mount-max', value: '200000', ignoreErrors: false, line: 4 },
        { key: 'net.ipv4.conf.*.rp_filter', value: '2', ignoreErrors: true, line: 5 },
        { key: 'net.ipv4.conf.all.rp_filter', ignoreErrors: true, line: 6 },
        { key: 'kernel.core_pattern', value: '|/bin/x %p a=b', ignoreErrors: false, line: 7 },
      ],
    },
  });
});

it('takes a file of comments for a file that sets nothing', () => {
  expect(parse(sysctlFile, '# nothing\n').document).toEqual({ settings: [] });
});

it('names the line that is no setting', () => {
  const { document, problems } = parse(sysctlFile, 'fs.mount-max 5\nvm.swappiness=1\n');
  expect(document?.settings).toHaveLength(1);
  expect(problems[0]?.line).toBe(1);
});
