import pg from 'pg';
import type { Response, Test } from 'supertest';
import { ExportsService } from '../src/reports/exports.service.js';
import { Verification } from '../src/reports/verification.service.js';
import { Clock } from '../src/platform/clock.js';
import { startApp, type TestApp } from './support/app.js';
import { apiOf, Caller } from './support/api.js';
import { complaints, exported, type Format, isThere, ourBalances, theirBalances } from './support/plain-text.js';
import { byTwo, CITY_BY, openBooks } from './support/two-people.js';

const NAME = 'Nguyễn Thị Kín Đáo';

let t: TestApp;
let clerk: Caller;
let giftId: string;

beforeAll(async () => {
  t = await startApp();
  clerk = await Caller.of(t, 'ketoan');
  const { VNN, CT } = t.committee.city;
  const places = (await clerk.get('/ledger/accounts')).body.items as {
    code: string;
    fundId: string;
    accountId: number;
  }[];
  const bank = places.find(({ code, fundId }) => code === '1121' && fundId === VNN.id);
  await openBooks(apiOf(t), CITY_BY, {
    fundId: VNN.id,
    effectiveDate: '2025-12-31',
    minutesNo: '01/BB',
    lines: [{ accountId: bank?.accountId, amount: 9_007_199_254_740_991 - 1_000_000_000 }],
  });
  const gift = { fundId: VNN.id, amount: 200_000, channel: 'cash', donorName: NAME };
  giftId = (await done(clerk.post('/donations', gift))).id;
  await done(clerk.post('/donations', { ...gift, channel: 'transfer', effectiveDate: '2026-01-05' }));
  await done(
    clerk.post('/donations', { ...gift, fundId: CT.id, appealId: t.committee.appeals.city, condition: 'Cho trẻ em' }),
  );
  await done(clerk.post('/donations', { ...gift, fundId: CT.id }));
  const [general, appeal] = places
    .filter(({ code, fundId }) => code === '421' && fundId === CT.id)
    .map(({ accountId }) => accountId)
    .sort((a, b) => a - b);
  const moved = await byTwo(apiOf(t), CITY_BY, '/ledger/entries', {
    fundId: CT.id,
    effectiveDate: t.app.get(Clock).today(),
    description: '(điều chuyển) theo 02/QĐ; "sổ cũ\\" | trang 2',
    decisionNo: '02/QĐ',
    movements: [{ debitAccountId: general, creditAccountId: appeal, amount: 1_000 }],
  });
  expect(moved.status).toBe(200);
  const twice = await done(clerk.post('/donations', gift));
  await done(clerk.post(`/donations/${twice.id}/void`, { reason: 'Ghi hai lần' }));
  await done(clerk.post(`/donations/${giftId}/correct-name`, { name: `${NAME} A`, reason: 'Sai chính tả' }));
  await done((await Caller.of(t, 'xa.ketoan')).post('/donations', { ...gift, fundId: t.committee.commune.VNN.id }));
});
afterAll(() => t.close());

