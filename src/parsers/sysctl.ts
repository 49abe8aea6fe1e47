import * as z from 'zod';
import { isObject, parseJson } from './json-values.ts';
import { badLines, defineParser, lineParser, type ParseContext, textParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Kernel parameters as they were in force, from one file below /proc/sys or from a listing of many. */
export const sysctlSchema = () =>
  z.object({
    entries: z.array(
      z.object({
        /** Dotted key; a dot inside a name (an interface `eth0.100`) is written as `/`, as sysctl(8) prints it. */
        key: z.string(),
        /** The value without surrounding blanks; runs of blanks and tabs inside it are one blank. */
        value: z.string(),
        line: z.number().int(),
      }),
    ),
    /** The text has no line end at its end, which /proc/sys and sysctl(8) always write: when the source was cut, here. */
    unended: z.boolean(),
    /** True for a listing: a key that it does not name is then absent or unreadable on the node. */
    dump: z.boolean(),
    /** Keys that exist but could not be read, from the tool's own messages. */
    unreadable: z.array(z.string()),
    /** Keys that were asked for and do not exist, from the tool's own messages. */
    absent: z.array(z.string()),
  });
export type Sysctl = z.infer<ReturnType<typeof sysctlSchema>>;

const TOP = 'abi|crypto|debug|dev|fs|fscache|kernel|net|sunrpc|user|vm';
const DUMP_LINE = new RegExp(`^(?:${TOP})\\.[^\\s=]+ = `);
const KEY = /^[^\s=:]{2,512}$/;
/** `grep . /proc/sys/fs/*` */
const GREP_LINE = /^\/proc\/sys\/([^\s:=]{1,512}):(.*)$/;
const ABSENT = /^sysctl: cannot stat \/proc\/sys\/([^:]+): No such file or directory/;
const UNREADABLE = /^sysctl: (?:permission denied on key|reading key) ['"‘“]([^'"’”]+)['"’”]/;

const LF = 10;

const settingLines = lineParser({
  source: 'sysctl',
  schema: sysctlSchema,
  start(context) {
    const key = keyOf(context);
    return key === undefined ? readDump(context) : readFile(key, context);
  },
});

/**
 * One file of /proc/sys (`100000`), whose key is `params.key` or the path, or the listing of `sysctl -a`, sysctl(8):
 * `fs.mount-max = 100000`
 * Keys with slashes (systemd-sysctl) and the form `/proc/sys/fs/mount-max:100000` are read as well.
 */
export const sysctl = defineParser({
  source: 'sysctl',
  schema: sysctlSchema,
  sniff: looksLikeDump,
  open(context) {
    if (context.params.form === 'json') return readJson.open(context);
    const lines = settingLines.open(context);
    let last = LF;
    return {
      write(chunk) {
        last = chunk.at(-1) ?? last;
        lines.write(chunk);
      },
      end() {
        const document = lines.end();
        return document === undefined ? undefined : { ...document, unended: last !== LF };
      },
    };
  },
});

/** `{"fs.mount-max":"100000",...}`, as troubleshoot keeps the listing; what it could not read it leaves out. */
const readJson = textParser({
  source: settingLines.source,
  schema: sysctlSchema,
  parse(text, context) {
    const json = parseJson(text);
    if (!isObject(json)) return undefined;
    const room = rowLimit(context, 'sysctl keys', 200_000);
    const entries = Object.entries(json).flatMap(([key, value]) =>
      typeof value === 'string' && KEY.test(key) && !value.includes('***') && room(key.length + value.length)
        ? [{ key: dottedKey(key), value: tidy(value), line: 1 }]
        : [],
    );
    return entries.length === 0 ? undefined : { entries, unended: false, dump: false, unreadable: [], absent: [] };
  },
});

/** Brings `net/ipv4/conf/eth0.100/forwarding` to the dotted form; sysctl.d(5): the first separator decides. */
export function dottedKey(key: string): string {
  const separator = /[./]/.exec(key)?.[0];
  if (separator !== '/') return key;
  return key.replace(/[./]/g, (c) => (c === '/' ? '.' : '/'));
}

function keyOf(context: ParseContext): string | undefined {
  if (context.params.key !== undefined && context.params.key !== '') return dottedKey(context.params.key);
  const path = /(?:^|\/)proc\/sys\/(.+)$/.exec(context.path)?.[1];
  return path === undefined ? undefined : dottedKey(path);
}

function readFile(key: string, context: ParseContext) {
  const lines: string[] = [];
  const room = rowLimit(context, 'lines of the value', 1_000);
  return {
    line(text: string) {
      if (room(text.length)) lines.push(tidy(text));
    },
    end(count: number): Sysctl | undefined {
      if (count === 0) return undefined;
      const value = lines.join('\n').trim();
      return { entries: [{ key, value, line: 1 }], unended: false, dump: false, unreadable: [], absent: [] };
    },
  };
}

function readDump(context: ParseContext) {
  const document: Sysctl = { entries: [], unended: false, dump: true, unreadable: [], absent: [] };
  const bad = badLines(context, 'a sysctl line');
  const room = rowLimit(context, 'sysctl keys', 200_000);
  return {
    line(text: string, line: number) {
      const row = text.trim();
      if (row === '' || row.startsWith('#') || row.startsWith(';')) return;
      const setting = readSetting(row);
      if (setting !== undefined) {
        if (room(text.length)) document.entries.push({ ...setting, line });
        return;
      }
      const missing = ABSENT.exec(row)?.[1];
      const denied = UNREADABLE.exec(row)?.[1];
      if (missing === undefined && denied === undefined) return bad(line, text);
      if (!room(text.length)) return;
      if (missing !== undefined) document.absent.push(dottedKey(missing));
      if (denied !== undefined) document.unreadable.push(dottedKey(denied));
    },
    end: () =>
      document.entries.length + document.unreadable.length + document.absent.length === 0 ? undefined : document,
  };
}

/** `key = value`, `key=value` or `/proc/sys/key:value`. A key has at least one separator, so that prose is no setting. */
function readSetting(row: string): { key: string; value: string } | undefined {
  const [, path, text = ''] = GREP_LINE.exec(row) ?? [];
  if (path !== undefined) return { key: dottedKey(path), value: tidy(text) };
  const equals = row.indexOf('=');
  const key = row
    .slice(0, Math.max(0, equals))
    .trimEnd()
    .replace(/^\/proc\/sys\//, '');
  if (!KEY.test(key) || !/[^./][./][^./]/.test(key)) return undefined;
  return { key: dottedKey(key), value: tidy(row.slice(equals + 1)) };
}

function tidy(value: string): string {
  return value.trim().replace(/[ \t]+/g, ' ');
}

/** Whether a text has some lines of a listing between others. */
export const hasSettings = (text: string): boolean =>
  text.split(/\r?\n/).filter((line) => DUMP_LINE.test(line)).length >= 2;

function looksLikeDump(head: string): boolean {
  const lines = head.split(/\r?\n/, 12).filter((line) => line !== '');
  const hits = lines.filter((line) => DUMP_LINE.test(line)).length;
  return hits >= 2 && hits >= lines.length - 2;
}
