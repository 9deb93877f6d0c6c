/** Funds of one's own for random histories, many at a time, each with places, a creditor and three purposes. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { LedgerService } from '../../src/ledger/ledger.service.js';
import { type Nature, type Profile, purposeLeaf } from '../../src/ledger/natures.js';
import type { PostingItem } from '../../src/ledger/posting.dto.js';
import type { PlainDate } from '../../src/platform/dates.js';

export const ACTOR = '0190a0a0-0000-7000-8000-00000000c1e4';
/** A unit that posts by profile A, as all do that chose nothing, and one that chose B. */
export const UNITS: Record<Profile, string> = { A: '01', B: '00004' };
export const OPENED_ON: PlainDate = '2025-01-01';
export const CLOSED_BOX_ON: PlainDate = '2026-05-31';

export const PURPOSES = ['general', 'appeal', 'earmark'] as const;
export type Purpose = (typeof PURPOSES)[number];
export const PLACES = ['box', 'bank', 'transit', 'advance', 'dollars', 'closed'] as const;
export type Place = (typeof PLACES)[number];
const NATURES = ['donations', 'support', 'carried', 'financial-cost'] as const satisfies readonly Nature[];
export type HistoryNature = (typeof NATURES)[number];

/** An account as the model of a history knows it. */
export type Leaf = {
  id: number;
  name: string;
  role: 'place' | 'creditor' | 'restriction';
  /** Of accounts of a purpose. */
  restrictionId: number | undefined;
  /** A debit costs something, which donors must have agreed to. */
  cost: boolean;
  /** The only profile that has it. */
  profile: Profile | undefined;
  currency: string;
  openedOn: PlainDate;
  closedOn: PlainDate | undefined;
};

export type HistoryFund = {
  unitCode: string;
  fundId: string;
  profile: Profile;
  leaves: Map<number, Leaf>;
  ids: Map<string, number>;
  restrictions: Record<Purpose, number>;
  /** The purpose whose donors agreed to costs. */
  consented: Purpose;
};

type Asked = Omit<Leaf, 'id'> & { fund: number; code: string; subject: string };

const PLACE_CODES: Record<Place, [code: string, subject: string]> = {
  box: ['1111', ''],
  bank: ['1121', ''],
  transit: ['113', ''],
  advance: ['141', 'người giữ'],
  dollars: ['1121', 'usd'],
  closed: ['1111', 'cũ'],
};

/** Opens so many funds in a handful of calls, as the application's login. */
export async function openFunds(
  tx: EntityManager,
  ledger: LedgerService,
  profiles: readonly Profile[],
): Promise<HistoryFund[]> {
  const funds = profiles.map((profile): HistoryFund => ({
    unitCode: UNITS[profile],
    fundId: randomUUID(),
    profile,
    leaves: new Map(),
    ids: new Map(),
    restrictions: { general: 0, appeal: 0, earmark: 0 },
    consented: 'earmark',
  }));
  await openPurposes(tx, funds);
  await openLeaves(tx, funds);
  await consentToCosts(tx, ledger, funds);
  for (const { ids } of funds)
    await tx.query(`SELECT ledger_close_account($1, $2)`, [ids.get('closed'), CLOSED_BOX_ON]);
  return funds;
}

async function openPurposes(tx: EntityManager, funds: HistoryFund[]): Promise<void> {
  const asked = funds.flatMap((fund) => PURPOSES.map((purpose) => ({ fund, purpose })));
  const rows = await tx.query<{ id: number }[]>(
    `SELECT ledger_open_restriction(unit, fund, kind, subject, kind) AS id
     FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[]) WITH ORDINALITY AS x(unit, fund, kind, subject, n) ORDER BY n`,
    [
      asked.map(({ fund }) => fund.unitCode),
      asked.map(({ fund }) => fund.fundId),
      asked.map(({ purpose }) => purpose),
      asked.map(({ purpose }) => (purpose === 'general' ? null : randomUUID())),
    ],
  );
  asked.forEach(({ fund, purpose }, i) => (fund.restrictions[purpose] = rows[i]?.id ?? 0));
}

