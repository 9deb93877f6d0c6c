import pg from 'pg';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CLI_ACTOR_ID } from '../src/identity/actor.js';
import { LedgerService } from '../src/ledger/ledger.service.js';
import { Clock } from '../src/platform/clock.js';
import { transact } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';
import { decodeQr, readPdf, textOf } from './support/read-pdf.js';
import { Caller } from './support/api.js';

let t: TestApp;
let clerk: Caller;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

/** Resolves when some transaction waits for the row that another one holds. */
async function waitsForLane(db: DataSource): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const [row] = await db.query<{ n: bigint }[]>(`SELECT count(*) AS n FROM pg_locks WHERE NOT granted`);
    if ((row?.n ?? 0n) > 0n) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('Nobody came to wait.');
}

const gift = (more: object = {}): object => ({
  fundId: t.committee.city.VNN.id,
  amount: 200_000,
  channel: 'cash',
  ...more,
});
const trialBalance = async (): Promise<{
  sequence: number;
  totals: { balance: number };
  rows: { code: string; balance: number }[];
}> => (await clerk.get('/ledger/trial-balance')).body;
const everything = async (): Promise<unknown> => {
  const owner = new pg.Client(t.databases.ownerUrl);
  await owner.connect();
  const { rows } = await owner.query(
    `SELECT (SELECT count(*) FROM event) e, (SELECT count(*) FROM receipt) r, (SELECT count(*) FROM donation) d,
       (SELECT count(*) FROM idempotency_key) k, (SELECT sum(last) FROM number_series) n, (SELECT count(*) FROM account) a,
       (SELECT count(*) FROM restriction) p`,
  );
  await owner.end();
  return rows[0];
};

