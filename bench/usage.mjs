// Loaded into the measured program: leaves what the process used where BENCH_USAGE points to.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));
