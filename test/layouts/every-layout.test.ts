import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { layouts } from '../../src/bundle/layouts/index.generated.ts';

/** Bundles around bundles, and objects of a cluster without anything of its nodes: no incident of a node is in them. */
const WITHOUT_NODES = ['cluster-info-dump', 'sos-collect'];

it('every layout carries the incident of the leaked disks', () => {
  const tests = readdirSync(path.dirname(fileURLToPath(import.meta.url))).map((file) =>
    path.basename(file, '.test.ts'),
  );
  const ids = Object.values(layouts).map(({ id }) => id);
  expect(ids.filter((id) => !tests.includes(id)).sort()).toEqual(WITHOUT_NODES);
});
