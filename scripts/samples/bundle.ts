import { zoneText } from './clock.ts';
import { fillContainerNamespaces } from './container-mounts.ts';
import type { Node } from './node.ts';
import { STEP_SECONDS, type Step, stepsOf } from './steps.ts';
import type { BundleFiles } from './tar.ts';

/** The members of the native bundle of a node (collectors/FORMAT.md), in the order in which the collector writes them. */
export function bundleOf(node: Node): BundleFiles {
  fillContainerNamespaces(node);
  const steps = stepsOf(node);
  const files = new Map([['manifest-start.json', `${JSON.stringify(startRecord(node, steps))}\n`]]);
  for (const [index, step] of steps.entries()) {
    for (const [path, text] of step.files) if (text !== '') files.set(path, text);
    files.set(
      `manifest/${String(index + 1).padStart(2, '0')}-${step.name}.json`,
      `${JSON.stringify(stepRecord(step, node.spec.clock.uptime + (step.at ?? (index + 1) * STEP_SECONDS)))}\n`,
    );
  }
  const clock = { epoch: node.spec.clock.collectedAt + 11, uptime: node.spec.clock.uptime + 11 };
  files.set(
    'manifest.json',
    `${JSON.stringify({ complete: true, steps: steps.length, clock, abandoned: [], aborted: null })}\n`,
  );
  return files;
}

function startRecord(node: Node, steps: readonly Step[]): Readonly<Record<string, unknown>> {
  const { spec } = node;
  const random = node.random.fork('identity');
  return {
    format: 'inquest-bundle',
    version: 1,
    collector: { version: '0.1.0', options: '' },
    host: { hostname: spec.hostname, kernel: spec.kernel, boot_id: random.uuid(), machine_id_sha256: random.hex(64) },
    privileges: { uid: 0, cap_eff: '0000003fffffffff', pid: 32_768, in_container: false },
    clock: { epoch: spec.clock.collectedAt, uptime: spec.clock.uptime, utc_offset: zoneText(spec.clock.utcOffset) },
    plan: steps.map(({ name, sources }) => ({ step: name, sources })),
  };
}

function stepRecord(step: Step, at: number): Readonly<Record<string, unknown>> {
  const bytes = [...step.files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const paths = [...step.files.keys()];
  const verdict =
    step.missing !== undefined
      ? { status: 'missing', reason: step.missing }
      : bytes === 0
        ? { status: 'empty', reason: 'it printed nothing' }
        : { status: 'collected' };
  return {
    step: step.name,
    stage: step.stage,
    sources: step.sources,
    ...verdict,
    ...step.extra,
    paths: paths.slice(0, 20),
    paths_total: paths.length,
    bytes,
    at: Math.round(at * 100) / 100,
    seconds: STEP_SECONDS,
  };
}
