import { layouts } from '../../src/bundle/layouts/index.generated.ts';
import { createNodeRouter } from '../../src/bundle/node-router.ts';

/** What a bundle with these files opens, as `source key=value ... path` by node; what is of all nodes is named `*`. */
export function opened(files: Readonly<Record<string, string>>) {
  const lines: Record<string, string[]> = {};
  const router = createNodeRouter(Object.values(layouts), (node) => {
    const own: string[] = [];
    lines[node ?? '*'] = own;
    return {
      sources: {
        recognise: () => [{ source: 'sniffed', params: {} }],
        open({ source, params }, path) {
          own.push([source, ...Object.entries(params).map(([key, value]) => `${key}=${value}`), path].join(' '));
          return { write() {}, end() {} };
        },
      },
    };
  });
  for (const [path, text] of Object.entries(files)) {
    const sink = router.open({ path, kind: 'file' });
    sink?.write(Buffer.from(text));
    sink?.end(true);
  }
  const { whole, nodes } = router.finish();
  return { lines, layout: whole.layout?.id, nodes: nodes.map((n) => `${n.name} ${n.layout?.id ?? '-'}`) };
}

/** Files of which only the path matters, below a folder. */
export const named = (paths: readonly string[], folder = ''): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [folder + path, 'x\n']));
