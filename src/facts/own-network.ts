import type { Document } from '../snapshot/snapshot.ts';

/**
 * The document of a table below /proc/net that is of the node: the one at that path. A link leads there from the
 * collecting process as well (`proc/96008/net/dev`), whose namespace is the same as long as nobody laid files over it.
 */
export const ownTable = <T>(documents: readonly Document<T>[]): Document<T> | undefined =>
  documents.find(({ path }) => /^(?:[^/]+\/)?proc\/net\//.test(path)) ?? documents[0];
