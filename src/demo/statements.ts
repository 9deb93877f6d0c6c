/** Statements of the city's accounts as a bank writes them, read and posted by the same service as a clerk's upload. */
import { CashDepositsService } from '../banking/cash-deposits.service.js';
import { DebitExplanations } from '../banking/explanations.service.js';
import { StatementImport } from '../banking/statement-import.service.js';
import { StatementRegister } from '../banking/statement-register.service.js';
import { formatDate } from '../platform/dates.js';
import { formatNumber } from '../platform/money.js';
import { Chance } from './chance.js';
import type { DemoSteps } from './demo-steps.js';
import type { DemoFunds } from './funds.js';
import { LAST_STATEMENT_DAYS_AGO, PLEDGED_TRANSFERS } from './gifts.js';
import { inCapitals, ORGANISATIONS, personName } from './names.js';

type Line = { daysAgo: number; debit?: number; credit?: number; memo: string };
type DemoStatement = { name: string; account: string; opening: number; lines: Line[] };

const VNN = '9990000010101';
const RELIEF = '9990000010202';
const ISLANDS = '9990000010301';
const HALF = 16;

const WORDS = ['ung ho quy vi nguoi ngheo', 'giup ba con ngheo', 'chung tay vi nguoi ngheo', 'ung ho', 'tam long vang'];
const RELIEF_WORDS = [
  'ung ho dong bao lu lut',
  'giup ba con ven song',
  'khac phuc mua lu',
  'ung ho',
  'chia se cung ba con',
];
const USUAL = [20, 50, 50, 100, 100, 100, 200, 200, 200, 200, 300, 500, 500, 500, 1_000, 2_000, 5_000];

/** Cash that the cashier took to the bank: the first came with a statement's line, the second is on its way. */
const DEPOSITS = [
  { daysAgo: 10, amount: 15_000_000 },
  { daysAgo: 1, amount: 8_000_000 },
] as const;

export async function depositCash(demo: DemoSteps, funds: DemoFunds, which: 0 | 1): Promise<void> {
  const cashier = await demo.actor('thuquy');
  const { boxId, accountIds } = funds.cityVNN;
  const { daysAgo, amount } = DEPOSITS[which];
  await demo.through(`deposit ${which}`, async () => {
    const deposit = { cashBoxId: boxId, bankAccountId: accountIds[0] ?? '', amount, effectiveDate: demo.ago(daysAgo) };
    const { voucher } = await demo.app.get(CashDepositsService).deposit(cashier, deposit, demo.key(`deposit ${which}`));
    return voucher;
  });
}

/** Imports the month's statements; each starts where the one before it ended. */
export async function importStatements(demo: DemoSteps): Promise<void> {
  const imports = demo.app.get(StatementImport);
  const accountant = await demo.actor('ketoan');
  for (const statement of statements()) {
    await demo.through(`statement ${statement.name}`, async () => {
      const bytes = Buffer.from(csvOf(demo, statement));
      const file = { bytes, fileName: `${statement.name}.csv`, accountNumber: statement.account };
      const answer = await imports.importStatement(accountant, file);
      const [problem] = answer.problems;
      if (problem) throw new Error(`The demo's statement ${statement.name} was refused: ${problem.message}`);
      return answer.rows;
    });
  }
  await explainCharge(demo);
}

/** Of the two debits of the month one is explained; the other still waits for a clerk's word. */
async function explainCharge(demo: DemoSteps): Promise<void> {
  const register = demo.app.get(StatementRegister);
  const accountant = await demo.actor('ketoan');
  await demo.through('charge explained', async () => {
    const { items } = await register.list(accountant, {});
    for (const { id } of items) {
      const lines = await register.lines(accountant, id, { state: 'to-explain' });
      const charge = lines.items.find(({ debit }) => debit === BigInt(CHARGE));
      if (!charge) continue;
      await demo.app
        .get(DebitExplanations)
        .explain(accountant, charge.id, { reason: 'bank-charge' }, demo.key('explain charge'));
      return charge.id;
    }
    return null;
  });
}

