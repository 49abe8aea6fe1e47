import { describe, expect, it } from 'vitest';
import { clockError } from '../../src/facts/clock-error.ts';
import { kubeletCertificate } from '../../src/facts/kubelet-certificate.ts';
import { kubeletStartFailures } from '../../src/facts/kubelet-start-failures.ts';
import { notReadyReasons } from '../../src/facts/not-ready-reasons.ts';
import { refusedApiServers } from '../../src/facts/refused-api-servers.ts';
import { AUTHORITY, EXPIRED, FUTURE } from '../parsers/certificate-texts.ts';
import { factsOf, NOW, theValue } from './reading.ts';

const klog = (at: string, text: string): string => `E0115 ${at}.000000    1288 server.go:10] ${text}\n`;
const CURRENT = '# /var/lib/kubelet/pki/kubelet-client-current.pem\n';
const offset = (seconds: string): Record<string, string> => ({
  'commands/time': `# chronyc -n tracking\nSystem time     : ${seconds} of NTP time\nLeap status     : Normal\n`,
});

describe('starts of the kubelet that failed', () => {
  const read = (text: string) => theValue(factsOf({ 'journal/kubelet.log': text }).get(kubeletStartFailures));
  const command = (reason: string): string => klog('11:50:00', `"command failed" err="${reason}"`);

  it.each([
    ['failed to run Kubelet: running with swap on is not supported, please disable swap', 'swap'],
    ['failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/k: no such file', 'bootstrap_kubeconfig'],
    ['failed to parse kubelet flag: unknown flag: --network-plugin', 'unknown_flag'],
    ['failed to load kubelet config file, path: /a, error: open /a: no such file or directory', 'config_missing'],
    ['failed to load kubelet config file, path: /a, error: strict decoding error', 'config_invalid'],
    ['failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different', 'cgroup_driver'],
    ['failed to run Kubelet: validate service connection: validate CRI v1 runtime API for x', 'runtime_api'],
    ['failed to run Kubelet: dial unix /run/containerd/containerd.sock: connect: connection refused', 'runtime_down'],
    ['failed to run Kubelet: something that nobody has seen', 'other'],
  ])('%s is %s', (reason, kind) => expect(read(command(reason))).toMatchObject([{ kind, count: 1 }]));

  it('of the container manager are told apart', () => {
    const failed = (reason: string): string => klog('11:50:00', `"Failed to start ContainerManager" err="${reason}"`);
    const text =
      failed('[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]') +
      failed("failed to initialize top level QOS containers: root container [kubepods] doesn't exist");
    expect(read(text).map((f) => f.kind)).toEqual(['kernel_flags', 'cgroup_missing']);
  });

  it('are over when the main loop runs behind the last one', () => {
    const failure = command('failed to run Kubelet: running with swap on is not supported');
    const loop = (at: string): string => klog(at, '"Starting kubelet main sync loop"');
    expect(read(failure)).toMatchObject([{ recovered: false }]);
    expect(read(loop('11:40:00') + failure)).toMatchObject([{ recovered: false }]);
    expect(read(failure + loop('11:51:00'))).toMatchObject([{ recovered: true }]);
  });

  it('show the reason without what is said twice, and name the flag', () => {
    const path = '/var/lib/kubelet/config.yaml';
    const text = `failed to load kubelet config file, path: ${path}, error: failed to load Kubelet config file ${path}, error x`;
    expect(read(command(text))[0]?.label).toBe(`failed to load Kubelet config file ${path}, error x`);
    expect(read(command('failed to parse kubelet flag: unknown flag: --cni-bin-dir'))[0]?.flag).toBe('--cni-bin-dir');
  });

  it('are unknown without a log of the kubelet', () =>
    expect(factsOf({ 'proc/uptime': '1.0 1.0\n' }).get(kubeletStartFailures).known).toBe(false));
});

describe('the client certificate of the kubelet', () => {
  const read = (text: string, more = {}) => factsOf({ 'commands/certificates': text, ...more }).get(kubeletCertificate);

  it('is the one that is valid longest', () => {
    const old = `# /var/lib/kubelet/pki/kubelet-client-2025-01-15-00-00-00.pem\n${EXPIRED}\n`;
    const value = theValue(read(`${old}${CURRENT}${FUTURE}\n`));
    expect(value).toMatchObject({ path: '/var/lib/kubelet/pki/kubelet-client-current.pem', expired: false });
  });

  it('has expired or not by the time of the time servers, too', () => {
    expect(theValue(read(`${CURRENT}${EXPIRED}\n`))?.expired_in_truth).toBeUndefined();
    const fast = theValue(read(`${CURRENT}${EXPIRED}\n`, offset('864000.000000000 seconds fast')));
    expect(fast).toMatchObject({ expired: true, clock_fast_by: 864_000, expired_in_truth: false });
    const right = theValue(read(`${CURRENT}${EXPIRED}\n`, offset('0.000012000 seconds fast')));
    expect(right).toMatchObject({ expired: true, expired_in_truth: true });
    expect(right.days_left).toBeCloseTo(-5.5, 5);
  });

  it('is neither an authority nor a certificate that the kubelet shows to others', () => {
    expect(read(`# /var/lib/kubelet/pki/kubelet.crt\n${EXPIRED}\n`).known).toBe(false);
    expect(read(`${CURRENT}${AUTHORITY}\n`).known).toBe(false);
    expect(factsOf({}).get(kubeletCertificate).known).toBe(false);
  });
});