describe('a gift is refused', () => {
  it.each([
    ['a fraction of a đồng', { amount: 1.5 }, 400, 'request.invalid'],
    ['a negative amount', { amount: -200_000 }, 400, 'request.invalid'],
    ['nothing', { amount: 0 }, 400, 'request.invalid'],
    ['a text for an amount', { amount: '200000' }, 400, 'request.invalid'],
    ['2^63 đồng', { amount: 2 ** 63 }, 400, 'request.invalid'],
    ['no amount', { amount: undefined }, 400, 'request.invalid'],
    ['a day to come', { effectiveDate: '2999-01-01' }, 400, undefined],
    ['a day that is none', { effectiveDate: '2026-02-30' }, 400, 'request.invalid'],
    ['a fund that is none', { fundId: '0190a0a0-0000-7000-8000-00000000dead' }, 422, 'donation.fund-unknown'],
    ['a day before the fund was opened', { effectiveDate: '2023-12-31' }, 422, 'donation.fund-closed'],
    ['an appeal that is none', { appealId: '0190a0a0-0000-7000-8000-00000000dead' }, 422, 'donation.appeal-unknown'],
    ['a currency that is not kept', { currency: 'XXX' }, 422, 'donation.currency-unknown'],
    ['goods', { channel: 'goods' }, 422, 'donation.channel-not-here'],
    ['a channel that is none', { channel: 'gold' }, 400, 'request.invalid'],
    ['a donor that is none', { donorId: '0190a0a0-0000-7000-8000-00000000dead' }, 422, 'donation.donor-unknown'],
    ['a field that is none', { colour: 'red' }, 400, 'request.invalid'],
  ])('with %s, and leaves nothing behind', async (_, more, status, code) => {
    const before = await everything();
    const answer = await clerk.post('/donations', gift(more));
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.detail).toEqual(expect.any(String));
    if (code) expect(answer.body.code).toBe(code);
    expect(await everything()).toEqual(before);
  });

  it('for an appeal of another fund, and for one that receives no more', async () => {
    const other = await clerk.post('/donations', gift({ appealId: t.committee.appeals.city }));
    expect([other.status, other.body.code]).toEqual([422, 'donation.appeal-unknown']);
    const centre = await Caller.of(t, 'tw.ketoan');
    const late = {
      fundId: t.committee.centre.CT.id,
      appealId: t.committee.appeals.yagi,
      amount: 1_000,
      channel: 'cash',
    };
    const answer = await centre.post('/donations', late);
    expect([answer.status, answer.body.code]).toEqual([422, 'donation.appeal-closed']);
    expect(answer.body.detail).toContain('01/09/2024 đến 29/11/2024');
  });

  it('without an Idempotency-Key, without a session, without the role, and in a unit that is not the caller’s', async () => {
    const send = (token?: string): ReturnType<TestApp['http']['post']> => {
      const request = t.http.post('/api/v1/donations').send(gift());
      return token ? request.set('Authorization', `Bearer ${token}`) : request;
    };
    expect((await send(await t.signIn('ketoan'))).body.code).toBe('idempotency.missing');
    expect((await send()).status).toBe(401);
    expect((await (await Caller.of(t, 'thuquy')).post('/donations', gift())).status).toBe(403);
    expect((await (await Caller.of(t, 'xa.ketoan')).post('/donations', gift())).status).toBe(403);
  });

  it('with a condition, where there is no box for its cash, and leaves no purpose behind', async () => {
    const { id: fundId, cashBoxId } = t.committee.commune.VNN;
    const administrator = await Caller.of(t, 'quantri');
    expect((await administrator.post(`/cash-boxes/${cashBoxId}/close`)).status).toBe(200);
    const before = await everything();
    for (const effectiveDate of ['2024-05-01', undefined]) {
      const asked = gift({ fundId, condition: 'Mua xe lăn', ...(effectiveDate && { effectiveDate }) });
      const answer = await clerk.post('/donations', asked);
      expect([answer.status, answer.body.code]).toEqual([422, 'donation.no-cash-box']);
    }
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['nested too deep', `${'['.repeat(60_000)}${']'.repeat(60_000)}`],
    ['cut', '{"amount": 1'],
    ['no object', '"text"'],
  ])('as a body that is %s', async (_, body) => {
    const request = t.http
      .post('/api/v1/donations')
      .set('Content-Type', 'application/json')
      .set('Idempotency-Key', 'odd');
    const answer = await request.set('Authorization', `Bearer ${await t.signIn('ketoan')}`).send(body);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, expect.stringContaining('problem+json')]);
  });

  it('in English too', async () => {
    const answer = await clerk.post('/donations', gift({ channel: 'goods' })).set('Accept-Language', 'en');
    expect(answer.body.detail).toBe('Goods and services are not recorded here yet; only cash and transfers.');
  });
});

