import * as z from 'zod';
import type { SourceRef } from '../lib/source-ref.ts';
import { defineFact, entitySchema, type FactContext, known, refsSchema, unknown } from './fact.ts';
import { processes } from './processes.ts';
import { read } from './sources.ts';

const driver = (description: string, needs: string[]) => z.string().optional().meta({ description, needs });
const runtimeSettingsSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    kubelet_cgroup_driver: driver('systemd or cgroupfs, as its configuration or arguments ask for', [
      'config_file',
      'process_cmdline',
    ]),
    docker_cgroup_driver: driver('as the daemon says, else as daemon.json asks for', [
      'docker_info',
      'docker_daemon_config',
    ]),
    containerd_cgroup_driver: driver('systemd where SystemdCgroup is true in config.toml, cgroupfs where it is false', [
      'config_file',
    ]),
    cri_disabled: z
      .boolean()
      .optional()
      .meta({ description: 'disabled_plugins of containerd names its CRI plugin', needs: ['config_file'] }),
    kubelet_endpoint: driver('socket that the kubelet is told to call', ['config_file', 'process_cmdline']),
    slices_as_names: z
      .number()
      .optional()
      .meta({
        description:
          'control groups with the path of a slice as their name: runc was not told that systemd manages them',
        needs: ['process_cgroup'],
      }),
    live_restore: z
      .boolean()
      .optional()
      .meta({
        description: 'containers of docker outlive a restart of the daemon',
        needs: ['docker_info', 'docker_daemon_config'],
      }),
    refs: refsSchema,
  })
  .meta({ id: 'RuntimeSettings' });

const SOURCES = ['process_cgroup', 'config_file', 'docker_info', 'docker_daemon_config', 'process_cmdline'] as const;

/** What kubelet, docker and containerd are told about each other: settings that have to agree. */
export const runtimeSettings = defineFact({
  name: 'runtime_settings',
  title: 'Settings that kubelet and runtime share',
  schema: runtimeSettingsSchema,
  sources: [...SOURCES],
  compute(context) {
    const found = { ...ofKubelet(context), ...ofDocker(context), ...ofContainerd(context), ...ofGroups(context) };
    const said = Object.values(found).filter((s) => s !== undefined);
    if (said.length === 0) return unknown(reasonsOf(context));
    const values = Object.fromEntries(Object.entries(found).map(([key, s]) => [key, s?.value]));
    return known(
      runtimeSettingsSchema.parse({
        entity: 'settings:runtime',
        label: context.words.sharedSettings,
        ...values,
        refs: said.map((s) => s.ref),
      }),
    );
  },
});

/** Sources that were read and say nothing of it are named all the same. */
function reasonsOf({ snapshot }: FactContext) {
  const missing = SOURCES.flatMap((source) => read(snapshot, source).missing);
  return missing.length > 0 ? missing : [{ source: 'config_file', reason: 'no setting of kubelet or runtime in it' }];
}

interface Said {
  readonly value: string | boolean | number;
  readonly ref: SourceRef;
}

/** Arguments win over the file, as in the kubelet. */
function ofKubelet(context: FactContext): Record<string, Said | undefined> {
  const file = (key: string): Said | undefined => setting(context, /kubelet\/config\.ya?ml$/, (s) => s.key === key);
  return {
    kubelet_cgroup_driver: argument(context, 'cgroup-driver') ?? file('cgroupDriver'),
    kubelet_endpoint: argument(context, 'container-runtime-endpoint') ?? file('containerRuntimeEndpoint'),
  };
}

/** `--cgroup-driver=systemd` or `--cgroup-driver systemd` of the running kubelet. */
function argument({ get }: FactContext, name: string): Said | undefined {
  const found = get(processes);
  const kubelet = found.known ? found.value.find((p) => p.comm === 'kubelet') : undefined;
  const value = new RegExp(` --${name}[= ]["']?([\\w./:-]{1,200})`).exec(kubelet?.command ?? '')?.[1];
  const ref = kubelet?.refs[0];
  return value === undefined || ref === undefined ? undefined : { value, ref: { ...ref, text: `--${name}=${value}` } };
}

function ofDocker({ snapshot }: FactContext): Record<string, Said | undefined> {
  const [info] = snapshot.documents.docker_info;
  const [config] = snapshot.documents.docker_daemon_config;
  const pick = (asked: string | boolean | undefined, written: string | boolean | undefined): Said | undefined => {
    if (info !== undefined && asked !== undefined) return { value: asked, ref: { path: info.path } };
    if (config !== undefined && written !== undefined) return { value: written, ref: { path: config.path } };
    return undefined;
  };
  return {
    docker_cgroup_driver: pick(info?.value.cgroupDriver, config?.value.cgroupDriver),
    live_restore: pick(info?.value.liveRestore, config?.value.liveRestore),
  };
}

const CONTAINERD = /containerd\/config\.toml$/;
const CRI = /"(?:cri|io\.containerd\.grpc\.v1\.cri|io\.containerd\.cri\.v1\.runtime)"/;

/** A key that is not in the file may stand in one that it imports. A list over several lines is not read. */
function ofContainerd(context: FactContext): Record<string, Said | undefined> {
  const driverSetting = setting(context, CONTAINERD, (s) => s.key === 'SystemdCgroup');
  const plugins = setting(context, CONTAINERD, (s) => s.key === 'disabled_plugins');
  const list = String(plugins?.value ?? '').replaceAll("'", '"');
  return {
    containerd_cgroup_driver: driverSetting && {
      value: driverSetting.value === 'true' ? 'systemd' : 'cgroupfs',
      ref: driverSetting.ref,
    },
    cri_disabled: plugins && list.endsWith(']') ? { value: CRI.test(list), ref: plugins.ref } : undefined,
  };
}

const NAMED_LIKE_SLICE = /\.slice:(?:cri-containerd|crio|docker):[0-9a-f]{64}/;

/** `/kubepods-burstable-pod4c7e.slice:cri-containerd:9c11...` instead of a scope below that slice. */
function ofGroups({ snapshot }: FactContext): Record<string, Said | undefined> {
  const [first] = snapshot.documents.process_cgroup;
  if (first === undefined) return {};
  const odd = snapshot.documents.process_cgroup.flatMap(({ path, value }) =>
    value.processes.flatMap((p) =>
      p.groups.flatMap((g) => (NAMED_LIKE_SLICE.test(g.path) ? [{ path, line: p.line, name: g.path }] : [])),
    ),
  );
  const [one] = odd;
  const ref = one === undefined ? { path: first.path } : { path: one.path, line: one.line };
  return { slices_as_names: { value: new Set(odd.map((g) => g.name)).size, ref } };
}

type Setting = { section: string; key: string; value: string };

function setting(context: FactContext, file: RegExp, isIt: (s: Setting) => boolean): Said | undefined {
  for (const { path, value } of context.snapshot.documents.config_file) {
    if (!file.test(path)) continue;
    const found = value.settings.find(isIt);
    if (found !== undefined)
      return { value: found.value, ref: { path, line: found.line, text: `${found.key} = ${found.value}` } };
  }
  return undefined;
}
