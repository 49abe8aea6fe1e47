import { shownCommand } from '../escape.ts';
import type { ReportDiagnosis } from '../model.ts';
import { readSentence, type Span } from '../prose.ts';
import type { Words } from '../words/words.ts';

type Remediation = ReportDiagnosis['remediation'][number];

/** One repair step, ready to print. */
export interface Step {
  readonly number: number;
  /** Title of the finding that it repairs, where the step before it in its stage repairs another one. */
  readonly of: string | undefined;
  readonly task: readonly Span[];
  readonly where: string;
  readonly class: Remediation['class'];
  readonly classWord: string;
  readonly destructive: boolean;
  /** It changes nothing, so that there is nothing to undo. */
  readonly reads: boolean;
  readonly command: string | undefined;
  readonly impact: readonly Span[] | undefined;
  /** How long, beside a label. */
  readonly takes: string | undefined;
  /** The same within a sentence. */
  readonly duration: string | undefined;
  readonly verify: string | undefined;
  readonly expect: string | undefined;
  readonly undo: string | undefined;
  readonly see: string | undefined;
}

/** The steps of one stage, in the order of the rule. */
export interface Stage {
  readonly title: string;
  readonly steps: readonly Step[];
}

const STAGES = ['now', 'permanent', 'verify'] as const;

/** Repair by stage; numbers run through, so that a reader can say "step 3". */
export function stagesOf(diagnosis: ReportDiagnosis, { terms }: Words): Stage[] {
  let number = 0;
  return STAGES.flatMap((stage) => {
    const inStage = diagnosis.remediation.filter((r) => r.stage === stage);
    const steps = inStage.map((r, i) => ({
      ...stepOf(r, ++number, terms),
      of: r.of === inStage[i - 1]?.of ? undefined : (r.of ?? diagnosis.title),
    }));
    return steps.length === 0 ? [] : [{ title: terms.stage[stage], steps }];
  });
}

/**
 * The first thing to do: the look that the rule begins with, and its first step that acts and can be taken back. Where
 * that is an instruction without a command, a safe command stands in for the look. What cannot be taken back comes
 * here only where there is nothing else.
 */
export function firstSteps(diagnosis: ReportDiagnosis, { terms }: Words): Step[] {
  const now = diagnosis.remediation.filter((r) => r.stage === 'now');
  const acts = now.filter((r) => r.reads !== true);
  const look = now.find((r) => r.reads === true);
  const act = acts.find((r) => r.class !== 'destructive') ?? (look === undefined ? acts[0] : undefined);
  const command = act?.run === undefined ? acts.find((r) => r.run !== undefined && r.class === 'safe') : undefined;
  const isFirst = look !== undefined && (act === undefined || now.indexOf(look) < now.indexOf(act));
  const steps = [isFirst && command === undefined ? look : undefined, act, act === undefined ? undefined : command];
  return steps.filter((r) => r !== undefined).map((r) => stepOf(r, now.indexOf(r) + 1, terms));
}

function stepOf(r: Remediation, number: number, terms: Words['terms']): Step {
  return {
    number,
    of: undefined,
    // The class says that already.
    task: readSentence(r.reads === true ? terms.withoutChange(r.do) : r.do),
    where: terms.where[r.where],
    class: r.class,
    classWord: r.reads === true ? terms.changesNothing : terms.class[r.class],
    reads: r.reads === true,
    destructive: r.class === 'destructive',
    command: optionalCommand(r.run),
    impact: r.impact === undefined ? undefined : readSentence(r.impact),
    takes: r.duration,
    duration: r.duration === undefined ? undefined : terms.duration(r.duration),
    verify: optionalCommand(r.verify),
    expect: r.expect,
    undo: optionalCommand(r.undo),
    see: r.see,
  };
}

function optionalCommand(command: string | undefined): string | undefined {
  return command === undefined ? undefined : shownCommand(command);
}
