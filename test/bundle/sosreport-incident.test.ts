import { describe, expect, it } from 'vitest';
import { dockerCpDoubling } from '../../scripts/samples/incidents/docker-cp-doubling.ts';
import { mountMax10 } from '../../scripts/samples/incidents/mount-max-10.ts';
import { reportOf, snapshotOf } from '../samples/analysis.ts';

const TOP = 'sosreport-node-7-2026-01-15-abcdefg/';

/** Where sosreport keeps what the native collector keeps there; what is not here it does not collect. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^proc\/(?:\d+\/mountinfo|sys\/.+|meminfo|stat|vmstat|cmdline|pressure\/.+|cgroups)$/, '$&'],
  [/^etc\/(?:os-release|docker\/daemon\.json|sysctl\..+)$/, '$&'],
  [/^commands\/uname$/, 'sos_commands/kernel/uname_-a'],
  [/^commands\/date$/, 'sos_commands/date/date'],
  [/^proc\/uptime$/, 'sos_commands/host/uptime'],
  [/^commands\/kernel\/dmesg$/, 'sos_commands/kernel/dmesg'],
  [/^commands\/df\/bytes$/, 'sos_commands/filesys/df_-al_-x_autofs'],
  [/^commands\/df\/inodes$/, 'sos_commands/filesys/df_-aliT_-x_autofs'],
  [/^journal\/(docker|containerd)\.log$/, 'sos_commands/$1/journalctl_--no-pager_--unit_$1'],
  [/^journal\/kubelet\.log$/, 'sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet'],
  [/^commands\/docker\/ps$/, 'sos_commands/docker/docker_ps_-a'],
  [/^commands\/docker\/(info|version)\.json$/, 'sos_commands/docker/docker_$1'],
  [/^commands\/docker\/inspect\.json$/, 'sos_commands/docker/containers/docker_inspect_all'],
];

function asSosreport(files: ReadonlyMap<string, string>): Map<string, string> {
  const moved = new Map([[`${TOP}version.txt`, 'sosreport: 4.5\n']]);
  for (const [path, text] of files) {
    const place = PLACES.find(([pattern]) => pattern.test(path));
    if (place !== undefined) moved.set(TOP + path.replace(place[0], place[1]), text);
  }
  return moved;
}

describe('an incident in a sosreport', () => {
  it.each([
    ['mounts/mount-doubling-docker-cp', dockerCpDoubling],
    ['mounts/mount-max-too-small', mountMax10],
  ])('has the root cause %s, as in a native bundle', (rule, incident) => {
    const report = reportOf(snapshotOf(asSosreport(incident.build())));
    expect(report.bundle.layout).toBe('sosreport');
    expect(report.diagnoses[0]?.id).toBe(rule);
  });
});
