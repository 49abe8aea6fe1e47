import * as z from 'zod';
import { groupBy } from '../lib/group-by.ts';
import { defineFact, entitySchema, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, loudest, occurrencesOf } from './occurrences.ts';

const startFailureSchema = z
  .object({
    entity: entitySchema,
    kind: z.string().meta({ description: 'pid_file, address, containerd or other' }),
    object: z.string().meta({ description: 'file or address that the text names, else empty' }),
    why: z.string().meta({ description: 'the text, at most 200 characters' }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'DockerStartFailure' });

/** The first that fits names the kind. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['pid_file', /^pid file found, ensure docker is not running or delete (\S{1,200})/],
  ['pid_file', /^process with PID \d+ is still running/],
  ['address', /listen (?:tcp|udp)[46]? (\S{1,80}): bind: (?:address already in use|cannot assign requested address)/],
  ['containerd', /failed to dial "([^"\\]{1,200})": unknown service containerd\./],
];

/** Why dockerd ended while it started, by what it wrote last; configuration files and layers have signatures of their own. */
export const dockerStartFailures = defineFact({
  name: 'docker_start_failures',
  title: 'Starts of dockerd that failed',
  schema: z.array(startFailureSchema),
  sources: ['log'],
  compute(context) {
    const coverage = logCoverage(context, ['dockerd']);
    if (!coverage.present) return unknown(coverage.reasons);
    const told = occurrencesOf(context, 'docker_start_failed').map((occurrence) => {
      const why = (occurrence.captures.why ?? '').trim().slice(0, 200);
      const [kind, pattern] = KINDS.find(([, p]) => p.test(why)) ?? ['other', undefined];
      return { occurrence, why, kind, object: pattern?.exec(why)?.[1] ?? '' };
    });
    const found = [...groupBy(told, (t) => `${t.kind} ${t.object || t.why}`)].map(([key, members]) => {
      const occurrences = members.map((m) => m.occurrence);
      const seen = seenOf(occurrences);
      const count = loudest(occurrences);
      return {
        entity: `start_failure:${key}`,
        kind: members[0]?.kind ?? 'other',
        object: members[0]?.object ?? '',
        why: members[0]?.why ?? '',
        count,
        counted: inWords(count, occurrences, context),
        ...(seen === undefined ? {} : { seen }),
        refs: occurrences.map((o) => o.ref).slice(0, 5),
      };
    });
    return known(found, coverage.reasons);
  },
});
