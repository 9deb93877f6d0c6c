import fc from 'fast-check';
import { amountInWords, exactJson, formatNumber, formatVnd, LARGEST_AMOUNT, parseVnd, toJsonInteger } from './money.js';

describe('money', () => {
  it.each([
    [15_000n, 'Mười lăm nghìn đồng'],
    [21_000n, 'Hai mươi mốt nghìn đồng'],
    [44_000n, 'Bốn mươi tư nghìn đồng'],
    [105_000n, 'Một trăm linh năm nghìn đồng'],
    [1_005_000n, 'Một triệu không trăm linh năm nghìn đồng'],
    [1_015_000n, 'Một triệu không trăm mười lăm nghìn đồng'],
    [2_000_500n, 'Hai triệu năm trăm đồng'],
    [1_000_000_001n, 'Một tỷ không trăm linh một đồng'],
    [5_280_000_000n, 'Năm tỷ hai trăm tám mươi triệu đồng'],
    [40_405_040_000n, 'Bốn mươi tỷ bốn trăm linh năm triệu không trăm bốn mươi nghìn đồng'],
    [1_005_000_000_000n, 'Một nghìn không trăm linh năm tỷ đồng'],
  ])('%s reads %s', (amount, words) => {
    expect(amountInWords(amount)).toBe(words);
  });

  it('is written in groups of three with đ behind', () => {
    expect(formatVnd(1_234_567n)).toBe('1.234.567\u00a0đ');
    expect(formatNumber(-1_000n)).toBe('-1.000');
  });

  it.each(['1.5', '100,50', '-5', '0', 'abc', '', '1.234.56', '1.234,567', '9223372036854775808', '1e6', '١٢٣'])(
    'refuses %j as an amount',
    (text) => {
      expect(parseVnd(text)).toBeUndefined();
    },
  );

  it('reads back every amount that it writes', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, LARGEST_AMOUNT), (amount) => {
        expect(parseVnd(formatVnd(amount))).toBe(amount);
        expect(parseVnd(String(amount))).toBe(amount);
        expect(BigInt(toJsonInteger(amount))).toBe(amount);
      }),
    );
  });

  it('is written exactly in JSON, also where a sum outgrows 2^53-1', () => {
    expect(exactJson({ a: 1n, b: 9007199254740993n, c: [-18014398509481982n], d: 'x\\u0000', e: undefined })).toBe(
      '{"a":1,"b":9007199254740993,"c":[-18014398509481982],"d":"x\\\\u0000"}',
    );
  });

  it('is never rounded into a JSON number', () => {
    expect(() => toJsonInteger(2n ** 53n)).toThrow(RangeError);
  });
});
