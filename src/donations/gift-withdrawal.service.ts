/**
 * Takes gifts back that should never have been in the books, as those of a statement imported by mistake. Unlike a void
 * of one gift that the bank did receive, the place gives the money back too: the bank's line itself is withdrawn.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MirrorPosting } from '../ledger/mirror.service.js';
import type { PlainDate } from '../platform/dates.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { refuse } from './donations.refusals.js';

type GiftRow = { id: string; sequence: bigint; receiptId: string; serial: string; isVoid: boolean };

@Injectable()
export class GiftWithdrawal {
  constructor(
    private readonly mirror: MirrorPosting,
    private readonly receipts: ReceiptsService,
  ) {}

  /** How many of these gifts have already been voided one by one. */
  async voided(tx: EntityManager, donationIds: string[]): Promise<number> {
    return (await this.gifts(tx, donationIds)).filter(({ isVoid }) => isVoid).length;
  }

  /**
   * At most a thousand gifts, all or none; their receipts keep their numbers and are void.
   * @param given.date the day the receipts are void from; the entries mirror the days of the gifts
   * @throws Refusal donation.already-void, ledger.restriction-short, ledger.place-short
   */
  async withdraw(
    tx: EntityManager,
    given: { actorId: string; donationIds: string[]; reason: string; date: PlainDate },
  ): Promise<void> {
    if (given.donationIds.length === 0) return;
    const gifts = await this.gifts(tx, given.donationIds);
    const spent = gifts.find(({ isVoid }) => isVoid);
    if (spent) throw refuse('donation.already-void', { serial: spent.serial });
    const posted = await this.mirror.post(tx, {
      actorId: given.actorId,
      kind: 'gift-voided',
      entries: gifts.map(({ sequence, serial }) => ({
        sequence,
        description: `Hủy biên nhận ${serial}`,
        facts: { receipt: serial },
      })),
    });
    await this.receipts.voidAll(tx, {
      receipts: gifts.flatMap(({ receiptId }, i) => {
        const at = posted[i];
        return at ? [{ receiptId, sequence: at.sequence }] : [];
      }),
      reason: given.reason,
      date: given.date,
      actorId: given.actorId,
    });
  }

  private gifts(tx: EntityManager, ids: string[]): Promise<GiftRow[]> {
    return tx.query(
      `SELECT d.id, d.sequence, d.receipt_id AS "receiptId", r.serial, v.receipt_id IS NOT NULL AS "isVoid"
       FROM donation d JOIN receipt r ON r.id = d.receipt_id LEFT JOIN receipt_void v ON v.receipt_id = d.receipt_id
       WHERE d.id = ANY ($1::uuid[]) ORDER BY d.sequence`,
      [ids],
    );
  }
}
