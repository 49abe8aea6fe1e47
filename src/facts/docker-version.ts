import type { SourceRef } from '../lib/source-ref.ts';
import { secondsOf } from '../lib/ticks.ts';
import { clock } from './clock.ts';
import type { FactContext } from './fact.ts';
import { occurrencesOf } from './occurrences.ts';
import { ownNode } from './own-node.ts';
import { type PlacedPackage, placedPackages } from './package-changes.ts';

/** A value and the line that said it. */
export interface Said {
  readonly value: string;
  readonly ref: SourceRef;
}

/**
 * The version of a daemon that does not answer: as it logged when it started, as the kubelet told the API server, or
 * as the package that was installed at that time has it.
 */
export function versionWithoutAnswer(context: FactContext): Said | undefined {
  return startedVersion(context) ?? kubeletVersion(context) ?? packagedVersion(context);
}

/** Each start of the daemon logs its version; the newest start is that of the running one. */
function startedVersion(context: FactContext): Said | undefined {
  let newest: { said: Said; at: number } | undefined;
  for (const o of occurrencesOf(context, 'docker_daemon_started')) {
    const { version } = o.captures;
    const at = o.last ?? Number.NEGATIVE_INFINITY;
    if (version !== undefined && (newest === undefined || at >= newest.at))
      newest = { said: { value: version, ref: o.ref }, at };
  }
  return newest?.said;
}

/** `docker://19.3.5` in the status of the node. */
function kubeletVersion({ snapshot }: FactContext): Said | undefined {
  const own = ownNode(snapshot);
  const version = /^docker:\/\/(.{1,60})$/.exec(own?.node.containerRuntimeVersion ?? '')?.[1];
  return own === undefined || version === undefined ? undefined : { value: version, ref: own.ref };
}

const PACKAGES = /^(?:docker-ce|docker\.io|docker-engine|moby-engine|docker)$/;
/** A package restarts the daemon while it is being installed, and some logs note it only afterwards. */
const INSTALLATION = 600;

/** The package that was there when the process started; an upgrade since then waits for a restart. */
function packagedVersion(context: FactContext): Said | undefined {
  const started = startOfDaemon(context);
  if (started === undefined) return undefined;
  const changes = placedPackages(context).filter(({ change }) => PACKAGES.test(change.package));
  const isBefore = ({ time, uncertainty }: PlacedPackage): boolean => time + uncertainty <= started + INSTALLATION;
  const isAfter = ({ time, uncertainty }: PlacedPackage): boolean => time - uncertainty > started + INSTALLATION;
  if (!changes.every((c) => isBefore(c) || isAfter(c))) return undefined;
  const before = changes.findLast(isBefore);
  const after = changes.find(isAfter);
  const found = before ?? after;
  const version = before === undefined ? after?.change.from : before.change.version;
  if (found === undefined || version === undefined) return undefined;
  return { value: upstream(version), ref: { path: found.path, line: found.change.line } };
}

function startOfDaemon(context: FactContext): number | undefined {
  const time = context.get(clock);
  const boot = time.known ? time.value.boot_time : undefined;
  const daemons = context.snapshot.documents.process_stat.flatMap(({ value }) =>
    value.processes.filter((p) => p.comm === 'dockerd'),
  );
  const [daemon, another] = daemons;
  return boot === undefined || daemon === undefined || another !== undefined
    ? undefined
    : boot + secondsOf(daemon.startedTicks);
}

/** `5:20.10.7~3-0~ubuntu-focal` and `3:20.10.8-3.el7` without epoch and revision. */
function upstream(version: string): string {
  return version.replace(/^\d{1,4}:/, '').replace(/[~-].*$/, '');
}
