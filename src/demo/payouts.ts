import { DisbursementAcknowledgements } from '../disbursements/disbursement-acknowledgements.service.js';
import { DisbursementPayments } from '../disbursements/disbursement-payments.service.js';
import { DisbursementSteps } from '../disbursements/disbursement-steps.service.js';
import { DisbursementsService } from '../disbursements/disbursements.service.js';
import { Clock } from '../platform/clock.js';
import type { DemoSteps } from './demo-steps.js';
import type { DemoAppeals, DemoFunds } from './funds.js';
import type { DemoHouseholds } from './households.js';
import { asOf } from './past-clock.js';

type Batch = {
  name: string;
  fundId: string;
  appealId?: string;
  title: string;
  purpose: string;
  method: 'transfer' | 'cash';
  placeId?: string;
  households: string[];
  amount: number;
  content: string;
  /** How far it went; `signed` is how many of its households have put their names down. */
  to: 'draft' | 'submitted' | 'rejected' | 'approved' | 'paid';
  paidDaysAgo?: number;
  signed?: number;
  decisionNo?: string;
};

type KeyOf = (step: string) => ReturnType<DemoSteps['key']>;
type Team = { accountant: string; chair: string; cashier: string };
const CITY_TEAM: Team = { accountant: 'ketoan', chair: 'chutich', cashier: 'thuquy' };
const COMMUNE_TEAM: Team = { accountant: 'xa.ketoan', chair: 'xa.chutich', cashier: 'xa.thuquy' };

/** Pay-outs in every state; answers their ids by name. */
export async function recordPayouts(
  demo: DemoSteps,
  funds: DemoFunds,
  appeals: DemoAppeals,
  households: DemoHouseholds,
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const batch of communeBatches(funds, households.commune)) {
    ids[batch.name] = await demo.through(`payout ${batch.name}`, () => carryOut(demo, COMMUNE_TEAM, batch));
  }
  for (const batch of cityBatches(funds, appeals, households)) {
    ids[batch.name] = await demo.through(`payout ${batch.name}`, () => carryOut(demo, CITY_TEAM, batch));
  }
  return ids;
}

function communeBatches({ communeVNN, communeCT }: DemoFunds, all: string[]): Batch[] {
  const poor = { fundId: communeVNN.id, method: 'cash' as const };
  const bank = { fundId: communeVNN.id, method: 'transfer' as const };
  return [
    {
      ...{ name: 'hunger', ...poor, purpose: 'poor-hunger', title: 'Trợ giúp đột xuất hộ khó khăn' },
      ...{ households: all.slice(0, 8), amount: 1_000_000, content: 'Trợ giúp đột xuất' },
      ...{ to: 'paid', paidDaysAgo: 22, signed: 8, decisionNo: '31/QĐ-MTTQ' },
    },
    {
      ...{ name: 'festival', ...poor, purpose: 'poor-hunger', title: 'Quà Ngày hội Đại đoàn kết cho hộ nghèo' },
      ...{ households: all.slice(6, 24), amount: 500_000, content: 'Quà Ngày hội Đại đoàn kết' },
      ...{ to: 'paid', paidDaysAgo: 5, signed: 11, decisionNo: '36/QĐ-MTTQ' },
    },
    {
      ...{ name: 'livelihood', ...bank, purpose: 'poor-livelihood', title: 'Vốn mua bò, dê giống cho hộ cận nghèo' },
      ...{ households: all.slice(24, 32), amount: 8_000_000, content: 'Mua con giống' },
      ...{ to: 'paid', paidDaysAgo: 12, signed: 5, decisionNo: '33/QĐ-MTTQ' },
    },
    {
      ...{ name: 'houses', ...bank, purpose: 'poor-house', title: 'Sửa ba nhà Đại đoàn kết' },
      ...{ households: all.slice(32, 35), amount: 35_000_000, content: 'Sửa nhà: mái, nền, tường' },
      ...{ to: 'approved', decisionNo: '38/QĐ-MTTQ' },
    },
    {
      ...{ name: 'schooling', ...poor, purpose: 'poor-schooling', title: 'Sách vở, áo ấm cho học sinh con hộ nghèo' },
      ...{ households: all.slice(35, 47), amount: 700_000, content: 'Sách vở, áo ấm', to: 'submitted' },
    },
    {
      ...{ name: 'medical', ...bank, purpose: 'poor-medical', title: 'Hỗ trợ chữa bệnh dài ngày' },
      ...{ households: all.slice(4, 9), amount: 3_000_000, content: 'Tiền thuốc và đi lại', to: 'rejected' },
    },
    {
      ...{ name: 'flood', fundId: communeCT.id, method: 'cash', purpose: 'relief-living-costs' },
      ...{ title: 'Tiền ăn cho hộ phải sơ tán', households: all.slice(48, 53), amount: 600_000 },
      ...{ content: 'Tiền ăn 10 ngày', to: 'draft' },
    },
  ];
}

