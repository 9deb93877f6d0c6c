/** Books with something of everything that they can hold, for looking at each of it. */
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { DaysService } from '../../src/ledger/days.service.js';
import { purposeAccount } from '../../src/ledger/purpose-accounts.service.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { PeriodsService } from '../../src/ledger/periods.service.js';
import type { EntryDraft, EventKind } from '../../src/ledger/posting.dto.js';
import { transact } from '../../src/platform/transact.js';
import type { TestApp } from './app.js';
import { Caller } from './api.js';
import { CITY, COMMUNE } from './committee.js';

/** Positions of events, and ids of accounts and restrictions. */
export type WholeBooks = {
  fundId: string;
  general: number;
  appeal: number;
  bank: number;
  usd: number;
  box: number;
  support: number;
  donations: number;
  management: number;
  creditor: number;
  gift: bigint;
  payment: bigint;
  decision: bigint;
  reversal: bigint;
  reserved: bigint;
  usdGift: bigint;
  sold: bigint;
  cost: bigint;
  closed: bigint;
  profile: bigint;
  inProfileB: bigint;
  /** Posted after the daily sums were rolled up. */
  last: bigint;
};

export const ACTOR = randomUUID();
const SOURCE = randomUUID();

/** A year of the city's relief fund, and its commune's move from profile A to profile B. */
export async function keepWholeBooks(t: TestApp): Promise<WholeBooks> {
  const clerk = await Caller.of(t, 'ketoan');
  const fundId = t.committee.city.CT.id;
  const given = async (more: object): Promise<string> => {
    const { status, body, text } = await clerk.post('/donations', {
      fundId,
      channel: 'cash',
      amount: 200_000,
      ...more,
    });
    if (status !== 201) throw new Error(text);
    return (body as { id: string }).id;
  };
  await given({ effectiveDate: '2025-01-10' });
  await given({ effectiveDate: '2025-02-01', appealId: t.committee.appeals.city });
  await given({ condition: 'Mua áo ấm', effectiveDate: '2025-02-02' });
  const twice = await given({ effectiveDate: '2025-02-03' });
  const voided = await clerk.post(`/donations/${twice}/void`, { reason: 'Ghi hai lần' });
  if (voided.status !== 201) throw new Error(voided.text);
  return transact(t.app.get(DataSource), (tx) => keepByHand(t, tx, fundId)).then(async (books) => {
    await t.app.get(DaysService).rollUp();
    const last = await transact(t.app.get(DataSource), (tx) => pay(t.app.get(LedgerService), tx, books, 1_000n));
    return { ...books, last };
  });
}

/** Support paid from the bank account. */
export async function pay(
  ledger: LedgerService,
  tx: EntityManager,
  { fundId, support, bank }: Pick<WholeBooks, 'fundId' | 'support' | 'bank'>,
  amount: bigint,
  more: Partial<EntryDraft> = {},
): Promise<bigint> {
  const entry = { unitCode: CITY, fundId, effectiveDate: '2025-03-05', description: 'Chi hỗ trợ', ...more };
  const item = {
    kind: 'entry' as const,
    actorId: ACTOR,
    entry: { movements: [{ debit: support, credit: bank, amount }], ...entry },
  };
  return (await ledger.post(tx, item)).sequence;
}

