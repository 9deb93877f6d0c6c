import { parse } from 'csv-parse/sync';
import { headOf, plainText, recordOf } from './csv.rules.js';
import { FUNDS } from './tables.js';

const read = (record: string): string[] => parse(record)[0] ?? [];

it.each([
  ['=HYPERLINK("http://x","y")', `'=HYPERLINK("http://x","y")`],
  ['+84912', `'+84912`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1', `' =1`],
  ['a\r\nb', 'a b'],
  ['say "hi", twice', 'say "hi", twice'],
  [' led by a space', ' led by a space'],
])('%j is read back as %j, on one line', (text, expected) => {
  const record = recordOf([text, 'next']);
  expect(record.split('\r\n')).toHaveLength(2);
  expect(read(record)).toEqual([expected, 'next']);
});

it('figures are bare, also negative ones, and what is missing is empty', () => {
  expect(recordOf([-5n, 9_007_199_254_740_993n, null, 3])).toBe('-5,9007199254740993,,3\r\n');
});

it('the head has the mark of UTF-8 and the names of the columns', () => {
  expect(headOf(FUNDS).startsWith('\uFEFFfund_id,fund,unit_code,')).toBe(true);
});

it('half a character and controls never reach a file', () => {
  expect(plainText('a\u0000b\uD800c')).toBe('a b\uFFFDc');
});