describe('a gift', () => {
  it('is in the books with a receipt, and its paper shows the same to a stranger’s QR reader', async () => {
    const answer = await clerk.post('/donations', gift({ donorName: '  Trần  Thị Ưởng ', amount: 1_250_000 }));
    expect(answer.status).toBe(201);
    const { serial, code } = answer.body.receipt;
    expect(serial).toMatch(/^UH-VNN-01-\d{4}-\d{6}$/);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    const kept = (await clerk.get(`/receipts/${serial}`)).body;
    expect(kept).toMatchObject({ amount: 1_250_000, printedName: 'Trần Thị Ưởng', publicName: null, void: null });
    const entry = (await clerk.get(`/ledger/entries/${kept.sequence}`)).body;
    expect(entry).toMatchObject({ kind: 'gift', total: 1_250_000, voucher: expect.stringMatching(/^PT-VNN-01-/) });
    expect(entry.movements).toMatchObject([{ debit: { code: '1111' }, credit: { code: '511' }, amount: 1_250_000 }]);
    expect(JSON.stringify(entry)).not.toContain('Ưởng');

    const pdf = await clerk.get(`/receipts/${serial}.pdf`).buffer(true);
    expect(pdf.headers['content-type']).toContain('application/pdf');
    const [page] = readPdf(pdf.body as Buffer);
    expect(decodeQr(page!)).toMatch(new RegExp(`^http://localhost:3000/r/${code}#[A-Z2-7]{200,}$`));
    for (const text of ['Trần Thị Ưởng', '1.250.000', 'Một triệu hai trăm năm mươi nghìn đồng', serial]) {
      expect(textOf(page!).replace(/\s+/g, ' ')).toContain(text);
    }
    const again = await clerk.get(`/receipts/${serial}.pdf`).buffer(true);
    expect((again.body as Buffer).equals(pdf.body as Buffer)).toBe(true);
  });

  it('by transfer waits in transit until the bank’s line comes', async () => {
    const { body } = await clerk.post('/donations', gift({ channel: 'transfer' }));
    const { sequence } = (await clerk.get(`/donations/${body.id}`)).body;
    const entry = (await clerk.get(`/ledger/entries/${sequence}`)).body;
    expect(entry.movements).toMatchObject([{ debit: { code: '113' }, credit: { code: '511' } }]);
    expect(entry.voucher).toBeNull();
  });

  it('keeps a `<script>` in a name as the text it is, and names nobody who did not agree', async () => {
    const name = '<script>alert(1)</script>';
    const { body } = await clerk.post('/donations', gift({ donorName: name }));
    expect((await clerk.get(`/donations/${body.id}`)).body).toMatchObject({ printedName: name, publicName: null });
  });

  it('with a condition is kept apart from all else', async () => {
    const { body } = await clerk.post('/donations', gift({ amount: 5_000_000, condition: 'Mua xe lăn' }));
    expect(body.receipt.serial).toMatch(/^UH-VNN/);
    const general = await t.http
      .get('/api/v1/ledger/accounts')
      .set('Authorization', `Bearer ${await t.signIn('ketoan')}`);
    const earmarked = general.body.items.filter((a: { code: string; label: string }) => a.code === '511');
    expect(new Set(earmarked.map((a: { restrictionId: number }) => a.restrictionId)).size).toBeGreaterThan(4);
  });

  it('sent twice with one key is recorded once; with another body the key is refused', async () => {
    const first = await clerk.post('/donations', gift({ amount: 70_000 }), 'same-key');
    const again = await clerk.post('/donations', gift({ amount: 70_000 }), 'same-key');
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    const other = await clerk.post('/donations', gift({ amount: 70_001 }), 'same-key');
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict']);
  });
});

it.each(['\u200b', '\u202e\u202c', ' \u0000 '])(
  'a giver named with nothing but the invisible (%j) is not named',
  async (donorName) => {
    const { body } = await clerk.post('/donations', gift({ donorName }));
    expect((await clerk.get(`/donations/${body.id}`)).body.printedName).toBeNull();
  },
);

