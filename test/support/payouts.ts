/** What a pay-out needs before it can begin: money in the bank and in the box, and households to give it to. */
import { DataSource } from 'typeorm';
import type { Api } from './api.js';
import { COMMUNE } from './committee.js';
import type { TestApp } from './app.js';
import { COMMUNE_BY, openBooks } from './two-people.js';

export type Ground = {
  fundId: string;
  restrictionId: number;
  /** Ledger accounts of the commune's bank account and cash box. */
  bank: number;
  box: number;
  households: string[];
};

/** The commune's fund for the poor with 10 million in the bank and 5 million in the box, and `count` households. */
export async function layGround(t: TestApp, api: Api, count = 3): Promise<Ground> {
  const fund = t.committee.commune.VNN;
  const [row] = await t.app.get(DataSource).query<{ restrictionId: number; bank: number; box: number }[]>(
    `SELECT f.restriction_id AS "restrictionId", b.ledger_account_id AS bank, c.ledger_account_id AS box
     FROM fund f JOIN bank_account b ON b.fund_id = f.id JOIN cash_box c ON c.fund_id = f.id WHERE f.id = $1`,
    [fund.id],
  );
  if (!row) throw new Error('The commune has no fund.');
  await openBooks(api, COMMUNE_BY, {
    fundId: fund.id,
    effectiveDate: '2025-01-01',
    minutesNo: '01/BB',
    lines: [
      { accountId: row.bank, amount: 10_000_000 },
      { accountId: row.box, amount: 5_000_000 },
    ],
  });
  return { fundId: fund.id, ...row, households: await enterHouseholds(api, count) };
}

export async function enterHouseholds(api: Api, count: number, from = 0): Promise<string[]> {
  const ids: string[] = [];
  for (let i = from; i < from + count; i++) {
    const { status, body, text } = await api.post('xa.ketoan', 'households', {
      unitCode: COMMUNE,
      village: `Tổ ${i + 1}`,
      headName: `Chủ Hộ Bịa ${String.fromCharCode(65 + i)}`,
      identityNumber: `0010850${String(i).padStart(5, '0')}`,
      status: 'poor',
      year: Number(new Date().toISOString().slice(0, 4)),
      bankAccount: { bankCode: 'agribank', number: `15002000${i}0001`, holderName: `CHU HO ${i}` },
    });
    if (status !== 201) throw new Error(text);
    ids.push((body as { id: string }).id);
  }
  return ids;
}
