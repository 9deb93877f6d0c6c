import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AppealsService } from '../appeals/appeals.service.js';
import type { Fund } from '../funds/fund.entity.js';
import { FundsService } from '../funds/funds.service.js';
import { HouseholdRegister } from '../households/household-register.service.js';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { newId } from '../platform/ids.js';
import { toJsonInteger } from '../platform/money.js';
import { transact } from '../platform/transact.js';
import { AddLinesDto, LineDto, PrepareDisbursementDto } from './disbursement.dto.js';
import { Disbursement, DisbursementLine, DisbursementPurpose } from './disbursement.entity.js';
import { refuse } from './disbursement.refusals.js';
import { MOST_LINES, purposeFits, totalOf } from './disbursement.rules.js';
import { linesOf, lockBatch, purposeOf, requireStep } from './disbursement.store.js';

type Place = Pick<Disbursement, 'bankAccountId' | 'cashBoxId'>;

/** Prepares pay-outs: whose money, for what, from where, and to which households. */
@Injectable()
export class DisbursementsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly appeals: AppealsService,
    private readonly register: HouseholdRegister,
    private readonly clock: Clock,
  ) {}

  /** The purposes that money may be paid out for today. */
  async purposes(): Promise<DisbursementPurpose[]> {
    const all = await this.db.getRepository(DisbursementPurpose).find({ order: { regime: 'ASC', position: 'ASC' } });
    const today = this.clock.today();
    return all.filter(({ validFrom, validTo }) => validFrom <= today && (validTo === null || today <= validTo));
  }

  /** Those of them that this fund's, or this appeal's, money may go to. */
  async purposesOf(fundId: string, appealId?: string): Promise<DisbursementPurpose[]> {
    const fund = await this.funds.fund(this.db, fundId);
    const appeal = appealId === undefined ? undefined : await this.appeals.appeal(this.db, appealId);
    const kind = fund?.kindCode ?? '';
    return (await this.purposes()).filter(({ regime }) => purposeFits(regime, appeal?.regime, kind));
  }

  /**
   * Begins a batch.
   * @throws Refusal disbursement.fund-unknown, .appeal-unknown, .purpose-not-lawful, .place-unknown (422)
   */
  prepare(actor: Actor, dto: PrepareDisbursementDto, key: IdempotencyKey): Promise<{ id: string; state: 'draft' }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const fund = await this.requireFund(tx, actor, dto.fundId);
        const money = await this.moneyOf(tx, fund, dto);
        const id = newId();
        await tx.getRepository(Disbursement).insert({
          id,
          unitCode: fund.unitCode,
          fundId: fund.id,
          ...money,
          title: dto.title,
          purpose: dto.purpose,
          method: dto.method,
          ...(await this.placeOf(tx, fund, dto)),
          state: 'draft',
          total: 0n,
          preparedBy: actor.id,
          preparedAt: this.clock.now(),
        });
        return { id, state: 'draft' as const };
      }),
    );
  }

  /** Adds households to a draft, all of them or none. Answers the ids of the new lines, in order. */
  addLines(
    actor: Actor,
    id: string,
    dto: AddLinesDto,
    key: IdempotencyKey,
  ): Promise<{ id: string; lineIds: string[]; total: number }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        const batch = await this.lockDraft(tx, actor, id);
        const known = await linesOf(tx, id);
        const wanted = wantedLines(dto);
        if (known.length + wanted.length > MOST_LINES)
          throw refuse('disbursement.too-many-lines', { most: MOST_LINES });
        await this.register.requirePayable(
          tx,
          wanted.map(({ householdId }) => householdId),
          batch.unitCode,
        );
        const last = known.at(-1)?.position ?? 0;
        const lines = wanted.map((line, index) => ({
          id: newId(),
          disbursementId: id,
          position: last + index + 1,
          householdId: line.householdId,
          content: line.content ?? null,
          amount: BigInt(line.amount),
        }));
        await tx.getRepository(DisbursementLine).insert(lines);
        const total = await this.sumUp(tx, id, [...known, ...lines]);
        return { id, lineIds: lines.map((line) => line.id), total };
      }),
    );
  }

  /** Takes a household off a draft. Doing it again finds nothing to take off. */
  removeLine(actor: Actor, id: string, lineId: string): Promise<{ id: string; total: number }> {
    return transact(this.db, async (tx) => {
      await this.lockDraft(tx, actor, id);
      const lines = await linesOf(tx, id);
      if (!lines.some((line) => line.id === lineId)) throw refuse('disbursement.line-unknown');
      await tx.getRepository(DisbursementLine).delete({ id: lineId });
      const left = lines.filter((line) => line.id !== lineId);
      return { id, total: await this.sumUp(tx, id, left) };
    });
  }

  private async requireFund(tx: EntityManager, actor: Actor, fundId: string): Promise<Fund> {
    const fund = await this.funds.fund(tx, fundId);
    if (!fund) throw refuse('disbursement.fund-unknown');
    actor.require('disbursement.prepare', fund.unitCode);
    if (fund.closedOn !== null) throw refuse('disbursement.fund-closed');
    return fund;
  }

  /** Whose money it is, and whether it may lawfully go to this purpose. */
  private async moneyOf(
    tx: EntityManager,
    fund: Fund,
    dto: PrepareDisbursementDto,
  ): Promise<Pick<Disbursement, 'appealId' | 'restrictionId'>> {
    const appeal = dto.appealId === undefined ? undefined : await this.appeals.appeal(tx, dto.appealId);
    if (dto.appealId !== undefined && appeal?.fundId !== fund.id) throw refuse('disbursement.appeal-unknown');
    const purpose = await purposeOf(tx, dto.purpose);
    const today = this.clock.today();
    const inForce = purpose.validFrom <= today && (purpose.validTo === null || today <= purpose.validTo);
    if (!inForce || !purposeFits(purpose.regime, appeal?.regime, fund.kindCode)) {
      const { nameVi: name, nameEn, source } = purpose;
      throw refuse('disbursement.purpose-not-lawful', { name, nameEn, source });
    }
    return { appealId: appeal?.id ?? null, restrictionId: appeal?.restrictionId ?? fund.restrictionId };
  }

  /** The account or box that the money leaves from; where the fund has one only, it need not be said. */
  private async placeOf(tx: EntityManager, fund: Fund, dto: PrepareDisbursementDto): Promise<Place> {
    const [wanted, other] =
      dto.method === 'transfer' ? [dto.bankAccountId, dto.cashBoxId] : [dto.cashBoxId, dto.bankAccountId];
    if (other !== undefined) throw refuse('disbursement.place-missing');
    const places =
      dto.method === 'transfer' ? await this.funds.bankAccounts(tx, fund.id) : await this.funds.cashBoxes(fund.id, tx);
    const open = places.filter(({ closedOn }) => closedOn === null);
    const place = wanted === undefined && open.length === 1 ? open[0] : open.find(({ id }) => id === wanted);
    if (!place) throw refuse(wanted === undefined ? 'disbursement.place-missing' : 'disbursement.place-unknown');
    return dto.method === 'transfer'
      ? { bankAccountId: place.id, cashBoxId: null }
      : { bankAccountId: null, cashBoxId: place.id };
  }

  private async lockDraft(tx: EntityManager, actor: Actor, id: string): Promise<Disbursement> {
    const batch = await lockBatch(tx, id);
    actor.require('disbursement.prepare', batch.unitCode);
    if (batch.state !== 'draft') throw refuse('disbursement.lines-frozen');
    requireStep(actor, batch, 'submit');
    return batch;
  }

  private async sumUp(tx: EntityManager, id: string, lines: Pick<DisbursementLine, 'amount'>[]): Promise<number> {
    const total = totalOf(lines.map(({ amount }) => amount));
    if (total === undefined) throw refuse('disbursement.total-too-large');
    await tx.getRepository(Disbursement).update({ id }, { total });
    return toJsonInteger(total);
  }
}

function wantedLines(dto: AddLinesDto): LineDto[] {
  if (dto.lines !== undefined) return dto.lines;
  const { householdId, amount, content } = dto;
  if (householdId === undefined || amount === undefined) throw new Error('A line was not checked.');
  return [{ householdId, amount, ...(content !== undefined && { content }) }];
}
