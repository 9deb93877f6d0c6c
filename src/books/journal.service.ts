/** The books from the first entry to the last, page by page, for exports and checks; and the leaves of single events. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import type { AccountId, EventKind, RestrictionId } from '../ledger/posting.dto.js';

export type JournalAccount = {
  id: AccountId;
  unitCode: string;
  fundId: string;
  code: string;
  role: 'place' | 'creditor' | 'restriction';
  restrictionId: RestrictionId | null;
  /** What a restriction is of: an appeal's id, or that of a gift with a condition; null for a fund in general. */
  restrictionSubject: string | null;
  restrictionKind: 'general' | 'appeal' | 'earmark' | null;
  subject: string;
  /** What an account of a purpose is for, the same in both posting profiles; null for places and creditors. */
  nature: string | null;
  /** `VND`, unless the place holds foreign money. */
  currency: string;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
};

export type JournalMovement = {
  debit: AccountId;
  credit: AccountId;
  amount: bigint;
  /** In the minor unit of the foreign place that the movement touches; null where there is none. */
  foreignAmount: bigint | null;
};

export type JournalEntry = {
  sequence: bigint;
  kind: string;
  unitCode: string;
  fundId: string;
  effectiveDate: PlainDate;
  voucher: string | null;
  description: string;
  reverses: bigint | null;
  decisionNo: string | null;
  /** The paper that the entry rests on. */
  documentNo: string | null;
  /** The first day of the closed month that the entry belongs to. */
  adjusts: PlainDate | null;
  movements: JournalMovement[];
};

/** What an account held at the end of a day on which it moved. */
export type BankDay = { day: PlainDate; balance: bigint; foreignBalance: bigint };

export type VoucherSeries = {
  unitCode: string;
  fundId: string;
  kind: string;
  year: number;
  used: bigint;
  first: number;
  last: number;
};

type EntryRow = Omit<JournalEntry, 'movements'> & { movements: [number, number, string, string | null][] | null };

const PAGE = 5_000;

@Injectable()
export class JournalService {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Every account there is, in the order they were opened. */
  accounts(): Promise<JournalAccount[]> {
    return this.db.query(
      `SELECT a.id, a.unit_code AS "unitCode", a.fund_id AS "fundId", a.code, a.role, a.restriction_id AS "restrictionId",
         r.subject AS "restrictionSubject", r.kind AS "restrictionKind", a.subject, a.nature, a.currency,
         a.opened_on AS "openedOn", a.closed_on AS "closedOn"
       FROM account a LEFT JOIN restriction r ON r.id = a.restriction_id ORDER BY a.id`,
    );
  }

  /**
   * Entries in the order of the books, at most 5,000 at a time, up to and including `until`. What is posted meanwhile
   * comes after it, and nothing before it changes: so no transaction has to be held open.
   */
  async *pages(until: bigint): AsyncGenerator<JournalEntry[]> {
    for (let after = 0n; ;) {
      const rows = await this.db.query<EntryRow[]>(
        `SELECT e.sequence, e.kind, e.unit_code AS "unitCode", e.fund_id AS "fundId", e.effective_date AS "effectiveDate",
           e.voucher, e.description, e.reverses, e.decision_no AS "decisionNo", e.document_no AS "documentNo", e.adjusts,
           (SELECT jsonb_agg(jsonb_build_array(m.debit, m.credit, m.amount::text, m.foreign_amount::text) ORDER BY m.line)
            FROM movement m WHERE m.sequence = e.sequence) AS movements
         FROM entry e WHERE e.sequence > $1 AND e.sequence <= $2 ORDER BY e.sequence LIMIT ${PAGE}`,
        [after, until],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row) => ({
        ...row,
        movements: (row.movements ?? []).map(([debit, credit, amount, foreign]) => ({
          debit,
          credit,
          amount: BigInt(amount),
          foreignAmount: foreign === null ? null : BigInt(foreign),
        })),
      }));
      after = last.sequence;
    }
  }

  /** What a place held at the end of each day on which it moved, from the movements themselves, up to `until`. */
  bankDays(account: AccountId, until: bigint): Promise<BankDay[]> {
    return this.db.query(
      `SELECT day, sum(sum(amount)) OVER (ORDER BY day)::bigint AS balance,
         sum(sum(coalesce(foreign_amount, 0))) OVER (ORDER BY day)::bigint AS "foreignBalance"
       FROM (SELECT effective_date AS day, amount, foreign_amount FROM movement WHERE debit = $1 AND sequence <= $2
         UNION ALL SELECT effective_date, -amount, -foreign_amount FROM movement WHERE credit = $1 AND sequence <= $2) x
       GROUP BY day ORDER BY day`,
      [account, until],
    );
  }

  /** The vouchers that entries name, by series: how many different numbers, the first and the last. */
  voucherSeries(tx: EntityManager): Promise<VoucherSeries[]> {
    return tx.query(
      `SELECT unit_code AS "unitCode", fund_id AS "fundId", kind, year, count(DISTINCT number) AS used,
         min(number) AS first, max(number) AS last
       FROM (SELECT unit_code, fund_id, split_part(voucher, '-', 1) AS kind, split_part(voucher, '-', 4)::int AS year,
           split_part(voucher, '-', 5)::int AS number
         FROM entry WHERE voucher ~ '^[A-Z]{2,3}-[A-Z]+-[0-9A-Z]+-[0-9]{4}-[0-9]{6,9}$') v
       GROUP BY unit_code, fund_id, kind, year ORDER BY unit_code, fund_id, kind, year`,
    );
  }

  /** How many events of this kind there are, up to and including `until`. */
  async count(kind: EventKind, until: bigint): Promise<number> {
    const [row] = await this.db.query<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM event WHERE kind = $1 AND sequence <= $2`,
      [kind, until],
    );
    return Number(row?.n ?? 0n);
  }

  /** The bytes of these events' leaves. */
  async leaves(sequences: readonly bigint[]): Promise<Map<bigint, Buffer>> {
    const rows = await this.db.query<{ sequence: bigint; leaf: Buffer }[]>(
      `SELECT sequence, leaf FROM event WHERE sequence = ANY ($1::bigint[])`,
      [sequences],
    );
    return new Map(rows.map(({ sequence, leaf }) => [sequence, leaf]));
  }
}
