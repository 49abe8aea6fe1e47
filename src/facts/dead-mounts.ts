import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { findPlace } from './mount-table.ts';
import { mountTables } from './mount-tables.ts';
import { inWords, loudest, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { ownersOf } from './path-owners.ts';

const deadMountSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'mount point, or the path of the message where no mount is known' }),
    error: z.enum(['stale', 'disconnected']).meta({ description: 'ESTALE or ENOTCONN' }),
    paths: z.array(z.string()).meta({ description: 'paths in the messages, at most ten' }),
    server: z
      .string()
      .optional()
      .meta({ description: 'server of an NFS mount', needs: ['mountinfo', 'log'] }),
    type: z
      .string()
      .optional()
      .meta({ description: 'type of the file system there now', needs: ['mountinfo'] }),
    is_mounted: z
      .boolean()
      .optional()
      .meta({ description: 'a mount of a network or FUSE file system is at these paths now', needs: ['mountinfo'] }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of it', needs: ['mountinfo'] }),
    pods: z.array(z.string()).meta({ description: 'entities of the pods to whose volumes the paths belong' }),
    count: z.number().meta({ description: 'messages' }),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'DeadMount' });
type DeadMount = z.infer<typeof deadMountSchema>;

/** Mounts of which somebody got ESTALE (the server forgot the file) or ENOTCONN (the FUSE server is gone). */
export const deadMounts = defineFact({
  name: 'dead_mounts',
  title: 'Mounts whose file system is no longer there',
  schema: z.array(deadMountSchema),
  sources: ['log', 'mountinfo'],
  compute(context) {
    const coverage = logCoverage(context, ['any']);
    if (!coverage.present) return unknown(coverage.reasons);
    const groups = new Map<string, Said[]>();
    for (const said of allSaid(context)) append(groups, `${said.error} ${said.key}`, said);
    return known(
      [...groups.values()].map((all) => describe(all, context)),
      coverage.reasons,
    );
  },
});

interface Said {
  readonly error: DeadMount['error'];
  /** The mount point, else the directory of the volume, else the server. */
  readonly key: string;
  readonly type?: string;
  readonly source?: string;
  readonly filesystem?: string;
  readonly occurrence: ResolvedOccurrence;
}

function allSaid(context: FactContext): Said[] {
  const ofGroup = (group: string, error: Said['error']): Said[] =>
    occurrencesOf(context, group).map((occurrence) => ({ error, occurrence, ...placeOf(occurrence, context) }));
  return [
    ...ofGroup('stale_handle', 'stale'),
    ...ofGroup('nfs_fileid_changed', 'stale'),
    ...ofGroup('endpoint_not_connected', 'disconnected'),
  ];
}

/** File systems whose server can go away. */
const REMOTE = /^(?:nfs4?|cifs|smb3|ceph|glusterfs|lustre|9p|virtiofs|afs|fuse|fuse\..{1,64})$/;
const VOLUME = /^\/.{1,1000}?\/pods\/[^/]{1,64}\/volume(?:s|-subpaths)\/[^/]{1,253}(?:\/[^/]{1,253})?/;

/** The remote mount behind a path. A path may be as a container sees it; only a remote mount of the node says which. */
function placeOf({ captures }: ResolvedOccurrence, context: FactContext): Omit<Said, 'error' | 'occurrence'> {
  const { path, server } = captures;
  if (path === undefined) return { key: server ?? '' };
  const node = mountTables(context).node;
  const place = node === undefined ? undefined : findPlace(node, path);
  const type = place?.namespace.table.fsTypes[place.row];
  const key = VOLUME.exec(path)?.[0] ?? path;
  if (place === undefined || type === undefined) return { key };
  if (!REMOTE.test(type)) return { key, type };
  const { mountPoints, mountSources, devices } = place.namespace.table;
  return {
    key: mountPoints[place.row] ?? path,
    type,
    source: mountSources[place.row] ?? '',
    filesystem: `filesystem:${devices[place.row] ?? ''}`,
  };
}

const MAX_NAMED = 10;
const SERVER = /^\[?([^\]/]{1,255}?)\]?:\//;

function describe(all: readonly Said[], context: FactContext): DeadMount {
  const first = all[0];
  if (first === undefined) throw new Error('a group of messages has no members');
  const occurrences = all.map((said) => said.occurrence);
  const paths = [...new Set(occurrences.flatMap((o) => o.captures.path ?? []))];
  const uids = paths.flatMap((path) => ownersOf(path, false, context).podUid ?? []);
  const count = loudest(occurrences);
  const named = occurrences.find((o) => o.captures.server !== undefined)?.captures.server;
  const { node } = mountTables(context);
  return {
    entity: `dead_mount:${first.error}:${first.key}`,
    label: first.key,
    error: first.error,
    paths: paths.slice(0, MAX_NAMED),
    pods: [...new Set(uids.map((uid) => `pod:${uid}`))].slice(0, MAX_NAMED),
    count,
    counted: inWords(count, occurrences, context),
    server: named ?? SERVER.exec(first.source ?? '')?.[1],
    type: first.type,
    is_mounted: node === undefined || paths.length === 0 ? undefined : first.filesystem !== undefined,
    filesystem: first.filesystem,
    seen: seenOf(occurrences),
    refs: occurrences.slice(0, 3).map((o) => o.ref),
  };
}
