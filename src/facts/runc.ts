import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { placedPackages } from './package-changes.ts';
import { read } from './sources.ts';

const runcSchema = z
  .object({
    version: z.string().meta({ description: 'as runc writes it: 1.0.0-rc93, 1.1.12' }),
    said_by: z.string().meta({ description: 'docker, or the package that brought it' }),
    candidate: z.number().meta({ description: 'number of the release candidate of 1.0.0; 0 for a release' }),
    refs: refsSchema,
  })
  .meta({ id: 'Runc' });

interface Said {
  readonly version: string;
  readonly by: string;
  readonly ref: SourceRef;
}

/** The runc that starts containers, as docker reports it, else as the newest package that brings one. */
export const runc = defineFact({
  name: 'runc',
  title: 'runc, which starts the containers',
  schema: runcSchema,
  sources: ['docker_version', 'docker_info', 'package_history'],
  compute(context) {
    const said = fromDocker(context) ?? fromPackages(context);
    const sources = (['docker_version', 'docker_info', 'package_history'] as const).map((s) =>
      read(context.snapshot, s),
    );
    if (said === undefined) return unknown(reasons(sources.flatMap((s) => s.missing)));
    const candidate = /-rc(\d{1,4})$/.exec(said.version)?.[1];
    return known({ version: said.version, said_by: said.by, candidate: Number(candidate ?? 0), refs: [said.ref] });
  },
});

/** Sources that were read and say nothing of runc are not missing; something has to be named all the same. */
const reasons = (missing: readonly { source: string; reason: string }[]) =>
  missing.length > 0 ? missing : [{ source: 'docker_version', reason: 'neither docker nor a package log names runc' }];

/** Commits that `docker info` prints, of the releases around the one that hangs. */
const COMMITS: Readonly<Record<string, string>> = {
  ff819c7e9184c13b7c2607fe6c30ae19403a7aff: '1.0.0-rc92',
  '12644e614e25b05da6fd08a38ffa0cfe1903fdec': '1.0.0-rc93',
  b9ee9c6314599f1b4a7f497e1f1f856fe433d3b7: '1.0.0-rc95',
};

function fromDocker({ snapshot }: FactContext): Said | undefined {
  for (const { path, value } of snapshot.documents.docker_version) {
    const found = value.components.find((c) => c.name === 'runc');
    const version = versionIn(found?.version) ?? COMMITS[found?.gitCommit ?? ''];
    if (version !== undefined) return { version, by: 'docker', ref: { path, text: `runc ${version}` } };
  }
  for (const { path, value } of snapshot.documents.docker_info) {
    const version = versionIn(value.runcVersion) ?? COMMITS[value.runcVersion ?? ''];
    if (version !== undefined) return { version, by: 'docker', ref: { path, text: `runc ${version}` } };
  }
  return undefined;
}

/** `1.0.0-rc93`, `1.0.0~rc93+ds1-5`, `1.0.0-70.rc92.el7` and `1.1.12-0ubuntu2` as runc itself writes them. */
function versionIn(text: string | undefined): string | undefined {
  const [, core, candidate] =
    /^v?(?:\d:)?(\d{1,3}\.\d{1,3}\.\d{1,3})(?:[-~+.\d]{1,10}rc\.?(\d{1,4}))?/.exec(text ?? '') ?? [];
  if (core === undefined) return undefined;
  return candidate === undefined ? core : `${core}-rc${candidate}`;
}

/** What the containerd.io packages of Docker brought, around the release that hangs (kubespray issue 7574). */
const CONTAINERD_IO: Readonly<Record<string, string>> = {
  '1.4.3': '1.0.0-rc92',
  '1.4.4': '1.0.0-rc93',
  '1.4.6': '1.0.0-rc95',
};
const OWN_PACKAGE = /^(?:runc|docker-runc|moby-runc)$/;

/** The newest change of a package that brings runc decides, unless it was the removal. */
function fromPackages(context: FactContext): Said | undefined {
  const changes = placedPackages(context).filter(
    ({ change }) => OWN_PACKAGE.test(change.package) || isContainerd(change.package),
  );
  const newest = changes.findLast(({ change }) => OWN_PACKAGE.test(change.package)) ?? changes.at(-1);
  if (newest === undefined || newest.change.action === 'removed') return undefined;
  const { package: name, version: text, line } = newest.change;
  const core = /^(?:\d:)?(\d{1,3}\.\d{1,3}\.\d{1,3})/.exec(text ?? '')?.[1];
  const version = isContainerd(name) ? CONTAINERD_IO[core ?? ''] : versionIn(text);
  return version === undefined
    ? undefined
    : { version, by: `package ${name} ${text ?? ''}`.trim(), ref: { path: newest.path, line } };
}

const isContainerd = (name: string): boolean => name === 'containerd.io';
