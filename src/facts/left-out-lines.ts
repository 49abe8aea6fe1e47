import type { Flood, Log, Signature } from '../signatures/signature.ts';

/**
 * Whether lines that the collector left out of a log may be some that these signatures look for. It keeps the first three
 * of each kind and minute, so a message of another kind than those that flood is there if it was ever written.
 */
export function mayBeLeftOut(log: Log, signatures: readonly Signature[]): boolean {
  const floods = (log.floods ?? []).filter((flood: Flood) => flood.left > 0);
  return floods.some(({ like }) => signatures.some((signature) => mayBeLike(signature, like)));
}

const KLOG = /^([A-Za-z0-9_]+\.go):\d+\]$/;
/** Messages that agree in so many characters may be of one kind, whatever follows. */
const SAME_BEGIN = 20;

function mayBeLike({ literals, samples, klog_files: files }: Signature, like: string): boolean {
  const file = KLOG.exec(like)?.[1];
  // The line of a place in the source moves from version to version, the file does not.
  if (file !== undefined) return files?.includes(file) ?? true;
  const begin = messageOf(like);
  return (
    literals.some((literal) => like.includes(masked(literal))) ||
    samples.some((sample) => agreement(messageOf(masked(sample)), begin) >= Math.min(SAME_BEGIN, begin.length))
  );
}

/** Numbers as the collector hides them in its kinds. */
const masked = (text: string): string => text.replace(/[0-9a-f]+/g, (run) => (/[0-9]/.test(run) ? '#' : run));

const messageOf = (kind: string): string => kind.replace(/^level=\w+ msg="?/, '');

function agreement(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
