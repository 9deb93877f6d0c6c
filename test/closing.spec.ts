/** Months and years close in order and with a checklist, stay closed for everyone, and are opened again by another person. */
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { PeriodsService } from '../src/ledger/periods.service.js';
import { Clock } from '../src/platform/clock.js';
import { formatDate } from '../src/platform/dates.js';
import { formatNumber } from '../src/platform/money.js';
import { transact } from '../src/platform/transact.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { layGround } from './support/payouts.js';

let t: TestApp;
let api: Api;
let fund: TestApp['committee']['city']['VNN'];

beforeEach(async () => {
  t = await startApp();
  api = apiOf(t);
  fund = t.committee.city.VNN;
});
afterEach(async () => {
  await t.verifyBooks();
  await t.close();
});

type Line = {
  key: string;
  needs: string;
  amount: number | null;
  note: string | null;
  days: number | null;
  href: string;
};
type Point = { point: string; state: string; lines: Line[] };
type Checklist = { ready: boolean; closed: boolean; problem: string | null; points: Point[] };

const give = (amount: number, effectiveDate: string, more: object = {}) =>
  api.post('ketoan', 'donations', { fundId: fund.id, amount, channel: 'cash', effectiveDate, ...more });

async function given(amount: number, day: string, more: object = {}): Promise<void> {
  const { status, text } = await give(amount, day, more);
  if (status !== 201) throw new Error(text);
}

async function checklist(month: string): Promise<Checklist> {
  return (await api.get('ketoan', `closings/checklist?fund=${fund.id}&month=${month}`)).body as Checklist;
}

async function point(month: string, name: string): Promise<Point> {
  const found = (await checklist(month)).points.find((each) => each.point === name);
  if (!found) throw new Error(`There is no point ${name}.`);
  return found;
}

/** A person has looked at whatever may be confirmed. */
async function answers(month: string): Promise<{ key: string; note: string }[]> {
  const { points } = await checklist(month);
  return points.flatMap(({ lines }) =>
    lines.filter(({ needs }) => needs === 'confirm').map(({ key }) => ({ key, note: 'Đã xem từng khoản' })),
  );
}

const close = async (month: string, key?: string) =>
  api.post('ketoantruong', 'closings', { fundId: fund.id, month, answers: await answers(month) }, key);

/** Counted and confirmed by two people. */
async function counted(day: string, amount: number): Promise<void> {
  const count = await api.post('thuquy', 'cash-counts', { cashBoxId: fund.cashBoxId, day, counted: amount });
  if (count.status !== 201) throw new Error(count.text);
  const confirmed = await api.post('ketoan', `cash-counts/${(count.body as { id: string }).id}/confirm`);
  if (confirmed.status !== 200) throw new Error(confirmed.text);
}

async function closed(month: string): Promise<string> {
  const { status, body, text } = await close(month);
  if (status !== 201) throw new Error(text);
  return (body as { id: string }).id;
}

/** Closes the months from one to another, where nothing but cash is; the box holds `cash` at each end. */
async function closeAll(months: string[], cash: number): Promise<string[]> {
  const ids: string[] = [];
  for (const month of months) {
    const { lines } = await point(month, 'cash');
    if (lines.length > 0) await counted(lastDay(month), cash);
    ids.push(await closed(month));
  }
  return ids;
}

function lastDay(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

function monthsFrom(first: number, last: number, year = 2024): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => `${year}-${String(first + i).padStart(2, '0')}`);
}

const codeOf = (answer: { body: unknown }): string => (answer.body as { code: string }).code;
const db = (): DataSource => t.app.get(DataSource);

