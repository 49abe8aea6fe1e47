const REGEX = /\/(?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\\]|\\.)*\])+\//y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const OTHER = /#.*|[A-Za-z_]\w*|\d[\w.]*|\s+|[\s\S]/y;

/** What awk itself, or one of its dialects, names so. */
const OWN = new Set(
  `BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf
  length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close
  fflush gensub strftime systime mktime strtonum and or xor compl lshift rshift asort asorti patsplit isarray typeof
  switch case default include load namespace
  ARGC ARGV CONVFMT ENVIRON ERRNO FIELDWIDTHS FILENAME FNR FPAT FS IGNORECASE NF NR OFMT OFS ORS PROCINFO RLENGTH RS
  RSTART RT SUBSEP`.split(/\s+/),
);

/** The tokens of a program with its quotes: texts, patterns, names, numbers, comments, blanks and single characters. */
export function awkTokens(program: string): string[] {
  const tokens: string[] = [];
  let before = '';
  for (let at = 0; at < program.length; ) {
    const c = program[at];
    const mayMatch = c === '"' || (c === '/' && /^$|^'$|[(,!~;{&|?:\n]$/.test(before));
    const token =
      (mayMatch ? take(c === '"' ? STRING : REGEX, program, at) : undefined) ?? take(OTHER, program, at) ?? '';
    if (!/^ +$/.test(token)) before = token;
    tokens.push(token);
    at += token.length;
  }
  return tokens;
}

function take(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** How often a program uses each name that it gives itself: variables, arrays, functions and their parameters. */
export function awkNames(program: string): Map<string, number> {
  const uses = new Map<string, number>();
  for (const token of awkTokens(program))
    if (/^[A-Za-z_]/.test(token) && !OWN.has(token)) uses.set(token, (uses.get(token) ?? 0) + 1);
  return uses;
}

/** The same program with other names, and without the blanks and line ends that separate nothing. */
export function shrinkAwk(program: string, short: ReadonlyMap<string, string>): string {
  const tokens: string[] = [];
  for (const token of awkTokens(program).filter((one) => !one.startsWith('#'))) {
    const before = /^\s+$/.test(token) && /^\s+$/.test(tokens.at(-1) ?? '') ? tokens.pop() : '';
    tokens.push(`${before ?? ''}${short.get(token) ?? token}`);
  }
  return tokens
    .map((token, i) => {
      if (!/^\s+$/.test(token)) return token;
      const isLine = token.includes('\n');
      const around = { left: tokens[i - 1] ?? '', right: tokens[i + 1] ?? '' };
      const isIdle = isLine ? endsInVain(around.left, around.right) : mayJoin(tokens, i);
      return isIdle ? '' : isLine ? '\n' : ' ';
    })
    .join('');
}

/** A line may go on behind `{` and `,`, and a block may end without a line end. */
function endsInVain(left: string, right: string): boolean {
  return left === '{' || left === ',' || right === '}';
}

/** True where no two tokens would become one, and no name a call: `a (b)` is not `a(b)`. */
function mayJoin(tokens: readonly string[], i: number): boolean {
  const [left = '', right = ''] = [tokens[i - 1], tokens[i + 1]];
  const isWord = (token: string): boolean => /^\w/.test(token);
  if (right === '(') return !isWord(left) || /^(?:if|while|for)$/.test(left);
  if (isWord(left)) return !isWord(right) && right !== '.' && !isRegex(right) && !isStep(right, tokens[i + 2]);
  if (isStep(left, tokens[i - 2])) return /^[,;)}]/.test(right);
  if (/^[)\]]$/.test(left) && isRegex(right)) return false;
  return !(/^[-+*/%^=!<>&|~]$/.test(left) && /^[-+*/%^=!<>&|~]$/.test(right));
}

/** `++` and `--`, of which only the sign at the edge and the one beside it are seen. */
function isStep(sign: string, next: string | undefined): boolean {
  return /^[-+]$/.test(sign) && sign === next;
}

function isRegex(token: string): boolean {
  return token.length > 1 && token.startsWith('/');
}
