import { strFromU8, unzipSync } from 'fflate';
import type { Response } from 'supertest';
import { DataSource } from 'typeorm';
import { FundsService } from '../src/funds/funds.service.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { DaysService } from '../src/ledger/days.service.js';
import { purposeAccount } from '../src/ledger/purpose-accounts.service.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import { csvOf } from '../src/reports/sheet-csv.js';
import { xlsxOf } from '../src/reports/sheet-xlsx.js';
import { limited, type Sheet, type SheetRow } from '../src/reports/sheet.js';
import { transact } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';
import { Caller } from './support/api.js';

let t: TestApp;
let clerk: Caller;
let other: Caller;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  other = await Caller.of(t, 'xa.ketoan');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

type Account = { accountId: number; code: string; restrictionId: number | null; balance: number; opening: number };
type Line = {
  date: string;
  sequence: number;
  line: number;
  debit: number;
  credit: number;
  balance: number;
  counter: { code: string };
};
type Register = {
  sequence: number;
  opening: number;
  debit: number;
  credit: number;
  closing: number;
  items: Line[];
  nextCursor: string | null;
  prevCursor: string | null;
  lastCursor: string | null;
};

const gift = async (amount: number, effectiveDate: string, more: object = {}): Promise<number> => {
  const fundId = t.committee.city.VNN.id;
  const made = await clerk.post('/donations', { fundId, amount, channel: 'cash', effectiveDate, ...more });
  expect(made.status).toBe(201);
  return head();
};
const head = async (): Promise<number> => (await clerk.get('/ledger/trial-balance')).body.sequence;
const accounts = async (query = ''): Promise<Account[]> =>
  (await clerk.get(`/ledger/accounts?fund=${t.committee.city.VNN.id}${query}`)).body.items;