describe('a month', () => {
  it('is refused before it is over, for an unknown fund, out of order and to the wrong person', async () => {
    await given(100_000, '2024-03-05');
    const month = t.app.get(Clock).today().slice(0, 7);
    const running = await api.post('ketoantruong', 'closings', { fundId: fund.id, month });
    expect([running.status, codeOf(running)]).toEqual([422, 'closing.not-ended']);
    const unknown = await api.post('ketoantruong', 'closings', { fundId: randomUUID(), month: '2024-03' });
    expect([unknown.status, codeOf(unknown)]).toEqual([422, 'closing.fund-unknown']);
    const later = await api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-04' });
    expect([later.status, codeOf(later)]).toEqual([409, 'closing.before-open']);
    const malformed = await api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-13' });
    expect(malformed.status).toBe(400);
    for (const who of ['ketoan', 'thuquy', 'chutich', 'giamsat', 'quantri']) {
      expect((await api.post(who, 'closings', { fundId: fund.id, month: '2024-03' })).status).toBe(403);
    }
    const elsewhere = await api.get('xa.ketoan', `closings?fund=${fund.id}`);
    expect(elsewhere.status).toBe(403);
  });

  it('closes with what was looked at, once, and keeps it; nothing goes into it any more', async () => {
    await given(100_000, '2024-03-05', { donorName: 'Bà Trần Thị Nguyên Vẹn' });
    const refused = await api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-03' });
    expect([refused.status, codeOf(refused)]).toEqual([422, 'closing.checklist']);
    const { errors } = refused.body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path.split(':')[0]).sort()).toEqual(['cash', 'cut-off']);

    await counted('2024-03-31', 100_000);
    expect((await point('2024-03', 'cash')).state).toBe('done');
    expect((await point('2024-03', 'cut-off')).state).toBe('to-confirm');
    const key = randomUUID();
    const said = await answers('2024-03');
    const first = await api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-03', answers: said }, key);
    expect(first.status).toBe(201);
    const again = await api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-03', answers: said }, key);
    expect(again.body).toEqual(first.body);
    expect(codeOf(await close('2024-03'))).toBe('closing.closed-already');

    const kept = await checklist('2024-03');
    expect(kept).toMatchObject({ closed: true, ready: true, problem: 'closed-already' });
    expect(kept.points.flatMap(({ lines }) => lines.map(({ note }) => note))).toEqual(['Đã xem từng khoản']);
    const list = (await api.get('giamsat', `closings?fund=${fund.id}&year=2024`)).body as {
      next: string;
      months: { period: string; state: string; closing: { closedBy: string } | null }[];
    };
    expect(list.months).toHaveLength(12);
    expect(list.next).toBe('2024-04');
    expect(list.months.map(({ state }) => state).slice(0, 4)).toEqual(['none', 'none', 'closed', 'open']);
    expect(list.months[2]?.closing?.closedBy).toBe('Người dùng ketoantruong');

    const late = await give(1_000, '2024-03-31');
    expect([late.status, codeOf(late)]).toEqual([409, 'ledger.period-closed']);
    expect((late.body as { detail: string }).detail).toContain('Ghi ngày hôm nay');
    // Before it no month was ever closed, and yet what it began with is what it was closed with.
    const before = await give(1_000, '2024-02-10');
    expect([before.status, codeOf(before)]).toEqual([409, 'ledger.period-closed']);
    await given(1_000, '2024-04-01');
  });

  it('is closed in the public log by an event without a name, with its sums and a hash of what each purpose held', async () => {
    await given(100_000, '2024-03-05', { donorName: 'Bà Trần Thị Nguyên Vẹn' });
    await closeAll(['2024-03'], 100_000);
    const [row] = await db().query<{ leaf: Buffer }[]>(`SELECT leaf FROM event WHERE kind = 'period-closed'`);
    const leaf = JSON.parse(row?.leaf.toString('utf8') ?? '{}') as { facts: Record<string, unknown> };
    expect(leaf.facts).toMatchObject({
      fund: fund.id,
      period: '2024-03',
      debit: 100_000,
      credit: 100_000,
      accounts: 2,
    });
    expect(leaf.facts.restrictions).toMatch(/^[0-9a-f]{64}$/);
    expect(row?.leaf.toString('utf8')).not.toMatch(/Nguyên Vẹn|ketoan/);
  });

  it('lets a gift in it be voided today, and not on one of its days', async () => {
    await given(100_000, '2024-03-05');
    await closeAll(['2024-03'], 100_000);
    const [gift] = await db().query<{ id: string }[]>('SELECT id FROM donation');
    const back = { reason: 'Ghi nhầm quỹ' };
    const dated = await api.post('ketoan', `donations/${gift?.id}/void`, { ...back, effectiveDate: '2024-03-20' });
    expect([dated.status, codeOf(dated)]).toEqual([409, 'ledger.period-closed']);
    expect((await api.post('ketoan', `donations/${gift?.id}/void`, back)).status).toBeLessThan(300);
  });

  it('closes once for two people at once', async () => {
    await given(100_000, '2024-03-05');
    await counted('2024-03-31', 100_000);
    const said = await answers('2024-03');
    const both = await Promise.all(
      [1, 2].map(() => api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-03', answers: said })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [row] = await db().query<{ n: bigint }[]>('SELECT count(*) AS n FROM closing');
    expect(row?.n).toBe(1n);
  });

  it('that closes while 64 callers post into it has each gift in the books before, or refused', async () => {
    await given(1_000, '2024-03-05', { channel: 'transfer' });
    const said = await answers('2024-03');
    let outcomes: string[] = [];
    const post = async (): Promise<string> => {
      const answer = await give(1_000, '2024-03-10', { channel: 'transfer' });
      const outcome = answer.status === 201 ? 'posted' : codeOf(answer);
      outcomes.push(outcome);
      return outcome;
    };
    // What came since a person looked is looked at again: among 64 gifts the close is refused, or was before them all.
    const [asked] = await Promise.all([
      api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2024-03', answers: said }),
      ...Array.from({ length: 64 }, post),
    ]);
    expect([201, 422]).toContain(asked.status);
    if (asked.status === 201) {
      const id = (asked.body as { id: string }).id;
      await api.post('chutich', `closings/${id}/reopen`, { reason: 'Ghi tiếp' });
    }
    // So that a close comes right in the middle, the books are closed under the 64 as `POST /closings` does it.
    const before = outcomes.filter((each) => each === 'posted').length;
    outcomes = [];
    const callers = Array.from({ length: 64 }, async () => {
      for (let i = 0; i < 20; i++) if ((await post()) !== 'posted') return;
    });
    while (outcomes.length < 64) await new Promise((resolve) => setTimeout(resolve, 5));
    const chief = await t.app.get(ActorsService).byUsername('ketoantruong');
    await transact(db(), (tx) =>
      t.app.get(PeriodsService).set(tx, {
        unitCode: '01',
        fundId: fund.id,
        kind: 'month',
        startsOn: '2024-03-01',
        state: 'closed',
        actorId: chief?.id ?? '',
      }),
    );
    await Promise.all(callers);
    expect([...new Set(outcomes)].sort()).toEqual(['ledger.period-closed', 'posted']);
    const posted = outcomes.filter((each) => each === 'posted').length;
    const [row] = await db().query<{ n: bigint; after: bigint }[]>(
      `SELECT count(*) AS n, count(*) FILTER (WHERE e.sequence > p.sequence) AS after FROM entry e, period p
       WHERE e.fund_id = p.fund_id AND e.effective_date BETWEEN p.starts_on AND p.ends_on`,
    );
    expect(row).toEqual({ n: BigInt(before + posted + 1), after: 0n });
  });

  it('ends at midnight in Vietnam, not a second earlier', async () => {
    const clock = t.app.get(Clock);
    await given(100_000, '2024-03-05');
    await closeAll(monthsFrom(3, 12), 100_000);
    await closeAll(['2025-01'], 100_000);
    await counted('2025-02-28', 100_000);
    const said = await answers('2025-02');
    const ask = () => api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2025-02', answers: said });
    const real = clock.now.bind(clock);
    try {
      clock.now = () => new Date('2025-02-28T16:59:59.999Z');
      expect(codeOf(await ask())).toBe('closing.not-ended');
      await given(5_000, '2025-02-28', { channel: 'transfer' });
      clock.now = () => new Date('2025-02-28T17:00:00.000Z');
      const more = await answers('2025-02');
      const after = await api.post('ketoantruong', 'closings', { fundId: fund.id, month: '2025-02', answers: more });
      expect(after.status).toBe(201);
      const late = await give(5_000, '2025-02-28');
      expect(codeOf(late)).toBe('ledger.period-closed');
      await given(5_000, '2025-03-01');
    } finally {
      clock.now = real;
    }
  });
});

