import type { EntityManager } from 'typeorm';
import { AppealsService } from '../appeals/appeals.service.js';
import { FundsService } from '../funds/funds.service.js';
import type { Actor } from '../identity/actor.js';
import { EntryDraftDecisions } from '../bookkeeping/entry-draft-decisions.service.js';
import { MinutesService } from '../bookkeeping/minutes.service.js';
import { UnitsService } from '../units/units.service.js';
import { CENTRE, CITY, COMMUNE, DA_NANG } from './accounts.js';
import type { DemoSteps } from './demo-steps.js';

type NewAccount = { bank: string; number: string; opening?: number };
type NewFund = { kind: 'VNN' | 'CT' | 'BD'; cash?: number; accounts: NewAccount[] };

/** What a step needs of a fund later. */
export type DemoFund = { id: string; boxId: string; accountIds: string[] };
export type DemoFunds = Record<
  'cityVNN' | 'cityCT' | 'cityBD' | 'communeVNN' | 'communeCT' | 'centre' | 'daNang',
  DemoFund
>;
export type DemoAppeals = Record<'poor' | 'relief' | 'islands' | 'communePoor', string>;

/** The day the books of all demo funds begin: the central fund's statements are of September 2024. */
const OPENED_ON = '2024-01-01';
/** The month before the first gift closes on this day. */
const OPENING_DAYS_AGO = 32;

/** Numbers that no bank gives: those of the centre and of Đà Nẵng alone are the published ones of 2024. */
const FUNDS: { name: keyof DemoFunds; unitCode: string; fund: NewFund }[] = [
  {
    name: 'cityVNN',
    unitCode: CITY,
    fund: {
      kind: 'VNN',
      cash: 38_500_000,
      accounts: [
        { bank: 'vietcombank', number: '9990000010101' },
        { bank: 'kbnn', number: '3761.0.9990001.90001', opening: 1_846_250_000 },
      ],
    },
  },
  {
    name: 'cityCT',
    unitCode: CITY,
    fund: {
      kind: 'CT',
      cash: 52_750_000,
      accounts: [
        { bank: 'agribank', number: '9990000010201', opening: 1_872_340_000 },
        { bank: 'vietcombank', number: '9990000010202' },
      ],
    },
  },
  {
    name: 'cityBD',
    unitCode: CITY,
    fund: { kind: 'BD', cash: 5_000_000, accounts: [{ bank: 'vietcombank', number: '9990000010301' }] },
  },
  {
    name: 'communeVNN',
    unitCode: COMMUNE,
    fund: {
      kind: 'VNN',
      cash: 41_300_000,
      accounts: [{ bank: 'agribank', number: '9990000970001', opening: 318_450_000 }],
    },
  },
  {
    name: 'communeCT',
    unitCode: COMMUNE,
    fund: {
      kind: 'CT',
      cash: 6_500_000,
      accounts: [{ bank: 'agribank', number: '9990000970002', opening: 84_200_000 }],
    },
  },
  {
    name: 'centre',
    unitCode: CENTRE,
    fund: {
      kind: 'CT',
      accounts: [
        { bank: 'vietcombank', number: '0011001932418' },
        { bank: 'agribank', number: '1500201113838' },
        { bank: 'vietinbank', number: '111602391111' },
      ],
    },
  },
  { name: 'daNang', unitCode: DA_NANG, fund: { kind: 'CT', accounts: [{ bank: 'vbsp', number: '1000007062914729' }] } },
];

/** The funds with their accounts and boxes. */
export async function openFunds(demo: DemoSteps): Promise<DemoFunds> {
  const administrator = await demo.actor('quantri');
  return demo.once('funds', async (tx) => {
    const funds: Partial<DemoFunds> = {};
    for (const { name, unitCode, fund } of FUNDS) funds[name] = await openFund(demo, tx, administrator, unitCode, fund);
    return funds as DemoFunds;
  });
}

/** Every other commune of the city has its own fund for the poor, still empty. */
export async function openCommuneFunds(demo: DemoSteps): Promise<void> {
  const administrator = await demo.actor('quantri');
  const communes = demo.app.get(UnitsService).search('', { level: 'commune', parentCode: CITY, limit: 200 });
  await demo.once('commune funds', async (tx) => {
    const others = communes.filter(({ code }) => code !== COMMUNE);
    for (const { code } of others) await openFund(demo, tx, administrator, code, { kind: 'VNN', accounts: [] });
    return others.length;
  });
}