async function keepByHand(t: TestApp, tx: EntityManager, fundId: string): Promise<Omit<WholeBooks, 'last'>> {
  const ledger = t.app.get(LedgerService);
  const one = async (sql: string, params: unknown[] = []): Promise<number> =>
    Number((await tx.query<{ id: number | bigint }[]>(sql, params))[0]?.id);
  const restriction = (kind: string): Promise<number> =>
    one(`SELECT id FROM restriction WHERE fund_id = $1 AND kind = $2`, [fundId, kind]);
  const account = (code: string, restrictionId: number | null = null): Promise<number> =>
    one(
      `SELECT id FROM account WHERE fund_id = $1 AND code = $2 AND restriction_id IS NOT DISTINCT FROM $3 ORDER BY id LIMIT 1`,
      [fundId, code, restrictionId],
    );
  const post = async (kind: EventKind, entry?: Partial<EntryDraft>): Promise<bigint> => {
    const whole = {
      unitCode: CITY,
      fundId,
      effectiveDate: '2025-04-01',
      description: 'Bút toán',
      movements: [],
      ...entry,
    };
    return (await ledger.post(tx, { kind, actorId: ACTOR, ...(entry && { entry: whole }) })).sequence;
  };
  const [general, appeal] = [await restriction('general'), await restriction('appeal')];
  const purpose = (
    nature: 'carried' | 'donations' | 'support' | 'management' | 'decision',
    restrictionId = general,
  ): Promise<number> => purposeAccount(tx, { unitCode: CITY, fundId, restrictionId, nature, on: '2025-04-01' });
  const [bank, box] = [await account('1121'), await account('1111')];
  const [support, donations] = [await purpose('support'), await purpose('donations')];
  const place = { unitCode: CITY, fundId, openedOn: '2025-01-01' };
  const usd = await ledger.openAccount(tx, {
    ...place,
    code: '1121',
    subject: 'usd',
    label: 'Ngoại tệ',
    currency: 'USD',
  });
  const creditor = await ledger.openAccount(tx, { ...place, code: '3388', subject: 'line', label: 'Chờ xác định' });

  await post('opening-balance', {
    effectiveDate: '2025-02-01',
    documentNo: '01/BB',
    movements: [{ debit: bank, credit: await purpose('carried'), amount: 9_000_000n }],
  });
  const payment = await pay(ledger, tx, { fundId, support, bank }, 1_000_000n);
  const wrong = await pay(ledger, tx, { fundId, support, bank }, 5_000n);
  const reversal = await ledger.reverse(tx, {
    actorId: ACTOR,
    sequence: wrong,
    effectiveDate: '2025-03-06',
    reason: 'Nhầm',
  });
  await post('entry', { movements: [{ debit: bank, credit: creditor, amount: 500_000n }] });
  const decision = await post('reallocation', {
    decisionNo: '02/QĐ',
    movements: [{ debit: await purpose('decision'), credit: await purpose('decision', appeal), amount: 30_000n }],
  });
  const abroad = async (effectiveDate: string, amount: bigint, foreignAmount: bigint): Promise<bigint> =>
    post('entry', { effectiveDate, movements: [{ debit: usd, credit: donations, amount, foreignAmount }] });
  await abroad('2025-03-20', 3_000_000n, 1_000n);
  const usdGift = await abroad('2025-04-01', 2_500_000n, 10_000n);
  const sold = await post('currency-sold', {
    effectiveDate: '2025-04-02',
    movements: [{ debit: bank, credit: usd, amount: 1_000_000n, foreignAmount: 4_000n }],
  });
  await tx.query(`SELECT ledger_currency_sold($1::bigint[], $2::integer[])`, [[sold], [general]]);
  const consent = await post('cost-consented');
  await tx.query(`SELECT ledger_consent_to_costs($1, '05/TT', '2025-03-01', $2)`, [general, consent]);
  const management = await purpose('management');
  const cost = await post('entry', {
    movements: [{ debit: management, credit: bank, amount: 7_000n }],
  });
  const reserve = async (amount: bigint): Promise<bigint> => {
    const reservations = [{ restrictionId: general, amount, sourceKind: 'disbursement', sourceId: SOURCE }];
    return (await ledger.post(tx, { kind: amount > 0n ? 'reserved' : 'released', actorId: ACTOR, reservations }))
      .sequence;
  };
  const reserved = await reserve(400_000n);
  await reserve(-300_000n);
  const periods = t.app.get(PeriodsService);
  const month = { unitCode: CITY, fundId, kind: 'month' as const, actorId: ACTOR };
  const closed = await periods.set(tx, { ...month, startsOn: '2025-01-01', state: 'closed' });
  await periods.set(tx, { ...month, startsOn: '2025-02-01', state: 'closed' });
  await periods.set(tx, { ...month, startsOn: '2025-02-01', state: 'open' });

  const commune = t.committee.commune.VNN.id;
  const profile = await post('profile-changed');
  await tx.query(`SELECT ledger_set_profile($1, '2025-06-01', 'B', '01/QĐ', $2)`, [COMMUNE, profile]);
  const heldFor = await one(`SELECT id FROM restriction WHERE fund_id = $1`, [commune]);
  const given = {
    unitCode: COMMUNE,
    fundId: commune,
    restrictionId: heldFor,
    nature: 'donations' as const,
    on: '2025-07-01',
  };
  const held = await purposeAccount(tx, given);
  const communeBox = await one(`SELECT id FROM account WHERE fund_id = $1 AND code = '1111'`, [commune]);
  const inProfileB = await post('entry', {
    unitCode: COMMUNE,
    fundId: commune,
    effectiveDate: '2025-07-01',
    movements: [{ debit: communeBox, credit: held, amount: 90_000n }],
  });
  const gift = await one(`SELECT min(sequence) AS id FROM entry WHERE kind = 'gift' AND effective_date = '2025-01-10'`);
  return {
    fundId,
    ...{ general, appeal, bank, usd, box, support, donations, management, creditor },
    ...{
      gift: BigInt(gift),
      payment,
      decision,
      reversal: reversal.sequence,
      reserved,
      usdGift,
      sold,
      cost,
      closed: closed.sequence,
    },
    ...{ profile, inProfileB },
  };
}