describe('opening again', () => {
  it('takes a reason, another role, the last month first, and leaves the closing on record', async () => {
    await given(100_000, '2024-03-05');
    const [march = '', april = ''] = await closeAll(['2024-03', '2024-04'], 100_000);
    const reason = { reason: 'Bỏ sót một phiếu thu' };
    expect((await api.post('ketoantruong', `closings/${april}/reopen`, reason)).status).toBe(403);
    expect((await api.post('chutich', `closings/${april}/reopen`, { reason: ' ' })).status).toBe(400);
    expect(codeOf(await api.post('chutich', `closings/${march}/reopen`, reason))).toBe('closing.later-closed');
    expect((await api.post('chutich', `closings/${randomUUID()}/reopen`, reason)).status).toBe(404);
    const key = randomUUID();
    const opened = await api.post('chutich', `closings/${april}/reopen`, reason, key);
    expect(opened.status).toBe(200);
    expect((await api.post('chutich', `closings/${april}/reopen`, reason, key)).body).toEqual(opened.body);
    expect(codeOf(await api.post('chutich', `closings/${april}/reopen`, reason))).toBe('closing.not-closed');
    expect((await api.post('chutich', `closings/${march}/reopen`, reason)).status).toBe(200);
    await given(1_000, '2024-03-09');
    const { months } = (await api.get('ketoan', `closings?fund=${fund.id}&year=2024`)).body as {
      months: { state: string; closing: { reopenReason: string; reopenedBy: string } }[];
    };
    expect(months[2]).toMatchObject({
      state: 'open',
      closing: { reopenReason: reason.reason, reopenedBy: 'Người dùng chutich' },
    });
    // Closed anew it is a closing of its own.
    await counted('2024-03-31', 101_000);
    expect(await closed('2024-03')).not.toBe(march);
  });

  it('is never by the one who closed, says the database too', async () => {
    await given(100_000, '2024-03-05');
    const [id] = await closeAll(['2024-03'], 100_000);
    const same = db().query(
      `UPDATE closing SET reopened_by = closed_by, reopened_at = now(), reopen_reason = 'tự mở', reopen_sequence = sequence
       WHERE id = $1`,
      [id],
    );
    await expect(same).rejects.toThrow(/closing_/);
    await expect(db().query(`UPDATE closing SET closed_by = $1`, [randomUUID()])).rejects.toThrow(/permission denied/);
    await expect(db().query(`DELETE FROM closing`)).rejects.toThrow(/permission denied/);
  });
});

