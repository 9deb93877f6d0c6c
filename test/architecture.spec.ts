// The one rule (docs/architecture.md): a folder may import itself and the folders below it, never one above.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ORDER = [
  'commands',
  'demo',
  'web',
  'opendata',
  'publication',
  'reports',
  'closing',
  'oversight',
  'banking',
  'disbursements',
  'goods',
  'households',
  'donations',
  'receipts',
  'pledges',
  'donors',
  'appeals',
  'funds',
  'bookkeeping',
  'books',
  'log',
  'ledger',
  'identity',
  'units',
  'tlog',
  'platform',
];
/** The books in three rooms: kept by hand, read, and posted. Each is open to those before it, and knows the tables. */
const BOOK_ROOMS = new Set(['bookkeeping', 'books', 'ledger']);
/** Folders whose every file is for everyone below which they stand. */
const OPEN = new Set(['platform', 'tlog']);
/** The vocabulary of rights, which every controller speaks, and what is one code here and elsewhere. */
const OPEN_FILES = new Set([
  'identity/actor.js',
  'identity/permit.js',
  'identity/permissions.js',
  // What a receipt's QR says, read by the server and, as it is, by the browser.
  'receipts/receipt-token.js',
]);
const BOOKS =
  /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ledger_head|event|entry|movement|reservation|account|place_balance|creditor_balance|restriction|restriction_balance|chart_account|account_day|day_watermark|period|unit_profile|cost_consent)\b/;
/** Codes of accounts that hold a purpose, in either profile. */
const PURPOSES = /['"`](?:338|421|511|5112|5118|515|611|6112|6118|615|642|711|811|911|0029)['"`]/;
const SRC = path.resolve('src');

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(path.join('web', 'assets') + path.sep))
  .map((file) => ({ file: file.split(path.sep).join('/'), text: readFileSync(path.join(SRC, file), 'utf8') }));

const imports = files.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) => {
    const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
    return { file, target: resolved, from: file.split('/')[0] ?? '', to: resolved.split('/')[0] ?? '' };
  }),
);
const isWiring = (file: string): boolean => !file.includes('/');
const isTest = (file: string): boolean => /\.spec\.tsx?$/.test(file);
const crossing = imports.filter(
  ({ file, from, to, target }) => !isWiring(file) && from !== to && !target.startsWith('../test/'),
);

it('every folder of src is in the order', () => {
  const folders = new Set(files.filter(({ file }) => !isWiring(file)).map(({ file }) => file.split('/')[0]));
  expect([...folders].filter((folder) => !ORDER.includes(folder ?? ''))).toEqual([]);
});

it('a folder imports itself and the folders below it, and of the wiring nothing but types', () => {
  const upward = crossing.filter(({ from, to, target }) => {
    if (isWiring(target)) return true;
    return ORDER.indexOf(to) < ORDER.indexOf(from);
  });
  // Commands and the demo are programs of their own: they put the application together as main.ts does.
  expect(
    upward
      .filter(({ from }) => from !== 'commands' && from !== 'demo')
      .map(({ file, target }) => `${file} -> ${target}`),
  ).toEqual([]);
});

it('outside a feature only its services, modules, entities and DTOs are imported', () => {
  const inside = crossing.filter(({ file, from, to, target }) => {
    if (BOOK_ROOMS.has(from) && BOOK_ROOMS.has(to)) return false;
    if (isTest(file) || OPEN.has(to) || OPEN_FILES.has(target) || isWiring(target) || to === 'web') return false;
    return !/\.(service|module|entity|dto)\.js$/.test(target);
  });
  expect(inside.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

it('only the rooms of the books name their tables', () => {
  const naming = files.filter(
    ({ file, text }) => !BOOK_ROOMS.has(file.split('/')[0] ?? '') && !isTest(file) && BOOKS.test(text),
  );
  expect(naming.map(({ file, text }) => `${file}: ${BOOKS.exec(text)?.[0]}`)).toEqual([]);
});

it('no feature that posts names the account of a purpose by its code: the unit’s profile says which it is', () => {
  const posting = new Set(ORDER.slice(ORDER.indexOf('oversight'), ORDER.indexOf('bookkeeping')));
  const naming = files.filter(
    ({ file, text }) => posting.has(file.split('/')[0] ?? '') && !isTest(file) && PURPOSES.test(text),
  );
  expect(naming.map(({ file, text }) => `${file}: ${PURPOSES.exec(text)?.[0]}`)).toEqual([]);
});

it('the wiring stays wiring: under 80 lines each', () => {
  const long = files.filter(({ file, text }) => isWiring(file) && !isTest(file) && text.split('\n').length > 81);
  expect(long.map(({ file }) => file)).toEqual([]);
});

it('no file is two rooms in one: under 350 lines each', () => {
  expect(files.filter(({ text }) => text.split('\n').length > 350).map(({ file }) => file)).toEqual([]);
});
