import { lineParser } from './parser.ts';
import { pathValues } from './path-values.ts';
import { patternLines } from './pattern-lines.ts';

/**
 * State of SELinux, AppArmor, lockdown, FIPS mode and the like, with the number of refusals in the kernel log, as the
 * collector writes it:
 * `/sys/fs/selinux/enforce:1` or `denials:12`
 */
export const security = lineParser(patternLines(pathValues('security', 'a security setting')));
