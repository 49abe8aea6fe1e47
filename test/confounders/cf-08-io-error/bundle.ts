import type { BundleFiles } from '../../../scripts/samples/tar.ts';
import { bundle as runcHang } from '../cf-08/bundle.ts';

/** The same, and what ext4 remembers is certainly a block that could not be read, in the words of kernel 3.10. */
export function bundle(): BundleFiles {
  return new Map(
    [...runcHang()].map(([path, text]) => [
      path,
      text.replace(
        /(initial|last) error at time (\d+): ext4_find_entry:1465/g,
        '$1 error at $2: __ext4_get_inode_loc:4039',
      ),
    ]),
  );
}