describe('voiding and correcting', () => {
  it('takes a cash gift back by a further entry, once; the receipt keeps its number', async () => {
    const before = await trialBalance();
    const { body } = await clerk.post('/donations', gift({ amount: 90_000 }));
    expect((await clerk.post(`/donations/${body.id}/void`, { reason: 'x' })).status).toBe(400);
    const answer = await clerk.post(`/donations/${body.id}/void`, { reason: 'Ghi nhầm người' });
    expect(answer.status).toBe(201);
    expect((await clerk.get(`/donations/${body.id}`)).body.void).toMatchObject({ reason: 'Ghi nhầm người' });
    const again = await clerk.post(`/donations/${body.id}/void`, { reason: 'Ghi nhầm người' });
    expect([again.status, again.body.code]).toEqual([409, 'donation.already-void']);
    const after = await trialBalance();
    const held = (b: typeof before): number =>
      b.rows.filter((r) => r.code === '1111').reduce((sum, r) => sum + r.balance, 0);
    expect(held(after)).toBe(held(before));
    expect(after.sequence).toBe(before.sequence + 2);
  });

  it('cannot be done by reversing the entry behind the receipt’s back', async () => {
    const { body } = await clerk.post('/donations', gift());
    const { sequence } = (await clerk.get(`/donations/${body.id}`)).body;
    const answer = await clerk.post(`/ledger/entries/${sequence}/reverse`, { reason: 'thử đảo' });
    expect([answer.status, answer.body.code]).toEqual([422, 'ledger.reverse-elsewhere']);
  });

  it('of an earlier year leaves what was left of that year (421), and counts as received no more', async () => {
    const [fundId, day] = [t.committee.city.BD.id, '2024-12-31'];
    type Figures = { opening: number; received: number; balance: number };
    const figures = async (): Promise<Figures> => {
      const { items } = (await clerk.get('/funds')).body as { items: (Figures & { id: string })[] };
      const { opening, received, balance } = items.find(({ id }) => id === fundId)!;
      const [seen] = await t.app
        .get<DataSource>(getDataSourceToken('public'))
        .query<Record<string, bigint>[]>(`SELECT opening, received, held FROM public_fund WHERE id = $1`, [fundId]);
      expect(seen).toEqual({ opening: BigInt(opening), received: BigInt(received), held: BigInt(balance) });
      return { opening, received, balance };
    };
    const before = await figures();
    for (const [voided, code] of [
      ['2024-12-31', '511'],
      ['2025-01-02', '421'],
    ] as const) {
      const { body } = await clerk.post('/donations', { fundId, amount: 60_000, channel: 'cash', effectiveDate: day });
      expect((await figures()).received).toBe(before.received + 60_000);
      const taken = { reason: 'Ghi nhầm quỹ', effectiveDate: voided };
      const answer = await clerk.post(`/donations/${body.id}/void`, taken);
      const entry = (await clerk.get(`/ledger/entries/${answer.body.sequence}`)).body;
      expect(entry.movements).toMatchObject([{ debit: { code }, credit: { code: '1111' }, amount: 60_000 }]);
      expect(await figures()).toEqual(before);
    }
  });

  it('not on a day before the gift itself', async () => {
    const { body } = await clerk.post('/donations', gift({ effectiveDate: '2025-05-20' }));
    const early = { reason: 'Ghi nhầm người', effectiveDate: '2025-05-19' };
    const answer = await clerk.post(`/donations/${body.id}/void`, early);
    expect([answer.status, answer.body.code]).toEqual([422, 'donation.void-too-early']);
  });

  it('owes a transfer to its giver when the bank brings it at the very moment of the void', async () => {
    const fundId = t.committee.city.CT.id;
    const [first] = [await clerk.post('/donations', gift({ fundId, channel: 'transfer', amount: 40_000 }))];
    // Another one in transit, so that 113 holds enough for a wrong void too.
    await clerk.post('/donations', gift({ fundId, channel: 'transfer', amount: 40_000 }));
    const { items } = (await clerk.get(`/ledger/accounts?fund=${fundId}`)).body;
    const idOf = (code: string): number => items.find((row: { code: string }) => row.code === code).accountId;
    const ledger = t.app.get(LedgerService);
    const [db, clock] = [t.app.get(DataSource), t.app.get(Clock)];
    const voiding = await transact(db, async (tx) => {
      await ledger.takeLane(tx);
      const request = clerk
        .post(`/donations/${first.body.id}/void`, { reason: 'Chuyển nhầm' })
        .then((answer) => answer);
      await waitsForLane(db);
      const movements = [{ debit: idOf('1121'), credit: idOf('113'), amount: 40_000n }];
      const source = { sourceKind: 'donation', sourceId: first.body.id as string };
      const entry = {
        unitCode: '01',
        fundId,
        effectiveDate: clock.today(),
        description: 'Đã về',
        ...source,
        movements,
      };
      await ledger.post(tx, { kind: 'statement-line', actorId: CLI_ACTOR_ID, entry });
      return { request };
    });
    const answer = await voiding.request;
    expect(answer.status).toBe(201);
    const entry = (await clerk.get(`/ledger/entries/${answer.body.sequence}`)).body;
    expect(entry.movements).toMatchObject([{ debit: { code: '511' }, credit: { code: '3388' }, amount: 40_000 }]);
  });

  it('shows a giver who chose another name to be shown by still under that one', async () => {
    const chosen = { donorName: 'Lê Thị Bíhn', publicName: 'Một người con xa quê' };
    const { body } = await clerk.post('/donations', gift(chosen));
    await clerk.post(`/donations/${body.id}/correct-name`, { name: 'Lê Thị Bình', reason: 'sai chính tả' });
    expect((await clerk.get(`/donations/${body.id}`)).body).toMatchObject({
      printedName: 'Lê Thị Bình',
      publicName: 'Một người con xa quê',
    });
  });

  it('corrects a misspelt name by an event, without touching the money', async () => {
    const { body } = await clerk.post('/donations', gift({ donorName: 'Nguyễn Văn Hoà' }));
    const before = await trialBalance();
    const answer = await clerk.post(`/donations/${body.id}/correct-name`, {
      name: 'Nguyễn Văn Hòa',
      reason: 'sai dấu',
    });
    expect(answer.status).toBe(201);
    expect((await clerk.get(`/donations/${body.id}`)).body.printedName).toBe('Nguyễn Văn Hòa');
    expect((await trialBalance()).rows).toEqual(before.rows);
  });
});

