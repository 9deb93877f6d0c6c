/** Funds and the places where their money lies: opening, closing, and finding them. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import type { Permission } from '../identity/permissions.js';
import { BalancesService } from '../books/balances.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { AccountId } from '../ledger/posting.dto.js';
import { purposeAccounts } from '../ledger/purpose-accounts.service.js';
import { Clock } from '../platform/clock.js';
import { formatDate, type PlainDate } from '../platform/dates.js';
import { type IdempotencyKey, type JsonValue, once } from '../platform/idempotency.js';
import { isId, newId } from '../platform/ids.js';
import { formatNumber } from '../platform/money.js';
import { refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { UnitsService } from '../units/units.service.js';
import { BANKS, bankOf } from './banks.js';
import { Fund, FundKind } from './fund.entity.js';
import { refuse } from './funds.refusals.js';
import { BankAccount, CashBox } from './place.entity.js';
import { type Signatories, signatoriesOn } from './signatories.service.js';
import { isVietQrAble, vietQr } from './vietqr.rules.js';

type Reader = EntityManager | DataSource;

export type NewFund = { unitCode: string; kindCode: string; name?: string; openedOn?: PlainDate };
export type NewBankAccount = {
  fundId: string;
  /** A bank of `banks.ts`, or `other` with its name. */
  bankCode: string;
  bankName?: string;
  number: string;
  holderName?: string;
  openedOn?: PlainDate;
  /** `VND` where none is given; else one of `CURRENCIES`. */
  currency?: string;
};
export type NewCashBox = { fundId: string; name?: string; openedOn?: PlainDate; currency?: string };

/** The accounts that every purpose has from its first day; others are opened when they are first needed. */
const USUAL_NATURES = ['carried', 'donations', 'interest', 'support'] as const;

