import { describe, expect, it } from 'vitest';
import { nodeCertificates } from '../../src/facts/certificates.ts';
import { ext4Errors } from '../../src/facts/ext4-errors.ts';
import { AUTHORITY, EXPIRED, FUTURE } from '../parsers/certificate-texts.ts';
import { factsOf, mountLine, theValue } from './reading.ts';

describe('errors that ext4 recorded', () => {
  const text = [
    '/sys/fs/ext4/vda1/errors_count:12',
    '/sys/fs/ext4/vda1/first_error_time:1768400000',
    '/sys/fs/ext4/vda1/first_error_func:ext4_journal_check_start',
    '/sys/fs/ext4/vda1/first_error_line:61',
    '/sys/fs/ext4/vda1/last_error_time:1768470000',
    '/sys/fs/ext4/vda1/last_error_func:ext4_lookup',
    '/sys/fs/ext4/vda1/last_error_errcode:5',
    '/sys/fs/ext4/dm-3/errors_count:0',
    '/sys/fs/ext4/dm-3/first_error_time:0',
  ].join('\n');

  it('are tied to the file system by its device, with their time', () => {
    const found = theValue(
      factsOf({
        'commands/kernel/ext4-errors': text,
        'proc/1/mountinfo': mountLine({ id: 1, point: '/', device: '253:1' }),
      }).get(ext4Errors),
    );
    expect(found).toMatchObject([
      {
        entity: 'filesystem:253:1',
        label: 'vda1 (/)',
        device: 'vda1',
        mount_point: '/',
        count: 12,
        used: true,
        read_only: false,
        fate: 'not told',
        is_io: false,
        first_function: 'ext4_journal_check_start',
        last_function: 'ext4_lookup',
        first_line: 61,
        code: 'EFSCORRUPTED',
        seen: { first: 1768400000, last: 1768470000, first_is_onset: true, uncertainty: 1 },
        refs: [{ path: 'commands/kernel/ext4-errors', line: 2 }],
      },
    ]);
  });

  it('take the number of the device from sysfs where no mount names it', () => {
    const facts = factsOf({
      'commands/kernel/ext4-errors': '/sys/fs/ext4/dm-3/errors_count:1\n',
      'commands/block': '/sys/class/block/dm-3/dev:254:3\n',
    });
    expect(theValue(facts.get(ext4Errors))).toMatchObject([{ entity: 'filesystem:254:3', label: 'dm-3', count: 1 }]);
  });

  it('are none where the counters are 0, and unknown where nothing was read', () => {
    const healthy = { 'commands/kernel/ext4-errors': '/sys/fs/ext4/vda1/errors_count:0\n' };
    expect(theValue(factsOf(healthy).get(ext4Errors))).toEqual([]);
    expect(factsOf({}).get(ext4Errors)).toMatchObject({
      known: false,
      missing: [{ source: 'ext4_errors' }, { source: 'log' }],
    });
  });
});

describe('certificates', () => {
  const PEM = '/var/lib/kubelet/pki/kubelet-client-current.pem';
  const read = (text: string) => theValue(factsOf({ 'commands/certificates': text }).get(nodeCertificates));

  it('are held against the time of collection', () => {
    expect(read(`# ${PEM}\n${EXPIRED}\n# /etc/kubernetes/pki/ca.crt\n${AUTHORITY}\n`)).toMatchObject([
      {
        path: PEM,
        subject: 'CN=system:node:worker-3, O=system:nodes',
        issuer: 'CN=kubernetes',
        is_ca: false,
        expired: true,
        not_yet_valid: false,
        superseded: false,
        days_left: -5.5,
      },
      { is_ca: true, expired: false, names: ['DNS:kubernetes', 'IP Address:10.96.0.1'] },
    ]);
  });

  it('that a newer one in the same file replaces are marked, and one of tomorrow is not yet valid', () => {
    const found = read(`# ${PEM}\n${EXPIRED}\n${FUTURE}\n`);
    expect(found.map((c) => [c.expired, c.superseded, c.not_yet_valid])).toEqual([
      [true, true, false],
      [false, false, true],
    ]);
  });

  it('without a time of collection are listed, and nothing is said of their validity', () => {
    const facts = factsOf({ 'commands/certificates': `# ${PEM}\n${EXPIRED}\n` }, {});
    const [certificate] = theValue(facts.get(nodeCertificates));
    expect(certificate).toHaveProperty('not_after');
    expect(certificate?.expired).toBeUndefined();
    expect(certificate?.days_left).toBeUndefined();
  });

  it('are none where the collector looked and found nothing', () => {
    const step = {
      step: 'certificates',
      stage: 4,
      sources: ['certificates'],
      status: 'empty',
      reason: 'nothing was found',
      paths: [],
      bytes: 0,
      seconds: 0,
    };
    expect(theValue(factsOf({ 'manifest/33-certificates.json': JSON.stringify(step) }).get(nodeCertificates))).toEqual(
      [],
    );
    const refused = { ...step, status: 'restricted', reason: 'only root may read them' };
    expect(factsOf({ 'manifest/33-certificates.json': JSON.stringify(refused) }).get(nodeCertificates)).toMatchObject({
      known: false,
      missing: [{ source: 'certificates', reason: 'restricted: only root may read them' }],
    });
  });

  it('are unknown where none were collected', () =>
    expect(factsOf({}).get(nodeCertificates)).toMatchObject({ known: false, missing: [{ source: 'certificates' }] }));
});
