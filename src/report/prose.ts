import { Marked, type Token } from 'marked';

/** A run of a sentence; `code` is printed in a fixed pitch. */
export interface Span {
  readonly text: string;
  readonly code: boolean;
}

/** A paragraph of a rule's text, or one item of a list in it. */
export interface Block {
  readonly item: boolean;
  readonly spans: readonly Span[];
}

/** Beyond this a text is no prose, and is not worth reading as Markdown. */
const MAX_PROSE = 4000;

const none = (): undefined => undefined;

/**
 * Code spans are all that is read inside a sentence. Everything else of Markdown stays literal: paths and shell patterns
 * are full of asterisks, underscores and brackets, and neither HTML nor a link nor an image may come out of them.
 */
const dialect = new Marked({
  tokenizer: {
    emStrong: none,
    del: none,
    link: none,
    reflink: none,
    autolink: none,
    url: none,
    tag: none,
    escape: none,
    br: none,
  },
});

/** Reads a rule's text into paragraphs and list items. Blocks do not nest, so that no text can exhaust the stack. */
export function readProse(text: string): Block[] {
  const blocks: { item: boolean; lines: string[] }[] = [];
  let open: { item: boolean; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const item = /^\s*[-*] /.test(line);
    if (line.trim() === '') open = undefined;
    else if (open === undefined || item) {
      open = { item, lines: [item ? line.replace(/^\s*[-*] +/, '') : line] };
      blocks.push(open);
    } else open.lines.push(line);
  }
  return blocks.map(({ item, lines }) => ({ item, spans: readSentence(lines.join('\n')) }));
}

/** Reads the code spans of one sentence. Only the lexer runs; no HTML is ever made by it. */
export function readSentence(text: string): Span[] {
  if (text.length > MAX_PROSE) return [plain(text)];
  return dialect.Lexer.lexInline(text, dialect.defaults).map(spanOf);
}

export function plain(text: string): Span {
  return { text, code: false };
}

export function code(text: string): Span {
  return { text, code: true };
}

function spanOf(token: Token): Span {
  return token.type === 'codespan' && 'text' in token ? code(String(token.text)) : plain(token.raw);
}
