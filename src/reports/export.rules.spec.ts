import { plainSubject } from './export.rules.js';

it.each([
  ['office', 'office'],
  ['01a20184-120b-7736-9181-b6866a8dd39a', '01a20184-120b-7736-9181-b6866a8dd39a'],
  ['unit:00004', 'unit_00004-7'],
  ['supplier:ba-nguyen-thi-hoa', 'supplier-7'],
  ['thu-ho:quy-vac-xin', 'thu-ho-7'],
  ['person:07-bb', 'person-7'],
])('an account of %s is called %s in a file for others, and nobody by name', (subject, called) => {
  expect(plainSubject({ subject, id: 7 }, /[^A-Za-z0-9._-]/g, '_')).toBe(called);
});
