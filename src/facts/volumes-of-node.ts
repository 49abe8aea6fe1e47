import * as z from 'zod';
import { defineFact, entitySchema, known, refsSchema, unknown } from './fact.ts';
import { kubelet } from './kubelet.ts';
import { isWithin } from './mount-table.ts';
import { read } from './sources.ts';
import { stagedVolumes } from './staged-volumes.ts';

const volumeOfNodeSchema = z
  .object({
    entity: entitySchema.meta({ description: 'the file system of the volume' }),
    label: z.string().meta({ description: 'device or share' }),
    path: z.string().meta({ description: 'where the kubelet keeps the volume for the node' }),
    places: z.array(z.string()).meta({ description: 'where it is mounted outside of the directories of the kubelet' }),
    refs: refsSchema,
  })
  .meta({ id: 'StagedVolume' });

const BELOW_CONTAINER =
  /\/overlay2?\/[0-9a-z]{1,64}\/merged\/|\/io\.containerd\.runtime\.v2\.task\/[^/]{1,64}\/[^/]{1,128}\/rootfs\//;

/** Volumes of CSI drivers that are mounted for the node, and where else: not by the kubelet, not as the copy of a container. */
export const volumesOfNode = defineFact({
  name: 'staged_volumes',
  title: 'Volumes of CSI drivers that are mounted for the node',
  schema: z.array(volumeOfNodeSchema),
  sources: ['mountinfo', 'mounts'],
  compute(context) {
    const staged = stagedVolumes(context);
    if (staged === undefined) return unknown(read(context.snapshot, 'mountinfo').missing);
    const agent = context.get(kubelet);
    const own = agent.known ? [agent.value.root, ...(agent.value.aliases ?? [])] : ['/var/lib/kubelet'];
    const found = [...staged.values()].map((volume) => {
      const places = volume.others.filter((o) => !own.some((root) => isWithin(o, root)) && !BELOW_CONTAINER.test(o));
      return {
        entity: volume.filesystem,
        label: volume.source,
        path: volume.path,
        places: places.slice(0, 10),
        refs: [volume.ref],
      };
    });
    return known(found);
  },
});
