/** The register of gifts: finding them, voiding one, correcting a misspelt name, and the receipt on paper. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { randomBytes } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { isId, normaliseCode } from '../platform/ids.js';
import { parseVnd } from '../platform/money.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { transact } from '../platform/transact.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { commitment } from '../tlog/leaf.js';
import { CorrectNameDto, DonationsQuery, VoidDonationDto } from './donations.dto.js';
import { refuse } from './donations.refusals.js';
import { correctedPublicName } from './donations.rules.js';
import { type DonationRow, VoidPosting } from './void-posting.service.js';

export type DonationView = {
  id: string;
  unitCode: string;
  fundId: string;
  fundName: string;
  fundKind: string;
  appealId: string | null;
  appealName: string | null;
  /** In the currency's minor unit, as it was given. */
  amount: bigint;
  currency: string;
  /** What it is worth in the books, in đồng. */
  bookValue: bigint;
  /** Đồng for one unit of a foreign currency, and the paper that says it. */
  rate: string | null;
  rateDocument: string | null;
  channel: 'cash' | 'transfer';
  effectiveDate: string;
  printedName: string | null;
  publicName: string | null;
  condition: string | null;
  recordedBy: string;
  recordedAt: Date;
  /** The position of the gift in the books and in the public log. */
  sequence: bigint;
  receipt: { serial: string; code: string };
  void: { date: string; reason: string } | null;
};

const DONATION_COLUMNS = `
  d.id, d.unit_code AS "unitCode", d.fund_id AS "fundId", f.name AS "fundName", f.kind_code AS "fundKind",
  d.appeal_id AS "appealId", a.name AS "appealName",
  coalesce(d.foreign_amount, d.amount) AS amount, d.currency, d.amount AS "bookValue", trim_scale(d.rate)::text AS rate,
  d.rate_document AS "rateDocument", d.channel, d.effective_date AS "effectiveDate",
  d.printed_name AS "printedName", d.public_name AS "publicName", d.condition, d.recorded_by AS "recordedBy",
  d.recorded_at AS "recordedAt", d.sequence,
  json_build_object('serial', r.serial, 'code', r.code) AS receipt,
  CASE WHEN v.receipt_id IS NOT NULL THEN json_build_object('date', v.voided_on, 'reason', v.reason) END AS void`;

const DONATION_TABLES = `
  donation d JOIN fund f ON f.id = d.fund_id LEFT JOIN appeal a ON a.id = d.appeal_id
  JOIN receipt r ON r.id = d.receipt_id LEFT JOIN receipt_void v ON v.receipt_id = r.id`;

