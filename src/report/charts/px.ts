/** A coordinate with one decimal: more is not seen, and would make a report larger. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A place in percent of a width that only the reader's screen knows. */
export function percent(value: number): number {
  return Math.round(value * 100) / 100;
}
