const HIDDEN = '***';

/** Names whose value is a secret, wherever they stand before `=`, `:` or a blank of an option. */
const SECRET_NAME = String.raw`[\w.-]*(?:passw(?:or)?d|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w.-]*`;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // --db-password=x, PASSWORD=x, "token":"x", secret: x
  [
    new RegExp(String.raw`(?<![\w.-])(${SECRET_NAME}\\?["']?\s?[=:]\s?)(?:\\?"[^"\\]*\\?"|'[^']*'|[^\s,;&"'}]+)`, 'gi'),
    `$1${HIDDEN}`,
  ],
  // --password x
  [new RegExp(String.raw`(?<![\w-])(--?${SECRET_NAME}\s)(?!-)[^\s,;&"']+`, 'gi'), `$1${HIDDEN}`],
  // ["--password", "x"]
  [new RegExp(String.raw`(?<![\w-])(--?${SECRET_NAME}\\?",\s{0,4}\\?")[^"\\]+`, 'gi'), `$1${HIDDEN}`],
  // curl -u user:x, mysql -px
  [/\b(curl\s(?:[^\n]{0,200}?\s)?(?:-u|--user)[\s=][^\s:]{1,100}:)[^\s"']+/gi, `$1${HIDDEN}`],
  [/\b((?:mysql\w{0,10}|mariadb)\s(?:[^\n]{0,200}?\s)?-p)[^\s"']+/gi, `$1${HIDDEN}`],
  // scheme://user:password@host
  [/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/]{1,100}):[^\s@/]{1,200}@/gi, `$1:${HIDDEN}@`],
  // Authorization: Bearer x
  [/\b((?:bearer|basic)\s)[A-Za-z0-9._~+/=-]{12,}/gi, `$1${HIDDEN}`],
  // A JSON web token wherever it stands
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, HIDDEN],
];

/** Longer texts are cut before they are searched, which bounds the time. */
const MAX_TEXT = 8_192;

/**
 * Replaces values that look like secrets in a line of a log or a command: arguments and assignments whose name says so,
 * passwords in URLs, bearer tokens. Names, mount options and paths stay, since they are evidence.
 */
export function redact(text: string): string {
  let result = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement);
  return result;
}
