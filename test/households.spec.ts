import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

const IDENTITY = '001085001234';
const MEMBER_IDENTITY = '001311009876';
const PHONE = '0912345678';
const ACCOUNT = '0011004000001';

const household = (more: object = {}): Record<string, unknown> => ({
  unitCode: '00004',
  village: 'Tổ 5',
  headName: 'Trần Thị Thử',
  ...more,
});

describe('The register of households', () => {
  let t: TestApp;
  let api: Api;

  beforeAll(async () => {
    t = await startApp();
    api = apiOf(t);
  });
  afterAll(() => t.close());

  const count = async (): Promise<bigint> => {
    const [row] = await t.app.get(DataSource).query(`SELECT count(*) AS n FROM household`);
    return row.n;
  };

  describe('refuses', () => {
    it.each([
      [{ unitCode: '99999' }, 422, 'household.unit-unknown'],
      [{ unitCode: '01' }, 422, 'household.unit-not-commune'],
      [{ headName: '' }, 400, 'request.invalid'],
      [{ identityNumber: '123' }, 400, 'request.invalid'],
      [{ phone: '0112345678' }, 400, 'request.invalid'],
      [{ bankAccount: { bankCode: 'vietcombank', number: '1/2', holderName: 'X' } }, 400, 'request.invalid'],
      [{ status: 'poor' }, 422, 'household.status-needs-year'],
      [{ status: 'rich', year: 2026 }, 400, 'request.invalid'],
      [{ salary: 5 }, 400, 'request.invalid'],
      [{ members: [{ name: 'Con', birthYear: 'hai nghìn' }] }, 400, 'request.invalid'],
    ])('%j with %i %s, and writes nothing', async (more, status, code) => {
      const before = await count();
      const answer = await api.post('ketoan', 'households', household(more));
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(await count()).toBe(before);
    });

    it('a cashier, and a clerk of another commune', async () => {
      expect((await api.post('thuquy', 'households', household())).status).toBe(403);
      expect((await api.post('xa.ketoan', 'households', household({ unitCode: '00008' }))).status).toBe(403);
    });

    it('a request without its key', async () => {
      const answer = await t.http
        .post('/api/v1/households')
        .set('Authorization', `Bearer ${await t.signIn('ketoan')}`)
        .send(household());
      expect(answer.status).toBe(400);
    });
  });

  describe('keeps a household', () => {
    let id: string;
    const full = household({
      identityNumber: '001 085 001 234',
      phone: '+84 912 345 678',
      status: 'poor',
      year: 2026,
      decisionNo: '12/QĐ-UBND',
      legacyAddress: 'Tổ 5, phường Cũ, quận Ba Đình',
      members: [{ name: 'Trần Văn Con', birthYear: 2011, relation: 'con', identityNumber: MEMBER_IDENTITY }],
      bankAccount: { bankCode: 'vietcombank', number: ACCOUNT, holderName: 'TRAN THI THU' },
    });

    it('once for its key, and refuses the key with another body', async () => {
      const key = randomUUID();
      const first = await api.post('xa.ketoan', 'households', full, key);
      expect(first.status).toBe(201);
      id = first.body.id;
      const again = await api.post('xa.ketoan', 'households', full, key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      const other = await api.post('xa.ketoan', 'households', { ...full, village: 'Tổ 6' }, key);
      expect([other.status, other.body.code]).toEqual([409, 'idempotency.conflict']);
    });

    it('and shows lists with masked numbers only', async () => {
      const list = await api.get('xa.ketoan', 'households');
      expect(list.body.items).toEqual([
        expect.objectContaining({
          id,
          headName: 'Trần Thị Thử',
          identityNumber: '********1234',
          phone: '0912***678',
          bankAccount: { bankCode: 'vietcombank', number: '****0001', holderName: 'TRAN THI THU' },
          status: 'poor',
          year: 2026,
        }),
      ]);
      for (const secret of [IDENTITY, PHONE, ACCOUNT]) expect(list.text).not.toContain(secret);
    });

    it('and shows whole numbers to the clerk on the household itself, and writes down who looked', async () => {
      const detail = await api.get('xa.ketoan', `households/${id}`);
      expect(detail.body).toMatchObject({
        full: true,
        identityNumber: IDENTITY,
        phone: PHONE,
        bankAccount: { number: ACCOUNT },
        members: [{ name: 'Trần Văn Con', birthYear: 2011, relation: 'con', identityNumber: MEMBER_IDENTITY }],
        statuses: [{ status: 'poor', year: 2026, decisionNo: '12/QĐ-UBND' }],
      });
      const looks = await t.app
        .get(DataSource)
        .query(
          `SELECT u.username, l.action FROM access_log l JOIN app_user u ON u.id = l.user_id WHERE l.subject_id = $1`,
          [id],
        );
      expect(looks).toEqual([{ username: 'xa.ketoan', action: 'household.read-full' }]);
    });

    it('and shows the board names and villages, with the numbers masked', async () => {
      const detail = await api.get('xa.giamsat', `households/${id}`);
      expect(detail.body).toMatchObject({ full: false, headName: 'Trần Thị Thử', identityNumber: '********1234' });
      for (const secret of [IDENTITY, MEMBER_IDENTITY, PHONE, ACCOUNT]) expect(detail.text).not.toContain(secret);
    });

    it('encrypted: no column of the database holds a number', async () => {
      const [dump] = await t.app
        .get(DataSource)
        .query(
          `SELECT (SELECT string_agg(h::text, '') FROM household h) || (SELECT string_agg(i::text, '') FROM household_identity i) AS text`,
        );
      const bytes = (digits: string): string => Buffer.from(digits).toString('hex');
      for (const secret of [IDENTITY, MEMBER_IDENTITY, PHONE, ACCOUNT]) {
        expect(dump.text).not.toContain(secret);
        expect(dump.text).not.toContain(bytes(secret));
      }
    });

    it.each(['tran thi thu', 'THU tran', 'to 5', IDENTITY, '001 085 001 234'])(
      'and finds it by “%s”',
      async (typed) => {
        const found = await api.get('xa.ketoan', `households?q=${encodeURIComponent(typed)}`);
        expect(found.body.items.map((item: { id: string }) => item.id)).toEqual([id]);
      },
    );

    it.each(['%', 'nguyen', '001085001235'])('and does not find it by “%s”', async (typed) => {
      const found = await api.get('xa.ketoan', `households?q=${encodeURIComponent(typed)}`);
      expect(found.body.items).toEqual([]);
    });

    it('and refuses the same person again, in this unit and from another, without showing whose it is', async () => {
      const here = await api.post('xa.ketoan', 'households', household({ identityNumber: MEMBER_IDENTITY }));
      expect([here.status, here.body.code]).toEqual([409, 'household.identity-taken-here']);
      const elsewhere = await api.post('ketoan', 'households', {
        ...household({ identityNumber: IDENTITY }),
        unitCode: '00008',
      });
      expect([elsewhere.status, elsewhere.body.code]).toEqual([409, 'household.identity-taken']);
      for (const told of [here, elsewhere]) expect(told.text).not.toMatch(/Trần|00004|1234|Tổ 5/);
    });

    it('and keeps a later decision of the year beside the earlier one', async () => {
      expect(
        (await api.post('xa.ketoan', `households/${id}/statuses`, { status: 'near-poor', year: 2026 })).status,
      ).toBe(201);
      const detail = await api.get('xa.ketoan', `households/${id}`);
      expect(detail.body.status).toBe('near-poor');
      expect(detail.body.statuses).toHaveLength(2);
    });

    it('out of the sight of other units', async () => {
      const other = await api.post('ketoan', 'households', household({ unitCode: '00008', headName: 'Lê Văn Khác' }));
      expect(other.status).toBe(201);
      expect((await api.get('xa.ketoan', `households/${other.body.id}`)).status).toBe(403);
      expect((await api.get('xa.ketoan', 'households')).body.items).toHaveLength(1);
      expect((await api.get('ketoan', 'households')).body.items).toHaveLength(2);
      expect((await api.get('ketoan', `households/${randomUUID()}`)).status).toBe(404);
    });
  });

  it('takes one of two clerks who enter the same person at the same moment', async () => {
    const same = { identityNumber: '001190000001' };
    const answers = await Promise.all([
      api.post('ketoan', 'households', household({ ...same, unitCode: '00004' })),
      api.post('ketoantruong', 'households', household({ ...same, unitCode: '00008' })),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toMatch(/^household\.identity-taken/);
  });

  it('keeps a script in a name as the text it is', async () => {
    const name = '<script>alert(1)</script>';
    const { body } = await api.post('ketoan', 'households', household({ headName: name }));
    expect((await api.get('ketoan', `households/${body.id}`)).body.headName).toBe(name);
  });

  it('turns its pages by a cursor', async () => {
    const first = await api.get('ketoan', 'households?limit=2');
    const rest = await api.get('ketoan', `households?limit=200&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...rest.body.items].map((item: { id: string }) => item.id);
    expect(new Set(ids).size).toBe(Number(await count()));
  });
});
