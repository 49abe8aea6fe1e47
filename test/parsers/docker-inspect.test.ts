import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dockerInspect } from '../../src/parsers/docker-inspect.ts';
import { JsonElements } from '../../src/parsers/json-elements.ts';
import { corpusDir, corpusFiles, noCorpus, parse } from './parse.ts';
import { CONTAINER_ID } from './samples.ts';

const container = {
  Id: CONTAINER_ID,
  Created: '2023-11-15T00:47:45.614123456Z',
  Path: '/bin/sh',
  Args: ['-c', 'echo argument-secret'],
  State: {
    Status: 'running',
    Running: true,
    Dead: false,
    Pid: 4711,
    ExitCode: 0,
    OOMKilled: false,
    Error: '',
    StartedAt: '2023-11-15T00:47:46Z',
    FinishedAt: '0001-01-01T00:00:00Z',
  },
  Image: 'sha256:abc',
  Name: '/k8s_web_web-0_default_1f6e_0',
  RestartCount: 3,
  LogPath: '/var/lib/docker/containers/9c/9c-json.log',
  Driver: 'overlay2',
  GraphDriver: {
    Name: 'overlay2',
    Data: {
      MergedDir: '/d/overlay2/x/merged',
      UpperDir: '/d/overlay2/x/diff',
      WorkDir: '/d/overlay2/x/work',
      LowerDir: '/l',
    },
  },
  Mounts: [
    { Type: 'bind', Source: '/', Destination: '/host', Mode: 'ro,rslave', RW: false, Propagation: 'rslave' },
    { Type: 'bind' },
  ],
  HostConfig: {
    Binds: ['/:/host:ro,rslave'],
    Privileged: true,
    PidMode: 'host',
    NetworkMode: 'host',
    ShmSize: 67108864,
    Memory: 0,
    LogConfig: { Type: 'splunk', Config: { 'max-size': '50m', 'splunk-token': 'option-secret' } },
  },
  Config: {
    Image: 'web:1',
    Env: ['PASSWORD=environment-secret'],
    Cmd: ['run', 'command-secret'],
    Entrypoint: ['/entry-secret'],
    Labels: {
      'io.kubernetes.pod.name': 'web-0',
      'io.kubernetes.pod.namespace': 'default',
      'io.kubernetes.pod.uid': '1f6e',
      'io.kubernetes.container.name': 'web',
      'annotation.kubectl.kubernetes.io/last-applied-configuration': '{"env":"applied-secret"}',
    },
  },
};