async function done(call: Test): Promise<Response['body']> {
  const answer = await call;
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

/** Behind the program's back, as only the owner of the tables can. */
async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client(t.databases.ownerUrl);
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

describe('the books verify themselves', () => {
  it('and say of each part what was looked at', async () => {
    const { status, body } = await clerk.get('/ledger/verify');
    expect(status).toBe(200);
    expect(body.ok).toBe(true);
    const head = (await clerk.get('/ledger/trial-balance')).body.sequence;
    expect(body.sequence).toBe(head);
    const names = body.checks.map((check: { name: string }) => check.name);
    expect(names).toEqual(
      expect.arrayContaining([
        'sequence',
        'leaves',
        'places',
        'restrictions',
        'identity',
        'receipts',
        'vouchers',
        'gifts',
        'names',
      ]),
    );
    expect(body.checks.every((check: { ok: boolean; detail: string }) => check.ok && check.detail.length > 5)).toBe(
      true,
    );
  });

  it('for those alone who may ask', async () => {
    expect((await t.http.get('/api/v1/ledger/verify')).status).toBe(401);
    expect((await (await Caller.of(t, 'quantri')).get('/ledger/verify')).status).toBe(403);
  });

  it('and notice a name that was changed behind the log, without saying it', async () => {
    const change = (name: string) =>
      asOwner((owner) => owner.query(`UPDATE donation SET printed_name = $2 WHERE id = $1`, [giftId, name]));
    await change('Người Khác');
    const { ok, checks } = await t.app.get(Verification).verify();
    await change(`${NAME} A`);
    expect(ok).toBe(false);
    const wrong = checks.filter((check) => !check.ok);
    expect(wrong.map(({ name }) => name)).toEqual(['names']);
    expect(wrong[0]?.detail).not.toMatch(/Người Khác|Kín Đáo/);
    expect((await t.app.get(Verification).verify()).ok).toBe(true);
  });

  it.each([
    [
      'an amount',
      `UPDATE donation SET amount = amount + 1 WHERE id = $1`,
      `UPDATE donation SET amount = amount - 1 WHERE id = $1`,
    ],
    [
      'a day',
      `UPDATE donation SET effective_date = effective_date - 1 WHERE id = $1`,
      `UPDATE donation SET effective_date = effective_date + 1 WHERE id = $1`,
    ],
  ])('and notice %s of a gift that is not the log’s', async (_, fault, mend) => {
    await asOwner((owner) => owner.query(fault, [giftId]));
    const { checks } = await t.app.get(Verification).verify();
    await asOwner((owner) => owner.query(mend, [giftId]));
    expect(checks.filter((check) => !check.ok).map(({ name }) => name)).toEqual(['gifts']);
  });

  it('and notice a name that is gone though the log holds a commitment to it', async () => {
    const keep = await asOwner(async (owner) => {
      const { rows } = await owner.query(`SELECT printed_name, name_salt FROM donation WHERE id = $1`, [giftId]);
      await owner.query(`UPDATE donation SET printed_name = NULL, name_salt = NULL WHERE id = $1`, [giftId]);
      return rows[0];
    });
    const { checks } = await t.app.get(Verification).verify();
    await asOwner((owner) =>
      owner.query(`UPDATE donation SET printed_name = $2, name_salt = $3 WHERE id = $1`, [
        giftId,
        keep.printed_name,
        keep.name_salt,
      ]),
    );
    expect(checks.filter((check) => !check.ok).map(({ name }) => name)).toEqual(['names']);
  });
});

const FORMATS: Format[] = ['hledger', 'beancount'];

describe.each(FORMATS)('the export for %s', (format) => {
  const whole = async (): Promise<string> => {
    let text = '';
    await t.app.get(ExportsService).export(format, (chunk) => void (text += chunk));
    return text;
  };

  it('is the same bytes each time, holds every entry once, and no name', async () => {
    const text = await whole();
    expect(text).toContain('02/QĐ');
    expect(await whole()).toBe(text);
    const { rows } = await asOwner((owner) => owner.query(`SELECT sequence FROM entry ORDER BY sequence`));
    expect([...text.matchAll(/^ +(?:; )?sequence: ?"?(\d+)"?$/gm)].map(([, sequence]) => sequence)).toEqual(
      rows.map(({ sequence }) => String(sequence)),
    );
    expect(text).not.toContain(NAME);
    expect(text).not.toContain('Cho trẻ em');
  });

  it('says of each entry its unit, fund, purpose, appeal, voucher and decision', async () => {
    const text = await whole();
    const fact = (name: string, value: string): string =>
      format === 'hledger' ? `; ${name}:${value}` : `${name}: "${value}"`;
    for (const [name, value] of [
      ['unit', '01'],
      ['fund', 'CT'],
      ['appeal', t.committee.appeals.city],
      ['decision', '02/QĐ'],
      ['voucher', `PT-VNN-01-${t.app.get(Clock).today().slice(0, 4)}-000001`],
    ] as const)
      expect(text).toContain(fact(name, value));
  });

  it('waits for the writer, so that a large book is never whole in memory', async () => {
    let writing = 0;
    await t.app.get(ExportsService).export(format, async () => {
      writing += 1;
      expect(writing).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      writing -= 1;
    });
  });

  it('passes the program’s strictest checks and gives the same balances as the product, to the đồng', async () => {
    if (!isThere(format)) return;
    await exported(t.app, format, async (file) => {
      expect(await complaints(format, file)).toBe('');
      const ours = await ourBalances(t.app, format);
      expect(Object.keys(ours).length).toBeGreaterThan(8);
      expect(await theirBalances(format, file)).toEqual(ours);
    });
  });
});

it('other formats are refused by name', async () => {
  const exports = t.app.get(ExportsService);
  await expect(exports.export('xlsx', () => undefined)).rejects.toMatchObject({ code: 'export.format-unknown' });
  await expect(exports.export('constructor', () => undefined)).rejects.toMatchObject({ code: 'export.format-unknown' });
  expect((await exports.export('hledger', () => undefined)).entries).toBeGreaterThan(5);
});
