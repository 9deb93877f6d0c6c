/** How the books are written down for hledger (plain text accounting): names of accounts, and entries as transactions. */
import type { JournalAccount, JournalEntry } from '../ledger/journal.service.js';

export type FundCode = { kindCode: string };

/** hledger's account types: cash, other assets, liabilities, equity, revenues, expenses. */
type AccountType = 'C' | 'A' | 'L' | 'E' | 'R' | 'X';

/**
 * `01:VNN:1121:…`: unit, kind of fund, code, and the id of what the account is of; restriction accounts end in the
 * purpose, as `01:CT:511:appeal-…`. Built from ids alone, so that no person's name stands in it.
 */
export function hledgerAccountName(account: JournalAccount, fund: FundCode): string {
  const parts = [account.unitCode, fund.kindCode, account.code];
  if (account.restrictionId !== null) {
    const { restrictionKind: kind, restrictionSubject: of } = account;
    parts.push(of === null ? String(kind) : `${kind}-${of}`);
  }
  if (account.subject !== '') parts.push(plainSubject(account));
  return parts.join(':');
}

export function accountDirective(name: string, account: JournalAccount): string {
  return `account ${name}  ; type:${typeOf(account)}, id:${account.id}\n`;
}

/**
 * One entry as one transaction, with two postings a movement. `nameOf` gives an account's name; `tags` are further facts
 * of the entry, in order.
 */
export function transaction(
  entry: JournalEntry,
  nameOf: (account: number) => string,
  tags: (readonly [name: string, value: string | null])[],
): string {
  const code = entry.voucher === null ? '' : `(${plainText(entry.voucher).replace(/[()]/g, '')}) `;
  const facts = [
    ['sequence', String(entry.sequence)] as const,
    ['kind', entry.kind] as const,
    ...tags,
    ['reverses', entry.reverses === null ? null : String(entry.reverses)] as const,
    ['decision', entry.decisionNo] as const,
  ];
  const comments = facts.flatMap(([name, value]) => (value === null ? [] : `    ; ${name}:${tagValue(value)}\n`));
  const postings = entry.movements.map(
    ({ debit, credit, amount }) => `    ${nameOf(debit)}  ${amount} VND\n    ${nameOf(credit)}  ${-amount} VND\n`,
  );
  return `${entry.effectiveDate} * ${code}${plainText(entry.description)}\n${comments.join('')}${postings.join('')}\n`;
}

/** A subject is an id or one of our own words; whatever else it held would be read as part of the syntax. */
function plainSubject({ subject, id }: JournalAccount): string {
  const plain = subject.replace(/[^A-Za-z0-9._-]/g, '_');
  return plain === subject ? subject : `${plain}-${id}`;
}

function typeOf({ code, role }: JournalAccount): AccountType {
  if (role === 'creditor') return 'L';
  if (role === 'place') return /^11[123]/.test(code) ? 'C' : 'A';
  return code.startsWith('4') || code.startsWith('911') ? 'E' : /^[57]/.test(code) ? 'R' : 'X';
}

/** One line that is read as a description: `;` would begin a comment, `|` split it, a bracket at its start be a code. */
function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(';', ',')
    .replaceAll('|', '/')
    .trim()
    .replace(/^[(!*]+\s*/, '');
}

/** A tag's value ends at a comma. */
function tagValue(text: string): string {
  return plainText(text).replaceAll(',', ' ');
}
