import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { addDays } from '../src/platform/dates.js';
import { Clock } from '../src/platform/clock.js';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Ground, layGround } from './support/payouts.js';

const WORDS = 'Bà Nguyễn Thị Kín chỉ nhận 400.000 đ trong 500.000 đ đã ký.';

describe('Findings of a supervision board', () => {
  let t: TestApp;
  let api: Api;
  let ground: Ground;
  let batch: string;

  beforeAll(async () => {
    t = await startApp();
    api = apiOf(t);
    ground = await layGround(t, api, 1);
    const made = await api.post('xa.ketoan', 'disbursements', {
      fundId: ground.fundId,
      title: 'Quà Tết',
      purpose: 'poor-tet',
      method: 'cash',
    });
    batch = made.body.id;
  });
  afterEach(() => t.verifyBooks());
  afterAll(() => t.close());

  const count = async (): Promise<bigint> => {
    const [row] = await t.app.get(DataSource).query<{ n: bigint }[]>(`SELECT count(*) AS n FROM finding`);
    return row?.n ?? 0n;
  };

  it.each([
    [{ text: WORDS }, 400, 'finding.subject-missing'],
    [{ disbursementId: randomUUID(), entrySequence: 1, text: WORDS }, 400, 'finding.subject-missing'],
    [{ disbursementId: randomUUID(), text: WORDS }, 422, 'finding.subject-unknown'],
    [{ receiptSerial: 'UH-VNN-00004-2026-000001', text: WORDS }, 422, 'finding.subject-unknown'],
    [{ entrySequence: 999_999, text: WORDS }, 422, 'finding.subject-unknown'],
    [{ unitCode: '99999', text: WORDS }, 422, 'finding.unit-unknown'],
    [{ unitCode: '00004', text: 'ngắn' }, 400, 'request.invalid'],
    [{ unitCode: '00004', text: WORDS, ownerPost: 'nobody' }, 400, 'request.invalid'],
  ])('refuse %j: %i %s, and write nothing', async (dto, status, code) => {
    const answer = await api.post('xa.giamsat', 'findings', dto);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await count()).toBe(0n);
  });

  it('are put on record by the board alone, about its own area', async () => {
    for (const who of ['xa.ketoan', 'xa.chutich', 'xa.thuquy', 'quantri'])
      expect((await api.post(who, 'findings', { unitCode: '00004', text: WORDS })).status).toBe(403);
    expect((await api.post('xa.giamsat', 'findings', { unitCode: '00008', text: WORDS })).status).toBe(403);
  });

  it('get a number, an owner and 15 days, once for their key', async () => {
    const key = randomUUID();
    const dto = { disbursementId: batch, text: WORDS, ownerPost: 'cashier' };
    const first = await api.post('xa.giamsat', 'findings', dto, key);
    const today = t.app.get(Clock).today();
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ number: `KN-00004-${today.slice(0, 4)}-0001`, dueOn: addDays(today, 15) });
    expect((await api.post('xa.giamsat', 'findings', dto, key)).body).toEqual(first.body);
    expect(await count()).toBe(1n);
    const seen = await api.get('xa.chutich', `findings/${first.body.id}`);
    expect(seen.body).toMatchObject({
      subjectKind: 'disbursement',
      subject: 'Quà Tết',
      text: WORDS,
      ownerPost: 'cashier',
      state: 'open',
      day: 0,
      of: 15,
      overdue: false,
      may: ['answer'],
    });
  });

  it('are an event of the public log without a word of their text', async () => {
    const rows = await t.app
      .get(DataSource)
      .query<{ leaf: string }[]>(
        `SELECT convert_from(leaf, 'UTF8') AS leaf FROM event WHERE kind = 'finding-published'`,
      );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.leaf).toContain('KN-00004-');
    expect(rows[0]?.leaf).not.toMatch(/Nguyễn|400\.000/);
  });

  it('are answered by the unit, found wanting or closed by the board, never closed by the unit', async () => {
    const [{ id }] = (await api.get('xa.giamsat', 'findings?state=open')).body.items;
    const note = { text: 'Đã trả đủ phần còn thiếu, kèm biên bản.' };
    expect((await api.post('xa.giamsat', `findings/${id}/close`, note)).body.code).toBe('finding.wrong-state');
    expect((await api.post('xa.giamsat', `findings/${id}/answer`, note)).status).toBe(403);
    expect((await api.post('xa.chutich', `findings/${id}/answer`, note)).body).toEqual({ id, state: 'answered' });
    expect((await api.post('xa.ketoan', `findings/${id}/answer`, note)).body.code).toBe('finding.wrong-state');
    expect((await api.post('xa.chutich', `findings/${id}/close`, note)).status).toBe(403);
    expect((await api.post('xa.giamsat', `findings/${id}/ask-again`, { text: 'Thiếu biên bản' })).body.state).toBe(
      'open',
    );
    await api.post('xa.ketoan', `findings/${id}/answer`, note);
    expect((await api.post('xa.giamsat', `findings/${id}/close`, { text: 'Đã xem biên bản' })).body.state).toBe(
      'closed',
    );
    const seen = await api.get('xa.giamsat', `findings/${id}`);
    expect(seen.body.notes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'answer',
      'insufficient',
      'answer',
      'closing',
    ]);
    expect(seen.body.may).toEqual([]);
  });

  it('may be about a receipt or an entry, and belong to its unit', async () => {
    const gift = await api.post('xa.ketoan', 'donations', {
      fundId: ground.fundId,
      amount: 200_000,
      channel: 'cash',
    });
    expect(gift.status).toBe(201);
    const serial = gift.body.receipt.serial as string;
    const about = await api.post('xa.giamsat', 'findings', { receiptSerial: serial, text: WORDS });
    expect((await api.get('xa.giamsat', `findings/${about.body.id}`)).body).toMatchObject({
      subject: serial,
      unitCode: '00004',
    });
    const entry = await api.post('giamsat', 'findings', {
      entrySequence: gift.body.sequence ?? about.body.sequence - 1,
      text: WORDS,
    });
    expect((await api.get('xa.ketoan', `findings/${entry.body.id}`)).body).toMatchObject({
      subjectKind: 'entry',
      unitCode: '00004',
    });
  });

  it('by several at once get numbers without a gap', async () => {
    const before = Number(await count());
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.post('xa.giamsat', 'findings', { unitCode: '00004', text: WORDS })),
    );
    const numbers = answers.map(({ body }) => Number((body.number as string).slice(-4))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 8 }, (_, i) => before + i + 1));
  });

  it('are out of the sight of other units', async () => {
    const city = await api.post('giamsat', 'findings', { unitCode: '01', text: WORDS });
    expect(city.status).toBe(201);
    expect((await api.get('xa.giamsat', `findings/${city.body.id}`)).status).toBe(403);
    const mine = await api.get('xa.giamsat', 'findings?limit=200');
    expect(mine.body.items.map(({ id }: { id: string }) => id)).not.toContain(city.body.id);
    expect((await api.get('giamsat', `findings/${randomUUID()}`)).status).toBe(404);
  });
});
