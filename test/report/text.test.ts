import { expect, test } from 'vitest';
import { renderText } from '../../src/report/text.ts';
import type { Colors } from '../../src/report/text-style.ts';
import { healthyNode, insufficientBundle, mountIncident } from './fixture.ts';

const mark =
  (name: string) =>
  (text: string): string =>
    `<${name}>${text}</${name}>`;
const MARKED: Colors = {
  bold: mark('bold'),
  dim: mark('dim'),
  red: mark('red'),
  yellow: mark('yellow'),
  green: mark('green'),
  cyan: mark('cyan'),
};

test('colours change nothing but the colour', () => {
  const report = mountIncident();
  const painted = renderText(report, { colors: MARKED });
  expect(painted).toContain('<red><bold>CRITICAL</bold></red>');
  expect(painted.replace(/<\/?(?:bold|dim|red|yellow|green|cyan)>/g, '')).toBe(renderText(report));
});

test('commands can be copied: they are not wrapped', () => {
  const text = renderText(mountIncident());
  expect(text).toContain('  sysctl -w fs.mount-max=200000\n');
  expect(text).toContain('  cat /proc/sys/fs/mount-max\n');
});

test('a command of many lines is left to the report', () => {
  const report = mountIncident();
  const [diagnosis] = report.diagnoses;
  const remediation = [
    { ...diagnosis!.remediation[1]!, run: Array.from({ length: 9 }, (_, i) => `echo ${i}`).join('\n') },
  ];
  const text = renderText({ ...report, diagnoses: [{ ...diagnosis!, remediation }] });
  expect(text).toContain('(the command is long: see the report)');
  expect(text).not.toContain('echo 1');
});

test('says where the report lies, when it does', () => {
  expect(renderText(healthyNode())).not.toContain('Report  ');
  expect(renderText(healthyNode(), { reportPath: 'a.report.md, a.report.html' })).toMatch(
    /^Report {6}a\.report\.md, a\.report\.html$/m,
  );
});

test('a long answer gives way, and never an answer as a whole', () => {
  const report = mountIncident();
  const [diagnosis] = report.diagnoses;
  const long = Array.from({ length: 12 }, (_, i) => `Do not touch object ${i}, ${'and think again '.repeat(20)}`);
  const text = renderText({ ...report, diagnoses: [{ ...diagnosis!, dont: long }] }, { reportPath: 'a.report.md' });
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  expect(text).toMatch(/^Warning {5}Do not touch object 0/m);
  for (const label of ['Who is hit', 'Do now', 'Reboot', 'How sure', 'Since', 'Owner', 'Limits', 'Report'])
    expect(text).toMatch(new RegExp(`^${label} `, 'm'));
});

test('asks for the one file that is missing', () => {
  const text = renderText(insufficientBundle());
  expect(text).toMatch(/^Ask for {5}mountinfo: needs root/m);
  expect(text).toContain('  sudo sh collect.sh --only mountinfo,sysctl > more.tgz\n');
});

test('the word on a reboot ends with a sentence, however little room there is', () => {
  const report = mountIncident();
  const [cause] = report.diagnoses;
  cause!.reboot = { helps: true, safe: true, destroys: [`what ${'is in memory and '.repeat(12)}is lost`] };
  const line = renderText(report)
    .split('\n')
    .find((text) => text.startsWith('Reboot'));
  expect(line).toMatch(/drain the node first\.$/);
});

test('risks are told where data is not enough for a cause', () => {
  const report = insufficientBundle();
  report.risks = [{ ...report.findings[0]!, message: 'fs.inotify.max_user_instances is 128' }];
  expect(renderText(report)).toContain('fs.inotify.max_user_instances is 128');
});
