import type { BundleFiles } from './tar.ts';

/** The same bundle with some members changed; records keep the sizes that they had. */
export function withTexts(
  files: BundleFiles,
  change: Readonly<Record<string, (text: string) => string>>,
): Map<string, string> {
  return new Map([...files].map(([path, text]) => [path, change[path]?.(text) ?? text]));
}

/** The bundle of a node on which there is no docker: its answers and its log are gone, and the records say why. */
export function withoutDocker(files: BundleFiles): Map<string, string> {
  const kept = [...files].filter(([path]) => !/^(?:commands\/docker\/|journal\/(?:docker|containerd)\.)/.test(path));
  return new Map(
    kept.map(([path, text]) => {
      if (!/^manifest\/\d+-(?:docker_|log_docker|log_containerd)/.test(path) || path.includes('docker_config'))
        return [path, text];
      // Records are written by the generator itself.
      const old = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const gone = { status: 'missing', reason: 'no socket for docker', paths: [], paths_total: 0, bytes: 0 };
      return [path, `${JSON.stringify({ ...old, ...gone })}\n`];
    }),
  );
}