function cityBatches(
  { cityVNN, cityCT }: DemoFunds,
  { relief }: DemoAppeals,
  { flooded, commune }: DemoHouseholds,
): Batch[] {
  const [general, ownAccount] = cityCT.accountIds;
  return [
    {
      ...{ name: 'flood houses', fundId: cityCT.id, appealId: relief, purpose: 'relief-house' },
      ...{ title: 'Sửa nhà bị ngập, tốc mái đợt 1', method: 'transfer', placeId: ownAccount ?? '' },
      ...{ households: flooded.slice(0, 20), amount: 15_000_000, content: 'Sửa mái, nền, tường' },
      ...{ to: 'paid', paidDaysAgo: 1, signed: 3, decisionNo: '112/QĐ-MTTQ-BTT' },
    },
    {
      ...{ name: 'food', fundId: cityCT.id, purpose: 'relief-food-water', method: 'cash' },
      ...{ title: 'Lương thực, nước sạch cho hộ bị cô lập', households: flooded.slice(10, 34), amount: 1_000_000 },
      ...{
        content: 'Gạo, nước uống, nhu yếu phẩm',
        to: 'paid',
        paidDaysAgo: 16,
        signed: 24,
        decisionNo: '104/QĐ-MTTQ-BTT',
      },
    },
    {
      ...{
        name: 'seeds',
        fundId: cityCT.id,
        purpose: 'relief-seeds-tools',
        method: 'transfer',
        placeId: general ?? '',
      },
      ...{ title: 'Giống lúa, con giống cho vụ tới', households: flooded.slice(20, 40), amount: 4_000_000 },
      ...{ content: 'Giống lúa, lợn giống', to: 'approved', decisionNo: '115/QĐ-MTTQ-BTT' },
    },
    {
      ...{ name: 'first houses', fundId: cityVNN.id, purpose: 'poor-house', method: 'transfer' },
      ...{ placeId: cityVNN.accountIds[1] ?? '', title: 'Xây mới nhà Đại đoàn kết, đợt đầu tháng' },
      ...{ households: commune.slice(9, 16), amount: 60_000_000, content: 'Xây nhà mới' },
      ...{ to: 'paid', paidDaysAgo: 18, signed: 7, decisionNo: '98/QĐ-MTTQ-BTT' },
    },
    {
      ...{ name: 'city houses', fundId: cityVNN.id, purpose: 'poor-house', method: 'transfer' },
      ...{ placeId: cityVNN.accountIds[0] ?? '', title: 'Xây mới nhà Đại đoàn kết tại các xã, đợt cuối năm' },
      ...{ households: commune.slice(53, 60), amount: 60_000_000, content: 'Xây nhà mới', to: 'submitted' },
    },
  ];
}

/**
 * The batch through the same services, by the same people, as a clerk's, each step on its own day: prepared two days
 * before it was paid and approved the day before. What still waits for a step came as far as yesterday.
 */
async function carryOut(demo: DemoSteps, team: Team, batch: Batch): Promise<string> {
  const paid = batch.paidDaysAgo ?? 0;
  const on = <T>(daysAgo: number, work: () => Promise<T>): Promise<T> =>
    asOf(demo.app.get(Clock), demo.ago(daysAgo), work);
  const key: KeyOf = (step) => demo.key(`payout ${batch.name} ${step}`);
  const { id, lineIds } = await on(paid + 2, () => prepare(demo, team, batch, key));
  if (batch.to === 'draft' || batch.to === 'submitted') return id;
  const [chair, steps] = [await demo.actor(team.chair), demo.app.get(DisbursementSteps)];
  if (batch.to === 'rejected') {
    const reason = 'Hai hộ đã nhận trợ giúp đột xuất tháng này; lập lại danh sách sau khi bình xét';
    await on(1, () => steps.reject(chair, id, { reason }, key('reject')));
    return id;
  }
  const decision = batch.decisionNo === undefined ? {} : { decisionNo: batch.decisionNo };
  await on(paid + 1, () => steps.approve(chair, id, decision, key('approve')));
  if (batch.to === 'approved') return id;
  const cashier = await demo.actor(team.cashier);
  await on(paid, () => demo.app.get(DisbursementPayments).pay(cashier, id, {}, key('pay')));
  const signing = lineIds.slice(0, batch.signed ?? 0);
  const collected = signing.filter((_, index) => index % 7 === 4);
  const themselves = signing.filter((lineId) => !collected.includes(lineId));
  await on(paid, () => sign(demo, team, { id, lineIds: themselves }, key));
  // A few households send someone to collect, a day later.
  await on(Math.max(0, paid - 1), () => collect(demo, team, { id, lineIds: collected }, key));
  return id;
}

async function prepare(
  demo: DemoSteps,
  team: Team,
  batch: Batch,
  key: KeyOf,
): Promise<{ id: string; lineIds: string[] }> {
  const preparing = demo.app.get(DisbursementsService);
  const accountant = await demo.actor(team.accountant);
  const { fundId, appealId, title, purpose, method, placeId, households, amount, content } = batch;
  const place = placeId === undefined ? {} : method === 'cash' ? { cashBoxId: placeId } : { bankAccountId: placeId };
  const money = { fundId, ...(appealId !== undefined && { appealId }), ...place };
  const { id } = await preparing.prepare(accountant, { ...money, title, purpose, method }, key('prepare'));
  const lines = households.map((householdId) => ({ householdId, amount, content }));
  const { lineIds } = await preparing.addLines(accountant, id, { lines }, key('lines'));
  if (batch.to !== 'draft') await demo.app.get(DisbursementSteps).submit(accountant, id, key('submit'));
  return { id, lineIds };
}

type Signing = { id: string; lineIds: string[] };

async function sign(demo: DemoSteps, team: Team, { id, lineIds }: Signing, key: KeyOf): Promise<void> {
  if (lineIds.length === 0) return;
  const accountant = await demo.actor(team.accountant);
  await demo.app.get(DisbursementAcknowledgements).acknowledgeMany(accountant, id, { lineIds }, key('sign'));
}

async function collect(demo: DemoSteps, team: Team, { id, lineIds }: Signing, key: KeyOf): Promise<void> {
  const [accountant, signed] = [await demo.actor(team.accountant), demo.app.get(DisbursementAcknowledgements)];
  for (const [index, lineId] of lineIds.entries()) {
    const signedBy = `Nguyễn Thị Hòa ${['An', 'Bình', 'Cúc', 'Duyên'][index % 4]}`;
    await signed.acknowledge(accountant, id, lineId, { signedBy, relation: 'con' }, key(`sign ${index}`));
  }
}
