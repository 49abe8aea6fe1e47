import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { lex } from '../../scripts/shell-pieces.ts';
import { shrinkShell } from '../../scripts/shrink-shell.ts';

const run = (script: string): string => spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout;

/** The shrunk script, which says the same as the script itself, and says something. */
function shrunk(script: string): string {
  const text = shrinkShell(script);
  expect(run(text)).toBe(run(script));
  expect(run(text)).not.toBe('');
  return text;
}

describe('the pieces of a script', () => {
  it.each([
    `a='x "y" z' b="q $(c "in 'n' ($d)") r"\n`,
    `case $x in a | "b)") echo \\' ;; esac\n`,
    'echo "$((1 + (2 * 3)))" $(echo ")")\n',
    `a="\${b%"'$c"} \${d#\\}}" e=\${f:-'}'}\n`,
  ])('are the script again: %s', (script) => {
    expect(
      lex(script)
        .map(({ text }) => text)
        .join(''),
    ).toBe(script);
  });

  it.each([
    [`"a $(b 'c') d"`, ['double "a ', 'open $(', 'code b ', "single 'c'", 'close )', 'double  d"']],
    [`a $((b + 1)) c`, ['code a ', 'arithmetic $((b + 1))', 'code  c']],
    [`\${a:-'b }'} c`, ['parameter ${a:-', "single 'b }'", 'parameter }', 'code  c']],
    [`trap 'a; b' EXIT`, [`code trap 'a; b' EXIT`]],
  ])('are told from each other: %s', (script, expected) => {
    expect(lex(script).map(({ kind, text }) => `${kind} ${text}`)).toEqual(expected);
  });
});

describe('a script that means nothing', () => {
  it('because it does not end is no script', () => {
    expect(() => lex('echo "$(a\n')).toThrow('ends within');
  });

  it('and one that shells understand differently is none either', () => {
    expect(() => lex(`"\${a%'}'"`)).toThrow('shells differ');
  });
});

