import fc from 'fast-check';
import { maskSerial, referenceKeys } from './lookup.rules.js';

const keysOf = (text: string): string[] => referenceKeys(text).map((key) => key.toString('hex'));

describe('A reference as a person types it', () => {
  it.each([
    ['MBVCB.7577855678', '7577855678'],
    ['mbvcb 7577855678', '7577855678'],
    ['Ref: 365929.108543.245529', '365929108543245529'],
    ['365929 108543 245529', '365929.108543.245529'],
    ['４８２６.93651', '4826.93651'],
    [' ft24253123456 ', 'FT24253123456'],
  ])('%j is found as %j is', (typed, same) => {
    expect(keysOf(typed)).toEqual(expect.arrayContaining(keysOf(same)));
  });

  it.each([
    '',
    '12345',
    'Nguyễn Văn An',
    'NGUYEN VAN AN',
    '%',
    '4826%',
    '________',
    '<script>123456</script>',
    '9'.repeat(61),
  ])('%j is nobody’s reference', (typed) => {
    expect(referenceKeys(typed)).toEqual([]);
  });

  it('is found whole: one digit more or less is another', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{7,20}$/), (digits) => {
        expect(keysOf(digits)).not.toEqual(keysOf(digits.slice(1)));
        expect(keysOf(digits)).toHaveLength(1);
      }),
    );
  });
});

it('A masked number says its kind, unit and year, and no number that could be looked up', () => {
  expect(maskSerial('UH-VNN-00004-2026-000123')).toBe('UH-VNN-00004-2026-····23');
  expect(maskSerial('UH-VNN-00004-2026-07')).toBe('UH-VNN-00004-2026-07');
});
