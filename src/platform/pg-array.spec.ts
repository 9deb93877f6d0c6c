import { PgColumn } from './pg-array.js';

it.each([
  [[], '{}'],
  [[1, 2n, null], '{1,2,NULL}'],
  [['a', undefined, ''], '{"a",NULL,""}'],
  [['NULL', 'a,b', '{c}'], '{"NULL","a,b","{c}"}'],
  [['say "x"', 'back\\slash'], '{"say \\"x\\"","back\\\\slash"}'],
  [[null, undefined], null],
])('writes %j as PostgreSQL reads it', (values, text) => {
  const column = new PgColumn();
  for (const value of values) column.push(value);
  expect(column.text()).toBe(text);
});
