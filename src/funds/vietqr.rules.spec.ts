import fc from 'fast-check';
import { BANKS } from './banks.js';
import { isPlainPurpose, isVietQrAble, vietQr } from './vietqr.rules.js';

const VCB = { bin: '970436', account: '0011001932418' };

/** Reads tag, length, value; fails where a length does not fit. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const length = Number(text.slice(at + 2, at + 4));
    const value = text.slice(at + 4, at + 4 + length);
    if (value.length !== length) throw new Error(`Field at ${at} is cut.`);
    fields.set(text.slice(at, at + 2), value);
    at += 4 + length;
  }
  return fields;
}

it('is the code that banks read: account, amount and purpose as in the published vector', () => {
  expect(vietQr({ ...VCB, amount: 100_000n, purpose: 'VNN HN2601 ABCD1234' })).toBe(
    '00020101021238570010A00000072701270006970436011300110019324180208QRIBFTTA530370454061000005802VN62230819VNN HN2601 ABCD123463045E18',
  );
});

it('can be used again and again when no amount is asked for', () => {
  const fields = fieldsOf(vietQr(VCB));
  expect(fields.get('01')).toBe('11');
  expect(fields.has('54')).toBe(false);
  expect(fields.has('62')).toBe(false);
});

it('keeps every field readable whatever the account, the amount and the purpose', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 19 }),
      fc.bigInt({ min: 1n, max: 9_999_999_999_999n }),
      fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 19 }),
      (account, amount, purpose) => {
        const fields = fieldsOf(vietQr({ bin: '970405', account, amount, purpose }));
        const napas = fieldsOf(fields.get('38') ?? '');
        expect(fieldsOf(napas.get('01') ?? '')).toEqual(
          new Map([
            ['00', '970405'],
            ['01', account],
          ]),
        );
        expect(fields.get('54')).toBe(String(amount));
        expect(fieldsOf(fields.get('62') ?? '').get('08')).toBe(purpose);
        expect(fields.get('63')).toMatch(/^[0-9A-F]{4}$/);
      },
    ),
  );
});

it.each([
  ['a purpose of twenty characters', { purpose: 'A'.repeat(20) }],
  ['a purpose with diacritics', { purpose: 'UNG HỘ' }],
  ['a purpose with signs', { purpose: 'VNN-01' }],
  ['a purpose in small letters', { purpose: 'vnn 01' }],
  ['an empty purpose', { purpose: '' }],
  ['a purpose that ends in a space', { purpose: 'VNN ' }],
  ['an amount of nothing', { amount: 0n }],
  ['a negative amount', { amount: -1n }],
  ['an amount of fourteen digits', { amount: 10_000_000_000_000n }],
  ['an account of twenty characters', { account: '1'.repeat(20) }],
  ['an empty account', { account: '' }],
  ['a treasury account with dots', { account: '3761.0.9057259.91046' }],
  ['a BIN of five digits', { bin: '97043' }],
])('refuses %s instead of making a code that banks misread', (_, part) => {
  expect(() => vietQr({ ...VCB, ...part })).toThrow(RangeError);
});

it('offers no code for the State Treasury and the Bank for Social Policies', () => {
  const able = (code: string): boolean =>
    isVietQrAble(BANKS.find((bank) => bank.code === code)?.bin, '1000007062914729');
  expect([able('kbnn'), able('vbsp'), able('other'), able('agribank')]).toEqual([false, false, false, true]);
});

it('takes a pledge code as a purpose', () => {
  expect(isPlainPurpose('VNN 7K3Q9X')).toBe(true);
});
