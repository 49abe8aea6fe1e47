/** The one report on several nodes. */
export const cluster = {
  all: (count: number): string => (count === 2 ? 'both nodes' : `all ${count} nodes`),
  some: (count: number, of: number): string => `${count} of ${of} nodes`,
  /** `on all 3 nodes`, `on node-1 and 2 more of 50 nodes`. */
  on: (names: readonly string[], of: number): string => {
    if (names.length === of && of > 1) return `on ${of === 2 ? 'both nodes' : `all ${of} nodes`}`;
    const more = names.length > 1 ? ` and ${names.length - 1} more of ${of} nodes` : '';
    return `on ${names[0] ?? 'no node'}${more}`;
  },
  noNode: 'No node',
  ofNode: (name: string, text: string): string => `${name}: ${text}`,
  sameCause: (where: string, title: string, names: string): string => `The same cause on ${where}: ${title} (${names})`,
  noFault: (where: string): string => `No fault found on ${where}`,
  likewise: (count: number, of: number): string => `; ${count} more of ${of} nodes likewise`,
  with: (text: string, where: string): string => `${text} (${where})`,
  reasonOn: (reason: string | undefined, where: string): string =>
    reason === undefined ? where : `${reason} ${where}`,
  alsoOn: (object: string, others: number, of: number): string =>
    others > 0 ? `${object}, and on ${others} more of ${of} nodes` : object,
  moreProblems: (count: number): string => `and ${count} more problems of this kind`,
};
