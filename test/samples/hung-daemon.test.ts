import { describe, expect, it } from 'vitest';
import { dockerCpDoubling } from '../../scripts/samples/incidents/docker-cp-doubling.ts';
import { mountMax10 } from '../../scripts/samples/incidents/mount-max-10.ts';
import { tmpfsFullOssfs } from '../../scripts/samples/incidents/tmpfs-full-ossfs.ts';
import type { Report } from '../../src/report/model.ts';
import { reportOf, snapshotOf } from './analysis.ts';

interface Inspected {
  readonly Id: string;
  readonly State: object;
  readonly Mounts: readonly { Destination: string }[];
  readonly HostConfig: object;
  readonly GraphDriver?: { readonly Data?: { readonly MergedDir?: string } };
}

const REASON = 'docker version did not answer';
const STARTED =
  'time="2022-11-21T16:14:40.000000000+08:00" level=info msg="Docker daemon" commit=633a0ea graphdriver(s)=overlay2 version=19.03.5\n';

/** The bundle as it would be had the daemon hung: no answers, and, where asked for, the files that it keeps. */
function hung(files: ReadonlyMap<string, string>, options: { disk: boolean; started: boolean }): Map<string, string> {
  const kept = [...files].filter(
    ([path]) => !path.startsWith('commands/docker/') && !/^manifest\/.*docker_/.test(path),
  );
  const bundle = new Map(kept);
  for (const source of ['docker_version', 'docker_info', 'docker_ps', 'docker_inspect']) {
    const reason = source === 'docker_version' ? REASON : `not asked: ${REASON}`;
    const record = {
      step: source,
      stage: 6,
      sources: [source],
      status: 'timed_out',
      reason,
      paths: [],
      bytes: 0,
      seconds: 5,
    };
    bundle.set(`manifest/90-${source}.json`, JSON.stringify(record));
  }
  const inspected = JSON.parse(files.get('commands/docker/inspect.json') ?? '[]') as Inspected[];
  if (options.disk) {
    bundle.set('commands/disk/docker-containers', inspected.map(filesOf).join(''));
    bundle.set('commands/disk/docker-mounts', inspected.map(layerOf).join(''));
  }
  const log = bundle.get('journal/docker.log') ?? '';
  const withoutStart = log
    .split('\n')
    .filter((line) => !line.includes('Docker daemon'))
    .join('\n');
  bundle.set('journal/docker.log', options.started ? `${log}${STARTED}` : withoutStart);
  return bundle;
}

function filesOf({ Id, HostConfig, Mounts, ...rest }: Inspected): string {
  const MountPoints = Object.fromEntries(Mounts.map((mount) => [mount.Destination, mount]));
  const at = `/var/lib/docker/containers/${Id}`;
  const config = { ...rest, GraphDriver: undefined, ID: Id, MountPoints };
  return `${at}/config.v2.json:${JSON.stringify(config)}\n${at}/hostconfig.json:${JSON.stringify(HostConfig)}\n`;
}

function layerOf({ Id, GraphDriver }: Inspected): string {
  const layer = /\/overlay2\/([^/]+)\/merged$/.exec(GraphDriver?.Data?.MergedDir ?? '')?.[1];
  return layer === undefined ? '' : `/var/lib/docker/image/overlay2/layerdb/mounts/${Id}/mount-id:${layer}\n`;
}

const rootOf = (report: Report) => {
  const [root] = report.diagnoses;
  return { id: root?.id, entities: root?.entities, summary: root?.summary, confidence: root?.confidence.word };
};

describe.each([mountMax10, dockerCpDoubling, tmpfsFullOssfs])('$name with a daemon that hangs', (incident) => {
  const files = incident.build({});
  const answered = reportOf(snapshotOf(files));

  it('has the same root cause, objects and chain from the state on disk', () => {
    const report = reportOf(snapshotOf(hung(files, { disk: true, started: true })));
    expect(rootOf(report)).toEqual(rootOf(answered));
    expect(report.diagnoses[0]?.chain.map(({ from, to, status }) => [from, to, status])).toEqual(
      answered.diagnoses[0]?.chain.map(({ from, to, status }) => [from, to, status]),
    );
    expect(report.verdict.status).toBe(answered.verdict.status);
  });

  it('makes no rule fail, and nothing certain of what the daemon alone knows', () => {
    const report = reportOf(snapshotOf(hung(files, { disk: false, started: false })));
    expect(report.coverage.rules.error).toBe(0);
    expect(report.verdict.status).not.toBe('healthy');
    const doubling = report.unknown.find((rule) => rule.id === 'mounts/mount-doubling-docker-cp');
    if (incident === dockerCpDoubling) {
      expect(doubling?.missing).toContainEqual({ source: 'docker_version', reason: `timed_out: ${REASON}` });
    }
  });
});
