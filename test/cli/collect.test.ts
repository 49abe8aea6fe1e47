import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CollectOptions, collectorScript, parseSince } from '../../src/cli/collect.ts';

const SCRIPT = readFileSync(fileURLToPath(new URL('../../collectors/collect.sh', import.meta.url)), 'utf8');
const NOTHING: CollectOptions = { only: [], skip: [] };
const lastLine = (options: Partial<CollectOptions>): string | undefined =>
  collectorScript(SCRIPT, { ...NOTHING, ...options })
    .trimEnd()
    .split('\n')
    .at(-1);

describe('analyze collect', () => {
  it('prints the script as it is without options', () => {
    expect(collectorScript(SCRIPT, NOTHING)).toBe(SCRIPT);
  });

  it.each<[Partial<CollectOptions>, string]>([
    [{ only: ['df,log_kubelet', '2'] }, 'main --only df,log_kubelet,2 "$@"'],
    [{ skip: ['process_cmdline'] }, 'main --skip process_cmdline "$@"'],
    [{ only: ['sysctl'], since: '6h' }, 'main --only sysctl --since 6h "$@"'],
  ])('with %j makes them the defaults of the script', (options, expected) => {
    expect(lastLine(options)).toBe(expected);
  });

  it('makes a script that knows what it was told', () => {
    const script = collectorScript(SCRIPT, { only: ['os_release'], skip: ['0'], since: '2026-04-12T02:30' });
    const run = spawnSync('sh', ['-s', '--', '--dry-run'], { input: script, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('/etc/os-release\t4 os_release\n');
    expect(run.stdout).not.toContain('sysctl');
  });

  it.each([
    ['mountinf', 'the collector has no stage, step or source "mountinf", did you mean mountinfo?'],
    ['docker_inspekt', 'the collector has no stage, step or source "docker_inspekt", did you mean docker_inspect?'],
    ['df,$(reboot)', 'the collector has no stage, step or source "$(reboot)"'],
  ])('refuses the name %j', (name, sentence) => {
    for (const options of [{ only: [name] }, { skip: [name] }])
      expect(() => collectorScript(SCRIPT, { ...NOTHING, ...options })).toThrow(sentence);
  });

  it.each(['10m', '6h', '2d', '2026-04-12', '2026-04-12T02:30', '2026-04-12T02:30:00Z'])(
    'takes the time %s',
    (time) => {
      expect(parseSince(time)).toBe(time);
      const script = collectorScript(SCRIPT, { ...NOTHING, since: time });
      expect(spawnSync('sh', ['-s', '--', '--dry-run'], { input: script, encoding: 'utf8' }).stderr).toBe('');
    },
  );

  it.each(['', '6', '-6h', '6x', 'yesterday', '2026-04-12 02:30', '6h; reboot'])('refuses the time %j', (time) => {
    expect(() => parseSince(time)).toThrow(`cannot use "${time}" for --since`);
  });
});
