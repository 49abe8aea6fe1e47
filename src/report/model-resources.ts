import * as z from 'zod';

/** `path:line` in the bundle. */
const place = z.string().optional();

/** What the node has and how much of it is in use, for pictures; what was not collected is left out. */
export const resourcesSchema = z.object({
  /** Use against limits, the nearest to its limit first. */
  limits: z.array(
    z.object({
      name: z.string(),
      object: z.string(),
      used: z.number(),
      limit: z.number(),
      unit: z.enum(['count', 'bytes']),
      /** `used` is a lower bound. */
      atLeast: z.boolean().optional(),
      source: place,
    }),
  ),
  /** The fullest first, at most twelve; `total` counts all. */
  filesystems: z
    .object({
      total: z.number().int(),
      rows: z.array(
        z.object({
          label: z.string(),
          /** Of what users can have. */
          bytes: z.object({ used: z.number(), limit: z.number() }).optional(),
          inodes: z.object({ used: z.number(), limit: z.number() }).optional(),
          /** Held by deleted files that are still open. */
          deletedBytes: z.number().optional(),
          source: place,
          /** Where the inodes are told, if that is another place. */
          inodesSource: place,
        }),
      ),
    })
    .optional(),
  mounts: z
    .object({
      /** Mount namespaces whose table was collected, the largest first, at most six of `namespaces`. */
      namespaces: z.number().int(),
      limit: z.number().optional(),
      largest: z.array(
        z.object({
          label: z.string(),
          mounts: z.number(),
          /** Entries that one more mount by the runtime adds to this table. */
          nextMountCost: z.number().optional(),
          mostCopied: z.string(),
          mostCopies: z.number(),
          source: place,
        }),
      ),
      /** What the mounts of the largest table are, by where they lie; they add up to its mounts. */
      places: z.array(z.object({ place: z.string(), mounts: z.number() })),
    })
    .optional(),
  tasks: z
    .object({
      total: z.number(),
      /** Threads of the kernel among them, by kind. */
      threads: z.number(),
      kinds: z.array(z.object({ kind: z.string(), count: z.number() })),
      source: place,
    })
    .optional(),
  /** Parts overlap and do not add up. */
  memory: z
    .object({
      total: z.number(),
      parts: z.array(z.object({ name: z.string(), bytes: z.number() })),
      source: place,
    })
    .optional(),
});
