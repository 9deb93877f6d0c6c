import fc from 'fast-check';
import {
  maskAccount,
  maskIdentity,
  maskPhone,
  normaliseIdentity,
  normalisePhone,
  problemsOfNumbers,
} from './household.rules.js';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));

describe('An identity number', () => {
  it.each([
    ['001085001234', '001085001234'],
    ['001 085 001 234', '001085001234'],
    ['012345678', '012345678'],
  ])('%j is read as %j', (typed, read) => expect(normaliseIdentity(typed)).toBe(read));

  it.each(['', '12345678', '0123456789', '00108500123a', '0010850012345'])('%j is not one', (typed) =>
    expect(normaliseIdentity(typed)).toBeUndefined(),
  );

  it('shows its last four digits and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(digits(12), digits(9)), (number) => {
        const shown = maskIdentity(number);
        expect(shown).toMatch(/^\*+\d{4}$/);
        expect(shown).toHaveLength(number.length);
        expect(shown.slice(-4)).toBe(number.slice(-4));
      }),
    );
  });
});

describe('A phone number', () => {
  it.each([
    ['+84 912 345 678', '0912345678'],
    ['84912345678', '0912345678'],
    ['0912.345.678', '0912345678'],
    ['024 3825 1234', '02438251234'],
  ])('%j is read as %j', (typed, read) => expect(normalisePhone(typed)).toBe(read));

  it.each(['0112345678', '912345678', '09123456789', 'không có'])('%j is not one', (typed) =>
    expect(normalisePhone(typed)).toBeUndefined(),
  );

  it('shows seven of its digits', () => expect(maskPhone('0912345678')).toBe('0912***678'));
});

describe('A payee account', () => {
  it('never shows more than half of itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 40 }).chain(digits), (number) => {
        const shown = maskAccount(number).replaceAll('*', '');
        expect(shown.length).toBeLessThanOrEqual(Math.floor(number.length / 2));
        expect(number.endsWith(shown)).toBe(true);
      }),
    );
  });
});

describe('The problems of a household as typed', () => {
  it('name the field and never repeat the number', () => {
    const problems = problemsOfNumbers({
      identityNumber: '12345',
      phone: '0112345678',
      bankAccount: { number: '1/2' },
      members: [{ identityNumber: 'x' }, {}],
    });
    expect(problems.map(({ path }) => path)).toEqual(
      ['identityNumber', 'phone', 'bankAccount.number', 'members[0].identityNumber'].sort(
        (a, b) => problems.findIndex((p) => p.path === a) - problems.findIndex((p) => p.path === b),
      ),
    );
    expect(JSON.stringify(problems)).not.toMatch(/12345"|0112345678/);
  });

  it('tell two people of one household with the same number', () => {
    const same = '001085001234';
    expect(problemsOfNumbers({ identityNumber: same, members: [{ identityNumber: '001 085 001 234' }] })).toMatchObject(
      [{ path: 'members[0].identityNumber', code: 'household.identity-repeated' }],
    );
  });
});
