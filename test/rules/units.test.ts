import { expect, it } from 'vitest';
import { inUnit } from '../../src/rules/explain.ts';

it.each([
  ['fs.bytes_used', 40_372_692_582, '37.6 GiB'],
  ['error.quiet_for', 2404, '40m 4s'],
  ['container.age', 86_400, '1d'],
  ['certificate.not_after', 1_712_543_485, '2024-04-08T02:31:25Z'],
  ['container.finished_at', 12, '12'],
  ['fs.bytes_used_ratio', 0.42, '0.42'],
  ['p.pid', 4210, '4210'],
])('%s of %d reads %s', (path, value, text) => expect(inUnit(path, value, 'en')).toBe(text));
