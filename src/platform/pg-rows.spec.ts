import { PgRows } from './pg-rows.js';

it.each([
  [[], '{}'],
  [[[1, 2n, null]], '{"(1,2,)"}'],
  [[['a', undefined, '']], '{"(a,,\\"\\")"}'],
  [
    [
      ['NULL', 'a b'],
      ['c', 'd'],
    ],
    '{"(NULL,a b)","(c,d)"}',
  ],
  [[['a,b', '(c)']], '{"(\\"a,b\\",\\"(c)\\")"}'],
  [[['say "x"', 'back\\slash']], '{"(\\"say \\"\\"x\\"\\"\\",\\"back\\\\\\\\slash\\")"}'],
])('writes %j as PostgreSQL reads it', (rows, text) => {
  const written = new PgRows();
  for (const row of rows) written.push(...row);
  expect(written.text()).toBe(text);
});