describe('a cash count', () => {
  const count = (day: string, amount: number, who = 'thuquy') =>
    api.post(who, 'cash-counts', { cashBoxId: fund.cashBoxId, day, counted: amount });

  it('shows the difference and what to book, and needs a second person', async () => {
    await given(100_000, '2024-03-05');
    const short = await count('2024-03-31', 99_000);
    expect(short.body).toMatchObject({
      counted: 99_000,
      books: 100_000,
      difference: -1_000,
      toBook: { debit: '1388', credit: '1111', amount: 1_000 },
    });
    expect((await point('2024-03', 'cash')).lines[0]?.key).toMatch(/^cash:uncounted/);
    const { id } = short.body as { id: string };
    expect((await api.post('thuquy', `cash-counts/${id}/confirm`)).status).toBe(403);
    expect((await api.post('ketoan', `cash-counts/${id}/confirm`)).status).toBe(200);
    expect(codeOf(await api.post('ketoantruong', `cash-counts/${id}/confirm`))).toBe('count.confirmed-already');
    expect((await point('2024-03', 'cash')).lines[0]).toMatchObject({ needs: 'mend', amount: -1_000 });
    const over = await count('2024-03-31', 100_500);
    expect(over.body).toMatchObject({ difference: 500, toBook: { debit: '1111', credit: '3388', amount: 500 } });
    const right = await count('2024-03-31', 100_000);
    expect((right.body as { toBook: unknown }).toBook).toBeNull();
    const older = await api.post('ketoan', `cash-counts/${(over.body as { id: string }).id}/confirm`);
    expect(codeOf(older)).toBe('count.superseded');
    expect((await api.post('ketoan', `cash-counts/${(right.body as { id: string }).id}/confirm`)).status).toBe(200);
    expect((await point('2024-03', 'cash')).state).toBe('done');
    const { items } = (await api.get('chutich', `cash-counts?fund=${fund.id}`)).body as {
      items: { counted: number; books: number; confirmedBy: string | null; superseded: boolean }[];
    };
    expect(items.map(({ counted: found }) => found)).toEqual([100_000, 100_500, 99_000]);
    expect(items.map(({ superseded }) => superseded)).toEqual([false, true, true]);
  });

  it('is refused for a day to come, a box that is not there, less than nothing, and to who keeps no cash', async () => {
    expect((await count('2199-01-01', 0)).status).toBe(400);
    expect((await count('2024-03-31', -1)).status).toBe(400);
    expect((await count('2023-03-31', 0)).status).toBe(422);
    expect((await count('2024-03-31', 0, 'ketoan')).status).toBe(403);
    const nowhere = { cashBoxId: randomUUID(), day: '2024-03-31', counted: 0 };
    expect((await api.post('thuquy', 'cash-counts', nowhere)).status).toBe(422);
    const other = await api.post('xa.thuquy', 'cash-counts', { ...nowhere, cashBoxId: fund.cashBoxId });
    expect(other.status).toBe(403);
  });

  it('is no longer enough once cash has moved after it', async () => {
    await given(100_000, '2024-03-05');
    await counted('2024-03-30', 100_000);
    expect((await point('2024-03', 'cash')).state).toBe('done');
    await given(5_000, '2024-03-31');
    expect((await point('2024-03', 'cash')).state).toBe('not-done');
  });
});

