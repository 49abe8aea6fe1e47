import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../samples/analysis.ts';

const start = (privileges: object) =>
  JSON.stringify({
    format: 'inquest-bundle',
    version: 1,
    host: { hostname: 'debug-x7' },
    privileges,
    clock: { epoch: 1_768_478_400 },
  });
const KTHREADD = '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 2 0 0 18446744073709551615';
const DF = 'Filesystem Type 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 ext4 10000 4100 5900 41% /\n';

const statusOfDf = (privileges: object, files: Readonly<Record<string, string>> = {}) => {
  const all = { 'manifest-start.json': start(privileges), 'commands/df/bytes': DF, ...files };
  const snapshot = snapshotOf(new Map(Object.entries(all)));
  return snapshot.gaps.find((gap) => gap.source === 'df')?.status ?? 'collected';
};

describe('where the collector stood', () => {
  it('on the node', () => {
    expect(statusOfDf({ uid: 0, pid: 9, in_container: false })).toBe('collected');
    expect(statusOfDf({ uid: 0, pid: 9, in_container: true }, { 'commands/proc/stat': `${KTHREADD}\n` })).toBe(
      'restricted',
    );
  });

  it('in the mount namespace of a runtime, as in a node that is a container itself', () => {
    const files = {
      'commands/proc/stat': KTHREADD.replace('2 (kthreadd)', '80 (kubelet)').replace('2129984', '4194560'),
      'commands/proc/ns-mnt': '4026532500 /proc/9/ns/mnt\n4026532500 /proc/80/ns/mnt\n',
    };
    expect(statusOfDf({ uid: 0, pid: 9, in_container: true }, files)).toBe('collected');
    const apart = { ...files, 'commands/proc/ns-mnt': files['commands/proc/ns-mnt'].replace('2500', '2600') };
    expect(statusOfDf({ uid: 0, pid: 9, in_container: true }, apart)).toBe('restricted');
  });

  it('where /proc hides the processes of others, nothing shows a container', () => {
    const privileges = { uid: 1000, pid: 9, in_container: true, hidepid: 'invisible' };
    expect(
      statusOfDf(privileges, {
        'commands/proc/stat': KTHREADD.replace('2 (kthreadd)', '9 (sh)').replace('2129984', '4194560'),
      }),
    ).toBe('collected');
  });

  it('takes the name of a pod for that of no node', () => {
    const told = start({ uid: 0, pid: 9, in_container: true, other_namespaces: ['uts', 'net'] });
    const snapshot = snapshotOf(
      new Map([
        ['manifest-start.json', told],
        ['commands/proc/stat', `${KTHREADD}\n`],
        ['proc/sys/net/ipv4/ip_forward', '0\n'],
        ['proc/sys/fs/mount-max', '100000\n'],
      ]),
    );
    expect(snapshot.documents.manifest_start[0]?.value.host.hostname).toBeUndefined();
    expect(snapshot.documents.sysctl.map(({ path }) => path)).toEqual(['proc/sys/fs/mount-max']);
    expect(snapshot.gaps.find((gap) => gap.source === 'net_dev')?.reason).toContain('another network namespace');
  });
});
