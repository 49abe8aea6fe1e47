import {
  markdownCode,
  markdownCommand,
  markdownFence,
  markdownLink,
  markdownSpans,
  markdownText,
  showAll,
} from './escape.ts';
import type { HtmlView } from './html-view.ts';
import type { Span } from './prose.ts';
import type { ReportView } from './sections/view.ts';
import { engine, htmlTemplate, markdownTemplate, partialTemplates } from './templates.generated.ts';

const raw = (text: string): InstanceType<typeof engine.SafeString> => new engine.SafeString(text);
const escapeHtml = (text: string): string => engine.escapeExpression(text);

const html = engine.create();
const markdown = engine.create();
for (const [name, template] of Object.entries(partialTemplates)) {
  html.registerPartial(name, html.template(template));
  markdown.registerPartial(name, markdown.template(template));
}

/**
 * A command whose words are not broken where a line ends: a break behind a hyphen reads like a blank. One that is longer
 * than a line breaks behind a comma.
 */
html.registerHelper('cmd', (text: unknown) =>
  raw(
    String(text)
      .split(/(\s+)/)
      .map((word) =>
        /-\S|\S{20}/.test(word) ? `<span>${escapeHtml(word).replaceAll(',', ',<wbr>')}</span>` : escapeHtml(word),
      )
      .join(''),
  ),
);

/**
 * Markdown has no escaping of its own in the template engine, which escapes for HTML. So its templates print everything
 * through one of these, and what was forgotten comes out as entities: ugly, and harmless.
 */
markdown.registerHelper('md', (text: unknown) => raw(markdownText(String(text))));
markdown.registerHelper('code', (text: unknown) => raw(markdownCode(String(text))));
markdown.registerHelper('cmd', (text: unknown, { data }: { readonly data: { readonly root: ReportView } }) =>
  raw(markdownCommand(String(text), data.root.page.longCommand)),
);
markdown.registerHelper('link', (url: unknown) => raw(markdownLink(String(url))));
markdown.registerHelper('spans', (spans: readonly Span[]) => raw(markdownSpans(spans)));
markdown.registerHelper('fence', (text: unknown, language: unknown) =>
  raw(markdownFence(String(text), String(language))),
);

const printHtml = html.template<unknown>(htmlTemplate);
const printMarkdown = markdown.template<unknown>(markdownTemplate);

/** Fills the HTML template; every value is escaped by the engine. */
export function fillHtml(view: HtmlView): string {
  return printHtml(showAll(view));
}

/** Fills the Markdown template; every value is made visible and escaped by the helper that prints it. */
export function fillMarkdown(view: ReportView): string {
  return printMarkdown(view);
}
