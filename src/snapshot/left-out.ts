import type { LeftOut } from '../lib/recognition.ts';
import { locate } from '../lib/source-ref.ts';

/** Entries of one folder that became no source for the same reason; parts of a file count as a folder of that file. */
export interface LeftOutGroup {
  readonly folder: string;
  readonly why: LeftOut['why'];
  readonly layout?: string;
  readonly entries: number;
  readonly bytes: number;
  /** The first names of them, without the folder. */
  readonly names: readonly string[];
}

/** More folders than bundles have; what lies in others is counted under one name. */
const MAX_GROUPS = 2_000;
const MAX_NAMES = 3;
const MAX_NAME_LENGTH = 120;
const OTHERS = '(other folders)';
/** Folders below this depth count as one. */
const MAX_DEPTH = 3;

/** Counts what was left out; memory is bounded by the number of groups. */
export interface LeftOutTally {
  add(entry: LeftOut): void;
  /** By folder. */
  groups(): LeftOutGroup[];
}

interface OpenGroup extends LeftOutGroup {
  entries: number;
  bytes: number;
  readonly names: string[];
}

export function createLeftOutTally(): LeftOutTally {
  const groups = new Map<string, OpenGroup>();
  return {
    add({ path, why, layout, bytes = 0 }) {
      const file = locate({ path }).path;
      const folder = folderOf(path, file);
      const wanted = `${why} ${layout ?? ''} ${folder}`;
      const isFull = !groups.has(wanted) && groups.size >= MAX_GROUPS;
      const key = isFull ? `${why} ${layout ?? ''} ${OTHERS}` : wanted;
      const group = groups.get(key) ?? {
        ...{ folder: isFull ? OTHERS : folder, why, ...(layout === undefined ? {} : { layout }) },
        ...{ entries: 0, bytes: 0, names: [] },
      };
      groups.set(key, group);
      group.entries++;
      group.bytes += bytes;
      if (group.names.length < MAX_NAMES) group.names.push(nameOf(path, file, folder).slice(0, MAX_NAME_LENGTH));
    },
    groups: () => [...groups.values()].sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0)),
  };
}

/** The first folders of a path, with any number for those that are named by one, such as a pid. */
function folderOf(path: string, file: string): string {
  if (file !== path) return file;
  const folders = path.split('/', MAX_DEPTH + 1).slice(0, -1);
  return folders.map((part) => (/^\d{1,10}$/.test(part) ? '*' : part)).join('/');
}

function nameOf(path: string, file: string, folder: string): string {
  if (file !== path) return path.slice(file.length + 1).replace(/^\d+ /, '');
  return path
    .split('/')
    .slice(folder === '' ? 0 : folder.split('/').length)
    .join('/');
}
