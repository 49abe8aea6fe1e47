import { parseBytes } from '../lib/bytes.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import type { FactContext } from './fact.ts';
import { processes } from './processes.ts';

/** A threshold of the kubelet, as its configuration or its arguments state it. */
export interface Threshold {
  readonly signal: string;
  readonly hard: boolean;
  /** As written: `10%`, `1Gi`. */
  readonly written: string;
  readonly configured: boolean;
  readonly ref?: SourceRef;
}

/** What holds on a node whose configuration names none (kubelet pkg/kubelet/apis/config/v1beta1/defaults_linux.go). */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['nodefs.available', '10%'],
  ['nodefs.inodesFree', '5%'],
  ['imagefs.available', '15%'],
  ['imagefs.inodesFree', '5%'],
]);

const SIGNALS = /^(?:nodefs|imagefs)\.(?:available|inodesFree)$/;

/**
 * Eviction thresholds of the kubelet for disks: arguments win over the configuration file, and one that names a hard
 * threshold drops the defaults of the others. Empty for a node on which no kubelet was seen and no configuration read.
 */
export function diskThresholds(context: FactContext): Threshold[] {
  const configured = [...fromFiles(context)];
  for (const hard of [true, false]) {
    const told = fromArguments(context, hard);
    if (told.length === 0) continue;
    for (let i = configured.length - 1; i >= 0; i--) if (configured[i]?.hard === hard) configured.splice(i, 1);
    configured.push(...told);
  }
  if (configured.some((t) => t.hard)) return configured;
  const defaults = [...DEFAULTS].map(([signal, written]) => ({ signal, written, hard: true, configured: false }));
  return [...configured, ...defaults];
}

function fromFiles({ snapshot }: FactContext): Threshold[] {
  return snapshot.documents.config_file.flatMap(({ path, value }) => {
    if (!/kubelet/.test(path)) return [];
    return value.settings.flatMap(({ section, key, value: written, line }) =>
      /^eviction(?:Hard|Soft)$/.test(section) && SIGNALS.test(key)
        ? [{ signal: key, hard: section === 'evictionHard', written, configured: true, ref: { path, line } }]
        : [],
    );
  });
}

function fromArguments(context: FactContext, hard: boolean): Threshold[] {
  const running = context.get(processes);
  const kubelet = running.known ? running.value.find((p) => p.comm === 'kubelet') : undefined;
  const flag = hard ? '--eviction-hard=' : '--eviction-soft=';
  const text = kubelet?.command?.split(' ').find((word) => word.startsWith(flag));
  if (text === undefined) return [];
  return text
    .slice(flag.length, 2_000)
    .split(',')
    .flatMap((part) => {
      const [signal = '', written = ''] = part.split('<');
      return SIGNALS.test(signal) && written !== '' ? [{ signal, hard, written, configured: true }] : [];
    });
}

/** The threshold as a share of the capacity; undefined for text that is none. */
export function shareOf(written: string, capacity: number): number | undefined {
  const percent = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(written)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  const amount = /^\d{1,15}$/.test(written) ? Number(written) : parseBytes(written);
  return amount === undefined || capacity <= 0 ? undefined : amount / capacity;
}