/** What was there before the month began, by minutes that two people signed. An account whose statements are imported opens by the first of them. */
export async function openBalances(demo: DemoSteps, funds: DemoFunds): Promise<void> {
  const [papers, decisions] = [demo.app.get(MinutesService), demo.app.get(EntryDraftDecisions)];
  const places = demo.app.get(FundsService);
  await demo.through('opening balances', async () => {
    let minutes = 0;
    for (const { name, unitCode, fund } of FUNDS) {
      const { id, boxId, accountIds } = funds[name];
      const lines = [];
      for (const [place, { opening }] of fund.accounts.entries()) {
        const account = await places.bankAccount(demo.db, accountIds[place] ?? '');
        if (account && opening) lines.push({ accountId: account.ledgerAccountId, amount: opening });
      }
      const box = await places.cashBox(demo.db, boxId);
      if (box && fund.cash) lines.push({ accountId: box.ledgerAccountId, amount: fund.cash });
      if (lines.length === 0) continue;
      const inCommune = unitCode === COMMUNE;
      const accountant = await demo.actor(inCommune ? 'xa.ketoan' : 'ketoan');
      const second = await demo.actor(inCommune ? 'xa.chutich' : 'ketoantruong');
      const effectiveDate = demo.ago(OPENING_DAYS_AGO);
      const minutesNo = `${String(++minutes).padStart(2, '0')}/BB-MTTQ`;
      const given = { fundId: id, effectiveDate, minutesNo, lines };
      const { draftId } = await papers.openBalances(accountant, given, demo.key(`opening ${name}`));
      await decisions.approve(second, 'minutes', draftId, demo.key(`opening ${name} signed`));
    }
    return minutes;
  });
}

/** Open appeals of the city and the commune, and the one of 2024 as it was. */
export async function openAppeals(demo: DemoSteps, funds: DemoFunds): Promise<DemoAppeals> {
  const [city, commune, centre] = [
    await demo.actor('ketoan'),
    await demo.actor('xa.ketoan'),
    await demo.actor('tw.ketoan'),
  ];
  const appeals = demo.app.get(AppealsService);
  const year = demo.today.slice(0, 4);
  return demo.once('appeals', async (tx) => {
    const open = async (actor: Actor, given: Parameters<AppealsService['openAppeal']>[2]): Promise<string> =>
      (await appeals.openAppeal(tx, actor, given)).id;
    const yagi = {
      name: 'Bão số 3 (Yagi)',
      regime: 'nd93' as const,
      purpose: 'Hỗ trợ đồng bào các tỉnh bị thiệt hại do bão số 3 và mưa lũ',
      receiveFrom: '2024-09-01',
      receiveUntil: '2024-11-29',
      historical: true,
    };
    for (const { id, accountIds } of [funds.centre, funds.daNang])
      await open(centre, { ...yagi, fundId: id, bankAccountIds: accountIds });
    return {
      poor: await open(city, {
        fundId: funds.cityVNN.id,
        name: `Tháng cao điểm “Vì người nghèo” năm ${year}`,
        regime: 'vnn',
        documentNo: '41/KH-MTTQ-BTT',
        purpose: 'Xây, sửa nhà Đại đoàn kết; giúp hộ nghèo, hộ cận nghèo có vốn làm ăn và con em đến trường',
        receiveFrom: demo.ago(31),
        receiveUntil: demo.ago(-14),
        targetAmount: 5_000_000_000n,
        bankAccountIds: [funds.cityVNN.accountIds[0] ?? ''],
      }),
      relief: await open(city, {
        fundId: funds.cityCT.id,
        name: `Khắc phục hậu quả mưa lũ các xã ven sông năm ${year}`,
        regime: 'nd93',
        documentNo: '07/LKG-MTTQ-BTT',
        purpose: 'Lương thực, nước sạch, sửa nhà và khôi phục sản xuất cho các hộ bị ngập',
        receiveFrom: demo.ago(30),
        receiveUntil: demo.ago(-59),
        targetAmount: 3_000_000_000n,
        bankAccountIds: [funds.cityCT.accountIds[1] ?? ''],
      }),
      islands: await open(city, {
        fundId: funds.cityBD.id,
        name: `Vì biển, đảo Việt Nam năm ${year}`,
        regime: 'bien-dao',
        documentNo: '12/KH-MTTQ-BTT',
        purpose: 'Công trình và điều kiện sống của quân, dân trên các đảo',
        receiveFrom: demo.ago(75),
        targetAmount: 2_000_000_000n,
      }),
      communePoor: await open(commune, {
        fundId: funds.communeVNN.id,
        name: `Cả xã chung tay vì người nghèo năm ${year}`,
        regime: 'vnn',
        documentNo: '15/KH-MTTQ',
        receiveFrom: demo.ago(30),
        targetAmount: 250_000_000n,
      }),
    };
  });
}

async function openFund(
  demo: DemoSteps,
  tx: EntityManager,
  by: Actor,
  unitCode: string,
  { kind, accounts }: NewFund,
): Promise<DemoFund> {
  const funds = demo.app.get(FundsService);
  const fund = await funds.createFund(tx, by, { unitCode, kindCode: kind, openedOn: OPENED_ON });
  const box = await funds.openCashBox(tx, by, { fundId: fund.id });
  const accountIds: string[] = [];
  for (const { bank: bankCode, number } of accounts)
    accountIds.push((await funds.openBankAccount(tx, by, { fundId: fund.id, bankCode, number })).id);
  return { id: fund.id, boxId: box.id, accountIds };
}
