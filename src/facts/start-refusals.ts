import * as z from 'zod';
import { append } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { endOf } from '../lib/text.ts';
import { type Container, containers } from './containers.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, seenSchema, unknown } from './fact.ts';
import { filesystemOf } from './filesystems.ts';
import { seenOf } from './log.ts';
import { logCoverage } from './log-coverage.ts';
import { inWords, loudest, occurrencesOf, type ResolvedOccurrence } from './occurrences.ts';
import type { RefusalKind } from './words/en.ts';

const startRefusalSchema = z
  .object({
    entity: entitySchema,
    label: z.string().meta({ description: 'what was refused, with the object that the text names' }),
    kind: z.string().meta({
      description:
        'runtime, layer, bridge, chains, port, log_driver, program, request, other, or by the errno no_space, no_files, read_only, io_error, no_memory, no_tasks',
    }),
    meaning: z.string().meta({ description: 'the kind in words' }),
    filesystem: z
      .string()
      .optional()
      .meta({ description: 'entity of the file system of the path before the errno', needs: ['mountinfo', 'df'] }),
    object: z.string().meta({ description: 'program, layer, bridge, port or address that the text names, else empty' }),
    why: z.string().meta({ description: 'the end of the text, at most 160 characters' }),
    count: z.number(),
    counted: z.string().meta({ description: 'count in words: `at least 12` where lines like these were left out' }),
    containers: z.array(z.string()).meta({ description: 'names or ids that were to be started, at most five' }),
    seen: seenSchema.optional().meta({ needs: ['log'] }),
    refs: refsSchema,
  })
  .meta({ id: 'StartRefusal' });

const RUNTIMES = '(?:docker-)?runc|crun|runsc|kata-runtime|nvidia-container-runtime';
const NOT_RUN = 'exec format error|executable file not found in \\$PATH|no such file or directory|permission denied';

/** The first that fits names the kind; its first group that took part is the object. */
const KINDS: readonly (readonly [kind: RefusalKind, pattern: RegExp])[] = [
  [
    'runtime',
    new RegExp(`(?:fork/exec (/\\S{0,200}/(?:${RUNTIMES}))|exec: \\\\*"(${RUNTIMES})\\\\*"): (?:${NOT_RUN})`),
  ],
  [
    'layer',
    /open (\S{1,300}\/overlay2\/[\w-]{1,80}\/(?:committed|lower|link|diff))[^\s:]{0,200}: no such file|overlay mount to (\S{1,300}\/merged): no such file/,
  ],
  ['bridge', /could not find bridge ([\w.-]{1,15})/],
  [
    'chains',
    /iptables failed: .{0,400}(?:No chain\/target\/match by that name|[Cc]hain '?[\w-]{1,30}'? does not exist)/,
  ],
  [
    'port',
    /Bind for (\S{1,60}) failed: port is already allocated|listen (?:tcp|udp)[46]? (\S{1,60}): bind: address already in use/,
  ],
  ['log_driver', /failed to initialize logging driver: .{0,200}dial \w{1,5} (\S{1,200}): /],
  ['program', new RegExp(`exec: \\\\*"([^"\\\\]{1,200})\\\\*": .{0,200}(?:${NOT_RUN})`)],
  [
    'request',
    /(?:bind source path does not exist|error gathering device information while adding custom device):? "?([^\s":]{1,200})/,
  ],
];

/** A text that no program, layer or bridge explains is told by its errno (strerror(3)). */
const ERRNOS: readonly (readonly [kind: RefusalKind, pattern: RegExp])[] = [
  ['no_space', /no space left on device/i],
  ['no_files', /too many open files/i],
  ['read_only', /read-only file system/i],
  ['io_error', /input\/output error/i],
  ['no_memory', /cannot allocate memory/i],
  ['no_tasks', /resource temporarily unavailable/i],
];
const BY_ERRNO: ReadonlySet<RefusalKind> = new Set(ERRNOS.map(([kind]) => kind));

/** What docker answers to a request that was wrong by itself: it says nothing about the node. */
const WRONG_REQUEST =
  /^(?:No such (?:container|image)|Conflict\. |Bad parameter|invalid reference format|Invalid container name|unknown or invalid runtime name|.{0,200}is already in use by container)/;

