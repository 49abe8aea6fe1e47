import type { Diagnosis } from '../diagnosis/diagnose.ts';
import type { FindingNode } from '../diagnosis/graph.ts';
import type { CompiledStep } from '../rules/compile.ts';
import type { Rule } from '../rules/rule.ts';
import type { ReportDiagnosis } from './model.ts';

const STAGES = ['now', 'permanent', 'verify'];

/** Steps of the root first, then of the faults it led to; a step that only points to a rule already in the chain is left out. */
export function remediationOf(
  diagnosis: Diagnosis,
  titles: ReadonlyMap<string, string>,
): ReportDiagnosis['remediation'] {
  const inChain = new Set(diagnosis.nodes.map((n) => n.rule.id));
  const ordered = [diagnosis.root, ...diagnosis.joint, ...diagnosis.nodes.filter((n) => n.rule.kind !== 'symptom')];
  const seen = new Set<string>();
  const steps = ordered.flatMap((node) => {
    if (seen.has(node.rule.id)) return [];
    seen.add(node.rule.id);
    const of = node.rule.id === diagnosis.root.rule.id ? {} : { of: node.rule.title };
    return node.rule.remediation.flatMap((step, i) => {
      if (step.see !== undefined && step.run === undefined && inChain.has(step.see)) return [];
      return describeStep(step, node.result.compiled.remediation[i], node, titles).map((s) => ({ ...s, ...of }));
    });
  });
  return onceEach(steps).sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
}

/** Rules of one chain give the same step; the one nearest to the cause stands. */
function onceEach(steps: ReportDiagnosis['remediation']): ReportDiagnosis['remediation'] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const key = `${step.stage} ${effectOf(step)}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

/** What a step does: a second value for one kernel parameter would contradict the first. */
function effectOf({ run, do: task }: ReportDiagnosis['remediation'][number]): string {
  return /^sysctl -w ([\w.-]+)=\S+$/.exec(run ?? '')?.[1] ?? run ?? task;
}

function describeStep(
  step: Rule['remediation'][number],
  compiled: CompiledStep | undefined,
  node: FindingNode,
  titles: ReadonlyMap<string, string>,
): ReportDiagnosis['remediation'] {
  const text = compiled?.do.render(node.instance.bindings);
  if (compiled === undefined || text === undefined) return [];
  const condition = compiled.if?.evaluate(node.instance.bindings);
  if (condition?.kind === 'value' && condition.value !== true) return [];
  const commands: Partial<Record<'run' | 'undo' | 'verify' | 'expect', string>> = {};
  for (const key of ['run', 'undo', 'verify', 'expect'] as const) {
    const rendered = compiled[key]?.render(node.instance.bindings);
    if (rendered !== undefined) commands[key] = rendered;
    // A step whose command names something unknown on this node is no step.
    else if (key === 'run' && compiled.run !== undefined) return [];
  }
  const see = step.see === undefined ? undefined : `${titles.get(step.see) ?? step.see} (${step.see})`;
  return [
    {
      stage: step.stage,
      do: text,
      where: step.where,
      class: step.class,
      ...(step.reads === undefined ? {} : { reads: step.reads }),
      ...commands,
      ...(step.impact === undefined ? {} : { impact: step.impact }),
      ...(step.duration === undefined ? {} : { duration: step.duration }),
      ...(see === undefined ? {} : { see }),
    },
  ];
}
