/** What a manual entry says: by a template with a clerk's choices, or free between accounts that have no way of their own. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formatDate, type PlainDate } from '../platform/dates.js';
import type { DraftMovement, EntryContent } from './entry-draft-content.js';
import { refuse } from './entry-draft.refusals.js';
import { EntryTemplateService } from './entry-template.service.js';
import { entryTemplate } from './entry-template.rules.js';
import type { EntryTemplate } from './entry-templates.js';
import { PostEntryDto } from './ledger.dto.js';
import { refuse as refuseLedger } from '../ledger/ledger.refusals.js';
import { isReallocation, type NamedAccount, ownWayCode } from './manual-posting.rules.js';
import { PeriodsService } from '../ledger/periods.service.js';
import type { AccountId } from '../ledger/posting.dto.js';

type Described = { content: EntryContent; description: string };
type Account = NamedAccount & { id: AccountId; fundId: string; restrictionId: number | null; label: string };

@Injectable()
export class ManualEntries {
  constructor(
    private readonly templates: EntryTemplateService,
    private readonly periods: PeriodsService,
  ) {}

  /** @throws Refusal draft.*, ledger.entry-has-own-way, ledger.account-unknown (422) */
  async contentOf(tx: EntityManager, unitCode: string, dto: PostEntryDto): Promise<Described> {
    const adjusts = dto.adjusts === undefined ? undefined : `${dto.adjusts.slice(0, 7)}-01`;
    if (adjusts !== undefined) await this.requireClosed(tx, dto, adjusts);
    const template = dto.template === undefined ? undefined : entryTemplate(dto.template);
    const made = template
      ? await this.byTemplate(tx, unitCode, template, dto, adjusts)
      : await this.free(tx, unitCode, dto);
    await this.refuseStatementsAccounts(tx, made.movements);
    const { decisionNo, documentNo } = dto;
    const event = adjusts !== undefined ? 'adjustment' : made.reallocates ? 'reallocation' : 'entry';
    return {
      description: dto.description ?? template?.name.vi ?? '',
      content: {
        event,
        movements: made.movements,
        ...(template && { template: template.id }),
        ...(decisionNo !== undefined && { decisionNo }),
        ...(documentNo !== undefined && { documentNo }),
        ...(adjusts !== undefined && { adjusts }),
        ...(made.goods && { goods: made.goods }),
      },
    };
  }

  /** An adjustment belongs to a closed month before its own. @throws Refusal draft.month-open, .adjusts-itself (422) */
  async requireClosed(
    tx: EntityManager,
    { fundId, effectiveDate }: { fundId: string; effectiveDate: PlainDate },
    adjusts: PlainDate,
  ): Promise<void> {
    if (adjusts.slice(0, 7) >= effectiveDate.slice(0, 7)) throw refuse('draft.adjusts-itself');
    const closed = await this.periods.closedOn(tx, fundId, adjusts);
    if (!closed) throw refuse('draft.month-open', { month: formatDate(adjusts).slice(3) });
  }

  private async byTemplate(
    tx: EntityManager,
    unitCode: string,
    template: EntryTemplate,
    dto: PostEntryDto,
    adjusts: PlainDate | undefined,
  ): Promise<Pick<EntryContent, 'movements' | 'goods'> & { reallocates: boolean }> {
    const { fundId, effectiveDate, documentNo } = dto;
    if (template.paper && documentNo === undefined) throw refuse('draft.paper-missing', { paper: template.paper.vi });
    if (template.decision && dto.decisionNo === undefined) throw refuse('draft.decision-missing');
    const { movement, goods } = await this.templates.resolve(tx, template, {
      unitCode,
      fundId,
      effectiveDate,
      documentNo,
      amount: BigInt(dto.amount ?? 0),
      foreignAmount: dto.foreignAmount === undefined ? undefined : BigInt(dto.foreignAmount),
      debitAccountId: dto.debitAccountId,
      creditAccountId: dto.creditAccountId,
      restrictionId: await this.templates.restrictionOf(tx, fundId, dto.restrictionId),
      toRestrictionId:
        dto.toRestrictionId === undefined
          ? undefined
          : await this.templates.restrictionOf(tx, fundId, dto.toRestrictionId),
      party: dto.party,
      earlierYear: adjusts !== undefined && adjusts.slice(0, 4) < effectiveDate.slice(0, 4),
    });
    return { movements: [movement], reallocates: template.id === 'reallocation', ...(goods && { goods }) };
  }

  private async free(
    tx: EntityManager,
    unitCode: string,
    dto: PostEntryDto,
  ): Promise<{ movements: DraftMovement[]; reallocates: boolean; goods?: undefined }> {
    const { fundId, effectiveDate } = dto;
    const given = dto.movements ?? [];
    const accounts = await accountsOf(
      tx,
      given.flatMap((m) => [m.debitAccountId, m.creditAccountId]),
    );
    const named = given.map((m) => ({
      debit: accounts.get(m.debitAccountId),
      credit: accounts.get(m.creditAccountId),
    }));
    const code = ownWayCode(named, dto.decisionNo !== undefined);
    if (code) throw refuseLedger('ledger.entry-has-own-way', { code });
    const movements: DraftMovement[] = [];
    for (const [i, { debit, credit }] of named.entries()) {
      const { amount, foreignAmount } = given[i]!;
      if (debit?.fundId !== fundId || credit?.fundId !== fundId) throw refuseLedger('ledger.account-unknown');
      const moved = isReallocation({ debit, credit });
      const ids = { unitCode, fundId, effectiveDate };
      movements.push({
        debit: moved ? await this.decided(tx, ids, debit) : debit.id,
        credit: moved ? await this.decided(tx, ids, credit) : credit.id,
        amount,
        ...(foreignAmount !== undefined && { foreignAmount }),
      });
    }
    return { movements, reallocates: named.some(isReallocation) };
  }

  /** The account of the same purpose that decisions move, whichever of the purpose's held accounts was named. */
  private decided(
    tx: EntityManager,
    of: { unitCode: string; fundId: string; effectiveDate: PlainDate },
    account: Account,
  ): Promise<AccountId> {
    return this.templates.decisionAccount(tx, of, account.restrictionId ?? 0);
  }

  /**
   * A bank account whose statements are in the books moves by its statements' lines alone: what is posted beside them
   * would stand there twice once the line comes, and books less bank would no longer be nought. Asked again with the lane
   * held when the entry is approved: the first statement may have come in between.
   * @throws Refusal draft.bank-has-statement (422)
   */
  async refuseStatementsAccounts(tx: EntityManager, movements: readonly DraftMovement[]): Promise<void> {
    const rows = await tx.query<{ label: string }[]>(
      `SELECT a.label FROM account a WHERE a.id = ANY ($1::integer[]) AND a.code = '1121' AND EXISTS (
         SELECT FROM movement m JOIN entry e ON e.sequence = m.sequence
         WHERE a.id IN (m.debit, m.credit) AND e.source_kind = 'statement-line' AND e.reverses IS NULL
           AND NOT EXISTS (SELECT FROM entry r WHERE r.reverses = e.sequence)) LIMIT 1`,
      [movements.flatMap(({ debit, credit }) => [debit, credit])],
    );
    const [account] = rows;
    if (account) throw refuse('draft.bank-has-statement', { account: account.label });
  }
}

async function accountsOf(tx: EntityManager, ids: AccountId[]): Promise<Map<AccountId, Account>> {
  const rows = await tx.query<Account[]>(
    `SELECT id, fund_id AS "fundId", code, role, nature, restriction_id AS "restrictionId", label
     FROM account WHERE id = ANY ($1::integer[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