@Injectable()
export class DonationRegister {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly receipts: ReceiptsService,
    private readonly voids: VoidPosting,
    private readonly clock: Clock,
  ) {}

  /** Gifts of the units whose gifts the caller may read, newest first. */
  async list(actor: Actor, query: DonationsQuery, unitCodes: string[]): Promise<Page<DonationView>> {
    const limit = query.limit ?? 50;
    const before = decodeCursor(query.cursor);
    const text = (query.q ?? '').replace(/[%_\\]/g, '').trim();
    const rows = await this.db.query<DonationView[]>(
      `SELECT ${DONATION_COLUMNS} FROM ${DONATION_TABLES}
       WHERE d.unit_code = ANY ($1) AND ($2::uuid IS NULL OR d.fund_id = $2) AND ($3::uuid IS NULL OR d.appeal_id = $3)
         AND ($4 = '' OR r.serial COLLATE "C" = upper($4) OR r.code COLLATE "C" = $5 OR d.amount = $8
           OR fold_text(d.printed_name) LIKE '%' || fold_text($4) || '%')
         AND ($6::bigint IS NULL OR d.sequence < $6)
       ORDER BY d.sequence DESC LIMIT $7`,
      [
        unitCodes.filter((code) => actor.may('donation.read', code)),
        query.fund ?? null,
        query.appeal ?? null,
        text,
        normaliseCode(text),
        before && /^\d{1,18}$/.test(before) ? before : null,
        limit + 1,
        parseVnd(text) ?? null,
      ],
    );
    return pageOf(rows, limit, ({ sequence }) => String(sequence));
  }

  /** One gift, by its id or by its receipt's serial. @throws Refusal donation.unknown, identity.not-permitted */
  async get(actor: Actor, idOrSerial: string): Promise<DonationView> {
    const rows = await this.db.query<DonationView[]>(
      `SELECT ${DONATION_COLUMNS} FROM ${DONATION_TABLES} WHERE ${isId(idOrSerial) ? 'd.id' : 'r.serial COLLATE "C"'} = $1`,
      [idOrSerial],
    );
    const [donation] = rows;
    if (!donation) throw refuse('donation.unknown');
    actor.require('donation.read', donation.unitCode);
    return donation;
  }

  /** Takes a gift back by a further entry; its receipt keeps its number and is void from here on. */
  void(actor: Actor, id: string, dto: VoidDonationDto, key: IdempotencyKey): Promise<{ id: string; sequence: number }> {
    return transact(this.db, async (tx) => {
      const donation = await this.locked(tx, id);
      actor.require('donation.void', donation.unitCode);
      return once(tx, key, async () => {
        const receipt = await this.receipts.byId(donation.receiptId, tx);
        if (!receipt || receipt.void) throw refuse('donation.already-void', { serial: receipt?.serial ?? '' });
        const date = dto.effectiveDate ?? this.clock.today();
        const posted = await this.voids.post(tx, { donation, serial: receipt.serial, actorId: actor.id, date });
        await this.receipts.void(tx, {
          receiptId: receipt.id,
          sequence: posted.sequence,
          reason: dto.reason,
          date,
          actorId: actor.id,
        });
        return { id, sequence: Number(posted.sequence) };
      });
    });
  }

  /** Corrects the printed name: an event with a new commitment; the money is not touched. */
  correctName(
    actor: Actor,
    id: string,
    dto: CorrectNameDto,
    key: IdempotencyKey,
  ): Promise<{ id: string; sequence: number }> {
    return transact(this.db, async (tx) => {
      const donation = await this.locked(tx, id);
      actor.require('donation.correct', donation.unitCode);
      return once(tx, key, async () => {
        if (donation.printedName === null) throw refuse('donation.no-name');
        if (donation.printedName === dto.name) throw refuse('donation.same-name');
        const salt = randomBytes(16);
        const facts = { of: Number(donation.sequence), name: commitment(salt, dto.name).toString('hex') };
        const { sequence, recordedAt } = await this.ledger.post(
          tx,
          { kind: 'name-corrected', actorId: actor.id },
          facts,
        );
        await tx.query(`UPDATE donation SET printed_name = $2, name_salt = $3, public_name = $4 WHERE id = $1`, [
          id,
          dto.name,
          salt,
          correctedPublicName(donation, dto.name, dto.public),
        ]);
        await tx.query(
          `INSERT INTO donation_correction (sequence, donation_id, reason, corrected_by, corrected_at) VALUES ($1, $2, $3, $4, $5)`,
          [sequence, id, dto.reason, actor.id, recordedAt],
        );
        return { id, sequence: Number(sequence) };
      });
    });
  }

  /** Gifts recorded by hand whose money the bank's statement has not shown yet. */
  async inTransit(
    tx: EntityManager | DataSource,
    placeAccountId: number,
  ): Promise<{ id: string; amount: bigint; effectiveDate: string; printedName: string | null }[]> {
    return tx.query(
      `SELECT d.id, d.amount, d.effective_date AS "effectiveDate", d.printed_name AS "printedName"
       FROM donation d LEFT JOIN receipt_void v ON v.receipt_id = d.receipt_id
       WHERE d.place_account_id = $1 AND v.receipt_id IS NULL ORDER BY d.sequence`,
      [placeAccountId],
    );
  }

  private async locked(tx: EntityManager, id: string): Promise<DonationRow> {
    const rows = isId(id)
      ? await tx.query<DonationRow[]>(
          `SELECT id, unit_code AS "unitCode", fund_id AS "fundId", sequence, receipt_id AS "receiptId", amount, currency,
             foreign_amount AS "foreignAmount", channel,
             effective_date AS "effectiveDate", printed_name AS "printedName", public_name AS "publicName", restriction_id AS "restrictionId",
             place_account_id AS "placeAccountId" FROM donation WHERE id = $1 FOR NO KEY UPDATE`,
          [id],
        )
      : [];
    const [donation] = rows;
    if (!donation) throw refuse('donation.unknown');
    return donation;
  }
}
