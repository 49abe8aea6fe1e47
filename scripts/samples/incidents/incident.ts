import type { BundleFiles } from '../tar.ts';

/** What a variant of an incident changes. */
export interface Variant {
  /** An object that looks like the culprit and is innocent. */
  readonly innocent?: boolean;
  /** The system disk is used to 96 %, which is worth a finding and has nothing to do with the incident. */
  readonly crowdedDisk?: boolean;
  /** A fraction of the objects that are there by the thousand, for tests that analyse the incident a hundred times. */
  readonly small?: boolean;
}

/** One sample: a bundle of a node in trouble, or of one that only looks like it. */
export interface Incident {
  /** Name of the files in samples/. */
  readonly name: string;
  build(variant?: Variant): BundleFiles;
}
