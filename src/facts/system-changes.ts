import { secondsOf } from '../lib/ticks.ts';
import { placeStamp } from './calendar.ts';
import { DAEMONS, type FoundChange } from './change.ts';
import { clock } from './clock.ts';
import type { FactContext } from './fact.ts';
import { node } from './node.ts';
import { placedPackages } from './package-changes.ts';
import { compareVersions } from './version.ts';

/** Boots from wtmp; two boots without a shutdown between them mean that the node went down by itself. */
export function bootChanges(context: FactContext): FoundChange[] {
  return context.snapshot.documents.boots.flatMap(({ path, value }) =>
    value.events.flatMap((event, index) => {
      if (event.kind !== 'boot') return [];
      const before = value.events[index + 1];
      const at = placeStamp({ ...event, zone: 'utc' }, context);
      const what = context.words.booted(event.kernel, before?.kind === 'boot');
      return [{ kind: 'boot' as const, what, time: at?.time, uncertainty: 60, ref: { path, line: event.line } }];
    }),
  );
}

/** What starts this soon after the kernel was started by the boot. */
const BOOT_SECONDS = 300;

interface Start {
  readonly comm: string;
  readonly pid: number;
  readonly time: number;
  readonly sinceBoot: number;
  readonly path: string;
  readonly line: number;
}

function daemonStarts({ snapshot, get }: FactContext): Start[] {
  const time = get(clock);
  const boot = time.known ? time.value.boot_time : undefined;
  if (boot === undefined) return [];
  return snapshot.documents.process_stat.flatMap(({ path, value }) =>
    value.processes.flatMap(({ comm, pid, startedTicks, line }) => {
      const sinceBoot = secondsOf(startedTicks);
      return DAEMONS.has(comm) ? [{ comm, pid, time: boot + sinceBoot, sinceBoot, path, line }] : [];
    }),
  );
}

/** Starts of runtimes and kubelet that were not part of the boot. */
export function daemonChanges(context: FactContext): FoundChange[] {
  return daemonStarts(context)
    .filter((start) => start.sinceBoot > BOOT_SECONDS)
    .map(({ comm, pid, time, path, line }) => ({
      kind: 'daemon_start',
      what: context.words.started(comm, pid),
      time,
      uncertainty: 5,
      ref: { path, line },
    }));
}

/** A package that was changed after its daemon started: the daemon still runs what was there before. */
export function outdatedDaemons(context: FactContext): FoundChange[] {
  const packages = placedPackages(context);
  return daemonStarts(context).flatMap(({ comm, pid, time }) => {
    const names = DAEMONS.get(comm) ?? [];
    const later = packages.filter((p) => names.includes(p.change.package) && p.time - p.uncertainty > time + 5);
    const last = later.at(-1);
    if (last === undefined) return [];
    const { package: name, action, version } = last.change;
    return [
      {
        kind: 'daemon_outdated' as const,
        what: context.words.outdated(`${comm} (pid ${pid})`, name, action, version),
        time: last.time,
        uncertainty: last.uncertainty,
        ref: { path: last.path, line: last.change.line },
      },
    ];
  });
}

const KERNEL_IMAGE = /^\/boot\/vmlinu[xz]-(\d[\w.+~-]{2,100})$/;

/** A kernel that is installed and newer than the one that runs: the next boot changes it. */
export function kernelChanges({ snapshot, get, words }: FactContext): FoundChange[] {
  const found = get(node);
  const running = found.known ? found.value.kernel : undefined;
  if (running === undefined) return [];
  let newest: { release: string; time: number; path: string; ref: { path: string; line: number } } | undefined;
  for (const { path, value } of snapshot.documents.file_list)
    for (const file of value.files) {
      const release = KERNEL_IMAGE.exec(file.path)?.[1];
      if (release === undefined || release.includes('rescue')) continue;
      if (newest === undefined || compareVersions(newest.release, release) < 0)
        newest = { release, time: file.modifiedAt, path: file.path, ref: { path, line: file.line } };
    }
  if (newest === undefined || compareVersions(newest.release, running) <= 0) return [];
  const what = words.kernelInstalled(newest.release, running);
  return [{ kind: 'kernel', what, path: newest.path, ref: newest.ref }];
}
