import * as z from 'zod';
import { lineParser } from './parser.ts';
import { groupRows, patternLines } from './pattern-lines.ts';

const layerSchema = () =>
  z.object({
    /** Data root of the daemon. */
    root: z.string(),
    /** `overlay2`. */
    driver: z.string(),
    containerId: z.string(),
    /** Name of the directory of the container below `<root>/<driver>`. */
    layer: z.string().optional(),
    /** Name of the layer with the files that every start writes, most often the same with `-init`. */
    initLayer: z.string().optional(),
    line: z.number().int(),
  });

/** Which directory of the storage driver belongs to which container of dockerd. */
export const dockerDiskMountsSchema = () => z.object({ layers: z.array(layerSchema()) });
export type DockerDiskMounts = z.infer<ReturnType<typeof dockerDiskMountsSchema>>;

interface Row {
  readonly root: string;
  readonly driver: string;
  readonly id: string;
  readonly file: string;
  readonly layer: string;
  readonly line: number;
}

/**
 * `<root>/image/<driver>/layerdb/mounts/<container>/{mount-id,init-id}` of dockerd (moby layer/filestore.go), one per line:
 * `/var/lib/docker/image/overlay2/layerdb/mounts/9c1185a5...b5c/mount-id:729a67ef418123932872a6fdafcd47f1de094d52`
 */
export const dockerDiskMounts = lineParser(
  patternLines({
    source: 'docker_disk_mounts',
    schema: dockerDiskMountsSchema,
    what: 'a layer of a container',
    pattern:
      /^(\/.{0,4000})\/image\/([\w.-]{1,40})\/layerdb\/mounts\/([0-9a-f]{64})\/(mount-id|init-id|parent):([\w:.-]{1,140})$/,
    row: ([root = '', driver = '', id = '', file = '', layer = ''], line): Row => ({
      root,
      driver,
      id,
      file,
      layer,
      line,
    }),
    document: (rows) => ({ layers: groupRows(rows, (row) => `${row.root}/${row.id}`).flatMap(readLayer) }),
  }),
);

function readLayer(rows: readonly Row[]): DockerDiskMounts['layers'] {
  const [first] = rows;
  if (first === undefined) return [];
  const mount = rows.find((row) => row.file === 'mount-id');
  const init = rows.find((row) => row.file === 'init-id');
  const { root, driver, id, line } = mount ?? first;
  return [{ root, driver, containerId: id, layer: mount?.layer, initLayer: init?.layer, line }];
}
