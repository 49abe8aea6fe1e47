import * as z from 'zod';
import { formatBytes } from '../lib/bytes.ts';
import { secondsOf } from '../lib/ticks.ts';
import { pairsOf } from '../snapshot/pairs.ts';
import type { Said } from './docker-version.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema } from './fact.ts';
import { mountTables } from './mount-tables.ts';
import { occurrencesOf } from './occurrences.ts';
import { ownNode } from './own-node.ts';
import { placedPackages } from './package-changes.ts';
import { aliasesOf } from './path-aliases.ts';
import { type Process, processes } from './processes.ts';
import { rate } from './rate.ts';

const kubeletSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    running: z
      .boolean()
      .optional()
      .meta({ description: 'a process of it was seen', needs: ['process_stat', 'ps'] }),
    version: z
      .string()
      .optional()
      .meta({
        description: 'as the API server, its log or its package says, without the v',
        needs: ['kube_node', 'log', 'package_history'],
      }),
    minds_aliases: z
      .boolean()
      .optional()
      .meta({
        description: 'takes a mount of a volume under another path of its own root for a foreign one',
        needs: ['kube_node', 'log', 'package_history'],
      }),
    root: z.string().meta({ description: 'its root directory' }),
    aliases: z
      .array(z.string())
      .optional()
      .meta({ description: 'other paths at which the root directory is mounted', needs: ['mountinfo'] }),
    cpus: z
      .number()
      .optional()
      .meta({ description: 'CPUs in use on average between the two samples', needs: ['process_stat'] }),
    use: z
      .string()
      .optional()
      .meta({ description: 'CPUs and resident memory in words', needs: ['process_stat', 'process_status'] }),
    resident_bytes: z
      .number()
      .optional()
      .meta({ description: 'memory it keeps resident', needs: ['process_status'] }),
    refs: refsSchema,
  })
  .meta({ id: 'Kubelet' });

/** The agents that are or contain a kubelet. */
const PROGRAMS = ['kubelet', 'k3s-agent', 'k3s-server', 'k3s', 'rke2'];

/** The kubelet of the node: what it runs as, where its root directory is and under which other paths. */
export const kubelet = defineFact({
  name: 'kubelet',
  title: 'Kubelet',
  schema: kubeletSchema,
  sources: ['process_stat', 'process_status', 'mountinfo', 'kube_node', 'log', 'package_history'],
  compute(context) {
    const found = context.get(processes);
    const own = found.known ? processOf(found.value) : undefined;
    const root = rootOf(own);
    const version = versionOf(context);
    const tables = mountTables(context);
    const table = (own === undefined ? undefined : tables.tableOf(own.pid)) ?? tables.node;
    const aliases = table === undefined || table.plain ? undefined : aliasesOf(table, root);
    const use = own === undefined ? {} : useOf(own, context);
    return known({
      entity: `kubelet:${root}`,
      label: own?.comm ?? 'kubelet',
      root,
      running: found.known ? own !== undefined : undefined,
      version: version?.value,
      minds_aliases: version === undefined ? undefined : mindsAliases(version.value),
      aliases: aliases?.map((a) => a.path),
      ...use,
      refs: [
        ...(own?.refs ?? []),
        ...(version === undefined ? [] : [version.ref]),
        ...(aliases ?? []).flatMap((a) => [...a.refs]),
      ].slice(0, 8),
    });
  },
});

const processOf = (all: readonly Process[]): Process | undefined =>
  PROGRAMS.map((comm) => all.find((p) => p.comm === comm && p.container_id === undefined)).find((p) => p !== undefined);

const DEFAULT_ROOT = '/var/lib/kubelet';

function rootOf(own: Process | undefined): string {
  const told = /(?:^| )--root-dir[= ](\/[^\s]{1,4000})/.exec(own?.command ?? '')?.[1];
  return told === undefined ? DEFAULT_ROOT : told.replace(/(?<=.)\/$/, '');
}

/** The last start in the log is that of the running process; the API server knows what registered last. */
function versionOf(context: FactContext): Said | undefined {
  const own = ownNode(context.snapshot);
  const told = own?.node.kubeletVersion?.replace(/^v/, '');
  if (own !== undefined && told !== undefined && told !== '') return { value: told, ref: own.ref };
  const logged = occurrencesOf(context, 'kubelet_version').findLast((o) => o.captures.version !== undefined);
  if (logged?.captures.version !== undefined) return { value: logged.captures.version, ref: logged.ref };
  const installed = placedPackages(context).findLast(
    ({ change }) => change.package === 'kubelet' && change.version !== undefined,
  );
  if (installed?.change.version === undefined) return undefined;
  const upstream = installed.change.version.replace(/^\d{1,4}:/, '').replace(/[~-].*$/, '');
  return { value: upstream, ref: { path: installed.path, line: installed.change.line } };
}

/**
 * Until kubernetes 112607 (1.26, and patch releases of 1.23 and 1.24) HasMountRefs looked for the whole path of the
 * volume in each reference; since then for what follows `/plugins/kubernetes.io/`, which a second path of the root
 * directory shares. In which releases of 1.23 to 1.25 it came is only known in part.
 */
function mindsAliases(version: string): boolean | undefined {
  const match = /^1\.(\d{1,3})\.(\d{1,3})/.exec(version);
  if (match === null) return undefined;
  const [minor, patch] = [Number(match[1]), Number(match[2])];
  if (minor >= 26 || (minor === 23 && patch >= 15) || (minor === 24 && patch >= 14)) return false;
  return minor < 23 ? true : undefined;
}

function useOf(
  { pid }: Process,
  { snapshot, words }: FactContext,
): {
  cpus: number | undefined;
  resident_bytes: number | undefined;
  use: string | undefined;
} {
  const pair = pairsOf(snapshot, 'process_stat')[0];
  const first = pair?.first.value.processes.find((p) => p.pid === pid);
  const second = pair?.second.value.processes.find((p) => p.pid === pid);
  const same = first !== undefined && first.startedTicks === second?.startedTicks;
  const spent = (p: { userTicks: number; systemTicks: number } | undefined): number | undefined =>
    p === undefined ? undefined : secondsOf(p.userTicks + p.systemTicks);
  const cpus = pair === undefined || !same ? undefined : rate(spent(first), spent(second), pair.seconds);
  const resident = snapshot.documents.process_status
    .flatMap(({ value }) => value.processes)
    .find((p) => p.pid === pid)?.rssBytes;
  const use = words.load(
    cpus === undefined ? undefined : Math.floor(cpus * 10) / 10,
    resident === undefined ? undefined : formatBytes(resident),
  );
  return { cpus, resident_bytes: resident, use: use === '' ? undefined : use };
}
