export const OBJECT_KINDS = ['pod', 'node', 'container', 'volume', 'device', 'path'] as const;

/** An object as the user names it: `pod/NS/NAME`, `path//var/lib/docker`. */
export interface AskedObject {
  readonly kind: (typeof OBJECT_KINDS)[number];
  readonly name: string;
}
