import { groupBy } from '../lib/group-by.ts';
import type { SourceRef } from '../lib/source-ref.ts';
import { type Claim, type ContainerFields, claimsOf, type FieldName } from './container-claims.ts';
import type { FactContext } from './fact.ts';
import { loggedClaims } from './logged-containers.ts';
import { type PidCheck, processCheck } from './process-check.ts';
import { processes } from './processes.ts';

/** One container with the first thing that was said of each field, and the line that said it. */
export interface ContainerRecord {
  readonly id: string;
  readonly fields: { readonly [F in FieldName]?: ContainerFields[F] | undefined };
  readonly origins: { readonly [F in FieldName]?: SourceRef };
  readonly refs: readonly SourceRef[];
  /** Sources that contradict the one that was believed: `pid 4711 (docker_inspect), 4690 (docker_disk_containers)`. */
  readonly differences: readonly string[];
}

/** Every container that some source knows, once. */
export const containerRecords = (context: FactContext): readonly ContainerRecord[] => context.once(joinRecords);

/** Where sources that speak of the same moment must agree. Times are left out: each file has its own rounding. */
const COMPARED: readonly FieldName[] = ['name', 'running', 'pid', 'exitCode', 'restartCount', 'layer', 'podUid'];

function joinRecords(context: FactContext): ContainerRecord[] {
  const check = processCheck(context);
  const claims = [...claimsOf(context.snapshot), ...loggedClaims(context)];
  return [...groupById(claims, context)].map(([id, own]) => joinClaims(id, own, check));
}

/** Lists print the first 12 or 13 digits of an id where they were not asked for all; the control group of a process has all. */
function groupById(claims: readonly Claim[], context: FactContext): Map<string, Claim[]> {
  const listed = context.get(processes);
  const ofProcesses = listed.known ? listed.value.map((p) => p.container_id ?? '') : [];
  const all = [...ofProcesses, ...claims.map((c) => c.id)].filter((id) => id.length === 64);
  const whole = new Map(all.map((id) => [id.slice(0, 12), id]));
  return groupBy(claims, ({ id }) => (id.length < 64 ? (whole.get(id.slice(0, 12)) ?? id) : id));
}

function joinClaims(
  id: string,
  claims: readonly Claim[],
  check: (id: string, claim: Claim) => PidCheck,
): ContainerRecord {
  const fields: Record<string, unknown> = {};
  const origins: { [F in FieldName]?: SourceRef } = {};
  const sources: { [F in FieldName]?: string } = {};
  const differences: string[] = [];
  for (const claim of claims) {
    const { believed, refused } = checkPid(id, claim, check);
    if (refused !== undefined) differences.push(refused);
    // Claims have no other members than these.
    for (const field of Object.keys(believed) as FieldName[]) {
      const value = believed[field];
      if (value === undefined) continue;
      if (origins[field] === undefined) {
        fields[field] = value;
        origins[field] = claim.ref;
        sources[field] = claim.source;
      } else if (COMPARED.includes(field) && fields[field] !== value) {
        const first = `${describe(field)} ${String(fields[field])} (${sources[field] ?? ''})`;
        differences.push(`${first}, ${String(value)} (${claim.source})`);
      }
    }
  }
  return { id, fields, origins, refs: distinctRefs(claims), differences };
}

/** What a file on disk says of a process holds only while that process is there and is the one that was meant. */
function checkPid(
  id: string,
  claim: Claim,
  check: (id: string, claim: Claim) => PidCheck,
): { believed: Claim['fields']; refused?: string } {
  const { pid } = claim.fields;
  if (pid === undefined || claim.live) return { believed: claim.fields };
  const found = check(id, claim);
  if (found.alive === undefined) return { believed: claim.fields };
  if (found.alive) return { believed: { ...claim.fields, running: true } };
  const { pid: _gone, startTicks: _start, status: _status, ...rest } = claim.fields;
  return { believed: { ...rest, running: false }, refused: `pid ${pid} (${claim.source}), ${found.reason}` };
}

function describe(field: FieldName): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function distinctRefs(claims: readonly Claim[]): SourceRef[] {
  if (claims.length === 1) return claims.map(({ ref }) => ref);
  const byPlace = new Map(claims.map(({ ref }) => [`${ref.path}:${ref.line ?? 0}`, ref]));
  return [...byPlace.values()];
}
