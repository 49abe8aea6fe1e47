import { describe, expect, it } from 'vitest';
import { manifest } from '../../src/parsers/manifest.ts';
import { manifestStart } from '../../src/parsers/manifest-start.ts';
import { manifestStep } from '../../src/parsers/manifest-step.ts';
import { parse } from './parse.ts';

describe('manifest_start', () => {
  const record = {
    format: 'inquest-bundle',
    version: 1,
    collector: { version: '0.1.0', options: '--no-kube' },
    host: { hostname: 'node-7', kernel: '5.4.0-99-generic', boot_id: 'b-1', machine_id_sha256: null },
    privileges: {
      uid: 0,
      cap_eff: '000001ffffffffff',
      pid: 4711,
      in_container: false,
      hidepid: '2',
      seccomp: 0,
      lockdown: null,
    },
    clock: { epoch: 1763719200, uptime: 86400.12, utc_offset: '+0800' },
  };

  it('reads who collected, where and when', () => {
    expect(parse(manifestStart, JSON.stringify(record))).toEqual({
      problems: [],
      document: {
        version: 1,
        collector: { version: '0.1.0', options: '--no-kube' },
        host: { hostname: 'node-7', kernel: '5.4.0-99-generic', bootId: 'b-1' },
        privileges: { uid: 0, capEff: '000001ffffffffff', pid: 4711, inContainer: false, hidepid: '2', seccomp: 0 },
        clock: { epochSeconds: 1763719200, uptimeSeconds: 86400.12, utcOffsetSeconds: 28_800 },
      },
    });
  });

  it('reads the plan of a run and leaves out what is no step', () => {
    const plan = [{ step: 'builtins', sources: ['stat'] }, 7, { sources: ['df'] }, { step: 'df', sources: ['df', 1] }];
    const { document } = parse(
      manifestStart,
      JSON.stringify({ ...record, plan, collector: { ...record.collector, limit_factor: 2 } }),
    );
    expect(document?.plan).toEqual([
      { step: 'builtins', sources: ['stat'] },
      { step: 'df', sources: ['df'] },
    ]);
    expect(document?.collector.limitFactor).toBe(2);
    expect(parse(manifestStart, JSON.stringify(record)).document?.plan).toBeUndefined();
  });

  it('refuses another format and a cut record', () => {
    expect(parse(manifestStart, JSON.stringify({ ...record, format: 'other' })).document).toBeUndefined();
    const cut = parse(manifestStart, JSON.stringify(record).slice(0, -5));
    expect(cut.document).toBeUndefined();
    expect(cut.problems).toHaveLength(1);
  });
});

describe('manifest_step', () => {
  const record = {
    step: 'sysctl',
    stage: 1,
    sources: ['sysctl'],
    status: 'truncated',
    reason: 'some keys could not be read',
    paths: ['proc/sys/fs/mount-max'],
    paths_total: 41,
    bytes: 512,
    at: 86_401.5,
    seconds: 0.2,
    absent: ['fs.may_detach_mounts'],
    unreadable: ['kernel.core_pattern'],
  };

  it('reads what a step did', () => {
    expect(parse(manifestStep, JSON.stringify(record))).toEqual({
      problems: [],
      document: {
        step: 'sysctl',
        stage: 1,
        sources: ['sysctl'],
        status: 'truncated',
        reason: 'some keys could not be read',
        paths: ['proc/sys/fs/mount-max'],
        pathsTotal: 41,
        bytes: 512,
        atSeconds: 86_401.5,
        seconds: 0.2,
        absent: ['fs.may_detach_mounts'],
        unreadable: ['kernel.core_pattern'],
      },
    });
  });

  it('never takes an unknown status for collected', () => {
    const { document, problems } = parse(manifestStep, JSON.stringify({ ...record, status: 'splendid', reason: '' }));
    expect(document?.status).toBe('failed');
    expect(document?.reason).toContain('unknown status');
    expect(problems).toHaveLength(1);
  });

  it('knows a step that was left out on purpose', () => {
    const { document } = parse(manifestStep, JSON.stringify({ ...record, status: 'skipped' }));
    expect(document?.status).toBe('skipped');
  });

  it('has lists where the record has none', () => {
    const { document } = parse(manifestStep, '{"step":"x","stage":1,"status":"collected"}');
    expect(document).toMatchObject({ sources: [], paths: [], absent: [], unreadable: [], bytes: 0, pathsTotal: 0 });
  });
});

describe('manifest', () => {
  it('reads the end of a collection', () => {
    const text =
      '{"complete": false, "steps": 12, "clock": {"epoch": 5, "uptime": 6, "utc_offset": "Z"}, "last_pid": 48213, "abandoned": [{"pid": 812, "command": "df -P", "state": "D", "wchan": "rpc_wait"}, 7], "aborted": "signal TERM"}';
    expect(parse(manifest, text).document).toEqual({
      complete: false,
      steps: 12,
      clock: { epochSeconds: 5, uptimeSeconds: 6, utcOffsetSeconds: 0 },
      lastPid: 48_213,
      abandoned: [{ pid: 812, command: 'df -P', state: 'D', wchan: 'rpc_wait' }, {}],
      aborted: 'signal TERM',
    });
  });

  it('refuses a record that does not say whether it is complete', () => {
    expect(parse(manifest, '{"steps": 12}').document).toBeUndefined();
  });
});
