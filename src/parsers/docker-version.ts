import * as z from 'zod';
import { readIndentedFields } from './indented-fields.ts';
import { elements, isObject, members, parseJson, textOf } from './json-values.ts';
import { textParser } from './parser.ts';

const componentSchema = () =>
  z.object({
    /** `Engine`, `containerd`, `runc`, `docker-init`. */
    name: z.string(),
    version: z.string().optional(),
    gitCommit: z.string().optional(),
  });

/** Versions of the Docker client and of the daemon with its parts; the daemon's are undefined when it did not answer. */
export const dockerVersionSchema = () =>
  z.object({
    clientVersion: z.string().optional(),
    serverVersion: z.string().optional(),
    serverApiVersion: z.string().optional(),
    serverGitCommit: z.string().optional(),
    /** Distribution package of the daemon (`docker-1.13.1-162.git64e9980.el7.centos.x86_64`). */
    packageVersion: z.string().optional(),
    /** Kernel release as the daemon reports it. */
    kernelVersion: z.string().optional(),
    components: z.array(componentSchema()),
    /** Why the client got no answer from the daemon. */
    serverError: z.string().optional(),
  });
export type DockerVersion = z.infer<ReturnType<typeof dockerVersionSchema>>;

const NO_DAEMON =
  /Cannot connect to the Docker daemon|Error response from daemon|permission denied while trying to connect/;

/**
 * `docker version`, as JSON (`--format '{{json .}}'`) or as text in the layouts of Docker 1.7 up to now:
 * `{"Client":{"Version":"20.10.7"},"Server":{"Version":"20.10.7","Components":[{"Name":"runc","Version":"1.0.0-rc95"}]}}`
 */
export const dockerVersion = textParser({
  source: 'docker_version',
  schema: dockerVersionSchema,
  sniff: (head) =>
    /^\s*\{\s*"Client"\s*:\s*\{/.test(head) ||
    /^Client:[^\n]*\n Version: +\d/.test(head) ||
    /^Client version: \d/.test(head),
  parse(text) {
    const start = text.indexOf('{');
    const json = start === -1 ? undefined : parseJson(text.slice(start, text.lastIndexOf('}') + 1));
    const version = isObject(json) ? fromJson(json) : fromText(text);
    const serverError = text.split(/\r?\n/).find((line) => NO_DAEMON.test(line));
    if (serverError !== undefined) version.serverError = serverError.trim().slice(0, 300);
    const usable = version.clientVersion ?? version.serverVersion ?? version.serverError;
    return usable === undefined ? undefined : version;
  },
});

function fromJson(json: Readonly<Record<string, unknown>>): DockerVersion {
  const server = members(json.Server);
  return {
    clientVersion: textOf(members(json.Client).Version),
    serverVersion: textOf(server.Version),
    serverApiVersion: textOf(server.ApiVersion) ?? textOf(server.APIVersion),
    serverGitCommit: textOf(server.GitCommit),
    packageVersion: textOf(server.PkgVersion),
    kernelVersion: textOf(server.KernelVersion),
    components: elements(server.Components).flatMap((value) => {
      const component = members(value);
      const name = textOf(component.Name);
      const gitCommit = textOf(members(component.Details).GitCommit);
      return name === undefined ? [] : [{ name, version: textOf(component.Version), gitCommit }];
    }),
  };
}

function fromText(text: string): DockerVersion {
  const version: DockerVersion = { components: [] };
  const components = new Map<string, DockerVersion['components'][number]>();
  for (const { parents, key, value } of readIndentedFields(text)) {
    if (parents.length === 0) {
      if (key === 'Client version') version.clientVersion = value;
      if (key === 'Server version') version.serverVersion = value;
      if (key === 'Server API version') version.serverApiVersion = value;
      continue;
    }
    const name = parents[0] === 'Server' ? (parents[1] ?? 'Engine') : undefined;
    if (parents[0] === 'Client' && parents.length === 1 && key === 'Version') version.clientVersion = value;
    if (name === undefined || value === '') continue;
    const component = components.get(name) ?? { name };
    if (key === 'Version') component.version = value;
    if (key === 'GitCommit' || key === 'Git commit') component.gitCommit = value;
    if (component.version !== undefined || component.gitCommit !== undefined) components.set(name, component);
    if (name !== 'Engine') continue;
    if (key === 'API version') version.serverApiVersion = value.split(' ')[0];
    if (key === 'Package version') version.packageVersion = value;
  }
  version.components = [...components.values()];
  const engine = components.get('Engine');
  version.serverVersion ??= engine?.version;
  version.serverGitCommit = engine?.gitCommit;
  return version;
}
