/** A tmpfs of a size in KiB; it has one inode per page. */
export const tmpfsSpace = (kib: number, used = 0, inodesUsed = 1) => ({
  kib,
  used,
  available: kib - used,
  inodes: kib / 4,
  inodesUsed,
});
