import { createHash } from 'node:crypto';
import { healthyNode, insufficientBundle, mountIncident, twoCauses, unexplainedFindings } from './fixture.ts';

/** The reports that have a golden file in each format. */
export const GOLDEN_REPORTS = {
  'mount-incident': mountIncident(),
  healthy: healthyNode(),
  'insufficient-data': insufficientBundle(),
  'two-causes': twoCauses(),
  findings: unexplainedFindings(),
};

/** A page without what its style sheet and script say: each is a file of its own, and the policy of the page holds its checksum. */
export function withoutAssets(html: string): string {
  return html.replace(/<(style|script)>([\s\S]*?)<\/\1>/g, (_, tag: string, text: string) => {
    const hash = createHash('sha256').update(text).digest('base64');
    if (!html.includes(`${tag}-src 'sha256-${hash}'`)) throw new Error(`the policy of the page lacks its ${tag}`);
    return `<${tag}></${tag}>`;
  });
}
