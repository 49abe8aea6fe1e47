import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { read } from './sources.ts';

const unitFileSchema = z
  .object({
    entity: entitySchema,
    label: z.string(),
    name: z.string().meta({ description: 'with its suffix: containerd.service' }),
    state: z.string().meta({ description: 'enabled, disabled, static, masked, bad, ...' }),
    runs_containers: z.boolean().meta({ description: 'of the kubelet, a runtime, etcd or the control plane' }),
    refs: refsSchema,
  })
  .meta({ id: 'UnitFile' });

/** As distributions, kubeadm, snaps, k3s and rke2 call them; a snap puts its own name before that of its service. */
const RUNS_CONTAINERS =
  /^(?:snap\.)?(?:kubelet|containerd|docker|crio|cri-docker|etcd|kube-(?:apiserver|controller-manager|scheduler|proxy)|k3s(?:-agent)?|rke2-(?:server|agent))(?:\.daemon)?\.(?:service|socket)$/;

/** The files of systemd units, once for each name; what is loaded and running is another matter (`units`). */
export const unitFileStates = defineFact({
  name: 'unit_files',
  title: 'Files of systemd units',
  schema: z.array(unitFileSchema),
  sources: ['unit_files'],
  compute({ snapshot }) {
    const { documents, missing } = read(snapshot, 'unit_files');
    if (documents.length === 0) return unknown(missing);
    const byName = new Map<string, z.infer<typeof unitFileSchema>>();
    for (const { path, value } of documents)
      for (const { name, state, line } of value.files)
        byName.set(name, {
          entity: `unit:${name}`,
          label: name,
          name,
          state,
          runs_containers: RUNS_CONTAINERS.test(name),
          refs: [{ path, line }],
        });
    return known([...byName.values()], missing);
  },
});
