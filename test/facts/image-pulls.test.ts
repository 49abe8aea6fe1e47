import { describe, expect, it } from 'vitest';
import { imagePullFailures } from '../../src/facts/image-pulls.ts';
import { factsOf, theValue } from './reading.ts';

const line = (image: string, why: string): string =>
  `E0115 11:58:00.000000    1288 remote_image.go:113] PullImage "${image}" from image service failed: rpc error: code = Unknown desc = Error response from daemon: ${why}\n`;
const read = (text: string) => theValue(factsOf({ 'journal/kubelet.log': text }).get(imagePullFailures));

describe('images that could not be pulled', () => {
  it.each([
    ['pull access denied for cart, repository does not exist or may require login', 'denied'],
    ['Get https://registry.example.com/v2/: unauthorized: authentication required', 'denied'],
    ['manifest for cart:1 not found: manifest unknown', 'not_found'],
    ['no matching manifest for linux/arm64 in the manifest list entries', 'platform'],
    ['Get https://registry.example.com/v2/: x509: certificate signed by unknown authority', 'certificate'],
    ['toomanyrequests: You have reached your pull rate limit', 'rate'],
    ['Get https://registry.example.com/v2/: http: server gave HTTP response to HTTPS client', 'plain_http'],
    ['Get https://registry.example.com/v2/: dial tcp: lookup registry.example.com: no such host', 'name'],
    ['Get https://registry.example.com/v2/: dial tcp 192.0.2.70:443: connect: connection refused', 'unreachable'],
    ['received unexpected HTTP status: 503 Service Unavailable', 'server_error'],
  ])('%s is %s', (why, kind) => expect(read(line('cart:1', why))).toMatchObject([{ kind, count: 1 }]));

  it('belong to the registry of the image', () => {
    const registries = [
      'cart:1',
      'shop/cart:1',
      'registry.example.com/cart:1',
      'mirror:5000/cart:1',
      'localhost/cart:1',
    ];
    const found = registries.map((image) => read(line(image, 'manifest unknown'))[0]?.registry);
    expect(found).toEqual(['docker.io', 'docker.io', 'registry.example.com', 'mirror:5000', 'localhost']);
  });

  it('are one for each registry and reason, with their images', () => {
    const found = read(
      line('cart:1', 'manifest unknown') + line('user:1', 'manifest unknown') + line('a:1', 'denied: no'),
    );
    expect(found).toMatchObject([
      { kind: 'not_found', count: 2, images: ['cart:1', 'user:1'] },
      { kind: 'denied', images: ['a:1'] },
    ]);
  });

  it('are taken from events where no log tells of them', () => {
    const event = {
      reason: 'Failed',
      type: 'Warning',
      count: 4,
      message:
        'Failed to pull image "registry.example.com/cart:1": rpc error: code = NotFound desc = failed to resolve reference: registry.example.com/cart:1: not found',
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'cart-0', uid: '4c7e3c1a-0000-4000-8000-000000000001' },
      source: { component: 'kubelet', host: 'node-1' },
      firstTimestamp: '2026-01-15T11:50:00Z',
      lastTimestamp: '2026-01-15T11:58:00Z',
    };
    const files = {
      'commands/kube/node.json': JSON.stringify({ kind: 'Node', metadata: { name: 'node-1' }, status: {} }),
      'commands/kube/events.json': JSON.stringify({ kind: 'EventList', items: [event] }),
    };
    const found = theValue(factsOf(files).get(imagePullFailures));
    expect(found).toMatchObject([{ kind: 'not_found', registry: 'registry.example.com', count: 4 }]);
  });

  it('tell from events as well whether only the clock made a certificate invalid', () => {
    const refused = (dates: string): boolean | undefined => {
      const event = {
        reason: 'Failed',
        type: 'Warning',
        message: `Failed to pull image "registry.example.com/cart:1": rpc error: code = Unknown desc = failed to do request: x509: certificate has expired or is not yet valid${dates}`,
        involvedObject: { kind: 'Pod', namespace: 'shop', name: 'cart-0', uid: '4c7e3c1a-0000-4000-8000-000000000001' },
        source: { component: 'kubelet', host: 'node-1' },
        firstTimestamp: '2026-01-15T11:50:00Z',
        lastTimestamp: '2026-01-15T11:58:00Z',
      };
      const files = {
        'commands/kube/node.json': JSON.stringify({ kind: 'Node', metadata: { name: 'node-1' }, status: {} }),
        'commands/kube/events.json': JSON.stringify({ kind: 'EventList', items: [event] }),
        'commands/time': '# chronyc -n tracking\nSystem time     : 86400.000000000 seconds fast of NTP time\n',
        'manifest-start.json':
          '{"format":"inquest-bundle","version":1,"clock":{"epoch":1768478400,"uptime":86400,"utc_offset":"+0000"}}',
      };
      return theValue(factsOf(files).get(imagePullFailures))[0]?.refused_by_clock;
    };
    expect(refused(': current time 2026-01-15T11:58:00Z is after 2026-01-15T01:00:00Z')).toBe(true);
    expect(refused(': current time 2026-01-15T11:58:00Z is after 2025-06-01T00:00:00Z')).toBe(false);
    expect(refused(': current time 2026-01-15T11:58:00Z is after 2026-01-15T01:00:00')).toBeUndefined();
    expect(refused('')).toBeUndefined();
  });

  it('are unknown without a log of the kubelet and events', () =>
    expect(factsOf({}).get(imagePullFailures).known).toBe(false));
});
