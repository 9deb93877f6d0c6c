/** What a person may choose from when saying what a debit was: the fund's cash boxes, and pay-outs of its amount. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import type { CashBox } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import type { Colleague } from '../identity/colleagues.service.js';
import type { PlainDate } from '../platform/dates.js';
import { LineOwners } from './line-owners.service.js';
import { fitting, PayoutMatching } from './payout-matching.service.js';
import { debitLineOf } from './statement.store.js';
import type { Payout } from './matching.rules.js';

/** A pay-out that a debit may be: one line of a batch, or all that the batch paid on one day (`position` is null). */
export type PayoutChoice = {
  /** What the explanation names it by. */
  choice: string;
  batchId: string;
  title: string;
  position: number | null;
  households: number;
  amount: bigint;
  date: PlainDate;
};

type DebitAsked = { id: string; date: PlainDate; debit: bigint };

/** As many as one looks through; what was paid the nearest day comes first. */
const SHOWN = 30;

@Injectable()
export class ExplanationChoices {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly payouts: PayoutMatching,
    private readonly owners: LineOwners,
  ) {}

  /** Of one line. @throws Refusal statement.line-unknown (404), identity.not-permitted (403) */
  async ofLine(actor: Actor, lineId: string): Promise<PayoutChoice[]> {
    const line = await debitLineOf(this.db, lineId);
    actor.require('statement.read', line.unitCode);
    if (line.state !== 'to-explain') return [];
    return (await this.payoutsFor(line.bankAccountId, [line])).get(line.id) ?? [];
  }

  /** Of lines of one account, by the line's id. The caller has checked that they may be read. */
  async payoutsFor(bankAccountId: string, lines: readonly DebitAsked[]): Promise<Map<string, PayoutChoice[]>> {
    if (lines.length === 0) return new Map();
    const waiting = await this.payouts.waiting(this.db, bankAccountId);
    const fits = lines.map((line) => ({ id: line.id, payouts: fitting(waiting, line).slice(0, SHOWN) }));
    const named = await this.named(fits.flatMap(({ payouts }) => payouts));
    return new Map(fits.map(({ id, payouts }) => [id, payouts.flatMap(({ choice }) => named.get(choice) ?? [])]));
  }

  /** Who can be named to find out what a line of this unit is. */
  people(unitCode: string): Promise<Colleague[]> {
    return this.owners.choices(unitCode);
  }

  /** The open boxes of the fund. */
  async boxes(fundId: string): Promise<CashBox[]> {
    return (await this.funds.cashBoxes(fundId)).filter(({ closedOn }) => closedOn === null);
  }

  private async named(payouts: readonly Payout[]): Promise<Map<string, PayoutChoice>> {
    if (payouts.length === 0) return new Map();
    const rows = await this.db.query<{ sequence: bigint; title: string; position: number }[]>(
      `SELECT l.paid_sequence AS sequence, d.title, l.position FROM disbursement_line l
       JOIN disbursement d ON d.id = l.disbursement_id WHERE l.paid_sequence = ANY ($1::bigint[])`,
      [payouts.map(({ entries }) => entries[0]?.sequence)],
    );
    const lines = new Map(rows.map((row) => [row.sequence, row]));
    return new Map(
      payouts.map(({ choice, entries, amount, date, batchId }) => {
        const line = entries[0] && lines.get(entries[0].sequence);
        const position = entries.length === 1 ? (line?.position ?? null) : null;
        return [
          choice,
          { choice, batchId, title: line?.title ?? '', position, households: entries.length, amount, date },
        ];
      }),
    );
  }
}
