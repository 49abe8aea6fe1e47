import * as z from 'zod';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { hidesProcesses } from './collection.ts';
import { collectorPids } from './collector-processes.ts';
import { defineFact, known, type MissingReason, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const processSchema = z
  .object({
    pid: z.number(),
    comm: z.string().meta({ description: 'name of the program, at most 15 characters' }),
    command: z
      .string()
      .optional()
      .meta({ description: 'arguments, secrets removed', needs: ['process_cmdline', 'ps'] }),
    state: z
      .string()
      .optional()
      .meta({ description: 'R, S, D, Z, T or I', needs: ['process_stat', 'ps'] }),
    ppid: z
      .number()
      .optional()
      .meta({ needs: ['process_stat'] }),
    kernel_thread: z.boolean(),
    container_id: z
      .string()
      .optional()
      .meta({ description: 'id of its container, from its cgroup', needs: ['process_cgroup'] }),
    pod_uid: z
      .string()
      .optional()
      .meta({ needs: ['process_cgroup'] }),
    namespace_inode: z
      .number()
      .optional()
      .meta({ description: 'inode of its mount namespace', needs: ['ns_mnt'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Process' });
export type Process = z.infer<typeof processSchema>;

/** The processes of the node without those of the collector, joined with their arguments, cgroup and mount namespace. */
export const processes = defineFact({
  name: 'processes',
  title: 'Processes',
  schema: z.array(processSchema),
  sources: ['process_stat', 'ps', 'process_cmdline', 'process_cgroup', 'ns_mnt'],
  compute(context) {
    const { snapshot } = context;
    const stat = read(snapshot, 'process_stat');
    const ps = read(snapshot, 'ps');
    if (stat.documents.length === 0 && ps.documents.length === 0) return unknown([...stat.missing, ...ps.missing]);
    const commands = new Map<number, string>();
    for (const { value } of snapshot.documents.process_cmdline) {
      for (const p of value.processes) if (p.pid !== undefined) commands.set(p.pid, p.command);
    }
    const cgroups = new Map<number, string[]>();
    for (const { value } of snapshot.documents.process_cgroup) {
      for (const p of value.processes)
        if (p.pid !== undefined)
          cgroups.set(
            p.pid,
            p.groups.map((g) => g.path),
          );
    }
    const namespaces = new Map<number, number>();
    for (const { value } of snapshot.documents.ns_mnt) for (const p of value.processes) namespaces.set(p.pid, p.inode);
    const join = (path: string, row: Row): Process => {
      const paths = cgroups.get(row.pid);
      return {
        pid: row.pid,
        comm: row.comm,
        command: commands.get(row.pid) ?? row.command,
        state: row.state,
        ppid: row.ppid,
        kernel_thread: row.isKernelThread,
        container_id: paths === undefined ? undefined : firstMatch(paths, CONTAINER_ID),
        pod_uid: paths === undefined ? undefined : firstMatch(paths, POD_UID)?.replaceAll('_', '-'),
        namespace_inode: namespaces.get(row.pid),
        refs: [{ path, line: row.line }],
      };
    };
    const own = collectorPids(context);
    const listed = (path: string, rows: readonly Row[]): Process[] =>
      rows.flatMap((row) => (own.has(row.pid) ? [] : join(path, row)));
    const found =
      stat.documents.length > 0
        ? snapshot.documents.process_stat.flatMap(({ path, value }) => listed(path, value.processes))
        : fullestListing(snapshot.documents.ps).flatMap(({ path, value }) =>
            listed(path, value.processes.map(rowOfPs)),
          );
    return known(found, whyIncomplete(snapshot));
  },
});

/** Reasons why there may be more processes than these. */
function whyIncomplete(snapshot: Snapshot): MissingReason[] {
  const start = snapshot.documents.manifest_start[0]?.value;
  const gap = snapshot.gaps.find((g) => g.source === 'process_stat' && !g.second);
  const hidden = start !== undefined && hidesProcesses(start.privileges);
  return [
    ...(gap === undefined ? [] : [{ source: gap.source, reason: `${gap.status}: ${gap.reason}` }]),
    ...(hidden ? [{ source: 'process_stat', reason: '/proc hides the processes of other users (hidepid)' }] : []),
  ];
}

/** What both lists of processes tell. */
interface Row {
  readonly pid: number;
  readonly comm: string;
  readonly command?: string;
  readonly state?: string | undefined;
  readonly ppid?: number | undefined;
  readonly isKernelThread: boolean;
  readonly line: number;
}

type Listing = Snapshot['documents']['ps'][number];

/** Of several listings the one that tells most of each process: its state, where it waits, its parent; then the longest. */
function fullestListing(listings: readonly Listing[]): readonly Listing[] {
  const ranked = listings.map((listing) => {
    const { processes: rows } = listing.value;
    const told = [
      rows.some((p) => p.state !== undefined),
      rows.some((p) => p.wchan !== undefined),
      rows.some((p) => p.ppid !== undefined),
    ];
    return { listing, rank: [...told.map(Number), rows.length] };
  });
  ranked.sort(({ rank: a }, { rank: b }) => {
    const differing = a.findIndex((part, i) => part !== b[i]);
    return (b[differing] ?? 0) - (a[differing] ?? 0);
  });
  return ranked.slice(0, 1).map(({ listing }) => listing);
}

const rowOfPs = (p: Listing['value']['processes'][number]): Row => ({
  pid: p.pid,
  comm: commOf(p.command),
  command: p.command,
  state: p.state?.charAt(0),
  ppid: p.ppid,
  isKernelThread: p.isKernelThread,
  line: p.line,
});

/** `/usr/bin/dockerd -H fd://` is dockerd; `[jbd2/vda1-8]` keeps its brackets off. */
function commOf(command: string): string {
  const program = command.startsWith('[') ? command.slice(1, command.indexOf(']')) : (command.split(' ')[0] ?? '');
  return program.slice(program.startsWith('/') ? program.lastIndexOf('/') + 1 : 0).slice(0, 15);
}

/** Where an id stands in `/kubepods/burstable/pod<uid>/<id>`, `/docker/<id>`, `/system.slice/docker-<id>.scope` and the like. */
const CONTAINER_ID = /([0-9a-f]{64})(?:\.scope)?(?:\/|$)/;
const POD_UID = /pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})/;

function firstMatch(paths: readonly string[], pattern: RegExp): string | undefined {
  for (const path of paths) {
    const match = pattern.exec(path)?.[1];
    if (match !== undefined) return match;
  }
  return undefined;
}
