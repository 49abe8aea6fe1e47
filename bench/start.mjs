// What the program costs before it has anything to do.
import { spread, timeProgram } from './measure.mjs';

const RUNS = 15;
const ALLOWED = 0.04;

/** `--version` and `--help` beside an empty program, in turn. */
export function startTimes(program) {
  const [bare, version, help] = [[], [], []];
  for (let i = 0; i < RUNS; i++) {
    bare.push(timeProgram(process.execPath, ['-e', '0']));
    version.push(timeProgram(process.execPath, [program, '--version']));
    help.push(timeProgram(process.execPath, [program, '--help']));
  }
  const [none, ...own] = [bare, version, help].map((runs) => spread(runs, (run) => run.wall).median);
  console.log(`start: node -e 0 ${none.toFixed(3)} s, --version ${own[0].toFixed(3)} s, --help ${own[1].toFixed(3)} s`);
  console.log(`  ${Math.max(...own) <= none + ALLOWED ? 'met' : 'NOT MET'}: at most 40 ms more than an empty program`);
}
