import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { kubelet } from './kubelet.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { matchesOf, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { REFUSALS, refusedVolumes, SLOWEST_RETRY, type Volume } from './refused-volumes.ts';
import { read } from './sources.ts';
import { type StagedVolume, stagedVolumes } from './staged-volumes.ts';
import { type Blockers, referenceJudge } from './volume-references.ts';

const heldVolumesSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    volumes: z.number().meta({ description: 'volumes whose references that block are of the same kinds' }),
    refused: z
      .number()
      .optional()
      .meta({
        description: 'volumes of which the log of the kubelet says that it cannot unmount them',
        needs: ['log'],
      }),
    lines_per_minute: z
      .number()
      .optional()
      .meta({ description: 'most of these messages in one minute', needs: ['log'] }),
    retries_per_minute: z
      .number()
      .meta({ description: 'retries that so many volumes make, each every 2 minutes and 2 seconds' }),
    pace: z
      .string()
      .meta({ description: 'refusals in one minute beside what the retries make, in words; empty without a log' }),
    staged_unused: z
      .number()
      .optional()
      .meta({ description: 'of them mounted for the node, and for no pod', needs: ['mountinfo'] }),
    mounts: z
      .number()
      .optional()
      .meta({ description: 'entries of the mount table that show these volumes', needs: ['mountinfo'] }),
    kubelet: z.string().meta({ description: 'entity of the kubelet' }),
    below_container: z.boolean().meta({ description: 'a reference that blocks lies below the root of a container' }),
    layers: z.array(z.string()).meta({ description: 'overlay directories of these containers' }),
    containers: z.array(z.string()).meta({ description: 'entities of these containers, as far as they are known' }),
    through_alias: z
      .boolean()
      .meta({ description: 'a reference that blocks is the same volume at another path of the kubelet root' }),
    alias_roots: z.array(z.string()).meta({ description: 'these other paths of the kubelet root' }),
    other_volume: z.boolean().meta({ description: 'a reference that blocks is the mount of another volume' }),
    in_pod: z.boolean().meta({ description: 'a reference that blocks is the mount in a pod' }),
    elsewhere: z.boolean().meta({ description: 'a reference that blocks is none of these' }),
    same_source: z
      .boolean()
      .optional()
      .meta({ description: 'other volumes are mounted from the same device or share', needs: ['mountinfo'] }),
    source: z
      .string()
      .optional()
      .meta({ description: 'device or share of one of them', needs: ['mountinfo'] }),
    example: z.string().meta({ description: 'path of one of these volumes' }),
    references: z.array(z.string()).meta({ description: 'all other mount points of that volume' }),
    blocking: z.array(z.string()).meta({ description: 'those of them that keep the kubelet from unmounting it' }),
    filesystems: z.array(z.string()).meta({ description: 'entities of the file systems on these volumes' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'HeldVolumes' });
type HeldVolumes = z.infer<typeof heldVolumesSchema>;

/**
 * Volumes that the kubelet cannot unmount from the node because other mounts show the same device, grouped by what these
 * mounts are. The log names each volume with its references; the mount table has the volumes that a cut log leaves out:
 * those mounted for the node and for no pod.
 */
export const heldVolumes = defineFact({
  name: 'held_volumes',
  title: 'Volumes that the kubelet cannot unmount, by what holds them',
  schema: z.array(heldVolumesSchema),
  sources: ['log', 'mountinfo', 'mounts'],
  compute(context) {
    const coverage = logCoverage(context, ['kubelet']);
    const staged = stagedVolumes(context);
    if (!coverage.present && staged === undefined)
      return unknown([...coverage.reasons, ...read(context.snapshot, 'mountinfo').missing]);
    const volumes = [...context.once(refusedVolumes).values(), ...tableVolumes(context)];
    const judge = referenceJudge(context);
    const groups = new Map<string, Member[]>();
    for (const volume of volumes) {
      const blockers = judge(volume.path, volume.references);
      if (blockers.blocking.length === 0 || (volume.occurrences.length === 0 && blockers.pod)) continue;
      const key = keyOf(blockers);
      append(groups, key, { volume, blockers });
    }
    const described = [...groups].flatMap(([key, members]) => {
      const refused = members.some((m) => m.volume.occurrences.length > 0);
      // A whole log without a refusal says that these are only on their way out.
      return refused || coverage.reasons.length > 0 ? [describe(key, members, coverage.present, context)] : [];
    });
    return known(
      described.sort((a, b) => b.volumes - a.volumes || (a.entity < b.entity ? -1 : 1)),
      coverage.reasons,
    );
  },
});

interface Member {
  readonly volume: Volume;
  readonly blockers: Blockers;
}

const keyOf = (b: Blockers): string =>
  [
    ...b.layers,
    b.throughAlias ? 'alias' : '',
    b.otherVolume ? 'volume' : '',
    b.pod ? 'pod' : '',
    b.elsewhere ? 'elsewhere' : '',
  ]
    .filter((part) => part !== '')
    .join('+');

