/**
 * The register of one account (sổ cái): each movement with its counter-account and what was left after it. Pages are
 * found by the place of their first row, never by counting, and each begins with a sum of days: a page costs the same in
 * the first year and after a million movements.
 */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { addDays, type PlainDate } from '../platform/dates.js';
import { refuse } from './books.refusals.js';
import { BooksPosition, type BooksTime } from './books-position.service.js';
import {
  firstPage,
  lastPage,
  readRegisterCursor,
  type RegisterCursor,
  type RegisterPlace,
  writeRegisterCursor,
} from './register-cursor.js';
import { CODE_NAME } from './trial-balance.service.js';

export type RegisterAccount = {
  accountId: number;
  code: string;
  nameVi: string;
  nameEn: string;
  label: string;
  role: 'place' | 'creditor' | 'restriction';
  unitCode: string;
  fundId: string;
  restrictionId: number | null;
  /** `VND`, or that of a place that holds foreign money. */
  currency: string;
};

export type RegisterLine = {
  date: PlainDate;
  /** The entry's position in the books. */
  sequence: bigint;
  line: number;
  kind: string;
  voucher: string | null;
  description: string;
  /** TK đối ứng. */
  counter: { accountId: number; code: string; label: string };
  /** One of the two is 0. */
  debit: bigint;
  credit: bigint;
  /** In the minor unit of the place's own currency, where it holds foreign money. */
  foreignAmount: bigint | null;
  /** After this movement; debit side positive. */
  balance: bigint;
};

export type AccountRegister = {
  account: RegisterAccount;
  /** The position that every page of this reading is computed from. */
  sequence: bigint;
  from: PlainDate | null;
  to: PlainDate | null;
  /** Before `from`. */
  opening: bigint;
  /** Turnover of the whole period, not of the page. */
  debit: bigint;
  credit: bigint;
  closing: bigint;
  items: RegisterLine[];
  nextCursor: string | null;
  prevCursor: string | null;
  /** The last page; null where this is the only one. */
  lastCursor: string | null;
};

export type RegisterAsk = BooksTime & { limit?: number | undefined; cursor?: string | undefined };

type Row = Omit<RegisterLine, 'counter' | 'balance'> & { counterId: number; counterCode: string; counterLabel: string };

