import { about } from './en/about.ts';
import { cause } from './en/cause.ts';
import { cluster } from './en/cluster.ts';
import { limits } from './en/limits.ts';
import { notes } from './en/notes.ts';
import { markdown, page, script } from './en/page.ts';
import { screen } from './en/screen.ts';
import { summary } from './en/summary.ts';
import { tables } from './en/tables.ts';
import { terms } from './en/terms.ts';
import { ticket } from './en/ticket.ts';

/** The fixed words of reports; its type is that of every other language. */
export const ENGLISH = {
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
