import type { FoundChange } from './change.ts';
import { containers } from './containers.ts';
import type { FactContext } from './fact.ts';
import { sysctlDocuments } from './sysctl-documents.ts';

/** Files whose content decides how containers run; the rest of /etc changes with every package. */
const CONFIGURATION =
  /^\/(?:etc\/(?:docker|containerd|crio|containers|cni|kubernetes|rancher|sysctl\.d|sysctl\.conf|modules-load\.d|modprobe\.d|tuned|fstab|systemd|udev|security|default|sysconfig|resolv\.conf|hosts|ssh|selinux|apparmor\.d|environment|NetworkManager|netplan)(?:\/|$)|opt\/cni\/bin\/|usr\/local\/)/;

/** Configuration files by the time they were written last. */
export function configurationChanges({ snapshot, words }: FactContext): FoundChange[] {
  return snapshot.documents.file_list.flatMap(({ path, value }) =>
    ['changes', 'cni'].includes(value.topic)
      ? value.files.flatMap((file) =>
          file.type === 'directory' || !CONFIGURATION.test(file.path)
            ? []
            : [
                {
                  kind: 'configuration' as const,
                  what: words.written(file.path),
                  time: file.modifiedAt,
                  uncertainty: 1,
                  path: file.path,
                  ref: { path, line: file.line },
                },
              ],
        )
      : [],
  );
}

/** Containers by the time they were created. Those of jobs come and go, so only what is still there counts. */
export function containerChanges({ get, words }: FactContext): FoundChange[] {
  const found = get(containers);
  if (!found.known) return [];
  return found.value.flatMap((c) => {
    const [ref] = c.refs;
    if (c.created_at === undefined || ref === undefined) return [];
    const what = words.created(c.label, c.image);
    const { pod, is_sandbox: isSandbox, created_at: time } = c;
    return [{ kind: 'container' as const, what, pod, isSandbox, time, uncertainty: 1, ref }];
  });
}

/** Images that came and went, of the hours that the docker daemon remembers. */
export function imageChanges({ snapshot, words }: FactContext): FoundChange[] {
  return snapshot.documents.docker_events.flatMap(({ path, value }) =>
    value.events.flatMap(({ type, action, name, objectId, time, line }) => {
      const image = type === 'image' ? (name ?? objectId) : undefined;
      const what = image === undefined ? undefined : words.imageChanged(image, action);
      if (what === undefined) return [];
      return [{ kind: 'image' as const, what, time, uncertainty: 1, ref: { path, line } }];
    }),
  );
}

/** Folders of sysctl.d(5), the most important first; a file hides one of the same name further down. */
const FOLDERS = ['etc/sysctl.d/', 'run/sysctl.d/', 'usr/local/lib/sysctl.d/', 'usr/lib/sysctl.d/'];

/** Kernel parameters whose value differs from what the files ask for: set by hand, by a tool, or never applied. */
export function sysctlDrift({ snapshot, words }: FactContext): FoundChange[] {
  const live = new Map<string, string>();
  for (const { value } of sysctlDocuments(snapshot).documents) for (const e of value.entries) live.set(e.key, e.value);
  const asked = new Map<string, { value: string; path: string; line: number }>();
  for (const { path, value } of filesInOrder(snapshot.documents.sysctl_file)) {
    for (const { key, value: wanted, line } of value.settings) {
      if (wanted === undefined || /[*?[]/.test(key)) asked.delete(key);
      else asked.set(key, { value: wanted, path, line });
    }
  }
  return [...asked].flatMap(([key, { value, path, line }]) => {
    const now = live.get(key);
    if (now === undefined || same(now, value)) return [];
    const what = words.drifted(key, now, `/${path}`, value);
    return [{ kind: 'sysctl_drift' as const, what, path: `/${path}`, ref: { path, line } }];
  });
}

/** `0x10`, `16` and `16 ` are the same to the kernel. */
function same(a: string, b: string): boolean {
  const words = (text: string): string[] =>
    text
      .trim()
      .split(/\s+/)
      .map((word) => (/^(?:\d+|0x[0-9a-f]+)$/i.test(word) ? String(Number(word)) : word));
  return words(a).join(' ') === words(b).join(' ');
}

/** By file name whatever the folder, as systemd-sysctl applies them; /etc/sysctl.conf comes last, as sysctl --system has it. */
function filesInOrder<T extends { readonly path: string }>(documents: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const folder of FOLDERS)
    for (const document of documents) {
      const name = document.path.startsWith(folder) ? document.path.slice(folder.length) : undefined;
      if (name !== undefined && !byName.has(name)) byName.set(name, document);
    }
  const ordered = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document);
  const main = documents.find((d) => d.path === 'etc/sysctl.conf');
  // Distributions link it into sysctl.d as 99-sysctl.conf; read twice it changes nothing.
  return main === undefined ? ordered : [...ordered, main];
}
