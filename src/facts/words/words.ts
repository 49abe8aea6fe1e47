import type { Lang } from '../../lib/lang.ts';
import { ENGLISH } from './en.ts';
import { CHINESE } from './zh.ts';

/** What facts say in each language; functions take the names and numbers that a text is about. */
export type FactWords = typeof ENGLISH;

const WORDS: Readonly<Record<Lang, FactWords>> = { en: ENGLISH, zh: CHINESE };

export const factWords = (lang: Lang): FactWords => WORDS[lang];
