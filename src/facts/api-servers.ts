import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf } from './occurrences.ts';

const apiServerSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'host:port as the kubelet asks for it' }),
    count: z.number().meta({ description: 'leases, states and registrations of the node that did not get through' }),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    refused: z.number().meta({ description: 'of these: nobody listened there' }),
    timeouts: z.number().meta({ description: 'of these: no answer came in time' }),
    unresolved: z.number().meta({ description: 'of these: its name was not found' }),
    stale: z.number().meta({ description: 'of these: the client used a connection that was closed' }),
    lasts: z
      .number()
      .optional()
      .meta({ description: 'seconds from the first to the last', needs: ['log'] }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'ApiServer' });

const TIMEOUT = /i\/o timeout|Client\.Timeout|deadline exceeded|no route to host|handshake timeout/;

/** API servers that the kubelet could not reach, pkg/kubelet/kubelet_node_status.go and the lease controller. */
export const apiServers = defineFact({
  name: 'api_servers',
  title: 'API servers that the kubelet could not reach',
  schema: z.array(apiServerSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    if (!coverage.present) return unknown(coverage.reasons);
    const byServer = groupBy(occurrencesOf(context, 'api_server_unreachable'), (o) => o.captures.server ?? '');
    const found = [...byServer].map(([server, members]) => {
      const seen = seenOf(members);
      const sum = (how: RegExp): number =>
        members.filter((m) => how.test(m.captures.how ?? '')).reduce((all, m) => all + m.count, 0);
      const count = sum(/^/);
      return {
        entity: `api_server:${server}`,
        label: server,
        count,
        counted: inWords(count, members, context),
        refused: sum(/connection refused/),
        timeouts: sum(TIMEOUT),
        unresolved: sum(/no such host/),
        stale: sum(/closed network connection/),
        lasts: seen === undefined ? undefined : seen.last - seen.first,
        seen,
        refs: members.slice(0, 5).map((m) => m.ref),
      };
    });
    return known(
      found.sort((a, b) => b.count - a.count),
      coverage.reasons,
    );
  },
});
