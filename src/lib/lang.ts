/** Languages of reports; the first is that in which rules are written. */
export const LANGS = ['en', 'zh'] as const;
export type Lang = (typeof LANGS)[number];