const CHARGE = 33_000;
const UNEXPLAINED = 55_000;

function statements(): DemoStatement[] {
  const first = giftLines(VNN, new Chance('statement 1'), { from: 30, to: HALF + 1, count: 45, words: WORDS });
  first.push({ daysAgo: 24, debit: CHARGE, memo: 'PHI QUAN LY TAI KHOAN' });
  const opening = 2_485_600_000;
  const second = giftLines(VNN, new Chance('statement 2'), {
    from: HALF,
    to: LAST_STATEMENT_DAYS_AGO,
    count: 40,
    words: WORDS,
  });
  second.push({ daysAgo: DEPOSITS[0].daysAgo - 1, credit: DEPOSITS[0].amount, memo: 'NOP TIEN MAT VAO TAI KHOAN' });
  second.push({ daysAgo: 7, debit: UNEXPLAINED, memo: 'THU PHI DICH VU' });
  second.push({ daysAgo: 13, credit: 100_000_000, memo: `${inCapitals(ORGANISATIONS[6])} ung ho nha Dai doan ket` });
  const relief = giftLines(RELIEF, new Chance('statement 3'), {
    from: 29,
    to: LAST_STATEMENT_DAYS_AGO,
    count: 95,
    words: RELIEF_WORDS,
  });
  for (const [index, millions] of [500, 200, 100, 50, 50].entries()) {
    const memo = `${inCapitals(ORGANISATIONS[index] ?? '')} ung ho dong bao lu lut`;
    relief.push({ daysAgo: 27 - index * 4, credit: millions * 1_000_000, memo });
  }
  const islands = PLEDGED_TRANSFERS.map(({ giver, amount, daysAgo }) => ({
    daysAgo: daysAgo - 1,
    credit: amount,
    memo: `${inCapitals(giver)} chuyen tien dang ky ung ho Quy Vi bien dao`,
  }));
  return [
    { name: 'sao-ke-vnn-1', account: VNN, opening, lines: first },
    { name: 'sao-ke-vnn-2', account: VNN, opening: closingOf(opening, first), lines: second },
    { name: 'sao-ke-cuu-tro', account: RELIEF, opening: 0, lines: relief },
    { name: 'sao-ke-bien-dao', account: ISLANDS, opening: 963_200_000, lines: islands },
  ];
}

function giftLines(
  account: string,
  chance: Chance,
  given: { from: number; to: number; count: number; words: string[] },
): Line[] {
  return Array.from({ length: given.count }, () => {
    const name = inCapitals(personName(chance));
    const sender = `MBVCB.${chance.digits(10)}.${name} ${chance.of(given.words)}.CT tu 99900${chance.digits(8)} ${name}`;
    const memo = chance.share(0.6) ? `${sender} toi ${account}` : `${chance.digits(6)}.${chance.of(given.words)}`;
    return { daysAgo: chance.whole(given.to, given.from), credit: chance.of(USUAL) * 1_000, memo };
  });
}

function closingOf(opening: number, lines: Line[]): number {
  return lines.reduce((sum, { debit = 0, credit = 0 }) => sum + credit - debit, opening);
}

/** Vietcombank's columns: the balance stands on the last row of each day only. */
function csvOf(demo: DemoSteps, { opening, lines, name }: DemoStatement): string {
  const chance = new Chance(`numbers ${name}`);
  const sorted = [...lines].sort((a, b) => b.daysAgo - a.daysAgo);
  let balance = opening;
  const rows = sorted.map(({ daysAgo, debit = 0, credit = 0, memo }, index) => {
    balance += credit - debit;
    const last = sorted[index + 1]?.daysAgo !== daysAgo;
    const amount = (value: number): string => (value === 0 ? '' : formatNumber(BigInt(value)));
    const cells = [
      formatDate(demo.ago(daysAgo)),
      `${chance.digits(4)}.${chance.digits(5)}`,
      amount(debit),
      amount(credit),
    ];
    return `1,${cells.join(',')},${last ? amount(balance) : ''},${memo}`;
  });
  return `PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n${rows.join('\n')}\n`;
}
