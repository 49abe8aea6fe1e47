import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteTexts } from '../../src/parsers/byte-texts.ts';
import { unescapeOctal } from '../../src/parsers/mount-escapes.ts';

const shared = (texts: ByteTexts, text: string): string => {
  const bytes = Buffer.from(`<${text}>`);
  return texts.share(bytes, 1, bytes.length - 1);
};

describe('ByteTexts', () => {
  it('gives the text of any bytes, whatever came before', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'rw', '/a\\040b', 'é', 'overlay'));
    fc.assert(
      fc.property(fc.array(text), (all) => {
        const texts = new ByteTexts(unescapeOctal);
        for (const one of [...all, ...all]) {
          const decoded = unescapeOctal(Buffer.from(one).toString('utf8'));
          expect(shared(texts, one)).toBe(decoded);
        }
      }),
    );
  });

  it('decodes a text that repeats once, also when the table has grown', () => {
    let decoded = 0;
    const texts = new ByteTexts((text) => {
      decoded++;
      return text;
    });
    for (let round = 0; round < 3; round++) for (let i = 0; i < 5_000; i++) shared(texts, `253:${i}`);
    // A few find no place within reach of their hash.
    expect(decoded).toBeLessThan(5_000 * 1.02);
    expect(texts.bytes).toBeLessThan(5_000 * 8);
  });

  it('counts the bytes of texts that are not shared', () => {
    const texts = new ByteTexts((text) => text);
    for (let i = 0; i < 3; i++) shared(texts, 'é');
    expect(texts.bytes).toBe(6);
  });
});
