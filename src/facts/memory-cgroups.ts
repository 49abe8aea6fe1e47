import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import type { Cgroups } from '../parsers/cgroups.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { node } from './node.ts';
import { read } from './sources.ts';

const memoryCgroupsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    groups: z
      .number()
      .meta({ description: 'groups the kernel keeps, deleted ones that something still refers to included' }),
    other_groups: z
      .number()
      .optional()
      .meta({ description: 'most groups of any other controller', needs: ['cgroups'] }),
    deleted: z
      .number()
      .optional()
      .meta({ description: 'by how many the memory controller has more than any other', needs: ['cgroups'] }),
    with_processes: z
      .number()
      .optional()
      .meta({ description: 'groups that hold a process, and those above them', needs: ['process_cgroup'] }),
    limit: z.number().meta({ description: 'groups that can exist at the same time' }),
    unified: z.boolean().meta({ description: 'cgroup v2' }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the mounted hierarchy', needs: ['mountinfo'] }),
    kernel_accounting_off: z
      .boolean()
      .optional()
      .meta({ description: 'cgroup.memory=nokmem at boot, and a kernel that knows it', needs: ['cmdline', 'uname'] }),
    refs: refsSchema,
  })
  .meta({ id: 'MemoryCgroups' });

/** Ids of memory groups are 16 bits wide and 0 is none: CSS_ID_MAX of Linux 3.10, MEM_CGROUP_ID_MAX since. */
const MAX_IDS = 65_535;

/**
 * How many memory control groups the kernel keeps. The runtime makes the same groups in every v1 hierarchy and removes
 * them together, so what the memory controller has more than all others was deleted and is still referred to.
 */
export const memoryCgroups = defineFact({
  name: 'memory_cgroups',
  title: 'Memory control groups',
  schema: memoryCgroupsSchema,
  sources: ['cgroups', 'process_cgroup', 'mountinfo', 'cmdline', 'uname'],
  compute(context) {
    const { documents, missing } = read(context.snapshot, 'cgroups');
    const rows = documents.flatMap(({ path, value }) => value.controllers.map((c) => ({ ...c, path })));
    const memory = rows.find((c) => c.name === 'memory');
    if (memory === undefined)
      return unknown(missing.length > 0 ? missing : [{ source: 'cgroups', reason: 'it names no memory controller' }]);
    const unified = memory.hierarchy === 0;
    const most = unified ? undefined : mostOfOthers(memory, rows);
    const refs: SourceRef[] = [
      { path: memory.path, line: memory.line },
      ...(most === undefined ? [] : [{ path: most.path, line: most.line }]),
    ];
    return known({
      entity: 'cgroup_controller:memory',
      label: context.words.memoryGroups,
      groups: memory.cgroups,
      other_groups: most?.cgroups,
      deleted: most === undefined ? undefined : Math.max(0, memory.cgroups - most.cgroups),
      with_processes: groupsWithProcesses(context),
      limit: MAX_IDS,
      unified,
      filesystem: filesystemOf('/sys/fs/cgroup/memory/kubepods', context),
      kernel_accounting_off: accountingOff(context),
      refs,
    });
  },
});

type Row = Cgroups['controllers'][number] & { path: string };

/** The other v1 hierarchy with most groups. One controller alone tells nothing of which groups exist. */
function mostOfOthers(memory: Row, rows: readonly Row[]): Row | undefined {
  const others = rows.filter((c) => c.hierarchy !== 0 && c.hierarchy !== memory.hierarchy && c.enabled);
  return [...others].sort((a, b) => b.cgroups - a.cgroups)[0];
}

function groupsWithProcesses({ snapshot }: FactContext): number | undefined {
  const documents = snapshot.documents.process_cgroup;
  if (documents.length === 0) return undefined;
  const paths = new Set<string>(['/']);
  for (const { value } of documents)
    for (const { groups } of value.processes) {
      const own = groups.find((g) => g.controllers.includes('memory') || g.hierarchy === 0);
      // A path that is known has its parents known too.
      for (let path = own?.path ?? '/'; !paths.has(path); path = path.slice(0, path.lastIndexOf('/')) || '/')
        paths.add(path);
    }
  return paths.size;
}

/** el7 knows the parameter from 3.10.0-1062.4.1 on, other kernels from 4.5 on; older ones ignore it. */
function accountingOff(context: FactContext): boolean | undefined {
  const [cmdline] = context.snapshot.documents.cmdline;
  if (cmdline === undefined) return undefined;
  const asked = cmdline.value.parameters.some(
    (p) => p.name === 'cgroup.memory' && (p.value ?? '').split(',').includes('nokmem'),
  );
  if (!asked) return false;
  const found = context.get(node);
  const kernel = found.known ? found.value.kernel : undefined;
  return kernel === undefined ? undefined : knowsParameter(kernel);
}

function knowsParameter(kernel: string): boolean {
  const [, major = '0', minor = '0'] = /^(\d{1,3})\.(\d{1,3})\./.exec(kernel) ?? [];
  if (Number(major) * 1000 + Number(minor) >= 4005) return true;
  const [, build = '0', fix = '0'] = /^3\.10\.0-(\d{1,5})(?:\.(\d{1,3}))?[.\d]{0,20}el7/.exec(kernel) ?? [];
  return Number(build) * 1000 + Number(fix) >= 1_062_004;
}
