import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, known, refsSchema, unknown } from './fact.ts';
import { cutShort, lookedFor } from './looked-for.ts';

const inotifySchema = z
  .object({
    uid: z.number().meta({ description: 'user with most instances' }),
    instances_at_least: z.number().meta({
      description:
        'instances that its processes have open; bundles of before count those of daemons and large processes only',
    }),
    refs: refsSchema,
  })
  .meta({ id: 'Inotify' });

const KIND = 'anon_inode:inotify';

/**
 * Instances of inotify by user: inotify_init(2) counts them for each user against fs.inotify.max_user_instances, and
 * containers without a user namespace of their own share the account of the node's user.
 */
export const inotify = defineFact({
  name: 'inotify',
  title: 'Instances of inotify of the user with most of them',
  schema: inotifySchema,
  sources: ['fd_kinds', 'process_status'],
  compute({ snapshot }) {
    const kinds = lookedFor(snapshot, 'fd_kinds');
    if (kinds.documents.length === 0) return unknown(kinds.missing);
    const users = new Map<number, number>();
    for (const { value } of snapshot.documents.process_status)
      for (const { pid, uid } of value.processes) if (pid !== undefined && uid !== undefined) users.set(pid, uid);
    const perUser = new Map<number, { count: number; refs: SourceRef[] }>();
    for (const { path, value } of kinds.documents)
      for (const row of value.kinds.filter(({ kind }) => kind === KIND)) {
        // Daemons are root's, and so is what nothing tells about.
        const uid = users.get(row.pid) ?? 0;
        const user = perUser.get(uid) ?? { count: 0, refs: [] };
        perUser.set(uid, user);
        user.count += row.count;
        if (user.refs.length < 5) user.refs.push({ path, line: row.line });
      }
    const [most] = [...perUser].sort(([a, x], [b, y]) => y.count - x.count || a - b);
    const [uid, { count, refs }] = most ?? [0, { count: 0, refs: [] }];
    return known({ uid, instances_at_least: count, refs }, cutShort(snapshot, ['fd_kinds']));
  },
});
