import type { Lang } from '../../lib/lang.ts';
import type { Report } from '../model.ts';
import { ENGLISH } from './en.ts';
import { CHINESE } from './zh.ts';

/** What every language has; functions take the values that a sentence is about. */
export type Words = typeof ENGLISH;

const WORDS: Readonly<Record<Lang, Words>> = { en: ENGLISH, zh: CHINESE };

/** The fixed words of the language that a report is in. */
export const wordsOf = ({ language = 'en' }: Pick<Report, 'language'>): Words => WORDS[language];
