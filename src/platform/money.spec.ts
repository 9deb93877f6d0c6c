import fc from 'fast-check';
import {
  amountInWords,
  bookValueOf,
  CURRENCIES,
  exactJson,
  FOREIGN_CURRENCIES,
  formatMoney,
  formatNumber,
  formatRate,
  formatVnd,
  isForeignCurrency,
  LARGEST_AMOUNT,
  parseForeign,
  parseRate,
  parseVnd,
  splitByParts,
  toJsonInteger,
} from './money.js';

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

describe('foreign money', () => {
  it.each([
    [125_050n, 'USD', '1.250,50\u00a0USD'],
    [5n, 'USD', '0,05\u00a0USD'],
    [1_000_000n, 'JPY', '1.000.000\u00a0JPY'],
    [1_250n, 'VND', '1.250\u00a0đ'],
    [-250n, 'EUR', '-2,50\u00a0EUR'],
  ])('%s of %s is written %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });

  it.each([
    ['1.250,50', 'USD', 125_050n],
    ['1,250.50', 'USD', 125_050n],
    ['1250.5', 'USD', 125_050n],
    ['1250 USD', 'USD', 125_000n],
    ['1.250', 'USD', 125_000n],
    ['1,250', 'USD', 125_000n],
    ['12.000', 'JPY', 12_000n],
    ['0,01', 'EUR', 1n],
  ] as const)('%j of %s is read as %s', (text, currency, amount) => {
    expect(parseForeign(text, currency)).toBe(amount);
  });

  it.each([
    ['100,50', 'JPY'],
    ['0', 'USD'],
    ['-5', 'USD'],
    ['1,2345', 'USD'],
    ['1.250.5', 'USD'],
    ['9223372036854775808', 'USD'],
    ['1e3', 'USD'],
    ['', 'USD'],
  ] as const)('refuses %j as an amount of %s', (text, currency) => {
    expect(parseForeign(text, currency)).toBeUndefined();
  });

  it.each([
    ['25.430', '25430'],
    ['25.430,5', '25430.5'],
    ['25430.1234', '25430.1234'],
    ['165,25', '165.25'],
    ['0', undefined],
    ['0,0', undefined],
    ['25430,12345', undefined],
    ['-1', undefined],
    ['1234567890', undefined],
    ['25.430.5', undefined],
    ['165,250', undefined],
    ['25,430.00', '25430.00'],
  ])('the rate %j is read as %j', (text, rate) => {
    expect(parseRate(text)).toBe(rate);
  });

  it('is worth whole đồng, half of one rounded up', () => {
    expect(bookValueOf(100_00n, 'USD', '25430.5')).toBe(2_543_050n);
    expect(bookValueOf(1n, 'USD', '25450')).toBe(255n);
    expect(bookValueOf(1n, 'USD', '25449.9999')).toBe(254n);
    expect(bookValueOf(3n, 'JPY', '165.5')).toBe(497n);
  });

  it('knows only its own currencies', () => {
    expect(FOREIGN_CURRENCIES).toHaveLength(12);
    expect(['VND', 'XXX', 'usd', 'toString', ''].filter(isForeignCurrency)).toEqual([]);
  });

  it('reads what it wrote, of every currency', () => {
    const currency = fc.constantFrom(...FOREIGN_CURRENCIES);
    fc.assert(
      fc.property(currency, fc.bigInt(1n, LARGEST_AMOUNT), (code, amount) => {
        expect(parseForeign(formatMoney(amount, code), code)).toBe(amount);
      }),
    );
  });

  it('is never worth half a đồng more or less than the rate says', () => {
    const tenThousandths = fc.bigInt(10_000n, 99_999_9999n);
    fc.assert(
      fc.property(
        fc.constantFrom(...FOREIGN_CURRENCIES),
        fc.bigInt(1n, 10n ** 12n),
        tenThousandths,
        (code, amount, rate) => {
          const text = `${rate / 10_000n}.${String(rate % 10_000n).padStart(4, '0')}`;
          const unit = 10n ** BigInt(CURRENCIES[code].digits) * 10_000n;
          const twice = 2n * (bookValueOf(amount, code, text) * unit - amount * rate);
          expect(twice > -unit && twice <= unit).toBe(true);
          expect(bookValueOf(amount, code, parseRate(formatRate(text)) ?? '1')).toBe(bookValueOf(amount, code, text));
        },
      ),
    );
  });

  it('splits without losing or making anything, and gives no part more than it can hold', () => {
    const parts = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        parts.filter((list) => list.some((part) => part > 0n)),
        fc.bigInt(0n, 10n ** 12n),
        (list, some) => {
          const whole = list.reduce((a, b) => a + b, 0n);
          const total = some % (whole + 1n);
          const shares = splitByParts(total, list);
          expect(shares.reduce((a, b) => a + b, 0n)).toBe(total);
          expect(shares.every((share, at) => share >= 0n && share <= (list[at] ?? 0n))).toBe(true);
        },
      ),
    );
  });
});
