/** What the ticket has beyond the first screen. */
export const ticket = {
  leadsTo: 'Leads to',
  prevent: 'Prevent',
  ruledOut: 'Ruled out',
  notChecked: 'Not checked',
  bundle: 'Bundle',
  report: 'Report',
  possibly: (title: string): string => `possibly ${title}`,
  value: (title: string, value: string): string => `${title} (${value})`,
  unchecked: (count: number, total: number, sources: string): string =>
    `${count} of ${total} rules, for want of ${sources}`,
  hash: (file: string, hash: string): string => `${file}, SHA-256 ${hash}…`,
  check: 'check: ',
  undo: 'undo:  ',
  expect: (text: string): string => `expect: ${text}`,
  longCommand: '(the command is long: see the report)',
  task: (task: string, how: readonly string[]): string => `${task} (${how.join(', ')})`,
};
