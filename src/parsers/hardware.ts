import { lineParser } from './parser.ts';
import { pathValues } from './path-values.ts';
import { patternLines } from './pattern-lines.ts';

/**
 * What machine this is: DMI, clock source, hypervisor, and of the first processor its model, as the collector writes it:
 * `/sys/class/dmi/id/product_name:Standard PC (Q35 + ICH9, 2009)` or `cpuinfo:model name: Intel(R) Xeon(R) ...`
 */
export const hardware = lineParser(patternLines(pathValues('hardware', 'a property of the hardware')));
