/** Turns a template with a clerk's choices into accounts, by the profile that the unit posts by on that day. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { UnitsService } from '../units/units.service.js';
import type { DraftMovement, GoodsReserve } from './entry-draft-content.js';
import { refuse } from './entry-draft.refusals.js';
import { isOffered, partySubject, sidesIn } from './entry-template.rules.js';
import type { EntryTemplate, TemplateSide } from './entry-templates.js';
import { refuse as refuseLedger } from '../ledger/ledger.refusals.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { goodsPlaceCode } from '../ledger/natures.js';
import { purposeAccount } from '../ledger/purpose-accounts.service.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';

export type TemplateChoices = {
  unitCode: string;
  fundId: string;
  effectiveDate: PlainDate;
  amount: bigint;
  foreignAmount?: bigint | undefined;
  debitAccountId?: AccountId | undefined;
  creditAccountId?: AccountId | undefined;
  restrictionId: RestrictionId;
  toRestrictionId?: RestrictionId | undefined;
  party?: string | undefined;
  documentNo?: string | undefined;
  /** It corrects what an earlier year received or spent. */
  earlierYear: boolean;
};

type Resolved = { movement: DraftMovement; goods?: GoodsReserve };
type SideName = 'debit' | 'credit';

/** Accounts of other parties have no first day of their own: what they owe has one, in its entries. */
const FIRST_DAY = '1900-01-01';

@Injectable()
export class EntryTemplateService {
  constructor(
    private readonly ledger: LedgerService,
    private readonly units: UnitsService,
  ) {}

  /**
   * @throws Refusal draft.account-not-offered, draft.party-missing, draft.party-unknown, draft.same-purpose,
   *   ledger.restriction-unknown (422)
   */
  async resolve(tx: EntityManager, template: EntryTemplate, choices: TemplateChoices): Promise<Resolved> {
    const { unitCode, effectiveDate, amount, foreignAmount, restrictionId } = choices;
    const sides = sidesIn(template, await this.ledger.profileOn(tx, unitCode, effectiveDate));
    const debit = await this.account(tx, 'debit', sides.debit, choices);
    const credit = await this.account(tx, 'credit', sides.credit, choices);
    const foreign = foreignAmount === undefined ? {} : { foreignAmount: Number(foreignAmount) };
    return {
      movement: { debit, credit, amount: Number(amount), ...foreign },
      ...(sides.goods && { goods: { restrictionId, amount: Number(amount), way: sides.goods } }),
    };
  }

  private async account(
    tx: EntityManager,
    name: SideName,
    side: TemplateSide,
    choices: TemplateChoices,
  ): Promise<AccountId> {
    const chosen = name === 'debit' ? choices.debitAccountId : choices.creditAccountId;
    const of = { unitCode: choices.unitCode, fundId: choices.fundId };
    if (side.from === 'purpose') return this.purpose(tx, side.nature, side.of === 'to', choices);
    if (side.from === 'account') return this.chosen(tx, name, side.codes, chosen, of.fundId);
    if (side.from === 'fixed') return this.ledger.openAccount(tx, { ...of, ...side, openedOn: FIRST_DAY });
    if (side.from === 'goods') {
      const code = goodsPlaceCode(await this.ledger.profileOn(tx, of.unitCode, choices.effectiveDate));
      if (chosen !== undefined) return this.chosen(tx, name, [code], chosen, of.fundId);
      return this.ledger.openAccount(tx, { ...of, code, label: 'Hàng cứu trợ', openedOn: FIRST_DAY });
    }
    if (chosen !== undefined) return this.chosen(tx, name, [`${side.code}:${side.prefix}`], chosen, of.fundId);
    return this.party(tx, side, choices);
  }

  private async purpose(
    tx: EntityManager,
    nature: Extract<TemplateSide, { from: 'purpose' }>['nature'],
    second: boolean,
    choices: TemplateChoices,
  ): Promise<AccountId> {
    const { unitCode, fundId, effectiveDate, earlierYear, toRestrictionId } = choices;
    const restrictionId = second ? toRestrictionId : choices.restrictionId;
    if (restrictionId === undefined || (second && restrictionId === choices.restrictionId))
      throw refuse('draft.same-purpose');
    const of = { unitCode, fundId, restrictionId };
    return purposeAccount(tx, { ...of, nature, on: effectiveDate, earlier: earlierYear });
  }

  private async chosen(
    tx: EntityManager,
    name: SideName,
    codes: readonly string[],
    accountId: AccountId | undefined,
    fundId: string,
  ): Promise<AccountId> {
    const rows = await tx.query<{ code: string; subject: string }[]>(
      `SELECT code, subject FROM account WHERE id = $1 AND fund_id = $2`,
      [accountId ?? 0, fundId],
    );
    const [account] = rows;
    if (accountId === undefined || !account || !isOffered(codes, account)) {
      throw refuse('draft.account-not-offered', { side: name === 'debit' ? 'Nợ' : 'Có', codes: codes.join(', ') });
    }
    return accountId;
  }

  /** An account for whom it concerns; of a private person the books know the paper's number only. */
  private async party(
    tx: EntityManager,
    side: Extract<TemplateSide, { from: 'party' }>,
    { unitCode, fundId, party, documentNo }: TemplateChoices,
  ): Promise<AccountId> {
    const name = side.party === 'paper' ? documentNo : party;
    if (name === undefined) throw refuse('draft.party-missing');
    const unit = side.party === 'unit' ? (this.units.get(name) ?? this.units.meant(name)) : undefined;
    if (side.party === 'unit' && (!unit || unit.code === unitCode))
      throw refuse('draft.party-unknown', { party: name });
    const subject = unit ? `${side.prefix}:${unit.code}` : partySubject(side.prefix, name);
    const label = `${side.label} ${unit?.fullName ?? name}`;
    return this.ledger.openAccount(tx, { unitCode, fundId, code: side.code, subject, label, openedOn: FIRST_DAY });
  }

  /** The account by which decisions move a purpose's money. */
  decisionAccount(
    tx: EntityManager,
    { unitCode, fundId, effectiveDate }: { unitCode: string; fundId: string; effectiveDate: PlainDate },
    restrictionId: RestrictionId,
  ): Promise<AccountId> {
    return purposeAccount(tx, { unitCode, fundId, restrictionId, nature: 'decision', on: effectiveDate });
  }

  /** The purpose of a fund, the general one where none is named. @throws Refusal ledger.restriction-unknown (422) */
  async restrictionOf(tx: EntityManager, fundId: string, wanted: RestrictionId | undefined): Promise<RestrictionId> {
    const rows = await tx.query<{ id: RestrictionId }[]>(
      `SELECT id FROM restriction WHERE fund_id = $1 AND CASE WHEN $2::integer IS NULL THEN kind = 'general' ELSE id = $2 END`,
      [fundId, wanted ?? null],
    );
    const [row] = rows;
    if (!row) throw refuseLedger('ledger.restriction-unknown');
    return row.id;
  }
}
