/** Finds one's own gift by what only its giver knows, and shows nothing of others but how many there are. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { clientOf } from '../platform/throttle.js';
import { looksLikeCode, type PublicReceipt, PublicReceiptsService } from './public-receipts.service.js';
import { maskSerial, MOST_COUNTED, MOST_SHOWN, referenceKeys } from './lookup.rules.js';
import { refuse } from './publication.refusals.js';

/** Whole and exact, each of them: `text` is a code, a number or a bank's reference. */
export type LookupQuery = { text?: string; amount?: bigint; date?: PlainDate; time?: string };

export type FoundGift = {
  /** `waiting`: the money has come, and its purpose is still being found out. */
  status: 'valid' | 'void' | 'waiting';
  /** Masked where only the amount and the day were known. */
  serial: string | null;
  /** Opens the receipt's page: for who typed the code or the bank's reference, never for an amount. */
  code: string | null;
  amount: bigint;
  currency: string;
  date: PlainDate;
  /** `HH:MM`, where the bank says so. */
  time: string | null;
  unitCode: string;
  fundName: string;
  fundNameEn: string;
  appealName: string | null;
  /** The position of the gift in the public log. */
  sequence: bigint | null;
};

export type Found = {
  by: 'code' | 'serial' | 'reference' | 'amount' | 'nothing';
  items: FoundGift[];
  /** How many fit, also where they are too many to be shown; it stops at a thousand. */
  count: number;
};

type Row = Omit<FoundGift, 'currency'>;

const COLUMNS = `status, serial, code, amount, date, bank_time AS time, unit_code AS "unitCode", fund_name AS "fundName",
  fund_name_en AS "fundNameEn", appeal_name AS "appealName", sequence`;

/** Each comparison is one that PostgreSQL trusts below the view's barrier, so that the indexes answer. */
const BY_REFERENCE = `FROM public_bank_gift WHERE (reference_key = ANY ($1::bytea[]) OR memo_key = ANY ($1::bytea[]))
  AND ($2::bigint IS NULL OR amount = $2) AND ($3::date IS NULL OR date = $3)`;
const BY_AMOUNT = `FROM public_bank_gift WHERE amount = $1 AND date = $2 AND ($3::text IS NULL OR bank_time = $3)`;
/** Where a bank gives no time, the time that was typed cannot tell its lines apart. */
const BY_AMOUNT_UNTIMED = `FROM public_bank_gift WHERE amount = $1 AND date = $2 AND bank_time IS NULL`;

@Injectable()
export class PublicLookupService {
  constructor(
    @InjectDataSource('public') private readonly db: DataSource,
    private readonly receipts: PublicReceiptsService,
  ) {}

  /**
   * What fits the code, number or reference, else the amount and day.
   * @param address of the client: what is not found counts as a miss, and after twenty within a minute it is refused
   * @throws Refusal public.lookup-incomplete (400) with an amount but no day or the other way, request.too-many (429)
   */
  async find(query: LookupQuery, address: string): Promise<Found> {
    const { text = '', amount, date } = query;
    if (text === '' && (amount === undefined) !== (date === undefined)) throw refuse('public.lookup-incomplete');
    if (text === '' && amount === undefined) return NOTHING;
    const client = clientOf(address);
    this.receipts.throttle.check(client);
    const found = text === '' ? await this.byAmount(query) : await this.byText(text, query);
    if (found.count === 0) this.receipts.throttle.miss(client);
    return found;
  }

  private async byText(text: string, query: LookupQuery): Promise<Found> {
    const receipt = await this.receipts.known(text);
    if (receipt) {
      const by = looksLikeCode(text) ? 'code' : 'serial';
      return { by, items: [giftOf(receipt, by === 'code')], count: 1 };
    }
    const keys = referenceKeys(text);
    if (keys.length === 0) return NOTHING;
    const values = [keys, query.amount ?? null, query.date ?? null];
    const rows = await this.rows(BY_REFERENCE, values);
    if (rows.length === 0) return NOTHING;
    // Banks number their papers over again: who knows a number that several share has not shown which is theirs.
    const own = rows.length === 1;
    const items = rows.map((row) => (own ? { ...row, currency: 'VND' } : masked(row)));
    return this.shown('reference', items, () => this.count(BY_REFERENCE, values));
  }

  private async byAmount({ amount, date, time }: LookupQuery): Promise<Found> {
    const values = [amount, date, time ?? null];
    let sql = BY_AMOUNT;
    let rows = await this.rows(sql, values);
    if (rows.length === 0 && time !== undefined) {
      sql = BY_AMOUNT_UNTIMED;
      values.pop();
      rows = await this.rows(sql, values);
    }
    if (rows.length === 0) return NOTHING;
    return this.shown('amount', rows.map(masked), () => this.count(sql, values));
  }

  private async shown(by: Found['by'], items: FoundGift[], count: () => Promise<number>): Promise<Found> {
    return items.length > MOST_SHOWN ? { by, items: [], count: await count() } : { by, items, count: items.length };
  }

  private rows(sql: string, values: unknown[]): Promise<Row[]> {
    return this.db.query<Row[]>(`SELECT ${COLUMNS} ${sql} LIMIT ${MOST_SHOWN + 1}`, values);
  }

  private async count(sql: string, values: unknown[]): Promise<number> {
    const [row] = await this.db.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM (SELECT 1 ${sql} LIMIT ${MOST_COUNTED}) x`,
      values,
    );
    return row?.count ?? 0;
  }
}

const NOTHING: Found = { by: 'nothing', items: [], count: 0 };

function masked(row: Row): FoundGift {
  return { ...row, serial: row.serial === null ? null : maskSerial(row.serial), code: null, currency: 'VND' };
}

function giftOf(receipt: PublicReceipt, withCode: boolean): FoundGift {
  const { status, serial, amount, currency, date, unitCode, fundName, fundNameEn, appealName, sequence } = receipt;
  const code = withCode ? receipt.code : null;
  return {
    status,
    serial,
    code,
    amount,
    currency,
    date,
    time: null,
    unitCode,
    fundName,
    fundNameEn,
    appealName,
    sequence,
  };
}