/** Containers that docker did not create or start, by reason, where no other signature knows the text as a failed operation. */
export const startRefusals = defineFact({
  name: 'start_refusals',
  title: 'Containers that docker refused to start',
  schema: z.array(startRefusalSchema),
  sources: ['log', 'docker_inspect', 'docker_disk_containers', 'mountinfo', 'df'],
  compute(context) {
    const coverage = logCoverage(context, ['dockerd']);
    if (!coverage.present) return unknown(coverage.reasons);
    const groups = new Map<string, Refusal[]>();
    for (const refusal of [...fromLog(context), ...fromContainers(context)])
      append(groups, `${refusal.kind} ${refusal.object || withoutIds(refusal.why)}`, refusal);
    return known(
      [...groups].map(([key, members]) => describe(key, members, context)),
      coverage.reasons,
    );
  },
});

interface Refusal {
  /** Without one docker did not log it, and only the container remembers. */
  readonly occurrence?: ResolvedOccurrence;
  /** Name of the container as far as it is known, else as the request has it. */
  readonly container: string;
  readonly why: string;
  readonly kind: RefusalKind;
  readonly object: string;
  readonly refs: readonly SourceRef[];
}

function fromLog(context: FactContext): Refusal[] {
  const listed = listedContainers(context);
  return occurrencesOf(context, 'docker_start_refused').flatMap((occurrence) => {
    const why = (occurrence.captures.why ?? '').replace(/\\n/g, ' ').trim();
    if (WRONG_REQUEST.test(why)) return [];
    const named = occurrence.captures.container ?? '';
    const found = listed.find((c) => named !== '' && (c.id === named || c.label === named));
    return [{ occurrence, why, ...kindOf(why), container: found?.label ?? named, refs: [occurrence.ref] }];
  });
}

/**
 * dockerd logs a refusal only when it takes the fault for its own (HTTP 500); a program that is not there is the fault of the
 * request (400, 404), and only the container keeps the text. Texts without a kind are left to the signatures of the log.
 */
function fromContainers(context: FactContext): Refusal[] {
  const logged = new Set(fromLog(context).map((r) => r.container));
  return listedContainers(context).flatMap((c) => {
    const why = (c.error ?? '').trim();
    const told = kindOf(why);
    const isLeft = told.kind === 'other' || BY_ERRNO.has(told.kind);
    if (c.running !== false || isLeft || logged.has(c.label)) return [];
    return [{ why, ...told, container: c.label, refs: c.refs }];
  });
}

function listedContainers({ get }: FactContext): readonly Container[] {
  const found = get(containers);
  return found.known ? found.value : [];
}

function kindOf(why: string): { kind: RefusalKind; object: string } {
  for (const [kind, pattern] of [...KINDS, ...ERRNOS]) {
    const found = pattern.exec(why);
    if (found !== null) return { kind, object: found.slice(1).find((part) => part !== undefined) ?? '' };
  }
  return { kind: 'other', object: '' };
}

/** The path that had no room. What could not be executed, and what lies in /sys and /proc, tells of no file system. */
const NO_ROOM_AT = /(fork\/exec )?(\/(?!sys\/|proc\/)[^\s:`'"\\]{1,300})[`'"\\]{0,3}: no space left on device/i;

function filesystemBehind(kind: RefusalKind, why: string, context: FactContext): { filesystem?: string } {
  const [, executed, path] = (kind === 'no_space' && NO_ROOM_AT.exec(why)) || [];
  const filesystem = path === undefined || executed !== undefined ? undefined : filesystemOf(path, context);
  return filesystem === undefined ? {} : { filesystem };
}

/** Ids differ from container to container; the reason is the same. */
const withoutIds = (why: string): string => why.replace(/[0-9a-f]{12,64}/g, '*').slice(0, 300);

function describe(key: string, members: readonly Refusal[], context: FactContext): z.infer<typeof startRefusalSchema> {
  const [first] = members;
  const occurrences = members.flatMap((m) => m.occurrence ?? []);
  const seen = seenOf(occurrences);
  const count = loudest(occurrences) + (members.length - occurrences.length);
  const names = members.map((m) => m.container.slice(0, 128)).filter(Boolean);
  const { object = '', kind = 'other' } = first ?? {};
  return {
    entity: `refusal:${key}`,
    label: context.words.startOfContainers(object),
    kind,
    meaning: context.words.startRefused[kind],
    object,
    why: endOf(first?.why ?? '', 160),
    ...filesystemBehind(kind, first?.why ?? '', context),
    count,
    counted: inWords(count, occurrences, context),
    containers: [...new Set(names)].sort().slice(0, 5),
    ...(seen === undefined ? {} : { seen }),
    refs: members.flatMap((m) => [...m.refs]).slice(0, 5),
  };
}
