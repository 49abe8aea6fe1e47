/** Texts of a page that a reader sees or hears, without commands, quotations and names in code. */
export function textsOf(html: string): string[] {
  const body = html
    .replace(/^[\s\S]*?<body[^>]*>/, '')
    .replace(/<(script|pre|code)\b[^>]*>[\s\S]*?<\/\1>/g, '\n')
    .replace(/<small class="id">[^<]*<\/small>/g, '\n');
  const attributes = [...body.matchAll(/ (?:aria-label|data-label)="([^"]*)"/g)].map((match) => match[1] ?? '');
  return [...body.split(/<[^>]*>|\n/), ...attributes].map((text) => text.trim()).filter((text) => text !== '');
}

/** A report in Markdown without its blocks and spans of code. */
export const withoutCode = (markdown: string): string =>
  markdown.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
