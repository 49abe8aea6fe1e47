import * as z from 'zod';
import { type DeviceUse, deviceUses } from './device-uses.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { type Process, processes } from './processes.ts';

const threadKindSchema = z
  .object({ kind: z.string().meta({ description: 'jbd2, kworker, xfsaild, ...' }), count: z.number() })
  .meta({ id: 'ThreadKind' });

const kernelThreadsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    tasks: z.number().meta({ description: 'processes of the node with the threads of the kernel' }),
    threads: z.number().meta({ description: 'threads of the kernel' }),
    kinds: z.array(threadKindSchema).meta({ description: 'the ten most frequent kinds' }),
    journal_threads: z
      .number()
      .meta({ description: 'of the journals of ext4: commit and, on some kernels, checkpoint' }),
    conversion_threads: z.number().meta({ description: 'ext4-rsv-conver, one for each mounted ext4 file system' }),
    journals: z.number().meta({ description: 'devices whose journal has a thread' }),
    journals_in_use: z
      .number()
      .optional()
      .meta({ description: 'of them on file systems that the system or a live pod works with', needs: ['mountinfo'] }),
    journals_idle: z
      .number()
      .optional()
      .meta({ description: 'of them mounted, and used by nobody that lives', needs: ['mountinfo'] }),
    journals_unseen: z
      .number()
      .optional()
      .meta({ description: 'of them in no mount table that was collected', needs: ['mountinfo'] }),
    idle_devices: z.array(z.string()).meta({ description: 'devices of idle journals, at most ten' }),
    held_by: z
      .array(z.string())
      .optional()
      .meta({ description: 'entities of held volumes that idle journals belong to', needs: ['mountinfo'] }),
    refs: refsSchema,
  })
  .meta({ id: 'KernelThreads' });

/** The threads of the kernel by kind, those of ext4 journals matched with the mounts of their devices. */
export const kernelThreads = defineFact({
  name: 'kernel_threads',
  title: 'Threads of the kernel',
  schema: kernelThreadsSchema,
  sources: ['process_stat', 'ps', 'mountinfo', 'mounts'],
  compute(context) {
    const found = context.get(processes);
    if (!found.known) return unknown(found.missing);
    const threads = found.value.filter((p) => p.kernel_thread);
    const journals = journalsOf(threads);
    const counts = new Map<string, number>();
    for (const { comm } of threads) {
      const kind = kindOf(comm);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const count = (kind: string): number => counts.get(kind) ?? 0;
    const first = threads.find((p) => p.comm.startsWith('jbd2/')) ?? threads[0];
    return known(
      {
        entity: 'kernel_threads:node',
        label: `${journals.size} ext4 journals`,
        tasks: found.value.length,
        threads: threads.length,
        kinds: mostFrequent(counts),
        journal_threads: count('jbd2') + count('jbd2-ckpt'),
        conversion_threads: count('ext4-rsv-conver'),
        journals: journals.size,
        ...usesOf(journals, context),
        refs: first?.refs ?? [],
      },
      found.incomplete,
    );
  },
});

const JOURNAL = /^jbd2\/(.+?)(?:-\d{1,10})?$/;

/** Devices of journals with their thread, `jbd2/vdfiw-8`: the 8 is the inode of the journal, which is always that one. */
function journalsOf(threads: readonly Process[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { comm } of threads) {
    const device = JOURNAL.exec(comm)?.[1]?.replaceAll('!', '/');
    if (device !== undefined) found.set(device, comm);
  }
  return found;
}

/** Names of threads had 15 characters at most until 5.17; long names of devices lack their end. */
const threadOf = (device: string): string => `jbd2/${device}-8`.slice(0, 15);

/** `kworker/3:1H` is a kworker, `jbd2-ckpt/vdb` a jbd2-ckpt; rescuers of workqueues are called kworker/R- since 6.8. */
function kindOf(comm: string): string {
  if (comm.startsWith('ext4-rsv-conver') || comm.startsWith('kworker/R-ext4-')) return 'ext4-rsv-conver';
  const slash = comm.indexOf('/');
  return slash > 0 ? comm.slice(0, slash) : comm.replace(/[-:]?\d{1,10}$/, '');
}

const MAX_KINDS = 10;

function mostFrequent(counts: ReadonlyMap<string, number>): { kind: string; count: number }[] {
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1))
    .slice(0, MAX_KINDS);
}

interface Uses {
  readonly idle_devices: string[];
  readonly journals_in_use?: number;
  readonly journals_idle?: number;
  readonly journals_unseen?: number;
  readonly held_by?: string[];
}

function usesOf(journals: ReadonlyMap<string, string>, context: FactContext): Uses {
  const uses = deviceUses(context);
  if (uses === undefined) return { idle_devices: [] };
  const byName = new Map([...uses.values()].map((use): [string, DeviceUse] => [use.name, use]));
  const byThread = new Map([...uses.values()].map((use): [string, DeviceUse] => [threadOf(use.name), use]));
  const numbers = numbersOfNames(context);
  const matched = [...journals].map(
    ([name, comm]) => byName.get(name) ?? uses.get(numbers.get(name) ?? '') ?? byThread.get(comm),
  );
  const idle = matched.filter((use) => use !== undefined && !use.used);
  return {
    journals_in_use: matched.filter((use) => use?.used).length,
    journals_idle: idle.length,
    journals_unseen: matched.filter((use) => use === undefined).length,
    idle_devices: idle.slice(0, MAX_KINDS).map((use) => use?.name ?? ''),
    held_by: [...new Set(idle.flatMap((use) => use?.heldBy ?? []))],
  };
}

/** A mapping is mounted by its name and has a thread by its number: `dm-3`. */
function numbersOfNames({ snapshot }: FactContext): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const { value } of snapshot.documents.block_devices)
    for (const d of value.devices) if (d.number !== undefined) numbers.set(d.name, d.number);
  for (const { value } of snapshot.documents.diskstats)
    for (const d of value.devices) numbers.set(d.name, `${d.major}:${d.minor}`);
  return numbers;
}
