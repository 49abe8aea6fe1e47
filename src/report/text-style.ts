import type { Span } from './prose.ts';

/** Paints text for a terminal; without it, the text is plain. */
export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;
export const NO_COLORS: Colors = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

export const WIDTH = 100;
/** Columns of a label: one of Chinese has two for each character. */
export const LABEL = 11;
export const INDENT = ' '.repeat(LABEL + 1);

export function spansText(spans: readonly Span[]): string {
  return spans.map((span) => (span.code ? `\`${span.text}\`` : span.text)).join('');
}
