import { Readable } from 'node:stream';
import { differenceOf } from './difference.rules.js';

const lines = (...all: string[]): AsyncIterable<string> => Readable.from(all);

it('counts rows that came, went and changed by their key, in whatever order they stand', async () => {
  const before = lines('1,2026,a', '2,2026,b', '3,2026,c');
  expect(await differenceOf(before, lines('3,2026,c', '2,2026,B', '4,2026,d', '5,2026,"e,f"'), 1)).toEqual({
    added: 2,
    removed: 1,
    changed: 1,
  });
});

it('takes as many columns for the key as the table says', async () => {
  expect(await differenceOf(lines('a,1,x', 'a,2,x'), lines('a,1,x', 'a,3,x'), 2)).toEqual({
    added: 1,
    removed: 1,
    changed: 0,
  });
});

it('counts every row of a file that was not there before as added', async () => {
  expect(await differenceOf(undefined, lines('1,a', '2,b'), 1)).toEqual({ added: 2, removed: 0, changed: 0 });
});
