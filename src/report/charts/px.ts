/** A coordinate with one decimal: more is not seen, and would make a report larger. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
