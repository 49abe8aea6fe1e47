import { conntrackTables } from './facts/conntrack-tables.ts';
import { fileHandles } from './facts/file-handles.ts';
import { inotify } from './facts/inotify.ts';
import { limits } from './facts/limits.ts';
import { memoryCgroups } from './facts/memory-cgroups.ts';
import { mountNamespaces } from './facts/mount-namespaces.ts';
import { pipes } from './facts/pipes.ts';
import { sysctlText } from './facts/sysctl-texts.ts';
import { tasks } from './facts/tasks.ts';
import { tcpMemory } from './facts/tcp-memory.ts';
import { type Facts, knownFact, placeOf } from './known-facts.ts';
import type { SourceRef } from './lib/source-ref.ts';
import type { ReportResources } from './report/model.ts';

type Limit = ReportResources['limits'][number];

/**
 * Limits of the kernel with what is in use, the nearest to its limit first; of thousands of processes and groups the one
 * that is nearest. What was not collected is left out.
 */
export function limitsOf(facts: Facts): Limit[] {
  const rows = [
    ...nodeLimits(facts),
    ...mountLimit(facts),
    ...processLimits(facts),
    ...pipeLimit(facts),
    ...inotifyLimit(facts),
  ];
  return rows.sort((a, b) => b.used / b.limit - a.used / a.limit || (a.name < b.name ? -1 : 1));
}

function nodeLimits(facts: Facts): Limit[] {
  const files = knownFact(facts, fileHandles);
  const all = knownFact(facts, tasks);
  const groups = knownFact(facts, memoryCgroups);
  const tracked = knownFact(facts, conntrackTables)?.find((table) => table.is_node);
  const sockets = knownFact(facts, tcpMemory);
  return [
    ...limit('Open files (fs.file-max)', 'the node', files?.used, files?.limit, files?.refs),
    ...limit(
      `Tasks${all?.limit_name === undefined ? '' : ` (${all.limit_name})`}`,
      'the node',
      all?.total,
      all?.limit,
      all?.refs,
    ),
    ...limit('Memory control groups', 'the node', groups?.groups, groups?.limit, groups?.refs),
    ...limit('Tracked connections', 'the node', tracked?.used, tracked?.limit, tracked?.refs),
    ...limit('Pages of TCP sockets', 'the node', sockets?.pages, sockets?.limit, sockets?.refs),
  ];
}

function mountLimit(facts: Facts): Limit[] {
  const all = knownFact(facts, mountNamespaces) ?? [];
  const largest = all.reduce<(typeof all)[number] | undefined>(
    (a, b) => (a === undefined || b.mounts > a.mounts ? b : a),
    undefined,
  );
  const max = sysctlText(facts, 'fs.mount-max')?.numbers[0];
  return limit('Mounts (fs.mount-max)', largest?.label ?? '', largest?.mounts, max, largest?.refs);
}

const NAMES: Readonly<Record<string, string>> = {
  open_files: 'Open files of a process',
  processes: 'Processes of a user',
  pids: 'Tasks of a control group',
};

function processLimits(facts: Facts): Limit[] {
  const all = knownFact(facts, limits) ?? [];
  return Object.entries(NAMES).flatMap(([name, title]) => {
    const known = all.filter((l) => l.name === name && (l.used_ratio ?? 0) > 0);
    const nearest = known.reduce<(typeof known)[number] | undefined>(
      (a, b) => (a === undefined || (b.used_ratio ?? 0) > (a.used_ratio ?? 0) ? b : a),
      undefined,
    );
    return limit(title, nearest?.label.replace(/^.*? of /, '') ?? '', nearest?.used, nearest?.soft, nearest?.refs);
  });
}

/** Pages that uid 0 may have in pipes before new ones get a single page, pipe(7). */
function pipeLimit(facts: Facts): Limit[] {
  const open = knownFact(facts, pipes);
  const max = sysctlText(facts, 'fs.pipe-user-pages-soft')?.numbers[0];
  const rows = limit('Pages of pipes (fs.pipe-user-pages-soft)', 'uid 0', open?.pages_at_least, max, open?.refs);
  return rows.map((row) => ({ ...row, atLeast: true }));
}

function inotifyLimit(facts: Facts): Limit[] {
  const user = knownFact(facts, inotify);
  const max = sysctlText(facts, 'fs.inotify.max_user_instances')?.numbers[0];
  if (user === undefined || user.instances_at_least === 0) return [];
  const name = 'Instances of inotify (fs.inotify.max_user_instances)';
  const rows = limit(name, `uid ${user.uid}`, user.instances_at_least, max, user.refs);
  return rows.map((row) => ({ ...row, atLeast: true }));
}

function limit(
  name: string,
  object: string,
  used: number | undefined,
  max: number | undefined,
  refs: readonly SourceRef[] = [],
): Limit[] {
  if (used === undefined || max === undefined || !(max > 0)) return [];
  const source = placeOf(refs);
  return [{ name, object, used, limit: max, unit: 'count', ...(source === undefined ? {} : { source }) }];
}
