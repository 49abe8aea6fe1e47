import type { Evaluation } from './analysis.ts';
import type { AskedObject } from './asked-object.ts';
import type { FindingNode } from './diagnosis/graph.ts';
import { blockDevices } from './facts/block-devices.ts';
import { containers } from './facts/containers.ts';
import type { Result } from './facts/fact.ts';
import { filesystems } from './facts/filesystems.ts';
import { node } from './facts/node.ts';
import { pods } from './facts/pods.ts';

/** What the object is in the bundle. */
export interface FoundObject {
  /** Something in the bundle names it. */
  readonly isKnown: boolean;
  /** It is the node itself, which everything touches. */
  readonly isNode: boolean;
  /** Whether a finding is about it: by an entity, or by its name in what the finding says. */
  readonly touches: (finding: FindingNode) => boolean;
}

/** Finds the object among the facts of the node. */
export function findObject({ kind, name }: AskedObject, evaluation: Evaluation): FoundObject {
  if (kind === 'node') {
    const own = theValue(evaluation.facts.get(node))?.hostname;
    const isNode = own !== undefined && short(own) === short(name);
    return { isKnown: isNode, isNode, touches: () => isNode };
  }
  const entities = new Set(entitiesOf({ kind, name }, evaluation));
  const isNamed = nameTest(kind === 'device' ? name.replace(/^\/dev\//, '') : name);
  return {
    isKnown: entities.size > 0,
    isNode: false,
    touches: ({ instance }) =>
      [...instance.entities.values()].flat().some((entity) => entities.has(entity)) ||
      [instance.label, instance.message, ...[...instance.entities.values()].flat()].some(isNamed),
  };
}

const short = (name: string): string => name.toLowerCase().split('.')[0] ?? '';

/** Ids of containers are known by their beginning. */
const MIN_ID = 6;

function entitiesOf({ kind, name }: AskedObject, evaluation: Evaluation): string[] {
  const all = theValue(evaluation.facts.get(containers)) ?? [];
  switch (kind) {
    case 'pod': {
      const own = (theValue(evaluation.facts.get(pods)) ?? []).filter((pod) => pod.label === name || pod.uid === name);
      return [
        ...own.flatMap((pod) => [pod.entity, ...pod.sandboxes]),
        ...all.filter((c) => c.pod === name || c.pod_uid === name).map((c) => c.entity),
      ];
    }
    case 'container':
      return all
        .filter((c) => c.name === name || c.label === name || (name.length >= MIN_ID && c.id.startsWith(name)))
        .map((c) => c.entity);
    case 'device': {
      const base = name.replace(/^\/dev\//, '');
      const own = (theValue(evaluation.facts.get(blockDevices)) ?? []).filter((device) => device.name === base);
      // The file system on a device has its number.
      return own.flatMap(({ entity }) => [entity, entity.replace(/^device:/, 'filesystem:')]);
    }
    case 'path': {
      const roots = all.filter((c) =>
        [c.merged_dir, c.upper_dir].some((dir) => dir !== undefined && isWithin(name, dir)),
      );
      const [nearest] = (theValue(evaluation.facts.get(filesystems)) ?? [])
        .filter((fs) => isWithin(name, fs.mount_point))
        .sort((a, b) => b.mount_point.length - a.mount_point.length);
      return [...roots.map((c) => c.entity), ...(nearest === undefined ? [] : [nearest.entity])];
    }
    default:
      return [];
  }
}

const isWithin = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The value of a fact, or nothing where it is not known. */
const theValue = <T>(result: Result<T>): T | undefined => (result.known ? result.value : undefined);

/** The name as a word of its own; short ones say nothing. */
function nameTest(name: string): (text: string) => boolean {
  if (name.length < 3) return () => false;
  const isPart = /[\p{L}\p{N}_-]/u;
  return (text) => {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!isPart.test(text[at - 1] ?? ' ') && !isPart.test(text[at + name.length] ?? ' ')) return true;
    }
    return false;
  };
}
