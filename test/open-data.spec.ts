// Open data: files that others' programs read, that add up to the books, and in which nobody's private data is.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Response } from 'supertest';
import { StatementImport } from '../src/banking/statement-import.service.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { LogService } from '../src/log/log.service.js';
import { OpenDataNight } from '../src/opendata/open-data-night.service.js';
import { OpenDataService } from '../src/opendata/open-data.service.js';
import { type Snapshot, Snapshots } from '../src/opendata/snapshots.service.js';
import { withClient } from '../src/platform/provision.js';
import { startApp, type TestApp } from './support/app.js';
import { Caller } from './support/api.js';
import { PRIVATE, PUBLIC_NAME, type Receipts, work } from './support/private-work.js';

const STANDARDS = path.resolve('../shared/data/standards');
const HOSTILE = ['<script>alert(1)</script>', "=cmd|'/c calc'!A1", 'nói "vậy", rồi đi', ']]>&amp;<x'];

type Named = Record<string, string>;

let t: TestApp;
let clerk: Caller;
let receipts: Receipts;
let first: Snapshot;

const make = async (): Promise<Snapshot> => (await t.app.get(OpenDataService).make()).snapshot;
const get = (name: string, of = first) => t.http.get(`/open-data/${of.id}/${name}`).buffer(true).parse(asBytes);
const text = async (name: string, of = first): Promise<string> =>
  ((await get(name, of)).body as Buffer).toString('utf8');
const table = async (name: string, of = first): Promise<Named[]> =>
  parse<Named>(await text(name, of), { bom: true, columns: true });
/** The rows of a table of every month. */
const months = async (name: string, of = first): Promise<Named[]> => {
  const files = of.files.filter(({ path: file }) => file.endsWith(`/${name}.csv`));
  return (await Promise.all(files.map((file) => table(file.path, of)))).flat();
};
const sum = (rows: Named[], column: string): bigint => rows.reduce((all, row) => all + BigInt(row[column] || '0'), 0n);
const isFund = (id: string) => (row: Named) => row.fund_id === id;
const gift = async (more: object): Promise<{ id: string }> => {
  const answer = await clerk.post('/donations', { channel: 'cash', amount: 10_000, ...more });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as { id: string };
};

