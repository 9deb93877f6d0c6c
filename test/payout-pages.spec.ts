import type supertest from 'supertest';
import agents from 'supertest';
import { type Api, apiOf } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { type Ground, layGround } from './support/payouts.js';

type Browser = ReturnType<typeof agents.agent>;

/** The hidden key of the first form that posts there, as a browser without script would send it. */
function formKey(html: string, action: string): string {
  const start = html.indexOf(`action="${action}"`);
  if (start < 0) throw new Error(`No form posts to ${action}.`);
  const [, key] = /name="idempotencyKey" value="([^"]+)"/.exec(html.slice(start)) ?? [];
  if (!key) throw new Error('A form without its key.');
  return key;
}

describe('Pages of households, pay-outs and the board, without script', () => {
  let t: TestApp;
  let api: Api;
  let ground: Ground;
  const browsers = new Map<string, Browser>();

  const as = async (username: string): Promise<Browser> => {
    const known = browsers.get(username);
    if (known) return known;
    const browser = agents.agent(t.url);
    const page = await browser.get('/sign-in').set('Accept', 'text/html');
    const sent = await browser
      .post('/sign-in')
      .type('form')
      .send({ username, password: t.committee.password, idempotencyKey: formKey(page.text, '/sign-in') });
    expect(sent.status).toBe(303);
    browsers.set(username, browser);
    return browser;
  };
  const see = async (username: string, path: string, status = 200): Promise<string> => {
    const answer = await (await as(username)).get(path).set('Accept', 'text/html');
    if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
    return answer.text;
  };
  const send = async (
    username: string,
    page: string,
    action: string,
    values: Record<string, string> = {},
  ): Promise<supertest.Response> => {
    const html = await see(username, page);
    return (await as(username))
      .post(action)
      .set('Accept', 'text/html')
      .type('form')
      .send({ ...values, idempotencyKey: formKey(html, action) });
  };

  beforeAll(async () => {
    t = await startApp();
    api = apiOf(t);
    ground = await layGround(t, api);
  });
  afterEach(() => t.verifyBooks());
  afterAll(() => t.close());

  it('enter a household, and give back what was typed with the problem beside its field', async () => {
    const typed = { headName: 'Lò Thị <b>Thử</b>', unitCode: '00004', village: 'Tổ 7', identityNumber: '123' };
    const wrong = await send('xa.ketoan', '/desk/households/new', '/desk/households/new', typed);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('12 chữ số (giấy cũ');
    expect(wrong.text).toContain('value="Tổ 7"');
    expect(wrong.text).not.toContain('<b>Thử</b>');
    const right = await send('xa.ketoan', '/desk/households/new', '/desk/households/new', {
      ...typed,
      identityNumber: '001 085 777 888',
      phone: '0912345678',
      status: 'near-poor',
      year: '2026',
      bankCode: 'bidv',
      'bankAccount.number': '2110000777',
      member0Name: 'Lò Văn Con',
      member0Year: '2012',
      member0Relation: 'con',
    });
    expect(right.status).toBe(303);
    const detail = await see('xa.ketoan', right.headers['location'] as string);
    for (const shown of ['Đã ghi hộ', '001085777888', '0912345678', '2110000777', 'Lò Văn Con', 'Hộ cận nghèo'])
      expect(detail).toContain(shown);
    const list = await see('xa.ketoan', '/desk/households?q=lo+thi');
    expect(list).toContain('********7888');
    expect(list).not.toContain('001085777888');
    const board = await see('xa.giamsat', (right.headers['location'] as string).split('?')[0] ?? '');
    expect(board).not.toContain('001085777888');
    const again = await send('xa.ketoan', '/desk/households/new', '/desk/households/new', {
      ...typed,
      identityNumber: '001085777888',
    });
    expect(again.text).toContain('đã ghi cho một hộ khác của đơn vị');
  });

  it('offer a gift with a condition while it has money left, and pay out of it alone', async () => {
    const { fundId, households } = ground;
    const given = { fundId, amount: 250_000, channel: 'cash', condition: 'Mua xe lăn cho <b>bà Tư</b>' };
    const { id } = (await api.post('xa.ketoan', 'donations', given)).body as { id: string };
    const money = `${fundId}//${id}`;
    const choice = await see('xa.ketoan', '/desk/disbursements/new');
    expect(choice).toContain(`value="${money}"`);
    expect(choice).toMatch(/Khoản có điều kiện: Mua xe lăn cho &lt;b>bà Tư&lt;\/b> · còn 250\.000 đ/);
    const made = await send('xa.ketoan', `/desk/disbursements/new?money=${money}`, '/desk/disbursements/new', {
      money,
      title: 'Xe lăn',
      purpose: 'poor-medical',
      place: `cash/${t.committee.commune.VNN.cashBoxId}`,
    });
    expect(made.status).toBe(303);
    const page = made.headers['location'] as string;
    const batchId = page.split('/').at(-1) ?? '';
    const line = { householdId: households[0], amount: 250_000 };
    expect((await api.post('xa.ketoan', `disbursements/${batchId}/lines`, { lines: [line] })).status).toBe(201);
    expect((await api.post('xa.ketoan', `disbursements/${batchId}/submit`)).status).toBe(200);
    expect((await api.post('xa.chutich', `disbursements/${batchId}/approve`, {})).status).toBe(200);
    expect(await see('xa.ketoan', '/desk/disbursements/new')).not.toContain('xe lăn');
    const shown = await see('xa.giamsat', `/board/disbursements/${batchId}`);
    expect(shown).toContain('một khoản ủng hộ có điều kiện');
    expect(shown).not.toContain('bà Tư');
  });

  it('take a pay-out from the draft to the last signature through three people', async () => {
    const begun = await send('xa.ketoan', '/desk/disbursements/new', '/desk/disbursements/new', {
      money: ground.fundId,
      title: 'Quà Tết',
      purpose: 'poor-tet',
      place: `cash/${t.committee.commune.VNN.cashBoxId}`,
    });
    expect(begun.status).toBe(303);
    const page = begun.headers['location'] as string;
    const found = `${page}?q=chu+ho`;
    const ticked = Object.fromEntries(ground.households.map((id) => [`h-${id}`, 'on']));
    const none = await send('xa.ketoan', found, `${page}/lines`, { q: 'chu ho', amount: '500.000' });
    expect([none.status, none.text.includes('Chưa chọn hộ nào')]).toEqual([422, true]);
    expect(
      (await send('xa.ketoan', found, `${page}/lines`, { ...ticked, amount: '500k', content: 'Tiền Tết' })).status,
    ).toBe(303);
    expect(await see('xa.ketoan', page)).toContain('1.500.000');
    expect(await see('xa.chutich', page)).not.toContain('steps/approve');
    expect((await send('xa.ketoan', page, `${page}/steps/submit`, { step: 'submit' })).status).toBe(303);
    expect(await see('xa.ketoan', page)).not.toContain('steps/approve');
    const spaced = await send('xa.chutich', page, `${page}/steps/approve`, {
      step: 'approve',
      decisionNo: 'theo lời ông A',
    });
    expect([spaced.status, spaced.text.includes('Chỉ ghi số văn bản, như 12/')]).toEqual([422, true]);
    expect(
      (await send('xa.chutich', page, `${page}/steps/approve`, { step: 'approve', decisionNo: '12/QĐ-MTTQ' })).status,
    ).toBe(303);
    expect((await send('xa.thuquy', page, `${page}/steps/pay`, { step: 'pay' })).status).toBe(303);
    const paid = await see('xa.ketoan', `${page}?done=pay`);
    expect(paid).toContain('PC-VNN-00004-');
    const [line] = (await api.get('xa.ketoan', `disbursements/${page.split('/').at(-1)}`)).body.lines as {
      id: string;
    }[];
    const collected = await send('xa.ketoan', page, `${page}/steps/acknowledge`, {
      step: 'acknowledge',
      [`l-${line?.id}`]: 'on',
      signedBy: 'Cháu Nội',
      relation: 'cháu',
    });
    expect(collected.status).toBe(303);
    expect(
      (await send('xa.ketoan', page, `${page}/steps/acknowledge`, { step: 'acknowledge', scope: 'all' })).status,
    ).toBe(303);
    const done = await see('xa.ketoan', page);
    expect(done).toContain('đã xong');
    expect(done).toContain('Cháu Nội, cháu');
    const pdf = await (await as('xa.ketoan')).get(`/api/v1${page.replace('/desk', '')}/signed-list.pdf`);
    expect([pdf.status, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
  });

  it('say on the page why a step is refused, and change nothing', async () => {
    const { body } = await api.post('xa.ketoan', 'disbursements', {
      fundId: ground.fundId,
      title: 'Quá tay',
      purpose: 'poor-tet',
      method: 'cash',
    });
    const page = `/desk/disbursements/${body.id}`;
    const [householdId] = ground.households;
    await api.post('xa.ketoan', `disbursements/${body.id}/lines`, { householdId, amount: 999_000_000 });
    expect(await see('xa.ketoan', page)).toContain('thiếu');
    await send('xa.ketoan', page, `${page}/steps/submit`, { step: 'submit' });
    const refused = await send('xa.chutich', page, `${page}/steps/approve`, { step: 'approve' });
    expect([refused.status, refused.text.includes('Không đủ tiền cho mục đích')]).toEqual([422, true]);
    const sentBack = await send('xa.chutich', page, `${page}/steps/reject`, {
      step: 'reject',
      reason: 'Quá số tiền của quỹ',
    });
    expect(sentBack.status).toBe(303);
    expect(await see('xa.ketoan', page)).toContain('Quá số tiền của quỹ');
  });

  it('let the board see a batch in full and put a finding that the unit answers', async () => {
    const batches = await api.get('xa.giamsat', 'disbursements?state=closed');
    const id = (batches.body.items as { id: string }[])[0]?.id;
    expect(await see('xa.giamsat', '/board')).toContain('Việc của tôi');
    const batch = await see('xa.giamsat', `/board/disbursements/${id}`);
    for (const shown of ['Chủ Hộ Bịa A', 'Tổ 1', 'Ghi kiến nghị về đợt này']) expect(batch).toContain(shown);
    const action = '/board/findings/new';
    const short = await send('xa.giamsat', `${action}?disbursement=${id}`, action, {
      disbursement: id ?? '',
      text: 'ngắn',
      ownerPost: 'chair',
    });
    expect(short.status).toBe(422);
    const put = await send('xa.giamsat', `${action}?disbursement=${id}`, action, {
      disbursement: id ?? '',
      text: 'Một hộ nói chưa nhận đủ tiền.',
      ownerPost: 'cashier',
    });
    expect(put.status).toBe(303);
    const page = (put.headers['location'] as string).split('?')[0] ?? '';
    expect(await see('xa.giamsat', '/board/findings?state=open')).toContain('KN-00004-');
    expect(await see('xa.giamsat', page)).not.toContain(`${page}/answer`);
    expect(
      (await send('xa.chutich', page, `${page}/answer`, { step: 'answer', text: 'Đã đối chiếu, kèm chữ ký.' })).status,
    ).toBe(303);
    expect((await send('xa.giamsat', page, `${page}/close`, { step: 'close', text: 'Đã rõ.' })).status).toBe(303);
    expect(await see('xa.giamsat', page)).toContain('đã kết thúc');
    expect(await see('xa.giamsat', `/board/disbursements/${id}`)).toContain('KN-00004-');
  });

  it('are closed to who has no business there', async () => {
    await see('quantri', '/desk/households', 403);
    await see('quantri', '/board', 403);
    await see('xa.thuquy', '/desk/households/new', 403);
    await see('xa.ketoan', '/board/findings/new', 403);
  });

  it.each(['/desk/households', '/desk/disbursements', '/board', '/board/findings'])(
    'speak English on %s',
    async (path) => {
      const answer = await (await as('xa.giamsat')).get(path).set('Accept', 'text/html').set('Cookie', 'lang=en');
      expect(answer.text).toMatch(/Households|Pay-outs|Findings/);
    },
  );
});
