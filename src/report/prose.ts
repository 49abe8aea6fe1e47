import { Marked, type Token, type Tokens } from 'marked';

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
 * Rule texts may carry code spans and lists. Everything else of Markdown stays literal: paths and shell patterns are
 * full of asterisks, underscores and brackets, and neither HTML nor a link nor an image may come out of them.
 */
const dialect = new Marked({
  tokenizer: {
    emStrong: none,
    del: none,
    link: none,
    reflink: none,
    autolink: none,
    url: none,
    html: none,
    tag: none,
    escape: none,
    def: none,
    heading: none,
    lheading: none,
    blockquote: none,
    table: none,
    hr: none,
    br: none,
  },
});

/** Reads a rule's text into paragraphs and list items; a lexer only, no HTML is ever made by it. */
export function readProse(text: string): Block[] {
  if (text.length > MAX_PROSE) return [{ item: false, spans: [plain(text)] }];
  return dialect.lexer(text).flatMap(readBlock);
}

/** The same for a text of one sentence, without blocks. */
export function readSentence(text: string): Span[] {
  if (text.length > MAX_PROSE) return [plain(text)];
  return readInline(dialect.Lexer.lexInline(text, dialect.defaults));
}

export function plain(text: string): Span {
  return { text, code: false };
}

export function code(text: string): Span {
  return { text, code: true };
}

function readBlock(token: Token): Block[] {
  if (token.type === 'space') return [];
  if (isList(token)) return token.items.map((item) => ({ item: true, spans: readInlineOf(item) }));
  if (token.type === 'code') return [{ item: false, spans: [code(token.raw.trim())] }];
  return [{ item: false, spans: readInlineOf(token) }];
}

function isList(token: Token): token is Tokens.List {
  return token.type === 'list' && 'items' in token && Array.isArray(token.items);
}

function readInlineOf(token: Token): Span[] {
  return 'tokens' in token && Array.isArray(token.tokens) ? readInline(token.tokens) : [plain(token.raw)];
}

function readInline(tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  for (const token of tokens) {
    if (token.type === 'codespan' && 'text' in token) spans.push(code(String(token.text)));
    else if ('tokens' in token && Array.isArray(token.tokens)) spans.push(...readInline(token.tokens));
    else spans.push(plain(token.raw));
  }
  return spans;
}
