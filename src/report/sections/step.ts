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
  /** It changes nothing, so that there is nothing to undo. */
  readonly reads: boolean;
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
 * The first thing to do: the look that the rule begins with, and the least harmful step that acts. Where that is an
 * instruction without a command, the first command that loses nothing stands in for the look.
 */
export function firstSteps(diagnosis: ReportDiagnosis): Step[] {
  const now = diagnosis.remediation.filter((r) => r.stage === 'now');
  const acts = now.filter((r) => r.reads !== true);
  const act = BY_HARM.map((harm) => firstOf(acts.filter((r) => r.class === harm))).find((r) => r !== undefined);
  const look = now.find((r) => r.reads === true);
  if (act === undefined || (look !== undefined && act.class === 'destructive'))
    return look === undefined ? [] : [stepOf(look, now.indexOf(look) + 1)];
  const command =
    act.run === undefined ? acts.find((r) => r.run !== undefined && r.class !== 'destructive') : undefined;
  const before = look !== undefined && now.indexOf(look) < now.indexOf(act) && command === undefined ? [look] : [];
  return [...before, act, ...(command === undefined ? [] : [command])].map((r) => stepOf(r, now.indexOf(r) + 1));
}

/** An instruction that stops nothing comes as the rule has it; of steps that stop something the one that is spelt out. */
function firstOf(acts: readonly Remediation[]): Remediation | undefined {
  const [first] = acts;
  return first?.class === 'safe' ? first : (acts.find((r) => r.run !== undefined) ?? first);
}

function stepOf(r: Remediation, number: number): Step {
  return {
    number,
    // The class says that already.
    task: readSentence(r.reads === true ? r.do.replace(/; nothing is changed by this$/, '') : r.do),
    where: WHERE_WORDS[r.where],
    class: r.class,
    classWord: r.reads === true ? 'changes nothing' : CLASS_WORDS[r.class],
    reads: r.reads === true,
    destructive: r.class === 'destructive',
    command: optionalCommand(r.run),
    impact: r.impact === undefined ? undefined : readSentence(r.impact),
    duration: r.duration === undefined ? undefined : durationText(r.duration),
    verify: optionalCommand(r.verify),
    expect: r.expect,
    undo: optionalCommand(r.undo),
    see: r.see,
  };
}

/** `takes seconds`, `at once`, `until the daemon is restarted`. */
function durationText(duration: string): string {
  return /^(?:at once|until |the |within |about )/.test(duration) ? duration : `takes ${duration}`;
}

function optionalCommand(command: string | undefined): string | undefined {
  return command === undefined ? undefined : shownCommand(command);
}
