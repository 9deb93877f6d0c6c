/** What the desk shows beside the register: how many gifts a day brought, who gave before, how a name was corrected. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dayOf, type PlainDate, TIME_ZONE } from '../platform/dates.js';

export type Tally = { count: number; amount: bigint };

export type TalliedGift = {
  id: string;
  serial: string;
  /** In đồng; of foreign money what it is worth, and beside it what was given. */
  amount: bigint;
  currency: string;
  foreignAmount: bigint | null;
  printedName: string | null;
  fundId: string;
  appealId: string | null;
  channel: 'cash' | 'transfer';
  effectiveDate: PlainDate;
  recordedAt: Date;
  void: boolean;
};

export type NameCorrection = { sequence: bigint; reason: string; by: string; at: Date };

@Injectable()
export class GiftTally {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** The gifts of these units that were given on this day and are not void. */
  async ofDay(unitCodes: string[], day: PlainDate): Promise<Tally> {
    const [tally] = await this.db.query<Tally[]>(
      `SELECT count(*)::integer AS count, coalesce(sum(d.amount), 0)::bigint AS amount FROM donation d
       WHERE d.unit_code = ANY ($1) AND d.effective_date = $2
         AND NOT EXISTS (SELECT FROM receipt_void v WHERE v.receipt_id = d.receipt_id)`,
      [unitCodes, day],
    );
    return tally ?? { count: 0, amount: 0n };
  }

  /** What this person recorded by hand on this day: the sum without what was voided since, and the latest. */
  async ofRecorder(actorId: string, day: PlainDate, latest = 10): Promise<Tally & { gifts: TalliedGift[] }> {
    const [tally] = await this.db.query<Tally[]>(
      `SELECT count(*)::integer AS count, coalesce(sum(d.amount), 0)::bigint AS amount ${BY_HAND}
         AND (d.recorded_at AT TIME ZONE $3)::date = $2
         AND NOT EXISTS (SELECT FROM receipt_void v WHERE v.receipt_id = d.receipt_id)`,
      [actorId, day, TIME_ZONE],
    );
    const gifts = (await this.latestOf(actorId, latest)).filter(({ recordedAt }) => dayOf(recordedAt) === day);
    return { count: tally?.count ?? 0, amount: tally?.amount ?? 0n, gifts };
  }

  /** The gifts that this person recorded by hand last: the next one is most often for the same purpose. */
  latestOf(actorId: string, limit: number): Promise<TalliedGift[]> {
    return this.db.query(
      `SELECT d.id, r.serial, d.amount, d.currency, d.foreign_amount AS "foreignAmount", d.printed_name AS "printedName", d.fund_id AS "fundId",
         d.appeal_id AS "appealId", d.channel, d.effective_date AS "effectiveDate", d.recorded_at AS "recordedAt",
         EXISTS (SELECT FROM receipt_void v WHERE v.receipt_id = d.receipt_id) AS void
       ${BY_HAND} ORDER BY d.sequence DESC LIMIT $2`,
      [actorId, limit],
    );
  }

  /** Names that gave to these units before, by their beginning or a word in them; marks and case do not matter. */
  async names(unitCodes: string[], text: string, limit = 8): Promise<string[]> {
    const wanted = text.replace(/[%_\\]/g, '').trim();
    if (wanted.length < 2) return [];
    const rows = await this.db.query<{ name: string }[]>(
      `SELECT name FROM (
         SELECT printed_name AS name, max(sequence) AS latest FROM donation
         WHERE unit_code = ANY ($1) AND printed_name IS NOT NULL GROUP BY printed_name
         UNION ALL SELECT name, 0 FROM donor WHERE unit_code = ANY ($1)) known
       WHERE ' ' || fold_text(name) LIKE '% ' || fold_text($2) || '%' GROUP BY name ORDER BY max(latest) DESC LIMIT $3`,
      [unitCodes, wanted, limit],
    );
    return rows.map(({ name }) => name);
  }

  /** The serial of the receipt that the entry at this position made or voided. */
  async receiptOf(sequence: bigint): Promise<string | undefined> {
    const rows = await this.db.query<{ serial: string }[]>(
      `SELECT serial FROM receipt WHERE sequence = $1
       UNION ALL SELECT r.serial FROM receipt_void v JOIN receipt r ON r.id = v.receipt_id WHERE v.sequence = $1`,
      [sequence],
    );
    return rows[0]?.serial;
  }

  /** Each time the name on this gift's receipt was corrected, latest first. The names themselves are not kept. */
  corrections(donationId: string): Promise<NameCorrection[]> {
    return this.db.query(
      `SELECT c.sequence, c.reason, u.name AS by, c.corrected_at AS at FROM donation_correction c
       JOIN app_user u ON u.id = c.corrected_by WHERE c.donation_id = $1 ORDER BY c.sequence DESC`,
      [donationId],
    );
  }
}

/** By hand: a statement's lines are recorded by who posted it, and lie on the bank's account in đồng at once. */
const BY_HAND = `
  FROM donation d JOIN receipt r ON r.id = d.receipt_id
  WHERE d.recorded_by = $1 AND d.place_account_id NOT IN (SELECT ledger_account_id FROM bank_account WHERE currency = 'VND')`;
