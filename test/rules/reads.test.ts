import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { ruleSchema } from '../../src/rules/rule.ts';

const root = path.join(import.meta.dirname, '../../rules');
const rules = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !/^(?:signatures|locales)\b/.test(file))
  .map((file) => ruleSchema.parse(parse(readFileSync(path.join(root, file), 'utf8'))));

/** What may stand before a program without changing what it does. */
const BEFORE = /^(?:(?:while|until|if|then|else|do|done|fi|time|nice|!|\{|\}|timeout (?:-s KILL )?\d+)(?: +|$))+/;
const READS = new RegExp(
  `^(?:${[
    'awk|cat|cut|date|df|dmesg|du|echo|egrep|false|findmnt|free|grep|head|journalctl|ls|lsblk|lsof|lsmod|nproc|pgrep|pidof|ps',
    'read|readlink|sleep|sort|ss|stat|tail|test|timedatectl|tr|true|type|uname|uniq|uptime|vgs|lvs|pvs|wc|zgrep|sed -n',
    'chronyc tracking|crictl (?:info|images|inspect\\w*|pods|ps|version)|ctr version|docker (?:info|inspect|ps|system df|version)',
    'dmsetup (?:info|status|table)|ethtool -[Sikg]|ip (?:-\\S+ )*(?:addr|link|neigh|route)(?: show\\b|$)|ipcs|ipvsadm -Ln',
    'iptables(?:-save| -t nat -S)|kubectl (?:describe|get|logs)|multipath -ll|openssl x509 -noout|runc --version|smartctl -[HAax]',
    'sysctl (?:-n )?[\\w.]+$|systemctl (?:cat|is-\\w+|list-\\S+|show|status)|tune2fs -l|find(?!.*(?:-delete|-exec(?! (?:cat|ls|stat)\\b)))',
    'for [\\w ]+ in|\\w+=\\S*$|repquota|xfs_quota -x -c .report|losetup -a|modinfo',
  ].join('|')})(?: |$)`,
);

/** Whether a command is made of programs that read, and writes no file. */
function onlyReads(run: string): boolean {
  const quiet = run
    .replace(/[12]?>(?:&1| ?\/dev\/null)/g, '')
    .replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (quoted) => quoted.replace(/[;|&<>]/g, '_'));
  if (/>(?!=)/.test(quiet)) return false;
  return quiet
    .split(/;|\|\|?|&&/)
    .map((part) => part.trim().replace(BEFORE, '').trim())
    .every((part) => part === '' || READS.test(part) || READS.test(`${part} `));
}

test.each([
  ["dmesg | grep -c 'a > b; rm' 2>/dev/null", true],
  ['for p in /proc/[0-9]*; do echo "$p"; done | sort', true],
  ['find /a -name x', true],
  ['find /a -name x -delete', false],
  ['cat /a > /b', false],
  ['sysctl -w a=1', false],
  ['sysctl -n a.b', true],
  ['ls /a && rm /a', false],
  ['ip link del eth0', false],
])('%s: only reads is %s', (run, expected) => expect(onlyReads(run)).toBe(expected));

/** Where the sentence asks for more than its command does, the step as a whole is more than a look. */
const looks = (stage: string, task: string): boolean =>
  stage === 'verify' || /^(?:Ask|Compare|Count|Find|List|Look|Pair|Read|See|Watch)\b/.test(task);

it('a step that looks with a command that only reads says that it changes nothing', () => {
  const silent = rules.flatMap(({ id, remediation }) =>
    remediation
      .filter((s) => s.run !== undefined && s.class === 'safe' && looks(s.stage, s.do) && onlyReads(s.run))
      .filter((s) => s.reads === undefined)
      .map((s) => `${id}: ${s.do}`),
  );
  expect(silent).toEqual([]);
});

it('a step that changes nothing is safe and has nothing to undo', () => {
  const steps = rules.flatMap(({ id, remediation }) => remediation.map((step) => ({ id, ...step })));
  const wrong = steps.filter((s) => s.reads && (s.class !== 'safe' || s.undo !== undefined));
  expect(wrong.map((s) => `${s.id}: ${s.do}`)).toEqual([]);
});