describe('the names of a shrunk script', () => {
  it('are short, and the same function and variable may have two', () => {
    const script = `hello() {\nname=$1\nprintf "%s\\n" "$name" "\${#name}"\nhello=$name\n}\nhello world\necho $hello\n`;
    expect(shrunk(script)).toBe(`h(){\nn=$1\nprintf "%s\\n" "$n" "\${#n}"\nh=$n\n}\nh world\necho $h\n`);
  });

  it('are as long as they were where too little would be saved', () => {
    const script = 'often=1 seldom=2\necho $often $often $often $often $seldom\n';
    expect(shrinkShell(script, {}, 15)).toBe('o=1 seldom=2\necho $o $o $o $o $seldom\n');
  });

  it('are never those of others', () => {
    const script = 'first=1 second=2 f=3\necho "$first$second$f$first" $s\n';
    expect(shrunk(script)).toBe('fir=1 se=2 f=3\necho "$fir$se$f$fir" $s\n');
  });

  it('stay where they are texts, paths, options or words of a program', () => {
    const script = [
      'list() { echo "$1"; }',
      'count=4',
      'printf "list count %s\\n" list "/count/$count" \'list all\' --count=$count -list',
      'dd if=/dev/zero count=1 bs=1 2>/dev/null | wc -c',
      'list list.count',
      'list $(echo list)',
      '',
    ].join('\n');
    expect(shrunk(script)).toBe(
      script
        .replace('list() { echo "$1"; }', 'l(){ echo "$1";}')
        .replaceAll(/^list(?= )/gm, 'l')
        .replace('count=4', 'c=4')
        .replaceAll('$count', '$c')
        .replace('null | wc', 'null|wc'),
    );
  });

  it('are no keywords, however many there are', () => {
    const names = Array.from({ length: 3000 }, (_one, i) => `name${i}`);
    const text = shrinkShell(names.map((name) => `${name}() { ${name}=1; echo $${name}; }\n`).join(''));
    expect(text).not.toMatch(/\b(?:do|fi|if|in)\b/);
    expect(new Set(text.match(/^\w+(?=\(\))/gm)).size).toBe(names.length);
    expect(text).not.toMatch(/^(?:r|cd|fc|ls|w)\(/m);
  });

  it('follow a function that is handed to another one or kept in a variable', () => {
    const script = 'call() { "$@"; }\nhello() { echo "hello $1"; }\nmode=hello\ncall hello world\n$mode all\n';
    expect(shrunk(script)).toBe('c(){ "$@";}\nh(){ echo "hello $1";}\nm=h\nc h world\n$m all\n');
  });

  it('follow read, for, arithmetic, traps and parameters', () => {
    const script = [
      'finish() { echo "$total $ended"; }',
      "trap 'ended=yes; finish' EXIT",
      'total=0',
      `for number in 1 2; do total=$((total + number * \${#number} - -1)); done`,
      `echo 5 6 | { read -r first rest; echo "\${first:-$rest}" "\${none:-$first}"; }`,
      '',
    ].join('\n');
    expect(shrunk(script)).not.toMatch(/finish|ended|total|number|first|rest/);
  });

  it('stay where eval builds them, a text escapes them, or they are in upper case', () => {
    const script = 'value=1 OTHER=2 plain=3\neval "held_$value=\\$plain"\necho "$held_1$OTHER \\$plain"\n';
    expect(shrunk(script)).toBe(script);
  });

  it('stay where a quoted text is all of the name', () => {
    const script = 'hello() { echo hi; }\nmode="hello"\n$mode\n';
    expect(shrunk(script)).toBe('hello(){ echo hi;}\nm="hello"\n$m\n');
  });

  it('stay when they are to be kept', () => {
    const script = 'step() {\ndeep=$1\n}\nstep "$deep"\n';
    expect(shrinkShell(script, { words: new Set(['step']), variables: new Set(['deep']) })).toBe(
      script.replace(') {', '){'),
    );
  });
});

describe('the blanks of a shrunk script', () => {
  it.each([
    ['a && b || c | d; e\n', 'a&&b||c|d;e\n'],
    ['case $x in a | b) c ;; *) ;; esac\n', 'case $x in a|b)c;;*);;esac\n'],
    ['a() { b >c <d; }\n', 'a(){ b>c<d;}\n'],
    ['a \\\n  b |\nc\n', 'a b|c\n'],
    ['a "b \\\nc"\n', 'a "b c"\n'],
    ['a=$((b + c * (d - 1)))\n', 'a=$((b+c*(d-1)))\n'],
  ])('go beside operators: %j', (script, expected) => {
    expect(shrinkShell(script)).toBe(expected);
  });

  it.each([
    'a 2>b 3>&- 4<c\n',
    'a $1 >b\n',
    '( (a);b)\n',
    '{ a;} 2>b\n',
    `set -- \${a##*) } "b ; c" 'd | e' \\ ;f\n`,
    'a \\> b\n',
    'a=$((b- -1)) c=$((d- $e))\n',
    "printf 'a \\\nb'\n",
  ])('stay where they mean something: %j', (script) => {
    expect(shrinkShell(script)).toBe(script);
  });
});

describe('a shrunk awk program', () => {
  const program = `awk -v limit=1 -F '[ ]' -v note='a = b' '
function twice(number,   sum) { sum = number + number; return sum }
/a = b/ { print "x = y", twice(limit) " " limit -1, n++ + ++n, "limit"; next }
$0 ~ /[/ ] = / || $1 / 2 > limit { print ($1 > 2 ? "a : b" : "c") (limit) > "/dev/stdout" }
END { if (limit in seen) print; else { print n - -n, n-- - 1, 1 " " .5, length(note), NR }
}'`;
  const script = `printf 'a = b\\n3 = 4\\n' | ${program}\n`;

  it('says the same in fewer bytes', () => {
    const text = shrunk(script);
    expect(text.length).toBeLessThan(script.length - 60);
    expect(text).not.toMatch(/twice|sum|seen|note/);
  });

  it('keeps its texts, patterns, field separators and what is awk’s own', () => {
    const text = shrunk(script);
    for (const part of ['"x = y"', '/a = b/', '/[/ ] = /', '"a : b"', '"limit"', "'[ ]'", "'a = b'", 'length(', 'NR'])
      expect(text).toContain(part);
  });

  it.each(['mawk', 'gawk', 'busybox awk', 'original-awk'])('is understood by %s', (awk) => {
    if (spawnSync('sh', ['-c', `command -v ${awk.split(' ')[0]}`]).status !== 0) return;
    const call = (text: string): string => run(`awk() { ${awk} "$@"; }\n${text}`);
    expect(call(shrinkShell(script))).toBe(call(script));
  });

  it('loses its comments', () => {
    expect(shrunk(`echo a | awk '{ # what it is, in "words"\nprint $1 # all of it\n}'\n`)).toBe(
      "echo a|awk '{print$1}'\n",
    );
  });

  it('stands in single quotes, where its names can be told from those of the shell', () => {
    expect(() => shrinkShell('echo a | awk -v b=1 "{ print b }"\n')).toThrow('in double quotes');
  });

  it('has the names of the programs that it is joined with, and of its call', () => {
    const joined = [
      "one_awk='function double(text) { return text text }'",
      `first() { awk -v word="$1" "$one_awk"'{ print double(word $0) }'; }`,
      `other() { awk -v word="$1" '{ print word, double }'; }`,
      'echo a | first b',
      'echo a | other c',
      '',
    ].join('\n');
    expect(shrunk(joined)).not.toMatch(/double|word|text/);
  });
});