describe('the bank and a closed month', () => {
  type Row = { day: string; credit?: bigint; debit?: bigint };

  /** As Vietcombank writes it: the balance stands on the last row of each day. */
  const csv = (rows: Row[], opening: bigint): string => {
    let balance = opening;
    const lines = rows.map(({ day, credit = 0n, debit = 0n }, at) => {
      balance += credit - debit;
      const closes = rows[at + 1]?.day !== day;
      const cell = (amount: bigint) => (amount === 0n ? '' : formatNumber(amount));
      return `1,${formatDate(day)},${at}.1,${cell(debit)},${cell(credit)},${closes ? formatNumber(balance) : ''},"ung ho"`;
    });
    return ['PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails', ...lines].join('\n');
  };

  const upload = async (content: string, dryRun = false) => {
    const token = await t.signIn('ketoan');
    const request = t.http
      .post(`/api/v1/bank-accounts/${fund.bankAccountId}/statements`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', randomUUID())
      .attach('file', Buffer.from(content), 'sao-ke.csv');
    return dryRun ? request.field('dryRun', 'true') : request;
  };

  const kept = async (rows: Row[], opening: bigint): Promise<string> => {
    const answer = await upload(csv(rows, opening));
    if (answer.status !== 201) throw new Error(answer.text);
    return (answer.body as { id: string }).id;
  };

  const MARCH: Row[] = [
    { day: '2024-03-04', credit: 200_000n },
    { day: '2024-03-31', credit: 300_000n },
  ];

  it('is not reconciled until the statement is posted, and then is', async () => {
    const id = await kept(MARCH, 0n);
    const before = await point('2024-03', 'bank');
    expect(before.state).toBe('not-done');
    expect(before.lines[0]).toMatchObject({ key: `bank:statement:${id}`, href: `/desk/statements/${id}` });
    expect(codeOf(await close('2024-03'))).toBe('closing.checklist');
    await api.post('ketoan', `statements/${id}/post`);
    expect((await point('2024-03', 'bank')).state).toBe('done');
    await closed('2024-03');
  });

  it('stays open while a statement of it is being posted', async () => {
    const id = await kept(MARCH, 0n);
    await api.post('ketoan', `statements/${id}/post`);
    await db().query(`UPDATE statement SET state = 'posting' WHERE id = $1`, [id]);
    const answer = await close('2024-03');
    expect([answer.status, codeOf(answer)]).toEqual([422, 'closing.checklist']);
    expect((answer.body as { errors: { path: string }[] }).errors[0]?.path).toBe(`bank:statement:${id}`);
    await db().query(`UPDATE statement SET state = 'posted' WHERE id = $1`, [id]);
    await closed('2024-03');
  });

  it('asks a person when the statement stops early, and refuses when the next one has lines of a closed month', async () => {
    const early = await kept([{ day: '2024-03-20', credit: 200_000n }], 0n);
    await api.post('ketoan', `statements/${early}/post`);
    expect((await point('2024-03', 'bank')).lines.map(({ key }) => key.split(':')[1])).toEqual(['quiet']);
    await closed('2024-03');
    const next: Row[] = [
      { day: '2024-03-31', credit: 10_000n },
      { day: '2024-03-31', credit: 20_000n },
      { day: '2024-04-02', credit: 30_000n },
    ];
    const looked = (await upload(csv(next, 200_000n), true)).body as { problems: { code: string; message: string }[] };
    expect(looked.problems.map(({ code }) => code)).toEqual(['statement.period-closed']);
    const refused = await upload(csv(next, 200_000n));
    expect([refused.status, codeOf(refused)]).toEqual([409, 'statement.period-closed']);
    expect((refused.body as { detail: string }).detail).toContain('2 dòng, từ dòng 1 ngày 31/03/2024');
    const [row] = await db().query<{ n: bigint }[]>('SELECT count(*) AS n FROM statement');
    expect(row?.n).toBe(1n);
  });

  it('that closed after the statement was kept refuses it before its first line, and says so beforehand', async () => {
    const april: Row[] = [{ day: '2024-04-02', credit: 30_000n }];
    const id = await kept([...MARCH, ...april], 0n);
    // Closed behind its back, as an older program might have: the statement itself would have kept the month open.
    await db().query(`UPDATE statement SET state = 'undone' WHERE id = $1`, [id]);
    await given(1_000, '2024-03-01');
    await counted('2024-03-31', 1_000);
    await closed('2024-03');
    await db().query(`UPDATE statement SET state = 'kept' WHERE id = $1`, [id]);
    const answer = await api.post('ketoan', `statements/${id}/post`);
    expect([answer.status, codeOf(answer)]).toEqual([409, 'statement.period-closed']);
    const [row] = await db().query<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM statement_line WHERE state <> 'waiting'`,
    );
    expect(row?.n).toBe(0n);
  });

  it('does not close with a debit that nobody explained', async () => {
    const id = await kept([...MARCH, { day: '2024-03-31', debit: 11_000n }], 0n);
    await api.post('ketoan', `statements/${id}/post`);
    const { lines } = await point('2024-03', 'unexplained');
    expect(lines).toMatchObject([{ needs: 'mend', amount: 11_000, href: `/desk/statements/${id}` }]);
    const { items } = (await api.get('ketoan', `statements/${id}/lines?state=to-explain`)).body as {
      items: { id: string; owner: unknown; daysOpen: number }[];
    };
    expect(items[0]?.owner).toBeNull();
    expect(items[0]?.daysOpen).toBeGreaterThan(0);
    await api.post('ketoan', `statements/lines/${items[0]?.id}/explain`, { reason: 'bank-charge' });
    expect((await point('2024-03', 'unexplained')).state).toBe('done');
    await closed('2024-03');
  });

  it('lets money in suspense stand when somebody looks after it', async () => {
    // On an account that serves an appeal, outside its window, nobody can tell what money is for.
    const appeal = {
      fundId: fund.id,
      name: 'Tết vì người nghèo',
      regime: 'other',
      receiveFrom: '2024-06-01',
      bankAccountIds: [fund.bankAccountId],
    };
    expect((await api.post('ketoan', 'appeals', appeal)).status).toBe(201);
    const id = await kept(MARCH, 0n);
    await api.post('ketoan', `statements/${id}/post`);
    const { lines } = await point('2024-03', 'suspense');
    expect(lines.map(({ needs, amount }) => [needs, amount])).toEqual([
      ['mend', 200_000],
      ['mend', 300_000],
    ]);
    const { items } = (await api.get('ketoan', `statements/${id}/lines`)).body as { items: { id: string }[] };
    const people = await db().query<{ id: string; username: string }[]>('SELECT id, username FROM app_user');
    const idOf = (username: string) => people.find((each) => each.username === username)?.id;
    const own = (line: string | undefined, userId: string | undefined, who = 'ketoan') =>
      api.post(who, `statement-lines/${line}/owner`, { userId });
    expect((await own(items[0]?.id, idOf('ketoan'), 'thuquy')).status).toBe(403);
    expect(codeOf(await own(items[0]?.id, idOf('xa.ketoan')))).toBe('statement.owner-unknown');
    expect((await own(randomUUID(), idOf('ketoan'))).status).toBe(404);
    const named = await own(items[0]?.id, idOf('ketoan'));
    expect(named.body).toMatchObject({ owner: { name: 'Người dùng ketoan' } });
    expect((await point('2024-03', 'suspense')).lines).toHaveLength(1);
    await own(items[1]?.id, idOf('ketoantruong'));
    expect((await point('2024-03', 'suspense')).state).toBe('done');
    await closed('2024-03');
  });
});

describe('what people still have in hand', () => {
  const ask = async (month: string): Promise<Checklist> => {
    const commune = t.committee.commune.VNN;
    return (await api.get('xa.ketoan', `closings/checklist?fund=${commune.id}&month=${month}`)).body as Checklist;
  };
  const named = (list: Checklist, name: string): Point | undefined => list.points.find((each) => each.point === name);

  it('is listed with its age: an advance, households that have not signed; a draft and a short box keep the month open', async () => {
    const ground = await layGround(t, api, 2);
    // A session begun on a day long gone would be over today.
    await Promise.all(['xa.thuquy', 'xa.chutich'].map((username) => t.signIn(username)));
    const clock = t.app.get(Clock);
    const real = clock.now.bind(clock);
    clock.now = () => new Date('2025-02-10T03:00:00Z');
    try {
      const batch = { fundId: ground.fundId, title: 'Quà Tết', purpose: 'poor-tet', method: 'cash' };
      const { id } = (await api.post('xa.ketoan', 'disbursements', batch)).body as { id: string };
      const lines = ground.households.map((householdId) => ({ householdId, amount: 500_000 }));
      await api.post('xa.ketoan', `disbursements/${id}/lines`, { lines });
      await api.post('xa.ketoan', `disbursements/${id}/submit`);
      await api.post('xa.chutich', `disbursements/${id}/approve`, { decisionNo: '07/QĐ-MTTQ-BTT' });
      expect((await api.post('xa.thuquy', `disbursements/${id}/pay`)).body).toMatchObject({ state: 'paid' });
    } finally {
      clock.now = real;
    }
    const first = await ask('2025-02');
    expect(named(first, 'advances')).toMatchObject({ state: 'to-confirm', lines: [{ amount: 1_000_000 }] });
    expect(named(first, 'advances')?.lines[0]?.days).toBeGreaterThan(300);
    expect(named(first, 'acknowledged')).toMatchObject({ state: 'to-confirm', lines: [{ amount: 1_000_000 }] });
    expect(named(await ask('2025-01'), 'advances')?.state).toBe('done');

    const short = { cashBoxId: t.committee.commune.VNN.cashBoxId, day: '2025-02-28', counted: 3_990_000 };
    const count = (await api.post('xa.thuquy', 'cash-counts', short)).body as { id: string; difference: number };
    expect(count.difference).toBe(-10_000);
    await api.post('xa.ketoan', `cash-counts/${count.id}/confirm`);
    expect(named(await ask('2025-02'), 'cash')?.lines[0]).toMatchObject({ needs: 'mend', amount: -10_000 });
    const draft = await api.post('xa.ketoan', 'ledger/entries', {
      fundId: ground.fundId,
      effectiveDate: '2025-02-28',
      template: 'cash-short',
      amount: 10_000,
      creditAccountId: ground.box,
      documentNo: '02/BBKK',
    });
    expect(draft.status).toBe(201);
    expect(named(await ask('2025-02'), 'drafts')).toMatchObject({ state: 'not-done', lines: [{ needs: 'mend' }] });
    const { draftId } = draft.body as { draftId: string };
    expect((await api.post('xa.chutich', `ledger/drafts/${draftId}/approve`)).status).toBeLessThan(300);
    const booked = await ask('2025-02');
    expect(named(booked, 'drafts')?.state).toBe('done');
    expect(named(booked, 'cash')?.state).toBe('done');
  });
});

describe('a year', () => {
  const year = { year: '2024' };
  const ledger = async (asOf: string) =>
    (await api.get('ketoan', `ledger/trial-balance?fund=${fund.id}&asOf=${asOf}`)).body as {
      rows: { code: string; role: string; nature: string | null; balance: number; restrictionId: number | null }[];
    };
  const rollForward = async (from: string, to: string) =>
    (await api.get('ketoan', `ledger/roll-forward?fund=${fund.id}&from=${from}&to=${to}`)).body as {
      lines: Record<string, number>[];
      totals: Record<string, number>;
    };
  const purposes = () =>
    db().query<unknown[]>('SELECT restriction_id, balance, reserved FROM restriction_balance ORDER BY 1');

  it('is carried over by purpose with one voucher, opens again by mirrors, and moves no purpose’s money', async () => {
    await given(300_000, '2024-03-05');
    await given(200_000, '2024-05-05', { condition: 'Chỉ mua sách' });
    const asked = { fundId: fund.id, ...year };
    expect(codeOf(await api.post('ketoantruong', 'closings/year', asked))).toBe('closing.months-open');
    await closeAll(['2024-03', '2024-04'], 300_000);
    const ids = await closeAll(monthsFrom(5, 12), 500_000);
    const before = await purposes();
    const flows = await rollForward('2024-01-01', '2024-12-31');
    expect(flows.totals).toMatchObject({ opening: 0, received: 500_000, support: 0, closing: 500_000 });

    expect((await api.post('ketoan', 'closings/year', asked)).status).toBe(403);
    const answer = await api.post('ketoantruong', 'closings/year', asked);
    expect(answer.body).toMatchObject({ state: 'closed', voucher: 'PKT-VNN-01-2024-000001', entries: 2 });
    expect(codeOf(await api.post('ketoantruong', 'closings/year', asked))).toBe('closing.closed-already');
    expect(await purposes()).toEqual(before);
    const { rows } = await ledger('2024-12-31');
    const standing = rows.filter(({ role, balance }) => role === 'restriction' && balance !== 0);
    expect(standing.map(({ code, balance }) => [code, -balance]).sort()).toEqual([
      ['421', 200_000],
      ['421', 300_000],
    ]);
    expect(await rollForward('2024-01-01', '2024-12-31')).toMatchObject({ lines: flows.lines });
    expect((await rollForward('2025-01-01', '2025-12-31')).totals).toMatchObject({
      opening: 500_000,
      closing: 500_000,
    });

    const month = await api.post('chutich', `closings/${ids.at(-1)}/reopen`, { reason: 'Sửa tháng 12' });
    expect(codeOf(month)).toBe('closing.year-closed');
    const { id } = answer.body as { id: string };
    expect((await api.post('chutich', `closings/${id}/reopen`, { reason: 'Sửa tháng 12' })).status).toBe(200);
    expect(await purposes()).toEqual(before);
    const open = (await ledger('2024-12-31')).rows.filter(
      ({ nature, balance }) => nature === 'donations' && balance !== 0,
    );
    expect(open.map(({ balance }) => -balance).sort()).toEqual([200_000, 300_000]);
    expect((await api.post('chutich', `closings/${ids.at(-1)}/reopen`, { reason: 'Sửa tháng 12' })).status).toBe(200);
    await given(7_000, '2024-12-20');
    await counted('2024-12-31', 507_000);
    await closed('2024-12');
    const anew = await api.post('ketoantruong', 'closings/year', asked);
    expect(anew.body).toMatchObject({ state: 'closed', voucher: 'PKT-VNN-01-2024-000002', entries: 2 });
  });

  it('has nothing to carry in profile B: two people sign that 338 agrees with the detailed accounts', async () => {
    const choice = { unitCode: '01', from: '2024-01-01', profile: 'B', decisionNo: '12/QĐ-MTTQ' };
    const prepared = await api.post('ketoan', 'ledger/profiles', choice);
    expect(prepared.status).toBe(201);
    const chosen = await api.post('ketoantruong', `ledger/profiles/${(prepared.body as { id: string }).id}/confirm`);
    expect(chosen.status).toBe(201);
    await given(300_000, '2024-03-05');
    await given(200_000, '2024-05-05', { condition: 'Chỉ mua sách' });
    await closeAll(['2024-03', '2024-04'], 300_000);
    await closeAll(monthsFrom(5, 12), 500_000);
    const asked = { fundId: fund.id, ...year };
    const signed = (await api.post('ketoantruong', 'closings/year', asked)).body as {
      state: string;
      reconciliationId: string;
      lines: Record<string, number>[];
    };
    expect(signed.state).toBe('signed');
    expect(
      signed.lines.map(({ opening, received, spent, closing, held }) => [opening, received, spent, closing, held]),
    ).toEqual([
      [0, 300_000, 0, 300_000, 300_000],
      [0, 200_000, 0, 200_000, 200_000],
    ]);
    expect(codeOf(await api.post('ketoantruong', 'closings/year', asked))).toBe('closing.awaits-signature');
    const sign = (who: string) => api.post(who, `closings/reconciliations/${signed.reconciliationId}/sign`);
    expect((await sign('ketoantruong')).status).toBe(403);
    const closedYear = await sign('chutich');
    expect(closedYear.body).toMatchObject({ state: 'closed', entries: 0 });
    expect(codeOf(await sign('chutich'))).toBe('closing.closed-already');
    const { rows } = await ledger('2024-12-31');
    const standing = rows.filter(({ role, balance }) => role === 'restriction' && balance !== 0);
    expect([...new Set(standing.map(({ code }) => code))]).toEqual(['338']);
    const [row] = await db().query<{ leaf: Buffer }[]>(
      `SELECT leaf FROM event WHERE kind = 'period-closed' ORDER BY sequence DESC LIMIT 1`,
    );
    expect(JSON.parse(row?.leaf.toString('utf8') ?? '{}')).toMatchObject({
      facts: { profile: 'B', signatures: 2, purposes: [{ closing: 300_000 }, { closing: 200_000 }] },
    });
    const { id } = closedYear.body as { id: string };
    expect((await api.post('chutich', `closings/${id}/reopen`, { reason: 'Sửa tháng 12' })).status).toBe(200);
  });

  it('rolls forward to what each purpose holds, with every figure of its columns', async () => {
    await given(300_000, '2024-03-05');
    await given(200_000, '2025-05-05');
    const all = (await api.get('ketoan', `ledger/roll-forward?fund=${fund.id}`)).body as {
      lines: Record<string, number>[];
    };
    const held = (await purposes()) as { restriction_id: number; balance: bigint }[];
    for (const line of all.lines) {
      const sum = (names: string[]): number => names.reduce((total, name) => total + (line[name] ?? NaN), 0);
      const inwards = sum(['opening', 'received', 'inKind', 'fromUnits', 'interest', 'other', 'decisions']);
      expect(inwards - sum(['support', 'passedOn', 'costs'])).toBe(line.closing);
      expect(BigInt(line.closing ?? NaN)).toBe(held.find((row) => row.restriction_id === line.restrictionId)?.balance);
    }
    const swapped = await api.get('ketoan', `ledger/roll-forward?fund=${fund.id}&from=2025-01-01&to=2024-01-01`);
    expect([swapped.status, codeOf(swapped)]).toEqual([400, 'ledger.days-order']);
    expect((await api.get('xa.ketoan', `ledger/roll-forward?fund=${fund.id}`)).status).toBe(403);
    expect((await api.get('ketoan', `ledger/roll-forward?fund=${randomUUID()}`)).status).toBe(422);
  });
});
