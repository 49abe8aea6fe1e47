import type { Lang } from '../lib/lang.ts';
import { indented } from './indented.ts';
import { CHINESE } from './next-texts-zh.ts';

/** A source that is missing, and for what it is needed. */
export interface Request {
  readonly source: string;
  readonly why: string;
}

/** What is asked for, as plain values: the sentences around it are those of a language. */
export interface NextRequests {
  readonly node: string | undefined;
  /** The verdict is a root cause, so that what is asked for only decides what else is open. */
  readonly isCauseKnown: boolean;
  /** The bundle is one of the collector, so the customer has the script. */
  readonly hasScript: boolean;
  /** Everything that some rule waits for, what most rules wait for first. */
  readonly requests: readonly Request[];
  /** One run of the collector that brings all that it can bring, on the node and from here. */
  readonly collector: string | undefined;
  readonly overSsh: string | undefined;
  /** Commands for what the collector does not bring. */
  readonly others: readonly string[];
  /** How the answer is read together with the bundle. */
  readonly analyze: string;
}

/** The sentences of `analyze next`; another language is another value of this type, under its name in `LANGUAGES`. */
export interface NextTexts {
  nothing(asked: NextRequests): string[];
  /** For who asks: what is missing and why, and the commands. */
  requests(asked: NextRequests): string[];
  /** For the customer: no jargon, nothing but what to run and to send. */
  message(asked: NextRequests): string[];
}

const ENGLISH: NextTexts = {
  nothing: ({ isCauseKnown }) => [
    isCauseKnown
      ? 'Nothing more is needed: the cause is known and every rule could be judged.'
      : 'Nothing more would help: every rule could be judged.',
  ],
  requests: ({ isCauseKnown, requests, collector, overSsh, others, analyze }) => [
    isCauseKnown ? 'The cause is known. This would decide what else is open:' : 'This would decide what is open:',
    ...indented(requests.map(({ source, why }) => `${source}: ${why}`)),
    ...(collector === undefined
      ? []
      : ['', 'On the node, as root; it reads and changes nothing:', ...indented([collector])]),
    ...(overSsh === undefined ? [] : ['or from here:', ...indented([overSsh])]),
    ...(others.length === 0
      ? []
      : ['', collector === undefined ? 'Run:' : 'The collector does not bring the rest:', ...indented(others)]),
    '',
    'Then, with each file that comes back:',
    ...indented([analyze]),
  ],
  message: ({ node, isCauseKnown, hasScript, collector, others }) => [
    'Hello,',
    '',
    isCauseKnown
      ? 'thank you for the files. They show a cause. To see whether anything else is wrong we need a little more'
      : 'thank you for the files. They do not yet show the cause. To find it we need a little more',
    `from ${node === undefined ? 'the same node' : `the node ${node}`}. Please run this as root:`,
    '',
    ...indented([collector, ...others]),
    '',
    ...(collector === undefined
      ? []
      : [
          hasScript
            ? 'collect.sh is the script that you ran before; we send it again when you ask.'
            : 'collect.sh is a script that we send you with this message.',
        ]),
    'This only reads: it changes and restarts nothing. If you can, do not restart the node before, because that',
    'would remove what we look for. Then please send us the files that it wrote.',
  ],
};

export const LANGUAGES: Readonly<Record<Lang, NextTexts>> = { en: ENGLISH, zh: CHINESE };
