import { formatCount, visible } from '../lib/text.ts';

/** Longest text that a report prints; the rest is counted, not hidden. */
const MAX_SHOWN = 4000;

/** What a reader sees of untrusted text: control, invisible and reordering characters as escapes, line ends kept. */
export function shown(text: string): string {
  return cutShown(text).split('\n').map(visible).join('\n');
}

function cutShown(text: string): string {
  if (text.length <= MAX_SHOWN) return text;
  return `${text.slice(0, MAX_SHOWN)} … (${formatCount(text.length - MAX_SHOWN)} more characters)`;
}

/** A command is shown whole or not at all: a part of one, once pasted, could do something else. */
export function shownCommand(command: string): string {
  if (command.length <= MAX_SHOWN) return command.trim();
  return `# a command of ${formatCount(command.length)} characters is left out; the JSON report has it`;
}

/** The same value with every string in it made visible; what templates get has passed through here. */
export function showAll(value: unknown): unknown {
  if (typeof value === 'string') return shown(value);
  if (Array.isArray(value)) return value.map(showAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, showAll(inner)]));
}

/** True for an https address that may become a link; anything else is printed as text. */
export function isLinkable(url: string): boolean {
  return (
    url.length <= 2000 &&
    /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:[/?#][A-Za-z0-9/?#._~%&=+:@,;!$*-]*)?$/.test(url)
  );
}

/** One line of Markdown text (GitHub flavour) that shows exactly `text`; usable in paragraphs, list items and cells. */
export function markdownText(text: string): string {
  return atLineStart(markdownInline(text).trim());
}

/** The characters that would start a block (heading, list, quote, rule) where a line begins. */
function atLineStart(line: string): string {
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2').replace(/^([-+=#])/, '\\$1');
}

function markdownInline(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]|~$@]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<![A-Za-z0-9_])_|_(?![A-Za-z0-9_])/g, '\\_')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.');
}

/** An inline code span with a fence longer than any run of backticks inside. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (line.trim() === '') return '(empty)';
  // A pipe ends a table cell even inside a code span, and escaping it there depends on the renderer.
  if (line.includes('|')) return markdownInline(line);
  return codeSpan(line);
}

function codeSpan(line: string): string {
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Longest command that can be read inside a sentence. */
const MAX_INLINE_COMMAND = 400;

/** A command inside a sentence, outside of tables; `instead` of a long one, or one of several lines, which has its own block. */
export function markdownCommand(text: string, instead: string): string {
  const command = text.trim();
  if (command.includes('\n') || command.length > MAX_INLINE_COMMAND) return instead;
  return codeSpan(oneLine(command));
}

/** A fenced block with a fence longer than any run of backticks inside. */
export function markdownFence(text: string, language: string): string {
  const body = shown(text).replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

/** A link where the address may be one, else its text. */
export function markdownLink(url: string): string {
  return isLinkable(url) ? `<${url}>` : markdownText(url);
}

/** Runs of text and code as one line of Markdown. */
export function markdownSpans(spans: readonly { readonly text: string; readonly code: boolean }[]): string {
  return atLineStart(
    spans
      .map((span) => (span.code ? markdownCode(span.text) : markdownInline(span.text)))
      .join('')
      .trim(),
  );
}

function oneLine(text: string): string {
  return shown(text).replace(/[\n\t]+/g, ' ');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
