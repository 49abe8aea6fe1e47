import { type Container, containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { kubelet } from './kubelet.ts';
import { isWithin } from './mount-table.ts';
import { layersOfRemovals } from './refused-removals.ts';

/** What the references to one volume that block its unmounting are. */
export interface Blockers {
  /** The references that block, in the order in which they were listed. */
  readonly blocking: readonly string[];
  /** Names of overlay directories or ids of containers below whose root some lie. */
  readonly layers: readonly string[];
  /** Entities of the containers these belong to, as far as they are known. */
  readonly containers: readonly string[];
  readonly throughAlias: boolean;
  /** The other root directories of the kubelet that such references show. */
  readonly aliasRoots: readonly string[];
  readonly otherVolume: boolean;
  readonly pod: boolean;
  readonly elsewhere: boolean;
}

const LAYER = /\/overlay2\/([0-9a-z]{1,64})\/merged\//;
const TASK = /\/io\.containerd\.runtime\.v2\.task\/[^/]{1,64}\/([0-9a-f]{64})\/rootfs\//;
const PLUGINS = '/plugins/kubernetes.io/';

export type JudgeReferences = (volume: string, references: readonly string[]) => Blockers;

/**
 * Sorts the references to a volume. The kubelet logs all of them, but only those block that do not hold the path of
 * the volume itself: the whole path up to 1.22, what follows `/plugins/kubernetes.io/` since kubernetes 112607. Where the
 * version is not known, all that may block are listed.
 */
export function referenceJudge(context: FactContext): JudgeReferences {
  const agent = context.get(kubelet);
  const suffixOnly = agent.known && agent.value.minds_aliases === false;
  const root = agent.known ? agent.value.root : '/var/lib/kubelet';
  const aliases = agent.known ? agent.value.aliases : undefined;
  const owners = ownersByLayer(context);
  return (volume, references) => {
    const at = volume.indexOf(PLUGINS);
    const suffix = at === -1 ? volume : volume.slice(at);
    const blocking = references.filter((ref) => !ref.includes(suffixOnly ? suffix : volume));
    const layers = new Set<string>();
    const kinds = new Set<'alias' | 'volume' | 'pod' | 'elsewhere'>();
    const aliasRoots = new Set<string>();
    for (const ref of blocking) {
      const layer = LAYER.exec(ref)?.[1] ?? TASK.exec(ref)?.[1];
      const kind = layer === undefined ? kindOf(ref, { suffix, root, aliases }) : undefined;
      if (layer !== undefined) layers.add(layer);
      if (kind !== undefined) kinds.add(kind);
      if (kind === 'alias') aliasRoots.add(ref.slice(0, -suffix.length));
    }
    return {
      blocking,
      layers: [...layers].sort(),
      containers: [...new Set([...layers].flatMap((layer) => owners.get(layer) ?? []))].sort(),
      throughAlias: kinds.has('alias'),
      aliasRoots: [...aliasRoots].sort(),
      otherVolume: kinds.has('volume'),
      pod: kinds.has('pod'),
      elsewhere: kinds.has('elsewhere'),
    };
  };
}

function kindOf(
  ref: string,
  about: { suffix: string; root: string; aliases: readonly string[] | undefined },
): 'alias' | 'volume' | 'pod' | 'elsewhere' {
  const { suffix, root, aliases } = about;
  // The same volume under another root directory: without a mount table the path alone says so.
  if (ref.endsWith(suffix) && (aliases === undefined || aliases.some((a) => isWithin(ref, a)))) return 'alias';
  if (ref.includes(PLUGINS) && ref.endsWith('/globalmount')) return 'volume';
  return [root, ...(aliases ?? [])].some((r) => isWithin(ref, `${r}/pods`)) ? 'pod' : 'elsewhere';
}

function ownersByLayer(context: FactContext): Map<string, string> {
  const found = context.get(containers);
  const listed: readonly Container[] = found.known ? found.value : [];
  return new Map([
    ...layersOfRemovals(context),
    ...listed.flatMap((c) => [
      ...(c.layer === undefined ? [] : [[c.layer, c.entity] as const]),
      [c.id, c.entity] as const,
    ]),
  ]);
}
