import type { SourceMatch } from './bundle/layout.ts';
import { parsers } from './parsers/index.generated.ts';
import { looksLikeLog } from './parsers/log-lines/looks-like-log.ts';
import { hasSettings } from './parsers/sysctl.ts';

const SETTINGS: SourceMatch = { source: 'sysctl', params: {} };
const LOG: SourceMatch = { source: 'log', params: { emitter: 'any' } };

/**
 * Recognises a source by content: a parser that knows the text, else lines that carry a log's prefix. A file that is alone
 * may have been pasted together: settings of the kernel behind lines of its log are both.
 */
export function recognise(head: Buffer, alone: boolean): SourceMatch[] {
  if (head.includes(0)) return [];
  const text = head.toString('utf8');
  for (const [source, parser] of Object.entries(parsers)) {
    if (parser.sniff?.(text) !== true) continue;
    return alone && source === SETTINGS.source && looksLikeLog(text) ? [LOG, SETTINGS] : [{ source, params: {} }];
  }
  if (alone && looksLikeLog(text) && hasSettings(text)) return [LOG, SETTINGS];
  return alone || looksLikeLog(text) ? [LOG] : [];
}
