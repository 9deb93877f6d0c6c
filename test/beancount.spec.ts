// The plain-text exits on the demo's month and on a real statement: hledger and Beancount pass them by their strictest
// checks, every assertion of a bank day among them, and come to the same balance of every account.
import type { INestApplicationContext } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '../src/app.js';
import { StatementImport } from '../src/banking/statement-import.service.js';
import { loadConfig } from '../src/config.js';
import { loadDemo } from '../src/demo/load-demo.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { loadKeys } from '../src/platform/keys.js';
import { withClient } from '../src/platform/provision.js';
import { startApp, type TestApp } from './support/app.js';
import { type FreshDatabase, freshDatabase } from './support/database.js';
import { complaints, exported, type Format, isThere, ourBalances, theirBalances } from './support/plain-text.js';
import { keepWholeBooks, type WholeBooks } from './support/whole-books.js';

const STATEMENT = path.resolve('../shared/data/statements/vcb_2024-09-01_2024-09-09.csv');
const FORMATS: Format[] = ['hledger', 'beancount'];

let databases: FreshDatabase;
let app: NestExpressApplication;
let folder: string;

beforeAll(async () => {
  databases = await freshDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'sovang-books-'));
  const config = loadConfig({ DATA_DIR: folder }, ['--demo']);
  const keys = await loadKeys(path.join(folder, 'keys'));
  const { appUrl, publicUrl } = databases;
  app = await createApp({ config, appUrl, publicUrl, keys });
  await app.init();
  await loadDemo(app);
}, 180_000);

afterAll(async () => {
  await app?.close();
  await databases?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** How many bank accounts there are times the days on which each moved. */
async function bankDays(ownerUrl: string): Promise<number> {
  const { rows } = await withClient(ownerUrl, (owner) =>
    owner.query<{ n: number }>(
      `SELECT count(DISTINCT (a.id, m.effective_date))::int AS n FROM account a
       JOIN movement m ON a.id IN (m.debit, m.credit) WHERE a.code LIKE '112%'`,
    ),
  );
  return rows[0]?.n ?? 0;
}

async function passes(
  format: Format,
  its: INestApplicationContext = app,
  { ownerUrl }: Pick<FreshDatabase, 'ownerUrl'> = databases,
): Promise<void> {
  if (!isThere(format)) return;
  await exported(its, format, async (file) => {
    expect(await complaints(format, file)).toBe('');
    const [theirs, ours] = [await theirBalances(format, file), await ourBalances(its, format)];
    expect(theirs).toEqual(ours);
    expect(Object.keys(ours).length).toBeGreaterThan(8);
    const asserted = format === 'hledger' ? / {2}0(?:\.0+)? [A-Z]{3} = /g : /^\d{4}-\d\d-\d\d balance /gm;
    expect((await readFile(file, 'utf8')).match(asserted)).toHaveLength(await bankDays(ownerUrl));
  });
}

it.each(FORMATS)('the demo’s books pass %s to the đồng in every account', (format) => passes(format), 120_000);

it.each(FORMATS)(
  '%s finds a balance of a bank day that is off by one đồng',
  async (format) => {
    if (!isThere(format)) return;
    await exported(app, format, async (file) => {
      const text = await readFile(file, 'utf8');
      const asserted = format === 'hledger' ? /( {2}0 VND = )(\d+)( VND)/ : /( balance \S+ {2})(\d+)( VND)/;
      const wrong = text.replace(
        asserted,
        (_, before: string, sum: string, after: string) => before + (BigInt(sum) + 1n) + after,
      );
      expect(wrong).not.toBe(text);
      await writeFile(file, wrong);
      expect(await complaints(format, file)).not.toBe('');
    });
  },
  60_000,
);

it.each(FORMATS)('the same books are the same bytes for %s', async (format) => {
  const read = (file: string): Promise<string> => readFile(file, 'utf8');
  expect((await exported(app, format, read)) === (await exported(app, format, read))).toBe(true);
});

describe('with a month of a real bank account', () => {
  beforeAll(async () => {
    if (!existsSync(STATEMENT)) return console.warn(`${STATEMENT} is absent: exports were not checked on it.`);
    const file = { bytes: readFileSync(STATEMENT), fileName: 'vcb.csv', accountNumber: '0011001932418' };
    const answer = await app.get(StatementImport).importStatement(await app.get(ActorsService).system(), file);
    expect(answer).toMatchObject({ rows: 6_977, posted: 6_977, balanced: true });
  }, 120_000);

  it.each(FORMATS)(
    'the books pass %s to the đồng in every account',
    async (format) => {
      if (existsSync(STATEMENT)) await passes(format);
    },
    180_000,
  );
});

describe('with foreign money, two posting profiles, costs, a reversal and a closed account', () => {
  let t: TestApp;
  let books: WholeBooks;
  beforeAll(async () => {
    t = await startApp();
    books = await keepWholeBooks(t);
    await withClient(t.databases.ownerUrl, (owner) =>
      owner.query(`UPDATE account SET closed_on = '2025-04-02' WHERE id = $1`, [books.bank]),
    );
  }, 60_000);
  afterAll(() => t.close());

  it.each(FORMATS)('the books pass %s, foreign money to the cent', async (format) => {
    await passes(format, t.app, t.databases);
    await exported(t.app, format, async (file) => {
      const text = await readFile(file, 'utf8');
      const money = format === 'hledger' ? '-40.00 USD @@ 1000000 VND' : '-40.00 USD {{1000000 VND}}';
      expect(text).toContain(money);
      expect(text).toMatch(
        format === 'hledger' ? / {2}0\.00 USD = 70\.00 USD/ : /2025-04-03 balance \S+ {2}70\.00 ~ 0 USD/,
      );
      expect(text).toMatch(format === 'hledger' ? /closed:2025-04-02/ : /^2025-04-02 close Assets:01:CT:1121/m);
      const cent = text.replace(format === 'hledger' ? '= 70.00 USD' : '70.00 ~ 0 USD', (held) =>
        held.replace('70.00', '70.01'),
      );
      await writeFile(file, cent);
      if (isThere(format)) expect(await complaints(format, file)).not.toBe('');
    });
  });
});
