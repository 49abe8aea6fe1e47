import type { FactContext } from './fact.ts';
import { occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import { type StagedVolume, stagedVolumes } from './staged-volumes.ts';

/** The group of lines in which the kubelet refuses to unmount a volume. */
export const REFUSALS = 'device_mount_refs';
/** The back-off doubles from half a second to 2m2s and stays there. */
export const SLOWEST_RETRY = 122;
/** What the kubelet has retried for half a minute is no unmount that was still under way: six attempts and more. */
const LASTING_WAIT = 16;
const LASTING = 60;

/** A volume mounted for the node, with the other mounts of it that the log or the mount table names. */
export interface Volume {
  readonly path: string;
  readonly references: readonly string[];
  readonly occurrences: ResolvedOccurrence[];
  readonly staged?: StagedVolume;
}

/** A longer list was cut where it was captured, and its last path with it. */
const CAPTURED = 4096;

/** Volumes that the kubelet has refused to unmount for a while, by path, with the references it named last. */
export function refusedVolumes(context: FactContext): Map<string, Volume> {
  const staged = stagedVolumes(context);
  const found = new Map<string, Volume>();
  for (const o of occurrencesOf(context, REFUSALS)) {
    const { path, refs = '' } = o.captures;
    if (path === undefined) continue;
    const listed = refs.split(' ').filter((ref) => ref.startsWith('/'));
    const references = refs.length >= CAPTURED ? listed.slice(0, -1) : listed;
    const volume = staged?.get(path);
    const occurrences = found.get(path)?.occurrences ?? [];
    occurrences.push(o);
    found.set(path, { path, references, occurrences, ...(volume === undefined ? {} : { staged: volume }) });
  }
  for (const [path, { occurrences }] of found) if (!isLasting(occurrences)) found.delete(path);
  return found;
}

function isLasting(all: readonly ResolvedOccurrence[]): boolean {
  const first = Math.min(...all.map((o) => o.first ?? Infinity));
  const last = Math.max(...all.map((o) => o.last ?? -Infinity));
  return last - first >= LASTING || all.some((o) => waitOf(o.ref.text ?? '') >= LASTING_WAIT);
}

/** Seconds in `(durationBeforeRetry 2m2s)`. */
function waitOf(text: string): number {
  const match = /durationBeforeRetry (?:(\d{1,3})m)?(\d{1,3}(?:\.\d{1,9})?)s\)/.exec(text);
  return match === null ? 0 : Number(match[1] ?? 0) * 60 + Number(match[2]);
}
