import { describe, expect, it } from 'vitest';
import { dockerBuildCache } from '../../src/parsers/docker-build-cache.ts';
import { dockerEvents } from '../../src/parsers/docker-events.ts';
import { parse } from './parse.ts';
import { CONTAINER_ID } from './samples.ts';

describe('docker_events', () => {
  it('reads the form of the collector and that of docker 20.10 to 28', () => {
    const { document, problems } = parse(
      dockerEvents,
      [
        `{"time":1768478100,"Type":"container","Action":"archive-path","Actor":{"ID":"${CONTAINER_ID}","Attributes":{"name":"agent"}}}`,
        `{"status":"exec_start: sh -c echo command-secret","id":"${CONTAINER_ID}","from":"agent:2","Type":"container","Action":"exec_start: sh -c echo command-secret","Actor":{"ID":"${CONTAINER_ID}","Attributes":{"image":"agent:2","name":"agent"}},"scope":"local","time":1768478101,"timeNano":1768478101182031000}`,
        '{"Type":"volume","Action":"create","Actor":{"ID":"vol1","Attributes":{"driver":"local"}},"time":1768478102}',
        'error during connect: EOF',
        '{"Type":"volume","time":"soon","Action":"create"}',
      ].join('\n'),
    );
    expect(problems.map(({ line }) => line)).toEqual([4, 5]);
    expect(document?.events).toEqual([
      { time: 1768478100, type: 'container', action: 'archive-path', objectId: CONTAINER_ID, name: 'agent', line: 1 },
      { time: 1768478101, type: 'container', action: 'exec_start', objectId: CONTAINER_ID, name: 'agent', line: 2 },
      { time: 1768478102, type: 'volume', action: 'create', objectId: 'vol1', line: 3 },
    ]);
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('reads what docker prints without a format', () => {
    const { document, problems } = parse(
      dockerEvents,
      [
        `2026-01-15T12:00:00.123456789Z container die ${CONTAINER_ID} (exitCode=137, image=cart:1, name=cart)`,
        `2026-01-15T20:00:01.5+08:00 container exec_create: sh -c (echo command-secret) ${CONTAINER_ID} (image=cart:1, name=cart)`,
        '2026-01-15T12:00:02Z volume mount vol1 (container=9c, driver=local)',
        '2026-01-15T12:00:03Z container exec_start: echo command-secret (x',
        '2026-99-15T12:00:03Z volume mount vol1 (container=9c)',
      ].join('\n'),
    );
    expect(problems.map(({ line }) => line)).toEqual([5]);
    expect(document?.events).toEqual([
      { time: 1768478400, type: 'container', action: 'die', objectId: CONTAINER_ID, name: 'cart', line: 1 },
      { time: 1768478401, type: 'container', action: 'exec_create', objectId: CONTAINER_ID, name: 'cart', line: 2 },
      { time: 1768478402, type: 'volume', action: 'mount', objectId: 'vol1', line: 3 },
      { time: 1768478403, type: 'container', action: 'exec_start', line: 4 },
    ]);
    expect(JSON.stringify(document)).not.toContain('secret');
  });
});

const BLOCK = `ID:\t\tyk3o2ykh1ysmtbxb3h8cpcdub
Parent:\t\twyg1xxm2
Created at:\t2026-01-15 10:00:00.123456789 +0000 UTC
Mutable:\tfalse
Reclaimable:\ttrue
Shared:\t\tfalse
Size:\t\t1.5GB
Description:\tmount / from exec /bin/sh -c echo build-secret
  && more of the command
Usage count:\t3
Last used:\t2 days ago
Type:\t\tregular
`;

describe('docker_build_cache', () => {
  it('has a record per block and the sums', () => {
    const { document, problems } = parse(
      dockerBuildCache,
      `${BLOCK}\nID:\t\t9l2p\nParents:\n - a\nMutable:\ttrue\nSize:\t\t0B\n\nShared:\t\t512MB\nPrivate:\t1GB\nReclaimable:\t1.5GB\nTotal:\t\t2GB\n`,
    );
    expect(problems.map(({ line }) => line)).toEqual([16]);
    expect(document).toEqual({
      records: [
        {
          id: 'yk3o2ykh1ysmtbxb3h8cpcdub',
          parents: ['wyg1xxm2'],
          type: 'regular',
          bytes: 1_500_000_000,
          mutable: false,
          reclaimable: true,
          shared: false,
          usageCount: 3,
          createdText: '2026-01-15 10:00:00.123456789 +0000 UTC',
          lastUsedText: '2 days ago',
          line: 1,
        },
        { id: '9l2p', parents: [], bytes: 0, mutable: true, line: 14 },
      ],
      sharedBytes: 512_000_000,
      privateBytes: 1_000_000_000,
      reclaimableBytes: 1_500_000_000,
      totalBytes: 2_000_000_000,
    });
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('takes sums without records for an empty cache, and a message for none', () => {
    expect(parse(dockerBuildCache, 'Reclaimable:\t0B\nTotal:\t\t0B\n').document).toEqual({
      records: [],
      reclaimableBytes: 0,
      totalBytes: 0,
    });
    expect(parse(dockerBuildCache, "docker: 'buildx' is not a docker command.\n").document).toBeUndefined();
  });
});
