import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
let token: string;

beforeAll(async () => {
  t = await startApp();
  token = await t.signIn('ketoan');
});
afterAll(() => t.close());
afterEach(() => t.verifyBooks());

let keys = 0;
const record = (body: object, key = `k${++keys}`, by = token) =>
  t.http.post('/api/v1/donations').set('Authorization', `Bearer ${by}`).set('Idempotency-Key', key).send(body);
const gift = (more: object = {}) => ({ fundId: t.committee.city.VNN.id, amount: 200_000, channel: 'cash', ...more });

describe('a gift', () => {
  it('is recorded with a receipt', async () => {
    const answer = await record(gift({ donorName: 'Trần Thị Ưởng' }));
    expect(answer.status).toBe(201);
    console.log(answer.body);
  });
});
