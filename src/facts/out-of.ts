/** How much of a limit is in use, as a reader says it; what is not known is left out. */
export function inWords(used: number | undefined, limit: number | undefined, what: string): string {
  if (used === undefined) return limit === undefined ? `how many ${what} is not known` : `at most ${limit} ${what}`;
  return limit === undefined ? `${used} ${what}` : `${used} of ${limit} ${what}`;
}

/** The share of a limit that is in use, 0 to 1 and beyond. */
export const ratioOf = (used: number | undefined, limit: number | undefined): number | undefined =>
  used === undefined || limit === undefined || limit <= 0 ? undefined : used / limit;