it('a search for what no text can hold is malformed, not broken', async () => {
  expect((await clerk.get('/donations?q=%00')).status).toBe(400);
});

describe('the largest amount', () => {
  it('is taken once, a further one is refused, and the books can still be read after it was voided', async () => {
    const centre = await Caller.of(t, 'tw.ketoan');
    const largest = { fundId: t.committee.centre.CT.id, amount: Number.MAX_SAFE_INTEGER, channel: 'cash' };
    const { body, status } = await centre.post('/donations', largest);
    expect(status).toBe(201);
    const more = await centre.post('/donations', { ...largest, amount: 1 });
    expect([more.status, more.body.code]).toEqual([422, 'ledger.too-large']);
    expect((await centre.post(`/donations/${body.id}/void`, { reason: 'Gõ nhầm số' })).status).toBe(201);
    await centre.post(`/donations`, { ...largest, amount: 5 });
    const books = await centre.get('/ledger/trial-balance');
    expect(books.status).toBe(200);
    expect(books.text).toContain('"debit":9007199254740996');
    expect((await t.http.get('/api/v1/public/summary')).status).toBe(200);
  });
});

describe('64 clerks at once', () => {
  it('record into one fund: nothing lost, nothing doubled, numbers 1…n without a gap', async () => {
    const fundId = t.committee.city.BD.id;
    const bodies = Array.from({ length: 640 }, (_, i) => ({
      fundId,
      amount: 10_000 + i,
      channel: i % 2 ? 'cash' : 'transfer',
    }));
    const answers: { status: number; body: { id: string; receipt: { serial: string } } }[] = [];
    const queue = bodies.map((body, i) => ({ body, key: `storm-${i}` }));
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        for (let next = queue.shift(); next; next = queue.shift())
          answers.push(await clerk.post('/donations', next.body, next.key));
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const numbers = answers.map(({ body }) => Number(body.receipt.serial.slice(-6))).sort((a, b) => a - b);
    expect(numbers).toEqual(bodies.map((_, i) => i + 1));
    const rows = (await clerk.get(`/ledger/accounts?fund=${fundId}`)).body.items as { role: string; balance: number }[];
    const places = rows.filter(({ role }) => role === 'place').reduce((sum, { balance }) => sum + balance, 0);
    expect(places).toBe(bodies.reduce((sum, { amount }) => sum + amount, 0));
  });
});
