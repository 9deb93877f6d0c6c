/** How the books are written down for Beancount 2 (beancount.github.io): accounts, entries, balances of bank days. */
import type { BankDay, JournalEntry } from '../books/journal.service.js';
import { addDays } from '../platform/dates.js';
import {
  type AccountClass,
  type BooksFormat,
  classOf,
  type ExportAccount,
  type ExportHead,
  type Fact,
  firstDay,
  inCurrency,
  type NamedAccount,
  oneLine,
  plainSubject,
  postingsOf,
} from './export.rules.js';

export const BEANCOUNT: BooksFormat = { accountName, head, entry: transaction, bankDay: balance };

const ROOTS: Record<AccountClass, string> = {
  cash: 'Assets',
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  expense: 'Expenses',
};

/** The balance of every account in đồng, foreign money at what it stands for. */
const QUERY = `SELECT account, number(only('VND', sum(cost(position)))) GROUP BY account ORDER BY account`;

/**
 * `Assets:01:VNN:1121:…`: as for hledger, under one of the five roots. A component begins with a capital or a digit and
 * holds letters, digits and hyphens alone.
 */
function accountName(account: ExportAccount): string {
  const parts = [ROOTS[classOf(account)], account.unitCode, account.fundKind, account.code];
  if (account.restrictionId !== null) {
    const { restrictionKind, restrictionSubject: of } = account;
    const kind = capital(String(restrictionKind));
    parts.push(of === null ? kind : `${kind}-${of}`);
  }
  if (account.subject !== '') parts.push(capital(plainSubject(account, /[^A-Za-z0-9-]/g, '-')));
  return parts.map((part) => part.replace(/[^\p{L}\p{Nd}-]/gu, '-')).join(':');
}

function head({ sequence, accounts, currencies }: ExportHead): string {
  const first = firstDay(accounts);
  const opened = accounts.map(({ name, currency, openedOn, closedOn, id }) => {
    // Foreign money is given back at what it stood for when it was spent, lot or no lot: the books decide, not the program.
    const held = currency === 'VND' ? ' VND' : ` VND,${currency} "NONE"`;
    const closed = closedOn === null ? '' : `${closedOn} close ${name}\n`;
    return `${openedOn} open ${name}${held}\n  id: "${id}"\n${closed}`;
  });
  return (
    `; Sổ Vàng, sổ kép đến bút toán số ${sequence} · the books up to sequence ${sequence}\n` +
    `; bean-query 2 shows sums from a billion up only as numbers: ${QUERY}\n\n` +
    `option "title" "Sổ Vàng"\noption "operating_currency" "VND"\n` +
    // A total in đồng that is divided by the foreign amount and multiplied again is off in the twentieth digit.
    (currencies.length > 1 ? `option "inferred_tolerance_default" "VND:0.001"\n` : '') +
    `\n${currencies.map((currency) => `${first} commodity ${currency}\n`).join('')}\n${opened.join('')}\n`
  );
}

/** One entry as one transaction. Foreign money is written at what it stands for in đồng, in whole. */
function transaction(entry: JournalEntry, facts: Fact[], accountOf: (id: number) => NamedAccount): string {
  const postings = postingsOf(entry, accountOf).map(({ account, amount, foreign }) =>
    foreign === null
      ? `  ${account.name}  ${amount} VND\n`
      : `  ${account.name}  ${foreign} {{${amount < 0n ? -amount : amount} VND}}\n`,
  );
  const metadata = facts.map(([name, value]) => `  ${name}: ${quoted(value)}\n`);
  return `${entry.effectiveDate} * ${quoted(entry.description)}\n${metadata.join('')}${postings.join('')}\n`;
}

/** A balance holds at the start of its day: the end of a day is the start of the next. To the last unit, no tolerance. */
function balance(account: NamedAccount, { day, balance: vnd, foreignBalance }: BankDay): string {
  const { currency, name } = account;
  const held = currency === 'VND' ? `${vnd} VND` : inCurrency(foreignBalance, currency).replace(' ', ' ~ 0 ');
  return `${addDays(day, 1)} balance ${name}  ${held}\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function quoted(text: string): string {
  return `"${oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
