/** Pay-outs that nobody has signed for yet, for whoever closes a month. Reads only, and names no household. */
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';

export type UnsignedBatch = {
  id: string;
  title: string;
  paidOn: PlainDate;
  /** Lines paid and not signed for, and what they come to. */
  lines: number;
  amount: bigint;
};

@Injectable()
export class UnsignedPayouts {
  /** Batches of the fund paid by this day, oldest first. */
  async of(db: DataSource | EntityManager, fundId: string, paidBy: PlainDate): Promise<UnsignedBatch[]> {
    const rows = await db.query<(Omit<UnsignedBatch, 'lines'> & { lines: bigint })[]>(
      `SELECT d.id, d.title, d.paid_on AS "paidOn", count(*) AS lines, sum(l.amount)::bigint AS amount
       FROM disbursement d JOIN disbursement_line l ON l.disbursement_id = d.id AND l.state = 'paid'
       WHERE d.fund_id = $1 AND d.paid_on <= $2 GROUP BY d.id, d.title, d.paid_on ORDER BY d.paid_on, d.id`,
      [fundId, paidBy],
    );
    return rows.map((row) => ({ ...row, lines: Number(row.lines) }));
  }
}
