import { DisbursementAcknowledgements } from '../disbursements/disbursement-acknowledgements.service.js';
import { DisbursementPayments } from '../disbursements/disbursement-payments.service.js';
import { DisbursementSteps } from '../disbursements/disbursement-steps.service.js';
import { DisbursementsService } from '../disbursements/disbursements.service.js';
import type { DemoSteps } from './demo-steps.js';
import type { DemoAppeals, DemoFunds } from './funds.js';
import type { DemoHouseholds } from './households.js';

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

/** The batch through the same services, by the same people, as a clerk's. */
async function carryOut(demo: DemoSteps, team: Team, batch: Batch): Promise<string> {
  const [preparing, steps] = [demo.app.get(DisbursementsService), demo.app.get(DisbursementSteps)];
  const key = (step: string): ReturnType<DemoSteps['key']> => demo.key(`payout ${batch.name} ${step}`);
  const accountant = await demo.actor(team.accountant);
  const { fundId, appealId, title, purpose, method, placeId, households, amount, content } = batch;
  const place = placeId === undefined ? {} : method === 'cash' ? { cashBoxId: placeId } : { bankAccountId: placeId };
  const money = { fundId, ...(appealId !== undefined && { appealId }), ...place };
  const { id } = await preparing.prepare(accountant, { ...money, title, purpose, method }, key('prepare'));
  const lines = households.map((householdId) => ({ householdId, amount, content }));
  const { lineIds } = await preparing.addLines(accountant, id, { lines }, key('lines'));
  if (batch.to === 'draft') return id;
  await steps.submit(accountant, id, key('submit'));
  if (batch.to === 'submitted') return id;
  const chair = await demo.actor(team.chair);
  if (batch.to === 'rejected') {
    const reason = 'Hai hộ đã nhận trợ giúp đột xuất tháng này; lập lại danh sách sau khi bình xét';
    await steps.reject(chair, id, { reason }, key('reject'));
    return id;
  }
  const { decisionNo } = batch;
  await steps.approve(chair, id, { ...(decisionNo !== undefined && { decisionNo }) }, key('approve'));
  if (batch.to === 'approved') return id;
  await payAndSign(demo, team, batch, id, lineIds, key);
  return id;
}

async function payAndSign(
  demo: DemoSteps,
  team: Team,
  batch: Batch,
  id: string,
  lineIds: string[],
  key: (step: string) => ReturnType<DemoSteps['key']>,
): Promise<void> {
  const { paidDaysAgo = 0, signed = 0 } = batch;
  const effectiveDate = demo.ago(paidDaysAgo);
  await demo.app.get(DisbursementPayments).pay(await demo.actor(team.cashier), id, { effectiveDate }, key('pay'));
  const accountant = await demo.actor(team.accountant);
  const acknowledgements = demo.app.get(DisbursementAcknowledgements);
  const signing = lineIds.slice(0, signed);
  const collected = signing.filter((_, index) => index % 7 === 4);
  const themselves = signing.filter((lineId) => !collected.includes(lineId));
  if (themselves.length > 0) {
    const list = { lineIds: themselves, effectiveDate };
    await acknowledgements.acknowledgeMany(accountant, id, list, key('sign'));
  }
  for (const [index, lineId] of collected.entries()) {
    // A few households send someone to collect, a day later.
    const signedBy = `Nguyễn Thị Hòa ${['An', 'Bình', 'Cúc', 'Duyên'][index % 4]}`;
    const on = { effectiveDate: demo.ago(Math.max(0, paidDaysAgo - 1)), signedBy, relation: 'con' };
    await acknowledgements.acknowledge(accountant, id, lineId, on, key(`sign ${index}`));
  }
}