@Injectable()
export class FundsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly balances: BalancesService,
    private readonly units: UnitsService,
    private readonly clock: Clock,
  ) {}

  /** Does one act of an administrator in a transaction of its own, once for its key. */
  once<T extends JsonValue>(key: IdempotencyKey, act: (tx: EntityManager) => Promise<T>): Promise<T> {
    return transact(this.db, (tx) => once(tx, key, () => act(tx)));
  }

  /** The kinds of fund, in the order of their positions. */
  kinds(): Promise<FundKind[]> {
    return this.db.getRepository(FundKind).find({ order: { position: 'ASC', code: 'ASC' } });
  }

  /** The banks that an account can be at, for a form. */
  banks(): { value: string; label: string }[] {
    return BANKS.map(({ code, name }) => ({ value: code, label: name }));
  }

  /** @throws Refusal fund.kind-exists */
  async addKind(
    tx: EntityManager,
    actor: Actor,
    given: { code: string; nameVi: string; nameEn: string },
  ): Promise<FundKind> {
    actor.require('fund.administer', TOP_UNIT);
    const position = (await tx.getRepository(FundKind).maximum('position')) ?? 0;
    const kind = { code: given.code, nameVi: given.nameVi, nameEn: given.nameEn, position: position + 1 };
    await tx.getRepository(FundKind).insert(kind);
    return kind;
  }

  /**
   * Opens a fund with its general purpose, that purpose's accounts and an account for money on its way (113).
   * @throws Refusal fund.unit-unknown, fund.kind-unknown (422), fund.exists (409), date.future (400)
   */
  async createFund(tx: EntityManager, actor: Actor, given: NewFund): Promise<Fund> {
    const unit = this.units.get(given.unitCode);
    if (!unit || unit.validTo !== undefined) throw refuse('fund.unit-unknown', { unit: given.unitCode });
    actor.require('fund.administer', given.unitCode);
    const kind = await tx.getRepository(FundKind).findOneBy({ code: given.kindCode });
    if (!kind) throw refuse('fund.kind-unknown');
    const id = newId();
    const openedOn = this.pastDay(given.openedOn ?? this.clock.today());
    const name = given.name ?? kind.nameVi;
    const of = { unitCode: given.unitCode, fundId: id };
    const restrictionId = await this.ledger.openRestriction(tx, { ...of, kind: 'general', label: name });
    const fund = { id, ...of, kindCode: kind.code, name, restrictionId, openedOn };
    const { fundId: _, ...row } = fund;
    await tx.getRepository(Fund).insert({ ...row, closedOn: null });
    const opened = await tx.getRepository(Fund).findOneByOrFail({ id });
    await this.openPurposeAccounts(tx, opened, restrictionId);
    await this.inTransit(tx, opened);
    const facts = { unit: given.unitCode, fund: id, fundKind: kind.code, name, restriction: restrictionId, openedOn };
    await this.ledger.post(tx, { kind: 'restriction-opened', actorId: actor.id }, facts);
    return opened;
  }

  /** The accounts of one purpose of the fund, by the profile that the unit posts by today. Safe to call again. */
  async openPurposeAccounts(tx: EntityManager, fund: Fund, restrictionId: number): Promise<void> {
    const of = { unitCode: fund.unitCode, fundId: fund.id, restrictionId, on: this.clock.today() };
    await purposeAccounts(
      tx,
      USUAL_NATURES.map((nature) => ({ ...of, nature })),
    );
  }

  /** The fund's account for money that left one place and has not reached the other (113). */
  inTransit(tx: EntityManager, fund: Fund): Promise<AccountId> {
    const { unitCode, id: fundId, openedOn } = fund;
    return this.ledger.openAccount(tx, { unitCode, fundId, code: '113', label: 'Tiền đang chuyển', openedOn });
  }

  /**
   * Closes a fund that holds nothing, and its places with it. It takes no further gift, not even for a past day.
   * @throws Refusal fund.not-found (404), fund.closed-already, fund.not-empty, place.not-empty (409)
   */
  async closeFund(tx: EntityManager, actor: Actor, id: string): Promise<void> {
    const fund = isId(id) && (await tx.getRepository(Fund).findOne({ where: { id }, lock: FOR_UPDATE }));
    if (!fund) throw refuse('fund.not-found');
    actor.require('fund.administer', fund.unitCode);
    if (fund.closedOn !== null) throw refuse('fund.closed-already');
    await this.ledger.takeLane(tx);
    const { balance } = (await this.balances.ofFunds([id], tx)).get(id) ?? { balance: 0n };
    if (balance !== 0n) throw refuse('fund.not-empty', { balance: formatNumber(balance) });
    const today = this.clock.today();
    const banks = await tx.getRepository(BankAccount).findBy({ fundId: id });
    const places = [...banks, ...(await tx.getRepository(CashBox).findBy({ fundId: id }))];
    const accounts = places.filter(({ closedOn }) => closedOn === null).map(({ ledgerAccountId }) => ledgerAccountId);
    const of = { unitCode: fund.unitCode, fundId: id };
    for (const account of [...accounts, await this.inTransit(tx, fund)])
      await this.closeAccount(tx, actor, of, account, today);
    for (const table of [BankAccount, CashBox]) {
      await tx
        .getRepository<BankAccount | CashBox>(table)
        .createQueryBuilder()
        .update()
        .set({ closedOn: today })
        .where('fund_id = :id AND closed_on IS NULL', { id })
        .execute();
    }
    await tx.getRepository(Fund).update({ id }, { closedOn: today });
  }

  /**
   * Records an account of the fund at a bank or the treasury, and opens it in the books (1121; 1122 in a foreign currency).
   * @throws Refusal fund.unknown, fund.closed, place.before-fund (422), bank-account.number-taken (409)
   */
  async openBankAccount(tx: EntityManager, actor: Actor, given: NewBankAccount): Promise<BankAccount> {
    const fund = await this.requireOpenFund(tx, given.fundId);
    actor.require('fund.administer', fund.unitCode);
    const bank = bankOf(given.bankCode);
    const bankName = given.bankName ?? (bank?.code === 'other' ? undefined : bank?.name);
    if (bankName === undefined) throw refuse('bank-account.bank-name-missing');
    const id = newId();
    const label = `${bankName} ${given.number}`;
    const { openedOn: from, currency = 'VND' } = given;
    const code = currency === 'VND' ? '1121' : '1122';
    const place = await this.openPlace(tx, fund, { code, id, label, openedOn: from, currency });
    const holderName = given.holderName ?? `${this.units.committeeName(fund.unitCode)} - ${fund.name}`;
    const account = { id, ...place, bankCode: bank?.code ?? 'other', bankName, number: given.number, holderName };
    await tx.getRepository(BankAccount).insert(account);
    const { unitCode: unit, fundId, ledgerAccountId, openedOn } = place;
    const facts = { unit, fund: fundId, account: ledgerAccountId, place: 'bank', openedOn };
    const bankFacts = { bank: bankName, number: given.number, ...(currency !== 'VND' && { currency }) };
    await this.ledger.post(tx, { kind: 'account-opened', actorId: actor.id }, { ...facts, ...bankFacts });
    return account;
  }

  /**
   * Records a cash box of the fund and opens it in the books (1111; 1112 for a foreign currency).
   * @throws Refusal fund.unknown, fund.closed, place.before-fund (422), cash-box.name-taken (409)
   */
  async openCashBox(tx: EntityManager, actor: Actor, given: NewCashBox): Promise<CashBox> {
    const fund = await this.requireOpenFund(tx, given.fundId);
    actor.require('fund.administer', fund.unitCode);
    const id = newId();
    const { currency = 'VND' } = given;
    const foreign = currency !== 'VND';
    const name = given.name ?? `Két ${foreign ? `${currency} ` : ''}${fund.name}`;
    const code = foreign ? '1112' : '1111';
    const place = await this.openPlace(tx, fund, { code, id, label: name, openedOn: given.openedOn, currency });
    const box = { id, ...place, name };
    await tx.getRepository(CashBox).insert(box);
    const { unitCode: unit, fundId, ledgerAccountId, openedOn } = place;
    const facts = {
      ...{ unit, fund: fundId, account: ledgerAccountId, place: 'cash', openedOn },
      ...(foreign && { currency }),
    };
    await this.ledger.post(tx, { kind: 'account-opened', actorId: actor.id }, facts);
    return box;
  }

  /** @throws Refusal bank-account.not-found, cash-box.not-found (404), place.closed-already, place.not-empty (409) */
  async closePlace(tx: EntityManager, actor: Actor, kind: 'bank-account' | 'cash-box', id: string): Promise<void> {
    const places = tx.getRepository<BankAccount | CashBox>(kind === 'cash-box' ? CashBox : BankAccount);
    const place = isId(id) && (await places.findOne({ where: { id }, lock: FOR_UPDATE }));
    if (!place) throw refuse(`${kind}.not-found`);
    actor.require('fund.administer', place.unitCode);
    if (place.closedOn !== null) throw refuse('place.closed-already');
    const closedOn = this.clock.today();
    await this.closeAccount(tx, actor, place, place.ledgerAccountId, closedOn);
    await places.update({ id }, { closedOn });
  }

  /** Closes an account of the books, and says so in the log. */
  private async closeAccount(
    tx: EntityManager,
    actor: Actor,
    { unitCode: unit, fundId: fund }: { unitCode: string; fundId: string },
    account: AccountId,
    closedOn: PlainDate,
  ): Promise<void> {
    await this.ledger.closeAccount(tx, account, closedOn);
    await this.ledger.post(tx, { kind: 'account-closed', actorId: actor.id }, { unit, fund, account, closedOn });
  }

  /** @returns the fund, open or closed */
  async fund(db: Reader, id: string): Promise<Fund | undefined> {
    return (isId(id) && (await db.getRepository(Fund).findOneBy({ id }))) || undefined;
  }

  /**
   * The fund, to record something in it.
   * @param day the day that is recorded; any day where none is given
   * @throws Refusal fund.unknown, fund.closed, fund.not-open-yet (422)
   */
  async requireOpenFund(db: Reader, id: string, day?: PlainDate): Promise<Fund> {
    const fund = await this.fund(db, id);
    if (!fund) throw refuse('fund.unknown');
    if (fund.closedOn !== null) throw refuse('fund.closed', { fund: fund.name, date: formatDate(fund.closedOn) });
    if (day !== undefined && day < fund.openedOn) {
      throw refuse('fund.not-open-yet', { fund: fund.name, date: formatDate(fund.openedOn) });
    }
    return fund;
  }

  /** The funds of the units where the actor has the permission, by unit and kind. */
  async funds(actor: Actor, permission: Permission = 'reference.read'): Promise<Fund[]> {
    const unitCodes = await this.unitsWithFunds(actor, permission);
    return this.db
      .getRepository(Fund)
      .createQueryBuilder('fund')
      .innerJoin(FundKind, 'kind', 'kind.code = fund.kind_code')
      .where({ unitCode: In(unitCodes) })
      .orderBy({ 'fund.unit_code': 'ASC', 'kind.position': 'ASC' })
      .getMany();
  }

  /** The units that keep a fund and that the permission reaches. */
  async unitsWithFunds(actor: Actor, permission: Permission): Promise<string[]> {
    const rows = await this.db.query<{ code: string }[]>(`SELECT DISTINCT unit_code AS code FROM fund ORDER BY 1`);
    return rows.map(({ code }) => code).filter((code) => actor.may(permission, code));
  }

  async bankAccount(db: Reader, id: string): Promise<BankAccount | undefined> {
    return (isId(id) && (await db.getRepository(BankAccount).findOneBy({ id }))) || undefined;
  }

  /** @param number as given to the bank; spaces are ignored */
  async bankAccountByNumber(db: Reader, number: string): Promise<BankAccount | undefined> {
    return (await db.getRepository(BankAccount).findOneBy({ number: number.replace(/\s+/g, '') })) ?? undefined;
  }

  /** The fund's accounts at banks in this currency, in the order they were recorded. */
  bankAccounts(db: Reader, fundId: string, currency = 'VND'): Promise<BankAccount[]> {
    return db.getRepository(BankAccount).find({ where: { fundId, currency }, order: { id: 'ASC' } });
  }

  async cashBox(db: Reader, id: string): Promise<CashBox | undefined> {
    return (isId(id) && (await db.getRepository(CashBox).findOneBy({ id }))) || undefined;
  }

  /** The fund's cash boxes of this currency, in the order they were recorded: the first is the usual one. */
  cashBoxes(fundId: string, db: Reader = this.db, currency = 'VND'): Promise<CashBox[]> {
    return db.getRepository(CashBox).find({ where: { fundId, currency }, order: { id: 'ASC' } });
  }

  /** The names under a unit's papers on this day; a post that nobody holds is left out. */
  signatoriesOn(db: Reader, unitCode: string, day: PlainDate): Promise<Signatories> {
    return signatoriesOn(db, unitCode, day);
  }

  /**
   * The text of a VietQR code that pays into the account.
   * @returns undefined where the bank cannot be paid that way (treasury, Bank for Social Policies, a number with dots)
   * @throws RangeError where the purpose is longer than 19 characters or not of A-Z, 0-9 and space
   */
  vietQrOf(account: BankAccount, ask: { amount?: bigint; purpose?: string } = {}): string | undefined {
    const bin = bankOf(account.bankCode)?.bin;
    return account.currency === 'VND' && isVietQrAble(bin, account.number)
      ? vietQr({ bin, account: account.number, ...ask })
      : undefined;
  }

  private async openPlace(
    tx: EntityManager,
    fund: Fund,
    given: { code: string; id: string; label: string; openedOn: PlainDate | undefined; currency: string },
  ): Promise<Pick<CashBox, 'unitCode' | 'fundId' | 'ledgerAccountId' | 'currency' | 'openedOn'> & { closedOn: null }> {
    const openedOn = this.pastDay(given.openedOn ?? fund.openedOn);
    if (openedOn < fund.openedOn) throw refuse('place.before-fund', { date: formatDate(fund.openedOn) });
    const of = { unitCode: fund.unitCode, fundId: fund.id };
    const { code, id: subject, label, currency } = given;
    const ledgerAccountId = await this.ledger.openAccount(tx, { ...of, code, subject, label, openedOn, currency });
    return { ...of, ledgerAccountId, currency, openedOn, closedOn: null };
  }

  private pastDay(day: PlainDate): PlainDate {
    if (day > this.clock.today()) throw refuseRequest('date.future', { date: formatDate(day) });
    return day;
  }
}

const TOP_UNIT = 'TW';
/** Not FOR UPDATE: who holds the ledger's lane may then still write a row that refers to this one, and nobody deadlocks. */
const FOR_UPDATE = { mode: 'for_no_key_update' } as const;
