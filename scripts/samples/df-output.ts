import type { Filesystem, Node, Space } from './node.ts';

const percent = (used: number, available: number): string =>
  used + available === 0 ? '-' : `${Math.ceil((100 * used) / (used + available))}%`;

/** `df -PT -k` */
export function dfBytes(filesystems: readonly Filesystem[]): string {
  const rows = filesystems.map((f) => [
    f.source,
    f.type,
    f.kib,
    f.used,
    f.available,
    percent(f.used, f.available),
    f.point,
  ]);
  return table(['Filesystem', 'Type', '1024-blocks', 'Used', 'Available', 'Capacity', 'Mounted on'], rows);
}

/** `df -Pi` */
export function dfInodes(filesystems: readonly Filesystem[]): string {
  const rows = filesystems.map((f) => [
    f.source,
    f.inodes,
    f.inodesUsed,
    f.inodes - f.inodesUsed,
    percent(f.inodesUsed, f.inodes - f.inodesUsed),
    f.point,
  ]);
  return table(['Filesystem', 'Inodes', 'IUsed', 'IFree', 'IUse%', 'Mounted on'], rows);
}

/** Both for /tmp and /run as dockerd and containerd see them. */
export function dfDaemonTmp(node: Node): string {
  const at = (path: string): Filesystem | undefined => node.filesystems.find((f) => f.point === path);
  const root = at('/');
  const seen = (pid: number, path: string): Filesystem[] => {
    const own: Space | undefined = path === '/tmp' ? node.daemonTmp : undefined;
    const found = at(path) ?? root;
    if (found === undefined) return [];
    return [{ ...found, ...own, point: `/proc/${pid}/root${path}` }];
  };
  const views = [node.pids.dockerd, node.pids.containerd].flatMap((pid) => [
    ...seen(pid, '/tmp'),
    ...seen(pid, '/run'),
  ]);
  return dfBytes(views) + dfInodes(views);
}

/** Columns as wide as their longest cell: sizes to the right, names to the left. */
function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [header, ...rows.map((row) => row.map(String))];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const isName = (i: number): boolean => i === 0 || i === header.length - 1 || header[i] === 'Type';
  return lines
    .map(
      (line) =>
        `${line.map((cell, i) => (i === header.length - 1 ? cell : isName(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' ')}\n`,
    )
    .join('');
}