function tableVolumes(context: FactContext): Volume[] {
  const logged = context.once(refusedVolumes);
  return [...(stagedVolumes(context)?.values() ?? [])]
    .filter((staged) => !logged.has(staged.path))
    .map((staged) => ({ path: staged.path, references: staged.others, occurrences: [], staged }));
}

const MAX_REFS = 5;
const MAX_SHOWN = 20;

function describe(key: string, members: readonly Member[], hasLog: boolean, context: FactContext): HeldVolumes {
  // What the log named comes first, and shows best what the kubelet minds.
  const first = members[0];
  if (first === undefined) throw new Error('a group of volumes has no members');
  const { volume, blockers } = first;
  const occurrences = members.flatMap((m) => m.volume.occurrences);
  const staged = members.flatMap((m) => m.volume.staged ?? []);
  const agent = context.get(kubelet);
  return {
    entity: `held_volumes:${key}`,
    label: context.words.volumes(members.length),
    volumes: members.length,
    kubelet: agent.known ? agent.value.entity : '',
    ...kindsOf(blockers),
    example: volume.path,
    references: volume.references.slice(0, MAX_SHOWN),
    blocking: blockers.blocking.slice(0, MAX_SHOWN),
    filesystems: [...new Set(staged.map((s) => s.filesystem))],
    ...ofLog(members, hasLog, context),
    ...ofTable(members, context),
    refs: refsOf(occurrences, staged),
  };
}

const kindsOf = (
  b: Blockers,
): Pick<
  HeldVolumes,
  | 'below_container'
  | 'layers'
  | 'containers'
  | 'through_alias'
  | 'alias_roots'
  | 'other_volume'
  | 'in_pod'
  | 'elsewhere'
> => ({
  below_container: b.layers.length > 0,
  layers: [...b.layers],
  containers: [...b.containers],
  through_alias: b.throughAlias,
  alias_roots: [...b.aliasRoots],
  other_volume: b.otherVolume,
  in_pod: b.pod,
  elsewhere: b.elsewhere,
});

/** How often the kubelet refused; where it logged nothing that can be read, only how often it should. */
function ofLog(
  members: readonly Member[],
  hasLog: boolean,
  context: FactContext,
): Pick<HeldVolumes, 'retries_per_minute' | 'pace'> &
  Partial<Pick<HeldVolumes, 'refused' | 'lines_per_minute' | 'seen'>> {
  const retries = Math.round((members.length * 60) / SLOWEST_RETRY);
  if (!hasLog) return { retries_per_minute: retries, pace: '' };
  const occurrences = members.flatMap((m) => m.volume.occurrences);
  const lines = linesPerMinute(occurrences, context);
  return {
    retries_per_minute: retries,
    pace: lines < 1 ? '' : context.words.refusals(lines, retries),
    refused: members.filter((m) => m.volume.occurrences.length > 0).length,
    lines_per_minute: lines,
    seen: seenOf(occurrences),
  };
}

/** What the mount table says of a group; nothing where it was not collected. */
function ofTable(
  members: readonly Member[],
  context: FactContext,
): Partial<Pick<HeldVolumes, 'staged_unused' | 'mounts' | 'same_source' | 'source'>> {
  const all = stagedVolumes(context);
  if (all === undefined) return {};
  const staged = members.flatMap((m) => m.volume.staged ?? []);
  const perSource = new Map<string, number>();
  for (const s of all.values()) perSource.set(s.source, (perSource.get(s.source) ?? 0) + 1);
  const source = staged[0]?.source;
  return {
    staged_unused: members.filter((m) => m.volume.staged !== undefined && !m.blockers.pod).length,
    mounts: staged.reduce((sum, s) => sum + 1 + s.others.length, 0),
    same_source: staged.length === 0 ? undefined : staged.every((s) => (perSource.get(s.source) ?? 0) > 1),
    source,
  };
}

/** The busiest minute of the messages, and of it the share that is of these volumes; what was left out is counted. */
function linesPerMinute(own: readonly ResolvedOccurrence[], context: FactContext): number {
  const count = (all: readonly ResolvedOccurrence[]): number => all.reduce((sum, o) => sum + o.count, 0);
  const total = count(occurrencesOf(context, REFUSALS));
  let peak = 0;
  for (const { match, log } of matchesOf(context, REFUSALS)) {
    const floods = (log.value.floods ?? []).filter((flood) => match.likes?.includes(flood.like));
    for (const { perMinute } of [match, ...floods]) for (const [, lines] of perMinute) peak = Math.max(peak, lines);
  }
  return total === 0 ? 0 : Math.round((peak * count(own)) / total);
}

function refsOf(occurrences: readonly ResolvedOccurrence[], staged: readonly StagedVolume[]): SourceRef[] {
  return [...occurrences.slice(0, MAX_REFS - 2).map((o) => o.ref), ...staged.slice(0, 2).map((s) => s.ref)];
}
