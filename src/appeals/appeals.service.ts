/** Opening appeals under the rules of their regime, and finding the one that money on an account is for. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In } from 'typeorm';
import { FundsService } from '../funds/funds.service.js';
import { BankAccount } from '../funds/place.entity.js';
import type { Actor } from '../identity/actor.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, type JsonValue, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { transact } from '../platform/transact.js';
import { Appeal, AppealBankAccount } from './appeal.entity.js';
import { refuse } from './appeals.refusals.js';
import { accountTakenBy, contains, latestEnd, type Standing, standingOn, windowProblem } from './appeals.rules.js';
import { REGIMES, type Regime, type RegimeCode, regimeOn } from './regimes.js';

export type { Regime };

type Reader = EntityManager | DataSource;

export type NewAppeal = {
  fundId: string;
  name: string;
  regime: RegimeCode;
  documentNo?: string | undefined;
  purpose?: string | undefined;
  receiveFrom: PlainDate;
  receiveUntil?: PlainDate | undefined;
  targetAmount?: bigint | undefined;
  bankAccountIds?: string[] | undefined;
  /** Where not said, an appeal is historical whose last day has passed when it is put on record. */
  historical?: boolean | undefined;
};

@Injectable()
export class AppealsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly funds: FundsService,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
  ) {}

  /** Does one act in a transaction of its own, once for its key. */
  once<T extends JsonValue>(key: IdempotencyKey, act: (tx: EntityManager) => Promise<T>): Promise<T> {
    return transact(this.db, (tx) => once(tx, key, () => act(tx)));
  }

  /**
   * Opens an appeal: a purpose of its own in the books, and an event of the public log.
   * @throws Refusal fund.unknown, fund.closed, appeal.window-too-long, appeal.window-open-ended, appeal.account-unknown
   *   (422), appeal.window-order (400), appeal.name-taken, appeal.account-taken (409)
   */
  async openAppeal(tx: EntityManager, actor: Actor, given: NewAppeal): Promise<Appeal> {
    const fund = await this.funds.requireOpenFund(tx, given.fundId);
    actor.require('appeal.open', fund.unitCode);
    const window = { receiveFrom: given.receiveFrom, receiveUntil: given.receiveUntil ?? null };
    const regime = checkedRegime(given.regime, window);
    const id = newId();
    const { name, documentNo = null, purpose = null, targetAmount = null } = given;
    const of = { unitCode: fund.unitCode, fundId: fund.id };
    const restrictionId = await this.ledger.openRestriction(tx, { ...of, kind: 'appeal', subject: id, label: name });
    await this.funds.openPurposeAccounts(tx, fund, restrictionId);
    const ended = window.receiveUntil !== null && window.receiveUntil < this.clock.today();
    const historical = given.historical ?? ended;
    const asked = { name, regime: regime.code, documentNo, purpose, targetAmount, historical };
    const appeal = { id, ...of, ...asked, ...window, restrictionId, createdBy: actor.id };
    await tx.getRepository(Appeal).insert(appeal);
    const numbers = await this.bindAccounts(tx, appeal, given.bankAccountIds ?? []);
    const facts = { unit: fund.unitCode, fund: fund.id, appeal: id, name, regime: regime.code, document: documentNo };
    await this.ledger.post(
      tx,
      { kind: 'appeal-opened', actorId: actor.id },
      {
        ...facts,
        ...window,
        restriction: restrictionId,
        target: targetAmount === null ? null : Number(targetAmount),
        accounts: numbers,
      },
    );
    return { ...appeal, createdAt: this.clock.now() };
  }

  /**
   * Adds an account that the appeal's gifts come to.
   * @throws Refusal appeal.not-found (404), appeal.account-unknown (422), appeal.account-taken, appeal.account-bound (409)
   */
  async bindAccount(tx: EntityManager, actor: Actor, id: string, bankAccountId: string): Promise<void> {
    const appeal = await this.appeal(tx, id);
    if (!appeal) throw refuse('appeal.not-found');
    actor.require('appeal.open', appeal.unitCode);
    const accounts = await this.bindAccounts(tx, appeal, [bankAccountId]);
    const account = { place: 'bank', number: accounts[0] };
    const facts = { unit: appeal.unitCode, fund: appeal.fundId, appeal: appeal.id, ...account };
    await this.ledger.post(tx, { kind: 'account-opened', actorId: actor.id }, facts);
  }

  async appeal(db: Reader, id: string): Promise<Appeal | undefined> {
    return (isId(id) && (await db.getRepository(Appeal).findOneBy({ id }))) || undefined;
  }

  /** @throws Refusal appeal.unknown, appeal.other-fund (422) */
  async requireAppeal(db: Reader, id: string, fundId: string): Promise<Appeal> {
    const appeal = await this.appeal(db, id);
    if (!appeal) throw refuse('appeal.unknown');
    if (appeal.fundId !== fundId) throw refuse('appeal.other-fund');
    return appeal;
  }

  /** The appeals that receive on this account on this day, whether or not it has passed. */
  async appealsOfBankAccount(db: Reader, bankAccountId: string, day: PlainDate): Promise<Appeal[]> {
    if (!isId(bankAccountId)) return [];
    const appeals = await this.appealsBoundTo(db, bankAccountId);
    return appeals.filter((appeal) => contains(appeal, day));
  }

  /**
   * The appeal that money reaching this account on this day is for.
   * @returns undefined where there is none, and where several share the account, so that the purpose cannot be told
   */
  async appealOfBankAccount(db: Reader, bankAccountId: string, day: PlainDate): Promise<Appeal | undefined> {
    const [appeal, ...others] = await this.appealsOfBankAccount(db, bankAccountId, day);
    return others.length === 0 ? appeal : undefined;
  }

  /** The appeals that receive today, of the units the actor may read, those that end first first. */
  async openAppeals(actor: Actor): Promise<Appeal[]> {
    const unitCodes = await this.funds.unitsWithFunds(actor, 'appeal.read');
    const appeals = await this.db.getRepository(Appeal).find({
      where: { unitCode: In(unitCodes), historical: false },
      order: { receiveUntil: { direction: 'ASC', nulls: 'LAST' }, id: 'ASC' },
    });
    return appeals.filter((appeal) => this.standing(appeal).status === 'open');
  }

  /** Where the appeal stands today. */
  standing(appeal: Pick<Appeal, 'receiveFrom' | 'receiveUntil' | 'historical'>): Standing {
    return standingOn(appeal, this.clock.today());
  }

  /** The rules in force today, for a form. */
  regimes(): Regime[] {
    const today = this.clock.today();
    return REGIMES.filter(({ code }) => regimeOn(code, today) !== undefined);
  }

  /** Ties accounts to the appeal and answers their numbers. Two appeals asking for one account at once wait in line. */
  private async bindAccounts(
    tx: EntityManager,
    appeal: Pick<Appeal, 'id' | 'fundId' | 'regime' | 'receiveFrom' | 'receiveUntil'>,
    bankAccountIds: string[],
  ): Promise<string[]> {
    const numbers: string[] = [];
    for (const bankAccountId of [...bankAccountIds].sort()) {
      if (!isId(bankAccountId)) throw refuse('appeal.account-unknown');
      const account = await tx.getRepository(BankAccount).findOne({ where: { id: bankAccountId }, lock: FOR_UPDATE });
      if (!account || account.fundId !== appeal.fundId) throw refuse('appeal.account-unknown');
      if (account.closedOn !== null) throw refuse('appeal.account-closed', { number: account.number });
      const others = (await this.appealsBoundTo(tx, bankAccountId)).filter(({ id }) => id !== appeal.id);
      const taken = accountTakenBy(boundOf(appeal), others.map(boundOf));
      if (taken) throw refuse('appeal.account-taken', { number: account.number, appeal: taken.name });
      await tx.getRepository(AppealBankAccount).insert({ appealId: appeal.id, bankAccountId });
      numbers.push(account.number);
    }
    return numbers;
  }

  private appealsBoundTo(db: Reader, bankAccountId: string): Promise<Appeal[]> {
    return db
      .getRepository(Appeal)
      .createQueryBuilder('appeal')
      .innerJoin(AppealBankAccount, 'bound', 'bound.appeal_id = appeal.id')
      .where('bound.bank_account_id = :bankAccountId', { bankAccountId })
      .orderBy('appeal.id')
      .getMany();
  }
}

