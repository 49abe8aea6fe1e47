/** Cuts `text` to `max` characters, marking the cut with an ellipsis. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** Cuts `text` behind a word, so that no half of a number is read as one; a text without words is cut where it has to be. */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf(' ', max - 2);
  return end < max / 2 ? cut(text, max) : `${text.slice(0, end)} …`;
}

/** Cuts the middle out of `text`, for paths: their ends tell more than their middle. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = Math.ceil((max - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (max - 1 - head))}`;
}

/** The end of `text`, at most `max` characters from the beginning of a word on, behind an ellipsis where it was cut. */
export function endOf(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.slice(1 - max);
  const wordEnd = end.search(/\s/);
  return `…${wordEnd === -1 ? end : end.slice(wordEnd).trimStart()}`;
}

/** Quotes offending input for an error message: cut to 60 characters, control characters made visible. */
export function quote(text: string): string {
  return JSON.stringify(cut(text, 60));
}

/**
 * Replaces terminal control characters, bidirectional overrides, lone surrogates and other invisible characters by visible
 * escapes, so that untrusted text cannot move the cursor, hide itself or reorder what a reader sees. Tabs stay.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Surrogate}\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** The candidate nearest to `word` by edit distance, when it is near enough to be a typing mistake. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `, did you mean "x"?` to end a message about an unknown word with, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = didYouMean(word, candidates);
  return near === undefined ? '' : `, did you mean ${quote(near)}?`;
}

/** Levenshtein distance, or `limit` as soon as it is known to be no smaller. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return Math.min(previous[b.length] ?? limit, limit);
}

/** `1 mount`, `2 mounts`: the count with thousands separators and the noun in its number. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

/** `60,793`: always with commas, whatever the locale, so that reports are byte-identical everywhere. */
export function formatCount(count: number): string {
  const [whole = '', fraction] = String(count).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