describe('docker_inspect', () => {
  it('keeps what the rules ask for', () => {
    const { document, problems } = parse(dockerInspect, JSON.stringify([container], null, 4));
    expect(problems).toEqual([]);
    expect(document?.containers).toEqual([
      {
        id: CONTAINER_ID,
        name: 'k8s_web_web-0_default_1f6e_0',
        createdAt: Date.UTC(2023, 10, 15, 0, 47, 45, 614) / 1000,
        image: 'web:1',
        imageId: 'sha256:abc',
        path: '/bin/sh',
        state: {
          status: 'running',
          running: true,
          dead: false,
          pid: 4711,
          exitCode: 0,
          health: 'none',
          oomKilled: false,
          startedAt: Date.UTC(2023, 10, 15, 0, 47, 46) / 1000,
        },
        restartCount: 3,
        logPath: '/var/lib/docker/containers/9c/9c-json.log',
        graphDriver: {
          name: 'overlay2',
          mergedDir: '/d/overlay2/x/merged',
          upperDir: '/d/overlay2/x/diff',
          workDir: '/d/overlay2/x/work',
        },
        mounts: [
          { type: 'bind', source: '/', destination: '/host', mode: 'ro,rslave', rw: false, propagation: 'rslave' },
        ],
        binds: ['/:/host:ro,rslave'],
        privileged: true,
        pidMode: 'host',
        networkMode: 'host',
        shmSizeBytes: 67108864,
        logDriver: 'splunk',
        logOptions: { 'max-size': '50m', 'splunk-token': '***' },
        labels: {
          'io.kubernetes.pod.name': 'web-0',
          'io.kubernetes.pod.namespace': 'default',
          'io.kubernetes.pod.uid': '1f6e',
          'io.kubernetes.container.name': 'web',
        },
        podName: 'web-0',
        podNamespace: 'default',
        podUid: '1f6e',
        containerNameInPod: 'web',
        line: 2,
      },
    ]);
  });

  it('stores no value of environment, arguments or secret options', () => {
    const { document } = parse(dockerInspect, JSON.stringify([container]));
    expect(JSON.stringify(document)).not.toMatch(/(?:argument|environment|command|entry|option|applied)-secret/);
  });

  it('reads arrays, single objects and JSON lines alike, in chunks of any size', () => {
    const one = JSON.stringify(container);
    for (const text of [`[${one},${one}]`, `${one}\n${one}\n`, `[\n${one}\n,\n${one}\n]\n`, `[${one}]\n[${one}]`]) {
      for (const chunkBytes of [1, 7, 65_536]) {
        expect(parse(dockerInspect, text, { chunkBytes }).document?.containers).toHaveLength(2);
      }
    }
    expect(parse(dockerInspect, one).document?.containers[0]?.line).toBe(1);
  });

  it('keeps the containers before a cut, and says where it was', () => {
    const text = `[\n${JSON.stringify(container)},\n${JSON.stringify(container).slice(0, 300)}`;
    const { document, problems } = parse(dockerInspect, text);
    expect(document?.containers.map(({ line }) => line)).toEqual([2]);
    expect(problems).toEqual([{ line: 3, message: 'the text ends inside a container' }]);
  });

  it('is not misled by braces and quotes inside strings', () => {
    const odd = { ...container, Name: '/a}"]{\\' };
    expect(parse(dockerInspect, JSON.stringify([odd, container])).document?.containers.map(({ name }) => name)).toEqual(
      ['a}"]{\\', container.Name.slice(1)],
    );
  });

  it('passes over messages, images and broken elements', () => {
    const text = `Error: No such object: abc\n[{"Id":"sha256:1","RepoTags":[]},{"Id":}, ${JSON.stringify(container)}]`;
    const { document, problems } = parse(dockerInspect, text);
    expect(document?.containers).toHaveLength(1);
    expect(problems.map(({ line }) => line)).toEqual([2, 2, 1]);
  });

  it('takes an empty list for an answer, and a message for none', () => {
    expect(parse(dockerInspect, '[]\n').document).toEqual({ containers: [] });
    expect(parse(dockerInspect, 'Cannot connect to the Docker daemon\n').document).toBeUndefined();
  });

  it('has labels that are named like members of every object', () => {
    const text = JSON.stringify(container).replace(
      '"io.kubernetes.pod.uid":"1f6e"',
      '"__proto__":"x","constructor":"y"',
    );
    const labels = parse(dockerInspect, text).document?.containers[0]?.labels;
    expect(Object.keys(labels ?? {})).toContain('constructor');
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });

  it('keeps a container of any shape out of trouble', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(container)), fc.jsonValue()), (shape) => {
        parse(dockerInspect, JSON.stringify([{ ...shape, Id: 'x', State: {} }]));
      }),
    );
  });

  it('holds memory for one element only', () => {
    const sink = dockerInspect.open({ path: '', params: {}, problem: () => {} });
    const element = Buffer.from(
      `${JSON.stringify({ ...container, Config: { ...container.Config, Env: ['x'.repeat(200_000)] } })},`,
    );
    sink.write(Buffer.from('['));
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 500; i++) sink.write(element);
    sink.write(Buffer.from(']'));
    expect(sink.end()?.containers).toHaveLength(500);
    // 100 MB went through.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(80 * 2 ** 20);
  });

  it('leaves out an oversized element and goes on', () => {
    const seen: string[] = [];
    const elements = new JsonElements(({ text }) => seen.push(text), 20);
    elements.write(Buffer.from(`[{"a":"${'x'.repeat(50)}"},`));
    elements.write(Buffer.from('{"b":1}]'));
    expect(seen).toEqual(['{"b":1}']);
    expect(elements.end()).toEqual({ openLine: undefined, strayLine: undefined, oversized: 1 });
  });

  it.skipIf(corpusDir === undefined)(
    `passes over a listing that names no ids (${corpusDir === undefined ? noCorpus : 'corpus'})`,
    () => {
      for (const [name, bytes] of corpusFiles('containers_inspect')) {
        expect([name, parse(dockerInspect, bytes).problems.length > 0]).toEqual([name, true]);
      }
    },
  );
});
