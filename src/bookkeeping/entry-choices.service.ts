/** What a clerk may choose from when preparing something for a fund: its accounts, its purposes, its closed months. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { Clock } from '../platform/clock.js';
import type { PlainDate } from '../platform/dates.js';
import { entryTemplate, isOffered, sidesIn } from './entry-template.rules.js';
import { ENTRY_TEMPLATES, type EntryTemplate, type TemplateSide } from './entry-templates.js';
import { refuse } from '../ledger/ledger.refusals.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { ownWayCode } from './manual-posting.rules.js';
import { goodsPlaceCode, type Nature, type Profile } from '../ledger/natures.js';
import type { AccountId, RestrictionId } from '../ledger/posting.dto.js';

export type AccountChoice = {
  accountId: AccountId;
  code: string;
  subject: string;
  label: string;
  role: 'place' | 'creditor' | 'restriction';
  nature: Nature | null;
  currency: string;
  /** What a place holds or a creditor is owed, in đồng. */
  balance: bigint;
};

export type EntryChoices = {
  unitCode: string;
  profile: Profile;
  /** Places and creditors that are open. */
  accounts: AccountChoice[];
  /** The fund in general first. */
  purposes: { restrictionId: RestrictionId; label: string; available: bigint }[];
  /** The first days of its closed months, the latest first. */
  closedMonths: PlainDate[];
};

export type { EntryTemplate };

/** One side of a template as a form asks for it; nothing to choose where `accounts` is empty and no party is asked for. */
export type SideChoice = {
  accounts: AccountChoice[];
  /** Without an account there is nothing to post to. */
  needed: boolean;
  /** Where none of the accounts fits: the other unit, or the organisation, that it concerns. */
  party?: 'unit' | 'name';
};

export type TemplateForm = {
  template: EntryTemplate;
  debit: SideChoice;
  credit: SideChoice;
  /** How many purposes have to be named. */
  purposes: 0 | 1 | 2;
};

@Injectable()
export class EntryChoicesService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal ledger.fund-unknown (422), identity.not-permitted (403) */
  async of(actor: Actor, fundId: string): Promise<EntryChoices> {
    const purposes = await this.db.query<(EntryChoices['purposes'][number] & { unitCode: string })[]>(
      `SELECT r.id AS "restrictionId", r.unit_code AS "unitCode", r.label, b.balance - b.reserved AS available
       FROM restriction r JOIN restriction_balance b ON b.restriction_id = r.id
       WHERE r.fund_id = $1 ORDER BY r.kind <> 'general', r.id`,
      [fundId],
    );
    const unitCode = purposes[0]?.unitCode;
    if (unitCode === undefined) throw refuse('ledger.fund-unknown');
    actor.require('ledger.read', unitCode);
    const today = this.clock.today();
    const [accounts, months, profile] = await Promise.all([
      this.db.query<AccountChoice[]>(
        `SELECT a.id AS "accountId", a.code, a.subject, a.label, a.role, a.nature, a.currency,
           coalesce(p.balance, c.balance, 0) AS balance
         FROM account a LEFT JOIN place_balance p ON p.account_id = a.id LEFT JOIN creditor_balance c ON c.account_id = a.id
         WHERE a.fund_id = $1 AND a.role <> 'restriction' AND a.closed_on IS NULL ORDER BY a.code, a.label, a.id`,
        [fundId],
      ),
      this.db.query<{ month: PlainDate }[]>(
        `SELECT starts_on AS month FROM period WHERE fund_id = $1 AND kind = 'month' AND state = 'closed'
         ORDER BY starts_on DESC LIMIT 60`,
        [fundId],
      ),
      this.ledger.profileOn(this.db, unitCode, today),
    ]);
    return { unitCode, profile, accounts, purposes, closedMonths: months.map(({ month }) => month) };
  }

  templates(): readonly EntryTemplate[] {
    return ENTRY_TEMPLATES;
  }

  /** What a template's form has to ask in this fund; places of foreign money have a page of their own. */
  form(choices: EntryChoices, id: string): TemplateForm | undefined {
    const template = entryTemplate(id);
    if (!template) return undefined;
    const { debit, credit, goods } = sidesIn(template, choices.profile);
    const sides = [debit, credit];
    const second = sides.some((side) => side.from === 'purpose' && side.of === 'to');
    const first = goods !== undefined || sides.some((side) => side.from === 'purpose');
    const purposes = second ? 2 : first ? 1 : 0;
    return { template, debit: sideChoice(choices, debit), credit: sideChoice(choices, credit), purposes };
  }

  /** Those of the accounts that a free entry may name. */
  free(choices: EntryChoices): AccountChoice[] {
    return choices.accounts.filter(
      (account) => ownWayCode([{ debit: account, credit: undefined }], false) === undefined,
    );
  }
}

function sideChoice({ accounts, profile }: EntryChoices, side: TemplateSide): SideChoice {
  const offered = (codes: readonly string[]): AccountChoice[] =>
    accounts.filter((account) => account.currency === 'VND' && isOffered(codes, account));
  if (side.from === 'account') return { accounts: offered(side.codes), needed: true };
  if (side.from === 'goods') return { accounts: offered([goodsPlaceCode(profile)]), needed: false };
  if (side.from !== 'party') return { accounts: [], needed: false };
  const known = { accounts: offered([`${side.code}:${side.prefix}`]), needed: false };
  return side.party === 'paper' ? known : { ...known, party: side.party };
}
