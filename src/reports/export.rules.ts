/** What every plain-text export of the books says, whatever the syntax: kinds of account, names, and facts of an entry. */
import type { BankDay, JournalAccount, JournalEntry } from '../books/journal.service.js';
import type { PlainDate } from '../platform/dates.js';

export type ExportAccount = JournalAccount & { fundKind: string };

/** An account with the name that it has in this file, which no other account has. */
export type NamedAccount = ExportAccount & { name: string };

/** Something about an entry that the programs do not compute with: `sequence`, `unit`, `fund` … and its value. */
export type Fact = readonly [name: string, value: string];

/** What the books are at the head of the file. */
export type ExportHead = {
  sequence: bigint;
  accounts: NamedAccount[];
  /** Every currency of an account, VND among them, in the order of the alphabet. */
  currencies: string[];
};

/** How another program writes the books down. Pure: text from rows, the same text from the same rows. */
export type BooksFormat = {
  /** The name without regard to others; two accounts of one name are told apart by their ids. */
  accountName: (account: ExportAccount) => string;
  head: (books: ExportHead) => string;
  entry: (entry: JournalEntry, facts: Fact[], accountOf: (id: number) => NamedAccount) => string;
  /** What a bank account held at the end of this day, for the program to check. */
  bankDay: (account: NamedAccount, day: BankDay) => string;
};

export type AccountClass = 'cash' | 'asset' | 'liability' | 'equity' | 'income' | 'expense';

const INCOME = ['donations', 'in-kind', 'from-units', 'interest', 'other-income'];
const EQUITY = ['carried', 'decision', 'summary'];

/** The class of an account: of a purpose's account by what it is for, the same in both posting profiles. */
export function classOf({ code, role, nature }: JournalAccount): AccountClass {
  if (role === 'creditor') return 'liability';
  if (role === 'place') return /^11[123]/.test(code) ? 'cash' : 'asset';
  if (nature === null || EQUITY.includes(nature)) return 'equity';
  return INCOME.includes(nature) ? 'income' : 'expense';
}

/** Gives each account a name of its own. */
export function nameAccounts(accounts: ExportAccount[], nameOf: (account: ExportAccount) => string): NamedAccount[] {
  const names = accounts.map(nameOf);
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return accounts.map((account, i) => {
    const name = names[i] ?? '';
    return { ...account, name: times.get(name) === 1 ? name : `${name}-${account.id}` };
  });
}

/**
 * A subject is an id, one of our own words, or a word with whom it concerns: a unit by its code, anybody else by a name
 * (`supplier:ba-hoa`). A supplier may be a private person, so of a name the file says the account's id; whatever else a
 * subject held would be read as part of the syntax.
 */
export function plainSubject(
  { subject, id }: Pick<JournalAccount, 'subject' | 'id'>,
  strange: RegExp,
  instead: string,
): string {
  const [word = '', party] = subject.split(':');
  const said = party === undefined || word === 'unit' ? subject : word;
  const plain = said.replace(strange, instead);
  return plain === subject ? subject : `${plain}-${id}`;
}

/** What an entry is about, in a fixed order, what it lacks left out. No person's name is among it. */
export function factsOf(entry: JournalEntry, accountOf: (id: number) => NamedAccount): Fact[] {
  const accounts = entry.movements.flatMap(({ debit, credit }) => [accountOf(debit), accountOf(credit)]);
  const purposes = new Map(
    accounts.flatMap((account) => (account.restrictionId === null ? [] : [[account.restrictionId, account]])),
  );
  const subjects = (kind: string): string =>
    [...purposes.values()].flatMap((p) => (p.restrictionKind === kind ? [p.restrictionSubject] : [])).join(' ');
  const facts: [string, string | null | undefined][] = [
    ['sequence', String(entry.sequence)],
    ['kind', entry.kind],
    ['unit', entry.unitCode],
    ['fund', accounts[0]?.fundKind],
    ['restriction', [...purposes.keys()].join(' ')],
    ['appeal', subjects('appeal')],
    ['earmark', subjects('earmark')],
    ['voucher', entry.voucher],
    ['document', entry.documentNo],
    ['decision', entry.decisionNo],
    ['reverses', entry.reverses?.toString()],
    ['adjusts', entry.adjusts],
  ];
  return facts.flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, value]],
  );
}

/** One side of a movement: đồng on every account, and beside it the foreign money where the place holds such. */
export type Posting = { account: NamedAccount; amount: bigint; foreign: string | null };

/** Two postings for each movement, debit positive, credit negative. */
export function postingsOf(entry: JournalEntry, accountOf: (id: number) => NamedAccount): Posting[] {
  return entry.movements.flatMap(({ debit, credit, amount, foreignAmount }) =>
    [
      { id: debit, sign: 1n },
      { id: credit, sign: -1n },
    ].map(({ id, sign }) => {
      const account = accountOf(id);
      const foreign = account.currency === 'VND' || foreignAmount === null ? null : sign * foreignAmount;
      return {
        account,
        amount: sign * amount,
        foreign: foreign === null ? null : inCurrency(foreign, account.currency),
      };
    }),
  );
}

/** `-12345n` of minor units and `USD` → `-123.45 USD`; a currency without a minor unit has no point. */
export function inCurrency(minor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const whole = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const text = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
  return `${minor < 0n ? '-' : ''}${text} ${currency}`;
}

/** How many digits stand after the point of a currency (ISO 4217), as 2 for USD and 0 for JPY. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** One line without control characters. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** The first day of the books: nothing is older than the account it stands on. */
export function firstDay(accounts: ExportAccount[]): PlainDate {
  return accounts.reduce((first, { openedOn }) => (openedOn < first ? openedOn : first), '2022-09-01');
}
