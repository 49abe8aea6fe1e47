import { shownCommand } from '../escape.ts';
import type { ReportDiagnosis } from '../model.ts';
import { readSentence, type Span } from '../prose.ts';
import { CLASS_WORDS, STAGE_WORDS, WHERE_WORDS } from './words.ts';

type Remediation = ReportDiagnosis['remediation'][number];

/** One repair step, ready to print. */
export interface Step {
  readonly number: number;
  readonly task: readonly Span[];
  readonly where: string;
  readonly class: Remediation['class'];
  readonly classWord: string;
  readonly destructive: boolean;
  readonly command: string | undefined;
  readonly impact: readonly Span[] | undefined;
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
export function stagesOf(diagnosis: ReportDiagnosis): Stage[] {
  let number = 0;
  return STAGES.flatMap((stage) => {
    const steps = diagnosis.remediation.filter((r) => r.stage === stage).map((r) => stepOf(r, ++number));
    return steps.length === 0 ? [] : [{ title: STAGE_WORDS[stage], steps }];
  });
}

const BY_HARM = ['safe', 'disruptive', 'destructive'] as const;

/**
 * The first thing to do: what the rule lists first among the least harmful steps for now. Where that is an instruction
 * without a command, the first command that loses nothing follows it.
 */
export function firstSteps(diagnosis: ReportDiagnosis): Step[] {
  const now = diagnosis.remediation.filter((r) => r.stage === 'now');
  const first = BY_HARM.map((harm) => now.find((r) => r.class === harm)).find((r) => r !== undefined);
  if (first === undefined) return [];
  const command =
    first.run === undefined ? now.find((r) => r.run !== undefined && r.class !== 'destructive') : undefined;
  return [first, ...(command === undefined ? [] : [command])].map((r) => stepOf(r, now.indexOf(r) + 1));
}

function stepOf(r: Remediation, number: number): Step {
  return {
    number,
    task: readSentence(r.do),
    where: WHERE_WORDS[r.where],
    class: r.class,
    classWord: CLASS_WORDS[r.class],
    destructive: r.class === 'destructive',
    command: optionalCommand(r.run),
    impact: r.impact === undefined ? undefined : readSentence(r.impact),
    duration: r.duration,
    verify: optionalCommand(r.verify),
    expect: r.expect,
    undo: optionalCommand(r.undo),
    see: r.see,
  };
}

function optionalCommand(command: string | undefined): string | undefined {
  return command === undefined ? undefined : shownCommand(command);
}