/** Not FOR UPDATE: who holds the ledger's lane may then still write a row that refers to this one, and nobody deadlocks. */
const FOR_UPDATE = { mode: 'for_no_key_update' } as const;

type Window = Pick<Appeal, 'receiveFrom' | 'receiveUntil'>;

function boundOf<T extends Window & { regime: RegimeCode }>(appeal: T): T & { ownAccount: boolean } {
  return { ...appeal, ownAccount: regimeOn(appeal.regime, appeal.receiveFrom)?.ownAccount ?? false };
}

/** The regime as it was on the day of the launch, once the time of receiving fits it. */
function checkedRegime(code: RegimeCode, window: Window): Regime {
  const { receiveFrom } = window;
  const regime = regimeOn(code, receiveFrom);
  if (!regime) throw refuse('appeal.regime-not-in-force', { date: formatDate(receiveFrom) });
  const { source, longestDays: days = 0 } = regime;
  const problem = windowProblem(window, regime);
  if (problem === 'order') throw refuse('appeal.window-order');
  if (problem === 'no-end') throw refuse('appeal.window-open-ended', { days, source });
  if (problem === 'too-long') {
    const date = formatDate(latestEnd(receiveFrom, regime) ?? receiveFrom);
    throw refuse('appeal.window-too-long', { days, date, source });
  }
  return regime;
}
