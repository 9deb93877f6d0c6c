/** Profile B: each purpose's money held for others (338) beside the detailed accounts, and the two signatures under it. */
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { type EntityManager, IsNull } from 'typeorm';
import type { Fund } from '../funds/fund.entity.js';
import type { Actor } from '../identity/actor.js';
import { ClosingSums } from '../books/closing-sums.service.js';
import { type RollForwardLine, RollForwardService } from '../books/roll-forward.service.js';
import { Clock } from '../platform/clock.js';
import type { JsonValue } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { formatNumber, toJsonInteger } from '../platform/money.js';
import { canonicalJson } from '../tlog/canonical.js';
import { YearReconciliation } from './closing.entity.js';
import { refuse } from './closing.refusals.js';
import { daysOf, type Year } from './closing.rules.js';

/** One purpose, in đồng: `opening + received + decisions - spent = closing`, and `held + goods = closing`. */
export type ReconciliationLine = {
  restriction: number;
  label: string;
  opening: number;
  received: number;
  decisions: number;
  spent: number;
  closing: number;
  /** What 338 says at the year's end; goods are off the balance, by their memo value. */
  held: number;
  goods: number;
};

const END_OF_TIME = '2199-12-31';

@Injectable()
export class YearReconciliations {
  constructor(
    private readonly sums: ClosingSums,
    private readonly rollForward: RollForwardService,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes it and signs it for the first time; one that waits is replaced only after the books have changed.
   * @throws Refusal closing.books-differ (422), closing.awaits-signature (409)
   */
  async sign(
    tx: EntityManager,
    actor: Actor,
    of: { fund: Fund; year: Year; sequence: bigint },
  ): Promise<{ id: string; lines: ReconciliationLine[] }> {
    const { fund, year } = of;
    const lines = await this.lines(tx, of);
    const digest = digestOf(lines);
    const { startsOn } = daysOf(year);
    const where = { fundId: fund.id, startsOn, superseded: false, countersignedAt: IsNull() };
    const waiting = await tx.getRepository(YearReconciliation).findOneBy(where);
    if (waiting?.digest.equals(digest)) throw refuse('closing.awaits-signature', { period: year });
    if (waiting) await tx.getRepository(YearReconciliation).update({ id: waiting.id }, { superseded: true });
    const id = newId();
    await tx.query(
      `INSERT INTO year_reconciliation (id, unit_code, fund_id, starts_on, lines, digest, signed_by, signed_at)
       VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)`,
      [id, fund.unitCode, fund.id, startsOn, JSON.stringify(lines), digest, actor.id, this.clock.now()],
    );
    return { id, lines };
  }

  /** A reconciliation, locked. @throws Refusal reconciliation.unknown (404) */
  async locked(tx: EntityManager, id: string): Promise<YearReconciliation> {
    const lock = { mode: 'for_no_key_update' } as const;
    const found = isId(id) && (await tx.getRepository(YearReconciliation).findOne({ where: { id }, lock }));
    if (!found) throw refuse('reconciliation.unknown');
    return found;
  }

  /**
   * The second signature, under the same figures. @returns the public facts of the event that closes the year
   * @throws Refusal reconciliation.signed, .same-person, .changed (409)
   */
  async countersign(
    tx: EntityManager,
    actor: Actor,
    found: YearReconciliation,
    of: { fund: Fund; year: Year; sequence: bigint },
  ): Promise<Record<string, JsonValue>> {
    if (found.countersignedBy !== null || found.superseded) throw refuse('reconciliation.signed');
    if (found.signedBy === actor.id) throw refuse('reconciliation.same-person');
    const lines = await this.lines(tx, of);
    if (!digestOf(lines).equals(found.digest)) throw refuse('reconciliation.changed');
    await tx
      .getRepository(YearReconciliation)
      .update({ id: found.id }, { countersignedBy: actor.id, countersignedAt: this.clock.now() });
    return {
      profile: 'B',
      signatures: 2,
      reconciliation: found.digest.toString('hex'),
      // Without the label, which may name an earmark's occasion.
      purposes: lines.map(({ restriction, opening, received, decisions, spent, closing }) => {
        return { restriction, opening, received, decisions, spent, closing };
      }),
    };
  }

  /** The detailed books must come to the balance that floors are checked on, and 338 to the detailed books. */
  private async lines(
    tx: EntityManager,
    { fund, year, sequence }: { fund: Fund; year: Year; sequence: bigint },
  ): Promise<ReconciliationLine[]> {
    const { startsOn: from, endsOn: to } = daysOf(year);
    const now = new Map((await this.sums.purposesNow(tx, fund.id)).map((p) => [p.restrictionId, p.balance]));
    for (const { restrictionId, label, balance } of await this.sums.purposesOn(tx, fund.id, END_OF_TIME)) {
      const difference = balance - (now.get(restrictionId) ?? 0n);
      if (difference !== 0n)
        throw refuse('closing.books-differ', { restriction: label, difference: formatNumber(difference) });
    }
    const leaves = await this.sums.leavesOn(tx, fund.id, to);
    const report = await this.rollForward.at(tx, { fundId: fund.id, from, to, sequence });
    return report.lines.map((line) => {
      const of = leaves.filter(({ restrictionId }) => restrictionId === line.restrictionId);
      const goods = of.filter(({ code }) => code === '0029').reduce((sum, { balance }) => sum + balance, 0n);
      const held = of.reduce((sum, { balance }) => sum + balance, 0n) - goods;
      const difference = held + goods - line.closing;
      if (difference !== 0n)
        throw refuse('closing.books-differ', { restriction: line.label, difference: formatNumber(difference) });
      return lineOf(line, held, goods);
    });
  }
}

function lineOf(line: RollForwardLine, held: bigint, goods: bigint): ReconciliationLine {
  return {
    restriction: line.restrictionId,
    label: line.label,
    opening: toJsonInteger(line.opening),
    received: toJsonInteger(line.received + line.inKind + line.fromUnits + line.interest + line.other),
    decisions: toJsonInteger(line.decisions),
    spent: toJsonInteger(line.support + line.passedOn + line.costs),
    closing: toJsonInteger(line.closing),
    held: toJsonInteger(held),
    goods: toJsonInteger(goods),
  };
}

function digestOf(lines: readonly ReconciliationLine[]): Buffer {
  return createHash('sha256').update(canonicalJson(lines)).digest();
}
