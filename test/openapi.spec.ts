import { startApp, type TestApp } from './support/app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

type Operation = { parameters?: { name: string; in: string }[] };

it('describes every path of the contract, with the key that each write needs', async () => {
  const { body, status } = await t.http.get('/api/openapi.json');
  expect(status).toBe(200);
  const paths = body.paths as Record<string, Record<string, Operation>>;
  const wanted = [
    'units',
    'funds',
    'bank-accounts',
    'appeals',
    'bank-accounts/{id}/statements',
    'statements/{id}/lines',
    'statements/{id}/post',
    'statements/{id}/undo',
    'donations',
    'donations/{id}/void',
    'pledges',
    'receipts/{serial}',
    'households',
    'disbursements',
    'disbursements/{id}/lines',
    'disbursements/{id}/submit',
    'disbursements/{id}/approve',
    'disbursements/{id}/reject',
    'disbursements/{id}/pay',
    'disbursements/{id}/lines/{lineId}/acknowledge',
    'findings',
    'ledger/accounts',
    'ledger/entries',
    'ledger/trial-balance',
    'ledger/entries/{id}/reverse',
    'public/summary',
    'public/receipts/{code}',
    'public/search',
    'sessions',
  ];
  expect(wanted.filter((path) => !paths[`/api/v1/${path}`])).toEqual([]);
  expect(Object.keys(paths).filter((path) => path.startsWith('/desk'))).toEqual([]);
  expect(paths['/api/v1/donations']?.post?.parameters).toContainEqual(
    expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }),
  );
});

it('can be browsed', async () => {
  expect((await t.http.get('/api/docs')).status).toBe(200);
});
