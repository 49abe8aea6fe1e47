import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { type ClusterEvent, clusterEvents } from './cluster-events.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';

const OPERATIONS = ['mount', 'unmount', 'attach'] as const;

const volumeFailureSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'name of the volume' }),
    operation: z.enum(OPERATIONS),
    volumes: z.array(z.string()).meta({ description: 'entities of the volume: by its name, and by its handle' }),
    csi_driver: z
      .string()
      .optional()
      .meta({ description: 'entity of its CSI driver', needs: ['log'] }),
    pods: z
      .array(z.string())
      .meta({ description: 'entities of the pods that want it or had it, as far as they are named' }),
    count: z.number().meta({ description: 'how often it failed, as the component that says so most often has it' }),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    lasted: z
      .number()
      .optional()
      .meta({ description: 'seconds from the first failure to the last', needs: ['log', 'kube_events'] }),
    error: z.string().meta({ description: 'the end of one of the texts, which says why' }),
    paths: z.array(z.string()).meta({ description: 'paths in that text' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'VolumeFailure' });
type VolumeFailure = z.infer<typeof volumeFailureSchema>;

/** Volumes that the kubelet could not mount or unmount, and those that could not be attached, as log and events say. */
export const volumeFailures = defineFact({
  name: 'volume_failures',
  title: 'Volumes that could not be mounted, unmounted or attached',
  schema: z.array(volumeFailureSchema),
  sources: ['log', 'kube_events'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    const events = context.get(clusterEvents);
    if (!coverage.present && !events.known) return unknown([...coverage.reasons, ...events.missing]);
    const groups = new Map<string, Failure[]>();
    for (const failure of [...logged(context), ...(events.known ? events.value.flatMap(reported) : [])])
      append(groups, `${failure.operation} ${failure.volume}`, failure);
    const found = [...groups.values()].map((failures) => describe(failures, context));
    return known(
      found.sort((a, b) => b.count - a.count || (a.entity < b.entity ? -1 : 1)),
      coverage.reasons,
    );
  },
});

interface Failure {
  readonly operation: VolumeFailure['operation'];
  readonly volume: string;
  readonly unique?: string | undefined;
  readonly podUid?: string | undefined;
  /** What stands behind the volume and its pod: `... (UID: "4c7e") : mount failed: exit status 32 ...`. */
  readonly error: string;
  readonly occurrence?: ResolvedOccurrence;
  readonly event?: ClusterEvent;
}

function logged(context: FactContext): Failure[] {
  const ofGroup = (group: string, operation: Failure['operation']): Failure[] =>
    occurrencesOf(context, group).flatMap((occurrence) => {
      const { volume, unique, pod_uid: podUid, error = '' } = occurrence.captures;
      return volume === undefined ? [] : [{ operation, volume, unique, podUid, error, occurrence }];
    });
  return [...ofGroup('volume_mount_failed', 'mount'), ...ofGroup('volume_unmount_failed', 'unmount')];
}

const REASONS: Readonly<Record<string, Failure['operation']>> = {
  FailedMount: 'mount',
  FailedMapVolume: 'mount',
  FailedAttachVolume: 'attach',
};
const VOLUME = /(?:failed|error) for volume "([^"]{1,253})"(?: :)? ([\s\S]{1,4000})/i;

/** An event names the volume as the log does, and no handle; what only sums up unmounted volumes names none. */
function reported(event: ClusterEvent): Failure[] {
  const operation = REASONS[event.reason];
  const [, volume, error = ''] = VOLUME.exec(event.message ?? '') ?? [];
  if (operation === undefined || volume === undefined) return [];
  const podUid = event.entity.startsWith('pod:') ? event.entity.slice('pod:'.length) : undefined;
  return [{ operation, volume, podUid, error, event }];
}

const MAX_NAMED = 10;
const MAX_ERROR = 240;
/** The arguments of a mount command stand before its output and may hold several paths. */
const MAX_TEXT = 4000;

function describe(failures: readonly Failure[], context: FactContext): VolumeFailure {
  const first = failures[0];
  if (first === undefined) throw new Error('a group of failures has no members');
  const { operation, volume } = first;
  const occurrences = failures.flatMap((f) => f.occurrence ?? []);
  const events = failures.flatMap((f) => f.event ?? []);
  const unique = failures.find((f) => f.unique !== undefined)?.unique;
  const driver = /^kubernetes\.io\/csi\/([A-Za-z0-9.-]{1,253})\^/.exec(unique ?? '')?.[1];
  const inLog = occurrences.reduce((sum, o) => sum + o.count, 0);
  const inEvents = events.reduce((sum, e) => sum + e.count, 0);
  const count = Math.max(inLog, inEvents);
  // A kubelet that writes line breaks as they are has the output on lines of its own; an event has it whole.
  const told = failures.find((f) => f.error.includes('Output: ')) ?? first;
  const error = reasonIn(told.error);
  const start = plain(first.error);
  const pods = new Set(failures.flatMap((f) => (f.podUid === undefined ? [] : [`pod:${f.podUid}`])));
  return {
    entity: `volume_failure:${operation}:${volume}`,
    label: volume,
    operation,
    volumes: [`volume:${volume}`, ...(unique === undefined ? [] : [`volume:${unique}`])],
    pods: [...pods].slice(0, MAX_NAMED),
    count,
    counted: inWords(count, occurrences, context),
    error,
    paths: [...`${start} ${error}`.matchAll(/(?<![\w/])\/[^\s:,"'\\]{2,1000}/g)]
      .map((m) => m[0])
      .filter((found, i, all) => all.indexOf(found) === i)
      .slice(0, MAX_NAMED),
    csi_driver: driver === undefined ? undefined : `csi_driver:${driver}`,
    lasted: lastedOf(occurrences, events),
    seen: seenOf(occurrences),
    refs: refsOf(occurrences, events),
  };
}

/** What the program said that mounts: `Mounting command: mount ... Output: mount.nfs: Connection timed out`; else the text. */
function reasonIn(text: string): string {
  const output = text.slice(0, MAX_TEXT).split('Output: ')[1];
  if (output === undefined) return plain(text);
  return plain(output.replace(/^(?:\\n|\s)*(?:Running (?:scope )?as unit:? \S{1,200}?(?:\\n|\s)+)?/, ''));
}

/** In one line, without the marks of a text that was quoted. */
const plain = (text: string): string =>
  text
    .slice(0, 2 * MAX_ERROR)
    .replaceAll('\\n', ' ')
    .replaceAll('\\', '')
    .slice(0, MAX_ERROR)
    .trim()
    .replace(/^([^"]*)"$/, '$1');

function lastedOf(occurrences: readonly ResolvedOccurrence[], events: readonly ClusterEvent[]): number | undefined {
  const first = [...occurrences, ...events].flatMap((o) => o.first ?? []);
  const last = [...occurrences, ...events].flatMap((o) => o.last ?? []);
  return first.length === 0 || last.length === 0 ? undefined : Math.max(...last) - Math.min(...first);
}

const refsOf = (occurrences: readonly ResolvedOccurrence[], events: readonly ClusterEvent[]): SourceRef[] => [
  ...occurrences.slice(0, 3).map((o) => o.ref),
  ...events.flatMap((e) => e.refs.slice(0, 1)).slice(0, 2),
];
