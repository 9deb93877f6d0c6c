import { DonationRegister } from '../donations/donation-register.service.js';
import { DonationsService } from '../donations/donations.service.js';
import { PledgesService } from '../pledges/pledges.service.js';
import { Chance } from './chance.js';
import type { DemoSteps } from './demo-steps.js';
import type { DemoAppeals, DemoFunds } from './funds.js';
import { GROUPS, ORGANISATIONS, personName } from './names.js';

type Gift = Parameters<DonationsService['recordAll']>[1][number];
export type RecordedGift = { id: string; serial: string; amount: number; named: boolean };

/** Who records gifts where, how many, and how many of a hundred name the appeal. */
type Source = { fundId: string; actorId: string; appealId: string; gifts: number; forAppeal: number; large: number };

const CONDITIONS = [
  'Tặng học bổng cho học sinh mồ côi do mưa lũ',
  'Sửa nhà cho gia đình có người khuyết tật nặng',
  'Mua bò giống cho hộ nghèo người Dao',
];

/** How gifts are spread: the median is 200.000 đ, and a few in a hundred are a company's. */
const USUAL = [
  50_000, 100_000, 100_000, 150_000, 200_000, 200_000, 200_000, 300_000, 500_000, 500_000, 1_000_000, 2_000_000,
];
/** Millions that an organisation brings in cash; the hundreds come by the bank. */
const LARGE = [5, 5, 10, 10, 15, 20];

/** The bank's statements reach up to this day; what was given by transfer since is on its way. */
export const LAST_STATEMENT_DAYS_AGO = 4;

/** The part of the month that has its statements, and the last days. */
export type Part = 'earlier' | 'latest';

/**
 * Gifts that clerks recorded by hand: cash every day, and transfers of the last days whose line at the bank has not come
 * yet. What came by the bank's statements is in `statements.ts`.
 */
export async function recordGifts(
  demo: DemoSteps,
  funds: DemoFunds,
  appeals: DemoAppeals,
  part: Part,
): Promise<RecordedGift[]> {
  const city = (await demo.actor('ketoan')).id;
  const commune = (await demo.actor('xa.ketoan')).id;
  const sources: Source[] = [
    { fundId: funds.cityVNN.id, actorId: city, appealId: appeals.poor, gifts: 120, forAppeal: 70, large: 4 },
    { fundId: funds.cityCT.id, actorId: city, appealId: appeals.relief, gifts: 90, forAppeal: 85, large: 6 },
    { fundId: funds.cityBD.id, actorId: city, appealId: appeals.islands, gifts: 30, forAppeal: 100, large: 10 },
    {
      fundId: funds.communeVNN.id,
      actorId: commune,
      appealId: appeals.communePoor,
      gifts: 50,
      forAppeal: 80,
      large: 1,
    },
  ];
  const gifts = sources.flatMap((source, index) => giftsOf(demo, source, part, new Chance(`gifts ${part} ${index}`)));
  gifts.sort((a, b) => (a.effectiveDate < b.effectiveDate ? -1 : a.effectiveDate > b.effectiveDate ? 1 : 0));
  return demo.once(`gifts ${part}`, async (tx) => {
    const recorded = await demo.app.get(DonationsService).recordAll(tx, gifts);
    return recorded.map(({ id, receipt }, index) => {
      const { amount = 0n, printedName } = gifts[index] ?? {};
      return { id, serial: receipt.serial, amount: Number(amount), named: printedName !== undefined };
    });
  });
}

function giftsOf(demo: DemoSteps, source: Source, part: Part, chance: Chance): Gift[] {
  const latest = part === 'latest';
  const gifts = latest ? Math.ceil(source.gifts / 6) : source.gifts;
  return Array.from({ length: gifts }, () => {
    const organisation = chance.share(source.large / 100);
    const days = latest ? chance.whole(0, LAST_STATEMENT_DAYS_AGO - 1) : chance.whole(LAST_STATEMENT_DAYS_AGO, 29);
    const transfer = latest && chance.share(0.5);
    const named = organisation || chance.share(0.8);
    const printedName = organisation
      ? chance.of(ORGANISATIONS)
      : chance.share(0.12)
        ? chance.of(GROUPS)
        : personName(chance);
    const agreed = organisation || chance.share(0.45);
    return {
      actorId: source.actorId,
      fundId: source.fundId,
      appealId: chance.share(source.forAppeal / 100) ? source.appealId : undefined,
      amount: BigInt(organisation ? chance.of(LARGE) * 1_000_000 : chance.of(USUAL)),
      channel: transfer ? 'transfer' : 'cash',
      printedName: named ? printedName : undefined,
      publicName: named && agreed ? printedName : undefined,
      condition: !organisation && chance.share(0.015) ? chance.of(CONDITIONS) : undefined,
      effectiveDate: demo.ago(days),
    };
  });
}