const cash = async (query = ''): Promise<Account> => {
  const found = (await accounts(query)).find(({ code }) => code === '1111');
  if (!found) throw new Error('There is no cash box.');
  return found;
};
const register = async (query = ''): Promise<Register> => {
  const answer = await clerk.get(`/ledger/accounts/${(await cash()).accountId}/register?${query}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const refusal = ({ status, body }: Response): [number, string] => [status, (body as { code: string }).code];

/** What was there before, as minutes say it; posted without their two signatures, which are another file's promise. */
const open = async (
  fundId: string,
  username: string,
  place: number,
  amount: number,
  restriction?: number,
): Promise<number> => {
  const actor = await t.app.get(ActorsService).byUsername(username);
  if (!actor) throw new Error(`There is no ${username}.`);
  const fund = await t.app.get(FundsService).fund(t.app.get(DataSource), fundId);
  if (!fund) throw new Error('There is no such fund.');
  const ledger = t.app.get(LedgerService);
  const { sequence } = await transact(t.app.get(DataSource), async (tx) => {
    const on = '2024-09-01';
    const restrictionId = restriction ?? fund.restrictionId;
    const of = { unitCode: fund.unitCode, fundId, restrictionId, nature: 'carried' as const, on };
    const entry = {
      unitCode: fund.unitCode,
      fundId,
      effectiveDate: on,
      description: 'Số dư đầu kỳ theo biên bản 01/BB',
      movements: [{ debit: place, credit: await purposeAccount(tx, of), amount: BigInt(amount) }],
    };
    return ledger.post(tx, { kind: 'opening-balance', actorId: actor.id, entry });
  });
  return Number(sequence);
};

/** Twenty gifts on twenty days, some on the same day, recorded out of order. */
beforeAll(async () => {
  for (let n = 0; n < 20; n += 1) await gift(1_000 + n, `2026-03-${String(1 + ((n * 7) % 15)).padStart(2, '0')}`);
});

describe('what is asked wrongly is refused before anything is read', () => {
  it.each([
    ['trial-balance', 'known=99999999', 'ledger.known-ahead'],
    ['trial-balance', 'known=-1', 'request.invalid'],
    ['trial-balance', 'known=1.5', 'request.invalid'],
    ['trial-balance', 'asOf=2026-02-30', 'request.invalid'],
    ['trial-balance', 'from=5/7', 'request.invalid'],
    ['trial-balance', 'from=2026-04-02&asOf=2026-04-01', 'ledger.days-order'],
    ['chart-tree', 'known=99999999', 'ledger.known-ahead'],
    ['restrictions', 'known=99999999', 'ledger.known-ahead'],
    ['restrictions', 'from=2026-04-02&asOf=2026-04-01', 'ledger.days-order'],
    ['entries', 'known=99999999', 'ledger.known-ahead'],
    ['entries', 'from=2026-04-02&to=2026-04-01', 'ledger.days-order'],
    ['entries', 'amountFrom=0', 'request.invalid'],
    ['entries', 'amountFrom=5&amountTo=4', 'ledger.amounts-order'],
    ['entries', 'code=1;DROP', 'request.invalid'],
    ['entries', 'flow=stolen', 'request.invalid'],
    ['sheets/journal.xlsx', 'known=99999999', 'ledger.known-ahead'],
    ['sheets/register.csv', '', 'sheet.account-missing'],
  ])('%s?%s → %s', async (path, query, code) => {
    expect(refusal(await clerk.get(`/ledger/${path}?${query}`))).toEqual([400, code]);
  });

  it('names the position that the books have come to', async () => {
    const answer = await clerk.get('/ledger/trial-balance?known=99999999');
    expect((answer.body as { detail: string }).detail).toContain(String(await head()));
  });

  it.each([
    '/ledger/accounts/999999/register',
    '/ledger/accounts/x/register',
    '/ledger/sheets/people.xlsx',
    '/ledger/sheets/journal.pdf',
  ])('%s is nowhere', async (path) => {
    expect((await clerk.get(path)).status).toBe(404);
  });

  it('the books of another unit stay closed, also as a register and as a spreadsheet', async () => {
    const { accountId } = await cash();
    for (const path of [
      '/ledger/restrictions?unit=01',
      '/ledger/chart-tree?unit=01',
      `/ledger/accounts/${accountId}/register`,
      '/ledger/sheets/trial-balance.xlsx?unit=01',
      '/ledger/sheets/journal.csv?unit=01',
      `/ledger/sheets/register.csv?account=${accountId}`,
    ]) {
      expect([path, (await other.get(path)).status]).toEqual([path, 403]);
    }
    expect((await t.http.get('/api/v1/ledger/restrictions')).status).toBe(401);
  });
});

describe('time', () => {
  it('splits a balance into what was there, what moved and what is left', async () => {
    const whole = await cash();
    const part = await cash('&from=2026-03-05&asOf=2026-03-10');
    const before = await cash('&asOf=2026-03-04');
    const until = await cash('&asOf=2026-03-10');
    expect(part).toMatchObject({ opening: before.balance, balance: until.balance });
    expect(whole.opening).toBe(0);
    const { body } = await clerk.get('/ledger/trial-balance?from=2026-03-05&asOf=2026-03-10');
    expect(body.totals).toMatchObject({ opening: 0, balance: 0 });
    expect(body.totals.debit).toBe(body.totals.credit);
    expect([body.from, body.asOf]).toEqual(['2026-03-05', '2026-03-10']);
  });

  it('answers as the books knew it, before and after the sums of days were rolled up', async () => {
    const then = await head();
    const balance = (await cash()).balance;
    await gift(777, '2026-03-02');
    for (const rollUp of [false, true]) {
      if (rollUp) await t.app.get(DaysService).rollUp();
      expect((await cash(`&known=${then}`)).balance).toBe(balance);
      expect((await cash()).balance).toBe(balance + 777);
      expect((await cash('&known=0')).balance).toBe(0);
      expect((await register(`known=${then}`)).closing).toBe(balance);
    }
  });

  it('an entry is not yet reversed as the books knew it before', async () => {
    const opening = await open(t.committee.city.VNN.id, 'ketoan', (await cash()).accountId, 4_000);
    const before = await head();
    expect((await clerk.get(`/ledger/entries/${opening}`)).body).toMatchObject({
      reversedBy: null,
      logIndex: opening - 1,
    });
    const chief = await t.app.get(ActorsService).byUsername('ketoantruong');
    const { sequence } = await transact(t.app.get(DataSource), (tx) =>
      t.app.get(LedgerService).reverse(tx, {
        actorId: chief?.id ?? '',
        sequence: BigInt(opening),
        effectiveDate: '2026-03-20',
        reason: 'ghi nhầm',
      }),
    );
    const [now] = (await clerk.get('/ledger/entries?kind=opening-balance')).body.items;
    expect(now.reversedBy).toBe(Number(sequence));
    const [asKnown] = (await clerk.get(`/ledger/entries?kind=opening-balance&known=${before}`)).body.items;
    expect([asKnown.id, asKnown.reversedBy]).toEqual([now.id, null]);
  });
});

describe('the register of an account', () => {
  it('runs from its opening to its closing balance, each line with its counter-account', async () => {
    const { items, opening, debit, credit, closing } = await register('limit=200');
    let balance = opening;
    for (const line of items) {
      balance += line.debit - line.credit;
      expect(line.balance).toBe(balance);
      expect(['421', '511']).toContain(line.counter.code);
    }
    expect([balance, opening + debit - credit]).toEqual([closing, closing]);
    expect(closing).toBe((await cash()).balance);
    const places = items.map(({ date, sequence, line }) => `${date} ${String(sequence).padStart(9, '0')} ${line}`);
    expect(places).toEqual([...places].sort());
  });

  it('gives the same lines with the same balances in pages of any size, forwards and backwards', async () => {
    const whole = await register('limit=200&from=2026-03-03&to=2026-03-12');
    for (const limit of [1, 3, 7]) {
      const forwards: Line[] = [];
      let page = await register(`limit=${limit}&from=2026-03-03&to=2026-03-12`);
      forwards.push(...page.items);
      while (page.nextCursor !== null) {
        page = await register(`limit=${limit}&from=2026-03-03&to=2026-03-12&cursor=${page.nextCursor}`);
        expect([page.opening, page.closing]).toEqual([whole.opening, whole.closing]);
        forwards.push(...page.items);
      }
      expect(forwards).toEqual(whole.items);
      const backwards: Line[] = [...page.items];
      while (page.prevCursor !== null) {
        page = await register(`limit=${limit}&from=2026-03-03&to=2026-03-12&cursor=${page.prevCursor}`);
        backwards.unshift(...page.items);
      }
      expect(backwards).toEqual(whole.items);
      const first = await register(`limit=${limit}&from=2026-03-03&to=2026-03-12`);
      const last = await register(`limit=${limit}&from=2026-03-03&to=2026-03-12&cursor=${first.lastCursor}`);
      expect(last.items).toEqual(whole.items.slice(-limit));
      expect(last.nextCursor).toBeNull();
    }
  });

  it('does not shift while others post, back-dated too', async () => {
    const before = (await register('limit=200')).items;
    let page = await register('limit=4');
    const read = [...page.items];
    while (page.nextCursor !== null) {
      await gift(50, '2026-03-01');
      await gift(60, '2026-03-15');
      page = await register(`limit=4&cursor=${page.nextCursor}`);
      read.push(...page.items);
    }
    expect(read).toEqual(before);
    expect((await register('limit=200')).items.length).toBeGreaterThan(before.length);
  });

  it('takes an altered cursor for the beginning, and one from the future too', async () => {
    const first = await register('limit=3');
    for (const cursor of ['nonsense', Buffer.from('a|999999999|2026-03-01|1|1').toString('base64url')]) {
      expect((await register(`limit=3&cursor=${cursor}`)).items).toEqual(first.items);
    }
  });
});

describe('the journal', () => {
  const list = async (query: string): Promise<{ id: number; total: number; effectiveDate: string }[]> =>
    (await clerk.get(`/ledger/entries?limit=200&${query}`)).body.items;

  it('is filtered by code, amount, words, who, kind, day and position at once', async () => {
    const all = await list('');
    expect((await list('code=511')).length).toBe((await list('kind=gift')).length);
    expect(await list('code=999')).toEqual([]);
    expect((await list('amountFrom=1003&amountTo=1005')).map(({ total }) => total).sort()).toEqual([1003, 1004, 1005]);
    const { accountId } = await cash();
    expect((await list(`account=${accountId}&amountFrom=1007&amountTo=1007`)).length).toBe(1);
    expect(
      (await list('from=2026-03-05&to=2026-03-06')).every(({ effectiveDate }) => effectiveDate.startsWith('2026-03-0')),
    ).toBe(true);
    const middle = all[10]?.id ?? 0;
    expect((await list(`known=${middle}`)).map(({ id }) => id)).toEqual(all.slice(10).map(({ id }) => id));
    const one = (await clerk.get(`/ledger/entries/${middle}`)).body;
    expect((await list(`recordedBy=${one.recordedBy}`)).length).toBeGreaterThan(0);
    expect(await list('recordedBy=0199a000-0000-7000-8000-000000000000')).toEqual([]);
    const word = String(one.description).split(' ')[0] ?? '';
    const plain = word.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toUpperCase();
    expect((await list(`text=${encodeURIComponent(plain)}`)).length).toBeGreaterThan(0);
    expect(await list('text=%25')).toEqual([]);
  });

  it('turns both ways, and nothing shifts while others post', async () => {
    const before = (await list('')).map(({ id }) => id);
    const ids: number[] = [];
    let page = (await clerk.get('/ledger/entries?limit=6')).body;
    for (;;) {
      ids.push(...page.items.map(({ id }: { id: number }) => id));
      if (page.nextCursor === null) break;
      await gift(70, '2026-03-09');
      page = (await clerk.get(`/ledger/entries?limit=6&cursor=${page.nextCursor}`)).body;
    }
    expect(ids).toEqual(before);
    const back = (await clerk.get(`/ledger/entries?limit=6&cursor=${page.prevCursor}`)).body;
    const last = page.items.length;
    expect(back.items.map(({ id }: { id: number }) => id)).toEqual(before.slice(-last - 6, -last));
  });
});

describe('the chart as a tree', () => {
  type Node = {
    code: string;
    opening: number;
    debit: number;
    credit: number;
    balance: number;
    children: Node[];
    accounts: Account[];
  };

  it('adds up at every level, and its classes to the trial balance', async () => {
    const { classes, totals } = (await clerk.get('/ledger/chart-tree?from=2026-03-05&asOf=2026-03-10')).body as {
      classes: Node[];
      totals: object;
    };
    const check = (node: Node): void => {
      for (const key of ['opening', 'debit', 'credit', 'balance'] as const) {
        const parts = [...node.children, ...(node.accounts as unknown as Node[])];
        expect(node[key]).toBe(parts.reduce((sum, part) => sum + part[key], 0));
      }
      for (const child of node.children) {
        expect(child.code.startsWith(node.code)).toBe(true);
        check(child);
      }
    };
    classes.forEach(check);
    expect(classes.map(({ code }) => code)).toEqual(['1', '4', '5']);
    const sum = (key: 'debit' | 'credit' | 'balance'): number => classes.reduce((total, node) => total + node[key], 0);
    expect(totals).toMatchObject({ debit: sum('debit'), credit: sum('credit'), balance: sum('balance') });
  });
});

describe('the purposes', () => {
  it('roll forward, name what is reserved, and tie to the places of their fund', async () => {
    const { funds } = (await clerk.get('/ledger/restrictions?from=2026-03-05')).body;
    expect(funds.length).toBe(3);
    for (const fund of funds) {
      for (const row of [...fund.purposes, fund.totals]) {
        expect(row.opening + row.received + row.interest + row.decisions - row.spent).toBe(row.balance);
        expect(row.balance - row.reserved).toBe(row.available);
      }
      expect(fund.held - fund.owed).toBe(fund.totals.balance);
    }
    const appeal = funds.find(({ fundId }: { fundId: string }) => fundId === t.committee.city.CT.id);
    expect(appeal.purposes.map(({ kind }: { kind: string }) => kind)).toEqual(['general', 'appeal']);
  });

  it('give each figure its entries: what a flow of a purpose comes to is the sum of them', async () => {
    const fundId = t.committee.city.VNN.id;
    const { funds } = (await clerk.get(`/ledger/restrictions?fund=${fundId}&from=2026-03-04&asOf=2026-03-09`)).body;
    const [general] = funds[0].purposes;
    const query = `restriction=${general.restrictionId}&flow=received&from=2026-03-04&to=2026-03-09&limit=200`;
    const { items } = (await clerk.get(`/ledger/entries?${query}`)).body;
    expect(items.reduce((sum: number, { total }: { total: number }) => sum + total, 0)).toBe(general.received);
    expect(general.received).toBeGreaterThan(0);
  });

  it('tell an appeal’s own account apart', async () => {
    const centre = await Caller.of(t, 'tw.ketoan');
    const fundId = t.committee.centre.CT.id;
    const rows: Account[] = (await centre.get(`/ledger/accounts?fund=${fundId}`)).body.items;
    const bank = rows.find(({ code }) => code === '1121')?.accountId ?? 0;
    const purposes = [...new Set(rows.flatMap(({ restrictionId }) => restrictionId ?? []))].sort((x, y) => x - y);
    await open(fundId, 'tw.ketoan', bank, 9_000, purposes[1]);
    const [fund] = (await centre.get('/ledger/restrictions')).body.funds;
    const appeal = fund.purposes.find(({ kind }: { kind: string }) => kind === 'appeal');
    expect(appeal).toMatchObject({ opening: 9_000, received: 0, balance: 9_000 });
    expect(appeal.ownPlaces).toMatchObject([
      { code: '1121', balance: 9_000, appeals: [{ id: t.committee.appeals.yagi }] },
    ]);
    expect(fund.purposes[0].ownPlaces).toEqual([]);
  });
});

describe('spreadsheets', () => {
  const bytes = async (path: string): Promise<Buffer> => {
    const answer = await clerk
      .get(`/ledger/sheets/${path}`)
      .buffer(true)
      .parse((response, done) => asBytes(response as unknown as NodeJS.ReadableStream, done));
    expect(answer.status).toBe(200);
    return answer.body as Buffer;
  };

  it('in XLSX the trial balance is the JSON’s, with numbers as numbers and what it is about on top', async () => {
    const query = `fund=${t.committee.city.VNN.id}&from=2026-03-05&asOf=2026-03-10`;
    const { rows, totals, sequence } = (await clerk.get(`/ledger/trial-balance?${query}`)).body;
    const sheet = await bytes(`trial-balance.xlsx?${query}&level=accounts`);
    const { cells, xml, parts } = opened(sheet);
    expect(Object.keys(parts)).toContain('xl/styles.xml');
    expect(xml).toContain('state="frozen"');
    expect(cells.slice(0, 5).flat().join(' ')).toContain(`vị trí ${sequence}`);
    expect(cells.slice(0, 5).flat().join(' ')).toContain('05/03/2026');
    const table = cells.slice(6);
    const moved = rows.filter(
      (row: Account & { debit: number; credit: number }) => row.opening || row.debit || row.credit,
    );
    expect(table.length).toBe(moved.length + 1);
    moved.forEach((row: Account & { debit: number; credit: number }, index: number) => {
      const side = (balance: number): number[] => [Math.max(balance, 0), Math.max(-balance, 0)];
      expect(table[index]?.[0]).toBe(row.code);
      expect(table[index]?.slice(4)).toEqual([...side(row.opening), row.debit, row.credit, ...side(row.balance)]);
    });
    expect(table.at(-1)?.slice(6, 8)).toEqual([totals.debit, totals.credit]);
    expect(strFromU8(parts['xl/styles.xml'] ?? new Uint8Array())).toContain('formatCode="dd/mm/yyyy"');
    expect(xml).toMatch(/<c r="E\d+" s="3"><v>\d+<\/v><\/c>/);
  });

  it('the register’s days are dates, and its balances those of the page', async () => {
    const { accountId } = await cash();
    const { items, opening, closing } = await register('limit=200&from=2026-03-05');
    const { cells } = opened(await bytes(`register.xlsx?account=${accountId}&from=2026-03-05`));
    const table = cells.slice(6);
    expect(table[0]?.at(-1)).toBe(opening);
    expect(table.at(-1)?.at(-1)).toBe(closing);
    const lines = table.slice(1, -2);
    expect(lines.map((row) => row.at(-1))).toEqual(items.map(({ balance }) => balance));
    const dayOf = (serial: unknown): string =>
      new Date((Number(serial) - 25_569) * 86_400_000).toISOString().slice(0, 10);
    expect(lines.map(([day]) => dayOf(day))).toEqual(items.map(({ date }) => date));
  });

  it('CSV opens in Excel in Vietnam: marked as UTF-8, split by semicolons, one row a movement', async () => {
    const text = (await bytes('journal.csv?code=1111')).toString('utf8');
    expect(text.startsWith('\uFEFFSố bút toán;')).toBe(true);
    const { items } = (await clerk.get('/ledger/entries?code=1111&limit=200')).body;
    const lines = text.trim().split('\r\n').slice(1);
    expect(lines.map((line) => Number(line.split(';').at(-1)))).toEqual(
      items.map(({ total }: { total: number }) => total),
    );
    expect((await clerk.get('/ledger/sheets/journal.csv?lang=en')).text.slice(1, 6)).toBe('Entry');
  });

  it('text that looks like a formula stays text', async () => {
    const words = ['=HYPERLINK("http://x";"y")', '+1', '-1', '@SUM(A1)', '\t=1', 'Tết; <b>& "quà"'];
    const sheet = (): Sheet => ({
      name: 'x',
      title: 'Thử',
      facts: [],
      columns: [
        { head: 'Chữ', kind: 'text', width: 10 },
        { head: 'Tiền', kind: 'money', width: 10 },
      ],
      rows: words.map((text) => ({ cells: [text, -5n] })),
    });
    const all = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => {
      const read: Buffer[] = [];
      for await (const piece of pieces) read.push(piece);
      return Buffer.concat(read);
    };
    const lines = (await all(csvOf(sheet()))).toString('utf8').split('\r\n').slice(1, -1);
    expect(lines[0]).toBe(`"'=HYPERLINK(""http://x"";""y"")";-5`);
    expect(lines.slice(1, 5).map((line) => line.replace(/^"/, '').startsWith("'"))).toEqual([true, true, true, true]);
    expect(lines[5]).toBe('"Tết; <b>& ""quà""";-5');
    const { xml, cells } = opened(await all(xlsxOf(sheet())));
    expect(xml).not.toContain('<f>');
    expect(cells.slice(2)).toEqual(words.map((text) => [text, -5]));
  });

  it('the rows beyond the limit are left out, and the file says so', async () => {
    const rows = [1n, 2n, 3n].map((n) => ({ cells: [n, null] }));
    const read: SheetRow[] = [];
    for await (const row of limited(rows, 2, 'còn nữa', 2)) read.push(row);
    expect(read).toEqual([...rows.slice(0, 2), { cells: ['còn nữa', null], strong: true }]);
  });

  it.each(['chart', 'restrictions'])('%s is written in both formats, the same bytes each time', async (name) => {
    const path = `${name}.xlsx?known=${await head()}`;
    expect(await bytes(path)).toEqual(await bytes(path));
    expect((await bytes(`${name}.csv`)).length).toBeGreaterThan(100);
  });
});

function asBytes(response: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  response.on('data', (piece: Buffer) => pieces.push(piece));
  response.on('end', () => done(null, Buffer.concat(pieces)));
}

/** The table as a spreadsheet program reads it: text, and numbers as numbers. */
function opened(file: Buffer): { parts: Record<string, Uint8Array>; xml: string; cells: (string | number)[][] } {
  const parts = unzipSync(file);
  const xml = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
  const rows = [...xml.matchAll(/<row r="\d+">(.*?)<\/row>/gs)].map(([, row = '']) => row);
  const cells = rows.map((row) => {
    const values: (string | number)[] = [];
    for (const [, column = 'A', inside = ''] of row.matchAll(/<c r="([A-Z])\d+"[^>]*>(.*?)<\/c>/gs)) {
      const text = /<t[^>]*>(.*?)<\/t>/s.exec(inside)?.[1];
      values[column.charCodeAt(0) - 65] =
        text === undefined ? Number(/<v>(.*)<\/v>/.exec(inside)?.[1]) : unescaped(text);
    }
    return values;
  });
  return { parts, xml, cells };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
