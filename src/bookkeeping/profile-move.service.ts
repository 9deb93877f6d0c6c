/**
 * The move of a unit from profile B to A: what is held as others' money in 338 becomes what is left of earlier years in
 * 421 of the same purpose, and goods kept off the balance come onto it. No purpose gains or loses a đồng.
 */
import assert from 'node:assert/strict';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { goodsPlaceCode } from '../ledger/natures.js';
import { LedgerService, MOST_ITEMS } from '../ledger/ledger.service.js';
import type { AcceptedItem, AccountId, MovementDraft } from '../ledger/posting.dto.js';
import { MOST_MOVEMENTS } from '../ledger/posting.rules.js';
import { refuse } from './profiles.refusals.js';
import { purposeAccounts } from '../ledger/purpose-accounts.service.js';

export type Move = { id: string; unitCode: string; from: PlainDate; decisionNo: string; actorId: string };

type Standing = {
  id: AccountId;
  fundId: string;
  restrictionId: number | null;
  subject: string;
  label: string;
  /** Debits less credits. */
  net: bigint;
};

@Injectable()
export class ProfileMove {
  constructor(private readonly ledger: LedgerService) {}

  /**
   * Every month with entries before the day is closed: what is carried over is final, and nothing may be dated before it.
   * @throws Refusal profile.months-open
   */
  async requireClosed(tx: EntityManager, unitCode: string, from: PlainDate): Promise<void> {
    const [open] = await tx.query<{ day: PlainDate; fund: string }[]>(
      `SELECT e.effective_date AS day, r.label AS fund
       FROM entry e JOIN restriction r ON r.fund_id = e.fund_id AND r.kind = 'general'
       WHERE e.unit_code = $1 AND e.effective_date < $2 AND NOT EXISTS (
         SELECT FROM period p WHERE p.fund_id = e.fund_id AND p.state = 'closed'
           AND e.effective_date BETWEEN p.starts_on AND p.ends_on)
       ORDER BY e.effective_date LIMIT 1`,
      [unitCode, from],
    );
    if (!open) return;
    const month = `${open.day.slice(5, 7)}/${open.day.slice(0, 4)}`;
    throw refuse('profile.months-open', { month, fund: open.fund });
  }

  /**
   * Posts the entries of the move, one for each purpose and those of goods, and proves that nothing is left behind. The
   * caller holds the lane and has chosen the profile in this transaction. @returns how many entries
   */
  async carryOver(tx: EntityManager, move: Move): Promise<number> {
    const standing = await this.standing(tx, move.unitCode);
    const items = [...(await this.goods(tx, move, standing)), ...(await this.purposes(tx, move, standing))];
    for (let at = 0; at < items.length; at += MOST_ITEMS)
      await this.ledger.postAll(tx, items.slice(at, at + MOST_ITEMS));
    const left = await this.standing(tx, move.unitCode);
    assert(left.length === 0, 'After the move something stands in accounts of profile B.');
    return items.length;
  }

  /** Places and purposes of profile B's own accounts on which something stands. */
  private standing(tx: EntityManager, unitCode: string): Promise<Standing[]> {
    return tx.query(
      `WITH ids AS (SELECT array_agg(id) AS ids FROM account WHERE unit_code = $1 AND profile = 'B'),
       sums AS (SELECT s.account_id, sum(s.debit - s.credit)::bigint AS net
         FROM ids, LATERAL ledger_sums(ids.ids, NULL, NULL, NULL) s GROUP BY 1)
       SELECT a.id, a.fund_id AS "fundId", a.restriction_id AS "restrictionId", a.subject, a.label, s.net
       FROM sums s JOIN account a ON a.id = s.account_id WHERE s.net <> 0
       ORDER BY a.fund_id, a.restriction_id, a.id`,
      [unitCode],
    );
  }

  /** Nợ 338·R / Có 421·R, each detailed account the way that empties it. */
  private async purposes(tx: EntityManager, move: Move, standing: Standing[]): Promise<AcceptedItem[]> {
    const held = standing.flatMap((one) => (one.restrictionId === null ? [] : [{ ...one, r: one.restrictionId }]));
    const carried = await purposeAccounts(
      tx,
      held.map(({ fundId, r }) => ({
        unitCode: move.unitCode,
        fundId,
        restrictionId: r,
        nature: 'carried',
        on: move.from,
      })),
    );
    const byPurpose = new Map<number, { fundId: string; movements: MovementDraft[] }>();
    held.forEach(({ id, fundId, r, net }, i) => {
      const purpose = byPurpose.get(r) ?? { fundId, movements: [] };
      purpose.movements.push(emptied(id, net, carried[i]!));
      byPurpose.set(r, purpose);
    });
    return [...byPurpose.values()].flatMap(({ fundId, movements }) => itemsOf(move, fundId, movements));
  }

  /** Goods lie where they lay; the account is now one of the balance. */
  private async goods(tx: EntityManager, move: Move, standing: Standing[]): Promise<AcceptedItem[]> {
    const byFund = new Map<string, MovementDraft[]>();
    for (const { id, fundId, subject, label, net } of standing.filter(({ restrictionId }) => restrictionId === null)) {
      const of = { unitCode: move.unitCode, fundId, code: goodsPlaceCode('A'), subject, label };
      const store = await this.ledger.openAccount(tx, { ...of, openedOn: move.from });
      byFund.set(fundId, [...(byFund.get(fundId) ?? []), emptied(id, net, store)]);
    }
    return [...byFund].flatMap(([fundId, movements]) => itemsOf(move, fundId, movements));
  }
}

/** The movement that brings an account to nothing against another. */
function emptied(account: AccountId, net: bigint, other: AccountId): MovementDraft {
  return net > 0n ? { debit: other, credit: account, amount: net } : { debit: account, credit: other, amount: -net };
}

function itemsOf(move: Move, fundId: string, movements: MovementDraft[]): AcceptedItem[] {
  const items: AcceptedItem[] = [];
  for (let at = 0; at < movements.length; at += MOST_MOVEMENTS) {
    const entry = {
      unitCode: move.unitCode,
      fundId,
      effectiveDate: move.from,
      description: 'Chuyển số dư khi đơn vị chuyển từ chế độ B sang A',
      decisionNo: move.decisionNo,
      sourceKind: 'profile-change',
      sourceId: move.id,
      movements: movements.slice(at, at + MOST_MOVEMENTS),
    };
    items.push({ item: { kind: 'profile-changed', actorId: move.actorId, entry } });
  }
  return items;
}