/** A gift taken back because it was typed twice, and a name that was misspelt. */
export async function correctGifts(demo: DemoSteps, gifts: RecordedGift[]): Promise<void> {
  const register = demo.app.get(DonationRegister);
  const accountant = await demo.actor('ketoan');
  const cityGifts = gifts.filter(({ serial, named }) => named && serial.includes('-01-'));
  const small = cityGifts.filter(({ amount }) => amount <= 500_000);
  const [twice, misspelt] = [small.at(-9), small.at(-14)];
  if (!twice || !misspelt) throw new Error('The demo has too few gifts.');
  await demo.through('corrections', async () => {
    const reason = 'Ghi trùng với biên nhận đã lập trong ngày';
    await register.void(accountant, twice.id, { reason }, demo.key('void'));
    const name = personName(new Chance('correction'));
    const why = 'Người ủng hộ báo sai dấu trong tên';
    await register.correctName(accountant, misspelt.id, { name, reason: why }, demo.key('correct name'));
    return { voided: twice.serial, corrected: misspelt.serial };
  });
}

/** What units promised at a ceremony: kept, kept in part, not yet due, and overdue. Amounts in millions of đồng. */
const PLEDGES: { giver: number; amount: number; due: number; kept: number[] }[] = [
  { giver: 0, amount: 200, due: 20, kept: [200] },
  { giver: 1, amount: 100, due: 15, kept: [60, 40] },
  { giver: 2, amount: 300, due: -20, kept: [100] },
  { giver: 3, amount: 50, due: -20, kept: [] },
  { giver: 4, amount: 150, due: -30, kept: [50] },
  { giver: 6, amount: 500, due: -45, kept: [] },
  { giver: 7, amount: 120, due: 9, kept: [40] },
  { giver: 9, amount: 30, due: 6, kept: [] },
];
const CEREMONY_DAYS_AGO = 60;

/** The transfers that kept them, in đồng; a day later each stands on the bank's statement. */
export const PLEDGED_TRANSFERS: readonly {
  pledge: number;
  part: number;
  giver: string;
  amount: number;
  daysAgo: number;
}[] = PLEDGES.flatMap(({ giver, kept }, pledge) =>
  kept.map((millions, part) => ({
    ...{ pledge, part, giver: ORGANISATIONS[giver] ?? '' },
    ...{ amount: millions * 1_000_000, daysAgo: 26 - pledge - part * 7 },
  })),
);

export async function recordPledges(demo: DemoSteps, funds: DemoFunds, appeals: DemoAppeals): Promise<void> {
  const accountant = await demo.actor('ketoan');
  const pledges = demo.app.get(PledgesService);
  const { id: fundId } = funds.cityBD;
  const ids = await demo.once('pledges', async (tx) => {
    const recorded: string[] = [];
    for (const { giver, amount, due } of PLEDGES) {
      const pledge = await pledges.record(tx, accountant, {
        fundId,
        appealId: appeals.islands,
        giverName: ORGANISATIONS[giver] ?? '',
        giverKind: 'organisation',
        amount: BigInt(amount) * 1_000_000n,
        dueDate: demo.ago(due),
        pledgedOn: demo.ago(CEREMONY_DAYS_AGO),
        note: 'Đăng ký tại lễ phát động',
      });
      recorded.push(pledge.id);
    }
    return recorded;
  });
  await demo.through('pledges kept', () => keepPledges(demo, fundId, appeals.islands, ids));
}

async function keepPledges(demo: DemoSteps, fundId: string, appealId: string, ids: string[]): Promise<number> {
  const accountant = await demo.actor('ketoan');
  const donations = demo.app.get(DonationsService);
  for (const { pledge, part, giver, amount, daysAgo } of PLEDGED_TRANSFERS) {
    const gift = { fundId, appealId, amount, channel: 'transfer' as const, effectiveDate: demo.ago(daysAgo) };
    const named = { donorName: giver, publicName: true, pledgeId: ids[pledge] ?? '' };
    await donations.record(accountant, { ...gift, ...named }, demo.key(`pledge ${pledge} part ${part}`));
  }
  return PLEDGED_TRANSFERS.length;
}