function asBytes(response: Response, done: (error: Error | null, body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  response.on('data', (piece: Buffer) => pieces.push(piece));
  response.on('end', () => done(null, Buffer.concat(pieces)));
}

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  receipts = await work(t);
  for (const publicName of HOSTILE) await gift({ fundId: t.committee.city.BD.id, donorName: publicName, publicName });
  await t.app.get(LogService).extend();
  first = await make();
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

describe('a snapshot', () => {
  it('names its position, and every file by its hash; SHA256SUMS holds them all', async () => {
    const { body } = await t.http.get('/open-data/index.json');
    expect(body.snapshots[0]).toEqual(JSON.parse(JSON.stringify(first)));
    const { sequence } = (await t.http.get('/api/v1/public/summary')).body as { sequence: number };
    expect(first.sequence).toBe(sequence);
    expect(first.checkpoint).toBe((await t.http.get('/log/checkpoint')).text);
    expect(first.checkpoint?.split('\n')[1]).toBe(String(sequence));
    const listed = (await text('SHA256SUMS')).trim().split('\n');
    expect(listed).toHaveLength(first.files.length - 1);
    for (const { path: name, bytes, sha256 } of first.files) {
      const { body: served, headers, status } = await get(name);
      const hash = createHash('sha256')
        .update(served as Buffer)
        .digest('hex');
      expect({ name, status, bytes: (served as Buffer).length, hash }).toEqual({
        name,
        status: 200,
        bytes,
        hash: sha256,
      });
      expect(headers.etag).toBe(`"${sha256}"`);
      expect(headers['content-disposition']).toContain('attachment; filename="so-vang-');
      if (name !== 'SHA256SUMS') expect(listed).toContain(`${sha256}  ${name}`);
      else expect(first.sha256).toBe(sha256);
    }
  });

  it('is answered by 304 to who has it, with its type, and for no name outside it', async () => {
    const funds = await get('funds.csv');
    expect(funds.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(funds.headers['cache-control']).toContain('immutable');
    const again = await get('funds.csv').set('If-None-Match', String(funds.headers.etag));
    expect(again.status).toBe(304);
    for (const name of ['snapshot.json', '..%2f..%2fkeys%2flog.pem', '../keys/hash.key', 'nothing.csv'])
      expect((await t.http.get(`/open-data/${first.id}/${name}`)).status).toBe(404);
    expect((await t.http.get('/open-data/1-000000000000/funds.csv')).status).toBe(404);
    const latest = await t.http.get('/open-data/latest/funds.csv').redirects(0);
    expect([latest.status, latest.headers.location]).toEqual([302, `/open-data/${first.id}/funds.csv`]);
  });

  it('of the same books is the same: nothing is made a second time', async () => {
    expect(await t.app.get(OpenDataService).make()).toEqual({ snapshot: first, made: false });
    await t.app.get(OpenDataNight).runIfDue();
    expect(await t.app.get(Snapshots).list()).toHaveLength(1);
  });

  it('has the same rows in CSV and in JSON', async () => {
    const pairs = first.files.filter(({ path: name }) => name.endsWith('.csv') && name !== 'data-dictionary.csv');
    expect(pairs.length).toBeGreaterThan(5);
    for (const { path: name, rows } of pairs) {
      const csv = await table(name);
      const json = JSON.parse(await text(name.replace(/csv$/, 'json'))) as Record<string, string | number | null>[];
      const plain = (value: string | number | null): string => String(value ?? '').replace(/^'(?=[=+\-@])/, '');
      expect(csv).toHaveLength(rows ?? -1);
      expect(json.map((row) => Object.values(row).map(plain))).toEqual(
        csv.map((row) => Object.values(row).map((value) => (/^'[=+\-@]/.test(value) ? plain(value) : value))),
      );
    }
  });

  it('says of every column what it is, in the dictionary and in a package that a program reads', async () => {
    const dictionary = await table('data-dictionary.csv');
    const packages = first.files.filter(({ path: name }) => name.endsWith('datapackage.json'));
    expect(packages.length).toBeGreaterThan(1);
    for (const { path: name } of packages) {
      const folder = name.replace('datapackage.json', '');
      const described = JSON.parse(await text(name)) as { name: string; resources: Resource[] };
      expect(described.name).toMatch(/^[a-z0-9.-]+$/);
      expect(described.resources.length).toBeGreaterThan(1);
      for (const resource of described.resources) await expectDescribed(folder, resource, dictionary);
    }
  });

  type Resource = {
    path: string;
    format: string;
    bytes: number;
    hash: string;
    schema: { fields: { name: string; title: string; type: string }[]; primaryKey?: string[] };
  };

  async function expectDescribed(folder: string, resource: Resource, dictionary: Named[]): Promise<void> {
    const file = first.files.find(({ path: known }) => known === folder + resource.path);
    expect([resource.bytes, resource.hash]).toEqual([file?.bytes, `sha256:${file?.sha256}`]);
    if (resource.format !== 'csv') return;
    const [head = '', ...rows] = (await text(folder + resource.path)).replace('\uFEFF', '').split('\r\n');
    expect(resource.schema.fields.map(({ name }) => name)).toEqual(head.split(','));
    expect(rows.at(-1)).toBe('');
    for (const { name, title } of resource.schema.fields) {
      const said = dictionary.find((row) => `${row.table}.csv` === resource.path && row.column === name);
      expect([said?.vi, Boolean(said?.en)]).toEqual([title, true]);
    }
    const key = resource.schema.primaryKey;
    if (!key) return;
    const keys = (await table(folder + resource.path)).map((row) => key.map((column) => row[column]).join('|'));
    expect(new Set(keys).size).toBe(keys.length);
  }
});

describe('the figures', () => {
  it('of the flows are those of the funds and of the appeals, to the đồng', async () => {
    const flows = await months('flows');
    for (const fund of await table('funds.csv')) {
      const own = flows.filter(isFund(fund.fund_id ?? ''));
      const of = (flow: string): bigint =>
        sum(
          own.filter((row) => row.flow === flow),
          'amount',
        );
      expect(sum(own, 'amount')).toBe(BigInt(fund.held ?? ''));
      expect([of('opening'), of('received'), -of('paid'), -of('passed-on'), -of('other')].map(String)).toEqual(
        ['opening', 'received', 'paid', 'passed_on', 'other_spent'].map((column) => fund[column]),
      );
    }
    for (const appeal of await table('appeals.csv'))
      expect(
        sum(
          flows.filter((row) => row.appeal_id === appeal.appeal_id),
          'amount',
        ),
      ).toBe(BigInt(appeal.held ?? ''));
  });

  it('of the funds are the balances of their restrictions in the books', async () => {
    const held = await withClient(t.databases.ownerUrl, async (client) => {
      const sql = `SELECT r.fund_id AS id, sum(b.balance)::text AS held FROM restriction r
        JOIN restriction_balance b ON b.restriction_id = r.id GROUP BY 1`;
      return (await client.query<{ id: string; held: string }>(sql)).rows;
    });
    const funds = await table('funds.csv');
    expect(Object.fromEntries(funds.map((fund) => [fund.fund_id, fund.held]))).toEqual(
      Object.fromEntries(held.map((row) => [row.id, row.held])),
    );
  });

  it('of gifts and pay-outs are what the funds received and paid', async () => {
    const [gifts, payouts, funds] = [await months('gifts'), await months('payouts'), await table('funds.csv')];
    const standing = gifts.filter(({ status }) => status === 'valid');
    for (const fund of funds) {
      expect(sum(standing.filter(isFund(fund.fund_id ?? '')), 'amount')).toBe(BigInt(fund.received ?? ''));
      expect(sum(payouts.filter(isFund(fund.fund_id ?? '')), 'amount')).toBe(BigInt(fund.paid ?? ''));
    }
    expect(payouts).toMatchObject([{ commune_code: '00004', commune: 'Phường Ba Đình', households: '1' }]);
    expect(gifts.find(({ receipt }) => receipt === receipts.void.serial)).toMatchObject({
      status: 'void',
      public_name: '',
    });
  });
});

describe('names', () => {
  it('are shown where they were agreed to, as text that no spreadsheet and no page runs', async () => {
    const names = (await months('gifts')).map((row) => row.public_name ?? '').filter((name) => name !== '');
    expect(names.sort()).toEqual([PUBLIC_NAME, ...HOSTILE].map((name) => name.replace(/^=/, "'=")).sort());
    for (const raw of (await text(first.files.find(({ path: f }) => f.endsWith('gifts.csv'))?.path ?? '')).split(
      '\r\n',
    ))
      expect(raw).not.toMatch(/(^|,)"?[=+@]/);
  });

  it('that are private are in no byte of anything public, nor any code of a receipt in open data', async () => {
    const secrets = await privateValues();
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets).toEqual(expect.arrayContaining([PRIVATE.printed, PRIVATE.head, PRIVATE.condition, PRIVATE.batch]));
    const codes = Object.values(receipts).map(({ code }) => code);
    for (const { path: name } of first.files) expectNone(name, await text(name), [...secrets, ...codes]);
    for (const address of [
      '/open-data/',
      '/open-data/index.json',
      '/',
      '/?unit=01',
      '/?unit=00004',
      '/r',
      '/api/v1/public/summary',
      `/appeals/${t.committee.appeals.city}`,
      ...Object.values(receipts).flatMap(({ code }) => [`/r/${code}`, `/api/v1/public/receipts/${code}`]),
    ])
      expectNone(address, (await t.http.get(address).set('Accept', '*/*')).text, secrets);
  });

  function expectNone(where: string, public_: string, secrets: string[]): void {
    expect({ where, found: secrets.filter((secret) => public_.includes(secret)) }).toEqual({ where, found: [] });
  }

  /** Every private text of the database that nobody agreed to show, and the numbers that are kept encrypted. */
  function privateValues(): Promise<string[]> {
    const { phone, identity, account } = PRIVATE;
    return withClient(t.databases.ownerUrl, async (client) => {
      const { rows } = await client.query<{ value: string }>(`
        SELECT printed_name AS value FROM donation WHERE printed_name IS DISTINCT FROM public_name
        UNION SELECT name FROM donor
        UNION SELECT condition FROM donation UNION SELECT reason FROM receipt_void
        UNION SELECT giver_name FROM pledge UNION SELECT note FROM pledge
        UNION SELECT head_name FROM household UNION SELECT village FROM household UNION SELECT account_holder FROM household
        UNION SELECT name FROM household_member UNION SELECT signer_name FROM disbursement_line
        UNION SELECT payee_holder FROM disbursement_line UNION SELECT title FROM disbursement
        UNION SELECT content FROM disbursement_line UNION SELECT memo FROM statement_line`);
      const agreed = new Set([PUBLIC_NAME, ...HOSTILE]);
      const values = rows.map(({ value }) => value).filter((value) => value && !agreed.has(value));
      return [...new Set([...values, phone, identity, account])];
    });
  }
});

describe('the page', () => {
  it('names the files with their rows and sizes in both languages, and needs no script', async () => {
    const page = await t.http.get('/open-data/').set('Accept', 'text/html');
    for (const words of ['Dữ liệu mở', 'funds.csv', '360giving.json', 'iati.xml', first.sha256])
      expect(page.text).toContain(words);
    expect(page.text).not.toMatch(/<script(?![^>]* src=)/);
    const english = await t.http.get('/open-data?lang=en').set('Accept', 'text/html').redirects(1);
    expect(english.text).toContain('data-dictionary.csv');
  });
});

const grantsSchema = path.join(STANDARDS, '360giving/360-giving-package-schema.json');
const schemaTest = existsSync(grantsSchema) ? it : it.skip;
if (!existsSync(grantsSchema))
  console.warn('The official schemas are not beside the project: nothing is held to them.');

describe('the standards', () => {
  schemaTest('360Giving: the package is valid by its official schema', async () => {
    const { Ajv2020 } = await import('ajv/dist/2020.js');
    const { default: addFormats } = await import('ajv-formats');
    const read = (name: string): Record<string, unknown> => ({
      ...(JSON.parse(readFileSync(path.join(STANDARDS, '360giving', name), 'utf8')) as Record<string, unknown>),
      $schema: 'https://json-schema.org/draft/2020-12/schema',
    });
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const [grant, whole] = [read('360-giving-schema.json'), read('360-giving-package-schema.json')];
    const { $ref } = (whole as { properties: { grants: { items: { $ref: string } } } }).properties.grants.items;
    const valid = ajv.addSchema({ ...grant, $id: $ref }).compile(whole);
    const document = JSON.parse(await text('360giving.json')) as { grants: { amountAwarded: number }[] };
    expect({ valid: valid(document), errors: valid.errors }).toEqual({ valid: true, errors: null });
    expect(document.grants.map(({ amountAwarded }) => amountAwarded)).toEqual([100_000]);
    expect(valid({ ...document, grants: [{ ...document.grants[0], amountAwarded: 'nhiều' }] })).toBe(false);
  });

  it('IATI: the sums of the activities are those of the appeals, by kind of transaction', async () => {
    const xml = await text('iati.xml');
    const appeals = await table('appeals.csv');
    const of = (code: number): bigint =>
      [...xml.matchAll(new RegExp(`type code="${code}"/>.*?<value [^>]*>(-?\\d+)</value>`, 'g'))].reduce(
        (all, [, value = '']) => all + BigInt(value),
        0n,
      );
    const all = (...columns: string[]): bigint => columns.reduce((total, column) => total + sum(appeals, column), 0n);
    expect([of(1), of(3), of(4)]).toEqual([all('opening', 'received'), all('passed_on'), all('paid', 'other_spent')]);
    expect(of(1)).toBe(1_500_000n);
  });

  const xmllint = ['/usr/bin/xmllint', '/usr/local/bin/xmllint'].find((program) => existsSync(program));
  const xsd = path.join(STANDARDS, 'iati/iati-activities-schema.xsd');
  const xmlTest = xmllint && existsSync(xsd) ? it : it.skip;
  if (!xmllint) console.warn('There is no xmllint here: the IATI document is not held to its schema.');

  xmlTest('IATI: the document is valid by its official schema', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sovang-iati-'));
    const [good, bad] = [path.join(folder, 'good.xml'), path.join(folder, 'bad.xml')];
    const xml = await text('iati.xml');
    writeFileSync(good, xml);
    writeFileSync(bad, xml.replace('<activity-status', '<activity-state'));
    const check = (file: string): void =>
      void execFileSync(xmllint ?? '', ['--noout', '--nonet', '--schema', xsd, file], { stdio: 'pipe' });
    try {
      expect(() => check(good)).not.toThrow();
      expect(() => check(bad)).toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// Last: these change the books that the others looked at.
describe('the next snapshot', () => {
  it('says what became of the rows since the one before, which stays as it was', async () => {
    const { id } = await gift({ fundId: t.committee.city.BD.id, effectiveDate: '2026-01-05' });
    const second = await make();
    expect(second.previous).toBe(first.id);
    const of = (snapshot: Snapshot, name: string) => snapshot.differences.find(({ path: file }) => file === name);
    expect(of(second, '2026-01/gifts.csv')).toEqual({ path: '2026-01/gifts.csv', added: 1, removed: 0, changed: 0 });
    expect(of(second, 'funds.csv')).toEqual({ path: 'funds.csv', added: 0, removed: 0, changed: 1 });
    expect(of(second, 'appeals.csv')).toBeUndefined();
    await clerk.post(`/donations/${id}/void`, { reason: 'Ghi nhầm' });
    const third = await make();
    expect(of(third, '2026-01/gifts.csv')).toEqual({ path: '2026-01/gifts.csv', added: 0, removed: 0, changed: 1 });
    const { body } = await get('funds.csv');
    const hash = createHash('sha256').update(body as Buffer);
    expect(hash.digest('hex')).toBe(first.files.find(({ path: file }) => file === 'funds.csv')?.sha256);
    const { snapshots } = (await t.http.get('/open-data/index.json')).body as { snapshots: Snapshot[] };
    expect(snapshots.map((one) => one.id)).toEqual([third.id, second.id, first.id]);
  });

  it('of bank days says how the books differ from the bank', async () => {
    const { csv, sha256, account, fundId } = await importTwoDays();
    const latest = await make();
    const days = (await months('bank-days', latest)).filter((row) => row.account_number === account);
    expect(days.map(({ date }) => date)).toEqual(['2024-09-02', '2024-09-03']);
    for (const row of days)
      expect(row).toMatchObject({ statement_sha256: sha256, fund_id: fundId, difference: '0', rows: '1' });
    expect(sum(days, 'credits')).toBe(250_000n);
    expect(csv).toContain(PRIVATE.printed);
    for (const { path: name } of latest.files) expect(await text(name, latest)).not.toContain(PRIVATE.printed);
  });

  /** A gift of a private person on each of two days, as Vietcombank tells of them. */
  async function importTwoDays(): Promise<{ csv: string; sha256: string; account: string; fundId: string }> {
    const { bankAccountId, id: fundId } = t.committee.centre.CT;
    const csv = [
      'PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails',
      `1,02/09/2024,1.1,,50.000,10.050.000,"${PRIVATE.printed} 0912345678 ung ho"`,
      `1,03/09/2024,1.2,,200.000,10.250.000,"${PRIVATE.printed} ung ho"`,
    ].join('\n');
    const [account = ''] = await withClient(t.databases.ownerUrl, async (client) => {
      const sql = `SELECT number FROM bank_account WHERE id = $1`;
      return (await client.query<{ number: string }>(sql, [bankAccountId])).rows.map(({ number }) => number);
    });
    const actor = await t.app.get(ActorsService).byUsername('tw.ketoan');
    if (!actor) throw new Error('There is no tw.ketoan.');
    const given = { bytes: Buffer.from(csv), fileName: 'sao-ke.csv', accountNumber: account, dryRun: false };
    const answer = await t.app.get(StatementImport).importStatement(actor, given, undefined, 'vi');
    expect(answer).toMatchObject({ posted: 2, balanced: true, problems: [] });
    return { csv, sha256: createHash('sha256').update(csv).digest('hex'), account, fundId };
  }
});
