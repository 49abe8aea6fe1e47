/** The share of a limit that is in use, 0 to 1 and beyond. */
export const ratioOf = (used: number | undefined, limit: number | undefined): number | undefined =>
  used === undefined || limit === undefined || limit <= 0 ? undefined : used / limit;