async function openLeaves(tx: EntityManager, funds: HistoryFund[]): Promise<void> {
  const asked = funds.flatMap((fund, index) => leavesOf(fund, index));
  const rows = await tx.query<{ id: number }[]>(
    `SELECT ledger_open_account(unit, fund, code, restriction, subject, 'Sổ thử', day, currency) AS id
     FROM unnest($1::text[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::date[], $7::text[]) WITH ORDINALITY
       AS x(unit, fund, code, restriction, subject, day, currency, n) ORDER BY n`,
    [
      asked.map(({ fund }) => funds[fund]?.unitCode),
      asked.map(({ fund }) => funds[fund]?.fundId),
      asked.map(({ code }) => code),
      asked.map(({ restrictionId }) => restrictionId ?? null),
      asked.map(({ subject }) => subject),
      asked.map(({ openedOn }) => openedOn),
      asked.map(({ currency }) => currency),
    ],
  );
  asked.forEach(({ fund: index, code: _, subject: __, ...leaf }, i) => {
    const [fund, id] = [funds[index], rows[i]?.id];
    if (!fund || id === undefined) throw new Error('An account was not opened.');
    fund.leaves.set(id, { id, ...leaf });
    fund.ids.set(leaf.name, id);
  });
}

function leavesOf({ profile, restrictions }: HistoryFund, fund: number): Asked[] {
  const plain = {
    fund,
    restrictionId: undefined,
    cost: false,
    profile: undefined,
    currency: 'VND',
    openedOn: OPENED_ON,
    closedOn: undefined,
  };
  const places = PLACES.map((name): Asked => {
    const [code, subject] = PLACE_CODES[name];
    const currency = name === 'dollars' ? 'USD' : 'VND';
    const closedOn = name === 'closed' ? CLOSED_BOX_ON : undefined;
    return { ...plain, name, role: 'place', code, subject, currency, closedOn };
  });
  const purposes = PURPOSES.flatMap((purpose) =>
    NATURES.map((nature): Asked => {
      const [role, cost] = ['restriction' as const, nature === 'financial-cost'];
      const leaf = purposeLeaf(profile, nature);
      return {
        ...plain,
        name: `${purpose}/${nature}`,
        role,
        ...leaf,
        cost,
        profile,
        restrictionId: restrictions[purpose],
      };
    }),
  );
  const other = profile === 'A' ? 'B' : 'A';
  const elsewhere = purposeLeaf(other, 'donations');
  return [
    ...places,
    { ...plain, name: 'owed', role: 'creditor', code: '3388', subject: '' },
    ...purposes,
    {
      ...plain,
      name: 'other profile',
      role: 'restriction',
      ...elsewhere,
      profile: other,
      restrictionId: restrictions.general,
    },
  ];
}

async function consentToCosts(tx: EntityManager, ledger: LedgerService, funds: HistoryFund[]): Promise<void> {
  const item: PostingItem = { kind: 'cost-consented', actorId: ACTOR };
  const posted = await ledger.postAll(
    tx,
    funds.map(() => ({ item })),
  );
  await tx.query(
    `SELECT ledger_consent_to_costs(r, 'CV 1', '2025-01-01', s) FROM unnest($1::integer[], $2::bigint[]) AS x(r, s)`,
    [funds.map((fund) => fund.restrictions[fund.consented]), posted.map(({ sequence }) => sequence)],
  );
}

/** The unit of profile B chooses it, before anything is posted there. */
export async function chooseProfileB(tx: EntityManager, ledger: LedgerService): Promise<void> {
  const { sequence } = await ledger.post(tx, { kind: 'profile-changed', actorId: ACTOR });
  await tx.query(`SELECT ledger_set_profile($1, $2, 'B', '1/QĐ', $3)`, [UNITS.B, OPENED_ON, sequence]);
}
