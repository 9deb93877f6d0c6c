/** How the books are written down for hledger (hledger.org): accounts, entries as transactions, assertions of bank days. */
import type { BankDay, JournalEntry } from '../books/journal.service.js';
import {
  type AccountClass,
  type BooksFormat,
  classOf,
  type ExportAccount,
  type ExportHead,
  type Fact,
  inCurrency,
  minorDigits,
  type NamedAccount,
  oneLine,
  plainSubject,
  postingsOf,
} from './export.rules.js';

export const HLEDGER: BooksFormat = { accountName, head, entry: transaction, bankDay: assertion };

/** hledger's account types. */
const TYPES: Record<AccountClass, string> = {
  cash: 'C',
  asset: 'A',
  liability: 'L',
  equity: 'E',
  income: 'R',
  expense: 'X',
};

/**
 * `01:VNN:1121:…`: unit, kind of fund, code, and the id of what the account is of; restriction accounts end in the
 * purpose, as `01:CT:511:appeal-…`. Built from ids alone, so that no person's name stands in it.
 */
function accountName(account: ExportAccount): string {
  const parts = [account.unitCode, account.fundKind, account.code];
  if (account.restrictionId !== null) {
    const { restrictionKind: kind, restrictionSubject: of } = account;
    parts.push(of === null ? String(kind) : `${kind}-${of}`);
  }
  if (account.subject !== '') parts.push(plainSubject(account, /[^A-Za-z0-9._-]/g, '_'));
  return parts.join(':');
}

/** Strict checking wants every commodity and account declared. */
function head({ sequence, accounts, currencies }: ExportHead): string {
  const commodities = currencies.map((currency) => {
    const digits = minorDigits(currency);
    return `commodity 1000.${digits === 0 ? '' : '0'.repeat(digits)} ${currency}\n`;
  });
  return (
    `; Sổ Vàng, sổ kép đến bút toán số ${sequence} · the books up to sequence ${sequence}\n\n` +
    `${commodities.join('')}\n${accounts.map(accountDirective).join('')}\n`
  );
}

function accountDirective(account: NamedAccount): string {
  const { name, id, openedOn, closedOn } = account;
  const closed = closedOn === null ? '' : `, closed:${closedOn}`;
  return `account ${name}  ; type:${TYPES[classOf(account)]}, id:${id}, opened:${openedOn}${closed}\n`;
}

/** One entry as one transaction. Foreign money is written with what it stands for in đồng, in whole. */
function transaction(entry: JournalEntry, facts: Fact[], accountOf: (id: number) => NamedAccount): string {
  const code = entry.voucher === null ? '' : `(${plainText(entry.voucher).replace(/[()]/g, '')}) `;
  const comments = facts.map(([name, value]) => `    ; ${name}:${tagValue(value)}\n`);
  const postings = postingsOf(entry, accountOf).map(({ account, amount, foreign }) =>
    foreign === null
      ? `    ${account.name}  ${amount} VND\n`
      : `    ${account.name}  ${foreign} @@ ${amount < 0n ? -amount : amount} VND\n`,
  );
  return `${entry.effectiveDate} * ${code}${plainText(entry.description)}\n${comments.join('')}${postings.join('')}\n`;
}

/** hledger checks assertions by day and, within a day, as they stand: these stand after every entry of the file. */
function assertion(account: NamedAccount, { day, balance, foreignBalance }: BankDay): string {
  const held = account.currency === 'VND' ? `${balance} VND` : inCurrency(foreignBalance, account.currency);
  const nothing = inCurrency(0n, account.currency);
  return `${day} * Số dư cuối ngày · balance at the end of the day\n    ${account.name}  ${nothing} = ${held}\n\n`;
}

/** One line that is read as a description: `;` would begin a comment, `|` split it, a bracket at its start be a code. */
function plainText(text: string): string {
  return oneLine(text)
    .replaceAll(';', ',')
    .replaceAll('|', '/')
    .replace(/^[(!*]+\s*/, '');
}

/** A tag's value ends at a comma. */
function tagValue(text: string): string {
  return plainText(text).replaceAll(',', ' ');
}
