import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const rules = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../rules');
const files = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.yaml') && !file.startsWith('signatures'),
);

describe('a draft', () => {
  const wrong = (test: (text: string) => boolean): string[] =>
    files.filter((file) => test(readFileSync(path.join(rules, file), 'utf8')));

  it('says above its status what it lacks, and a stable rule does not', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(wrong((text) => /^status: draft$/m.test(text) && !/^# Draft: \S.{20,}\nstatus: draft$/m.test(text))).toEqual(
      [],
    );
    expect(wrong((text) => /^status: stable$/m.test(text) && /^# Draft:/m.test(text))).toEqual([]);
  });
});
