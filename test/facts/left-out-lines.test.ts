import { describe, expect, it } from 'vitest';
import { mayBeLeftOut } from '../../src/facts/left-out-lines.ts';
import type { Log, Signature } from '../../src/signatures/signature.ts';

/** A log of which lines of one kind were left out. */
const logWithout = (like: string, left = 2997): Pick<Log, 'floods'> => ({
  floods: [{ like, line: 7, lines: left + 3, left, perMinute: [] }],
});

const signature = (fields: Partial<Signature>): Signature => ({
  id: 'x',
  group: 'x',
  sources: ['any'],
  literals: ['no space left on device'],
  regex: 'no space left on device',
  unless: [],
  samples: ['write /data/a: no space left on device'],
  not: [],
  reference: 'errno(3)',
  ...fields,
});

const hides = (like: string, sought: Partial<Signature>, left?: number): boolean =>
  mayBeLeftOut(logWithout(like, left) as Log, [signature(sought)]);

describe('a line that was left out', () => {
  it('may be any that quotes an error, where klog floods', () => {
    expect(hides('nestedpendingoperations.go:301]', {})).toBe(true);
    expect(hides('nestedpendingoperations.go:301]', {}, 0)).toBe(false);
  });

  it('is none of another source file, whatever its line is in this version', () => {
    expect(hides('nestedpendingoperations.go:301]', { klog_files: ['prober.go'] })).toBe(false);
    expect(hides('prober.go:107]', { klog_files: ['prober.go', 'event.go'] })).toBe(true);
  });

  it('is none of a message that begins otherwise', () => {
    const ipvs = 'IPVS: rr: TCP #.#.#.#:# - no destination available';
    const refused = {
      literals: ['no destination available'],
      samples: ['IPVS: wrr: UDP 10.0.0.1:53 - no destination available'],
    };
    const tainted = {
      literals: ['EXT4-fs error (device '],
      samples: ['EXT4-fs error (device vda1): ext4_find_entry:1455: inode #2'],
    };
    expect(hides(ipvs, refused)).toBe(true);
    expect(hides(ipvs, tainted)).toBe(false);
  });

  it('may be one whose beginning is the same and whose rest was cut off', () => {
    const like = 'level=error msg="Handler for POST /v#.#/containers/#/start returne';
    const sought = {
      literals: ['address already in use'],
      samples: ['Handler for POST /v1.41/containers/4f1c9d02ab77/start returned error: listen: address already in use'],
    };
    expect(hides(like, sought)).toBe(true);
    expect(hides('level=info msg="shim disconnected" id=#', sought)).toBe(false);
  });
});
