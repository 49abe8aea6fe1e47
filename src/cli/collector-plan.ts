/** A step of the collector as its script declares it. */
export interface PlannedStep {
  readonly stage: number;
  readonly step: string;
  readonly sources: readonly string[];
  /** The option without which the run has no such step, for example `deep`. */
  readonly option?: string;
}

/**
 * The steps of the collector in their order, read from lines of the script like `stage 2 20` and
 * `step df 'df df_inodes' '/proc/self/mountinfo; df -PT -k' step_df`; `=` is the source of the same name as the step.
 */
export function readCollectorPlan(script: string): PlannedStep[] {
  const lists = new Map([...script.matchAll(/^(\w+)='([\w ]*)'$/gm)].map(([, name = '', text = '']) => [name, text]));
  const steps: PlannedStep[] = [];
  let stage = 0;
  const declared =
    /^\s*(?:stage (\d) \d|(?:\[ -z "\$(\w+)" \] ?\|\| ?)?step (\w+) (?:'([\w ]*)'|"([$\w ]*)"|(=|\w+)))/gm;
  for (const [, number, option, step, single, double, bare] of script.matchAll(declared)) {
    if (number !== undefined) stage = Number(number);
    // Stage 0 is no call among the others: it is always taken, first of all.
    const first = step === 'builtins';
    if (step !== undefined)
      steps.splice(first ? 0 : steps.length, 0, {
        stage: first ? 0 : stage,
        step,
        sources: words(single ?? double ?? (bare === '=' ? step : bare) ?? '', lists),
        ...(option === undefined ? {} : { option }),
      });
  }
  return steps;
}

function words(text: string, lists: ReadonlyMap<string, string>): string[] {
  const whole = text.replace(/\$(\w+)/g, (_all, name: string) => lists.get(name) ?? '');
  return whole.split(' ').filter((word) => word !== '');
}
