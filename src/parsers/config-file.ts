import * as z from 'zod';
import { lineParser } from './parser.ts';

/** Settings of a configuration file in TOML, YAML, INI or as shell variables, without claiming its whole grammar. */
export const configFileSchema = () =>
  z.object({
    settings: z.array(
      z.object({
        /** Headers in brackets, or the keys a YAML line is nested under, joined by dots; empty at the top. */
        section: z.string(),
        key: z.string(),
        /** Without quotes around it; empty for a YAML key that only opens a block. */
        value: z.string(),
        line: z.number().int(),
      }),
    ),
  });
export type ConfigFile = z.infer<ReturnType<typeof configFileSchema>>;

const HEADER = /^\[{1,2}([^[\]]{1,300})\]{1,2}$/;
const SETTING = /^(?:- )?("[^"]{1,200}"|[\w./$@-]{1,200})( ?= ?|: ?|:$|\s{1,20}=\s{0,20})(.*)$/;
/** A list item without a key: the value belongs to the block it stands in. */
const ITEM = /^- (.{1,1000})$/;
const MAX_SETTINGS = 20_000;
const MAX_DEPTH = 32;

/**
 * Configuration of containerd, CRI-O, kubelet and systemd units, as read, secrets removed by the collector:
 * `SystemdCgroup = true` below `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]`
 */
export const configFile = lineParser({
  source: 'config_file',
  schema: configFileSchema,
  start(context) {
    const settings: ConfigFile['settings'] = [];
    let header = '';
    let open: { indent: number; key: string }[] = [];
    let full = false;
    const keep = (section: string, key: string, value: string, line: number): void => {
      if (settings.length < MAX_SETTINGS) settings.push({ section, key, value: unquote(value), line });
      else if (!full) {
        full = true;
        context.problem({ line, message: `only the first ${MAX_SETTINGS} settings were kept` });
      }
    };
    return {
      line(text, line) {
        const row = text.trim();
        if (row === '' || row.startsWith('#') || row.startsWith(';') || row === '---') return;
        const bracket = HEADER.exec(row)?.[1];
        if (bracket !== undefined) {
          header = bracket;
          open = [];
          return;
        }
        const indent = text.length - text.trimStart().length;
        // Items of a list may stand as far left as the key they belong to.
        const reach = row.startsWith('- ') ? indent + 1 : indent;
        open = open.filter((parent) => parent.indent < reach);
        const section = [header, ...open.map((parent) => parent.key)].filter(Boolean).join('.');
        const [, key, sign = '', value = ''] = SETTING.exec(row) ?? [];
        if (key === undefined) {
          const item = ITEM.exec(row)?.[1];
          if (item !== undefined) keep(section, '-', item, line);
          return;
        }
        keep(section, unquote(key), value, line);
        if (sign.startsWith(':') && value === '' && open.length < MAX_DEPTH) open.push({ indent, key: unquote(key) });
      },
      end: (lines) => (lines === 0 ? undefined : { settings }),
    };
  },
});

function unquote(text: string): string {
  const value = text.trim().slice(0, 4_096);
  return /^(["']).*\1$/s.test(value) && value.length >= 2 ? value.slice(1, -1) : value;
}