describe('API servers whose certificate is refused', () => {
  const line = (at: string, end: string): string =>
    klog(
      at,
      `Unable to update node status: Get "https://10.0.0.1:6443/api/v1/nodes/n1?timeout=10s": x509: certificate has expired or is not yet valid${end}`,
    );
  const AFTER = ': current time 2026-01-15T11:50:00Z is after 2026-01-14T09:00:00Z';
  const read = (text: string, more = {}) =>
    theValue(factsOf({ 'journal/kubelet.log': text, ...more }).get(refusedApiServers));

  it('count by address, with the end that the last message names', () => {
    const [server, ...others] = read(line('11:50:00', AFTER) + line('11:51:00', AFTER));
    expect(others).toEqual([]);
    expect(server).toMatchObject({ entity: 'endpoint:10.0.0.1:6443', count: 2, after_its_end: true });
    expect(server?.not_after).toBe(Date.parse('2026-01-14T09:00:00Z') / 1000);
    expect(server?.expired_in_truth).toBeUndefined();
  });

  it('say nothing of the side where the message does not', () => {
    expect(read(line('11:50:00', ''))[0]?.after_its_end).toBeUndefined();
    const before = read(line('11:50:00', ': current time 2026-01-15T11:50:00Z is before 2026-03-01T00:00:00Z'))[0];
    expect(before).toMatchObject({ after_its_end: false, before_its_begin: true });
  });

  it('are held against the time servers and the file on this node', () => {
    expect(read(line('11:50:00', AFTER), offset('2592000.000000000 seconds fast'))[0]?.expired_in_truth).toBe(false);
    const own = { 'commands/certificates': `# /etc/kubernetes/pki/apiserver.crt\n${AUTHORITY}\n` };
    // Neither an authority nor another host is the file of that server.
    expect(read(line('11:50:00', AFTER), own)[0]?.own_file).toBeUndefined();
  });
});

describe('reasons why the node was not ready', () => {
  const notReady = (at: string, message: string): string =>
    klog(at, `Node became not ready: {Type:Ready Status:False Reason:KubeletNotReady Message:${message}}`);
  const read = (text: string) => theValue(factsOf({ 'journal/kubelet.log': text }).get(notReadyReasons));

  it.each([
    ['container runtime is down', 'runtime'],
    ['[container runtime is down, PLEG is not healthy: pleg was last seen active 3m7s ago]', 'runtime'],
    ['container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady', 'network'],
    ['PLEG is not healthy: pleg was last seen active 3m7.6s ago; threshold is 3m0s', 'pleg'],
    [
      '[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]',
      'starting',
    ],
    ['CSINode is not yet initialized', 'csi'],
    ['node is shutting down', 'shutdown'],
    ['missing node capacity for resources: ephemeral-storage', 'other'],
  ])('%s is %s', (message, kind) =>
    expect(read(notReady('11:50:00', message))).toMatchObject([{ kind, label: message }]),
  );

  it('are brief when the node was ready again within a minute each time', () => {
    const down = notReady('11:50:00', 'container runtime is down');
    const ready = (at: string): string => klog(at, 'Recording NodeReady event message for node n1');
    expect(read(down)[0]?.brief).toBe(false);
    expect(read(down + ready('11:51:00'))[0]?.brief).toBe(true);
    expect(read(down + ready('11:51:01'))[0]?.brief).toBe(false);
  });
});

describe('the error of the clock', () => {
  const read = (files: Record<string, string>) => factsOf(files, { collectedAt: NOW, utcOffset: 0 }).get(clockError);

  it('is what the time service measured', () => {
    expect(theValue(read(offset('62.500000000 seconds slow')))).toMatchObject({
      ahead: -62.5,
      off: 62.5,
      direction: 'behind',
    });
    expect(theValue(read(offset('7200.000000000 seconds fast')))).toMatchObject({ ahead: 7200, direction: 'ahead' });
  });

  it('is unknown where no service told it', () => {
    expect(read({}).known).toBe(false);
    expect(read({ 'commands/time': '# timedatectl\nNTPSynchronized=yes\n' }).known).toBe(false);
  });
});
