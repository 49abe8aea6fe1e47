import type { Words } from './words.ts';
import { about } from './zh/about.ts';
import { cause } from './zh/cause.ts';
import { cluster } from './zh/cluster.ts';
import { limits } from './zh/limits.ts';
import { notes } from './zh/notes.ts';
import { markdown, page, script } from './zh/page.ts';
import { screen } from './zh/screen.ts';
import { summary } from './zh/summary.ts';
import { tables } from './zh/tables.ts';
import { terms } from './zh/terms.ts';
import { ticket } from './zh/ticket.ts';

/** What another language says in Chinese; terms are in rules/locales/zh/README.md. */
export const CHINESE: Words = {
  about,
  cause,
  cluster,
  limits,
  markdown,
  notes,
  page,
  screen,
  script,
  summary,
  tables,
  terms,
  ticket,
};