@Injectable()
export class AccountRegisterService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly position: BooksPosition,
  ) {}

  /** The account, wherever it belongs: the caller checks its unit. @throws Refusal ledger.account-not-found (404) */
  async account(accountId: number): Promise<RegisterAccount> {
    const [account] = await this.db.query<RegisterAccount[]>(
      `SELECT a.id AS "accountId", a.code, c.name_vi AS "nameVi", c.name_en AS "nameEn", a.label, a.role,
         a.unit_code AS "unitCode", a.fund_id AS "fundId", a.restriction_id AS "restrictionId", a.currency
       FROM account a ${CODE_NAME} WHERE a.id = $1`,
      [accountId],
    );
    if (!account) throw refuse('ledger.account-not-found');
    return account;
  }

  /** One page, in order of days. @throws Refusal as `BooksPosition.of` */
  async page(account: RegisterAccount, ask: RegisterAsk): Promise<AccountRegister> {
    const { accountId } = account;
    const { from, to, limit = 50 } = ask;
    const position = await this.position.of(ask);
    const cursor = readRegisterCursor(ask.cursor, position) ?? firstPage(position);
    const { known, towards } = cursor;
    const [rows, before, turnover] = await Promise.all([
      this.rows(accountId, cursor, { from, to, limit: limit + 1 }),
      from === undefined ? NOTHING : this.sums(accountId, null, addDays(from, -1), known),
      this.sums(accountId, from ?? null, to ?? null, known),
    ]);
    const opening = before.debit - before.credit;
    const further = rows.length > limit;
    const shown = towards === 'after' ? rows.slice(0, limit) : rows.slice(0, limit).reverse();
    const first = shown[0];
    const start = first === undefined ? opening : await this.balanceBefore(accountId, first, known);
    const earlier = towards === 'before' ? further : ask.cursor !== undefined && cursor.place.sequence > 0n;
    const later = towards === 'after' ? further : cursor.place.date !== lastPage(known).place.date;
    return {
      account,
      sequence: known,
      from: from ?? null,
      to: to ?? null,
      opening,
      ...turnover,
      closing: opening + turnover.debit - turnover.credit,
      items: withBalances(shown, start),
      ...cursorsOf(shown, known, { earlier, later }),
    };
  }

  /** In the direction of the cursor. Both sides are read by their own index, each no further than the page. */
  private rows(
    accountId: number,
    { known, towards, place }: RegisterCursor,
    within: { from?: PlainDate | undefined; to?: PlainDate | undefined; limit: number },
  ): Promise<Row[]> {
    const [than, order] = towards === 'after' ? ['>', 'ASC'] : ['<', 'DESC'];
    const inOrder = `ORDER BY effective_date ${order}, sequence ${order}, line ${order} LIMIT $8`;
    const side = (own: 'debit' | 'credit', counter: 'debit' | 'credit'): string => `(
      SELECT m.effective_date, m.sequence, m.line, m.${counter} AS counter, m.foreign_amount,
        ${own === 'debit' ? 'm.amount' : '0::bigint'} AS debit, ${own === 'credit' ? 'm.amount' : '0::bigint'} AS credit
      FROM movement m WHERE m.${own} = $1 AND m.sequence <= $2
        AND (m.effective_date, m.sequence, m.line) ${than} ($3::date, $4::bigint, $5::smallint)
        AND ($6::date IS NULL OR m.effective_date >= $6) AND ($7::date IS NULL OR m.effective_date <= $7)
      ${inOrder})`;
    return this.db.query(
      `SELECT s.effective_date AS date, s.sequence, s.line, e.kind, e.voucher, e.description,
         s.counter AS "counterId", c.code AS "counterCode", c.label AS "counterLabel", s.debit, s.credit,
         s.foreign_amount AS "foreignAmount"
       FROM (SELECT * FROM (${side('debit', 'credit')} UNION ALL ${side('credit', 'debit')}) both_sides ${inOrder}) s
       JOIN entry e ON e.sequence = s.sequence JOIN account c ON c.id = s.counter
       ORDER BY s.effective_date ${order}, s.sequence ${order}, s.line ${order}`,
      [accountId, known, place.date, place.sequence, place.line, within.from ?? null, within.to ?? null, within.limit],
    );
  }

  /** What stood on the account just before this movement: the days before its own, and what came before it that day. */
  private async balanceBefore(
    accountId: number,
    { date, sequence, line }: RegisterPlace,
    known: bigint,
  ): Promise<bigint> {
    const [days, [today]] = await Promise.all([
      this.sums(accountId, null, addDays(date, -1), known),
      this.db.query<{ moved: bigint }[]>(
        `SELECT coalesce(sum(CASE WHEN debit = $1 THEN amount ELSE -amount END), 0)::bigint AS moved FROM (
           SELECT debit, amount FROM movement WHERE debit = $1 AND effective_date = $2 AND (sequence, line) < ($3, $4)
           UNION ALL
           SELECT debit, amount FROM movement WHERE credit = $1 AND effective_date = $2 AND (sequence, line) < ($3, $4)) m`,
        [accountId, date, sequence, line],
      ),
    ]);
    return days.debit - days.credit + (today?.moved ?? 0n);
  }

  private async sums(
    accountId: number,
    from: PlainDate | null,
    to: PlainDate | null,
    known: bigint,
  ): Promise<{ debit: bigint; credit: bigint }> {
    const [sums] = await this.db.query<{ debit: bigint; credit: bigint }[]>(
      `SELECT coalesce(sum(debit), 0)::bigint AS debit, coalesce(sum(credit), 0)::bigint AS credit
       FROM ledger_sums(ARRAY[$1::integer], $2, $3, $4)`,
      [accountId, from, to, known],
    );
    return sums ?? NOTHING;
  }
}

const NOTHING = { debit: 0n, credit: 0n };

function withBalances(rows: readonly Row[], start: bigint): RegisterLine[] {
  let balance = start;
  return rows.map(({ counterId, counterCode, counterLabel, ...row }) => {
    balance += row.debit - row.credit;
    return { ...row, counter: { accountId: counterId, code: counterCode, label: counterLabel }, balance };
  });
}

function cursorsOf(
  shown: readonly Row[],
  known: bigint,
  { earlier, later }: { earlier: boolean; later: boolean },
): Pick<AccountRegister, 'nextCursor' | 'prevCursor' | 'lastCursor'> {
  const [first, last] = [shown[0], shown.at(-1)];
  const at = (towards: 'after' | 'before', place: RegisterPlace): string =>
    writeRegisterCursor({ known, towards, place: { date: place.date, sequence: place.sequence, line: place.line } });
  return {
    nextCursor: later && last ? at('after', last) : null,
    prevCursor: earlier && first ? at('before', first) : null,
    lastCursor: later ? writeRegisterCursor(lastPage(known)) : null,
  };
}
