import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessLogService } from '../identity/access-log.service.js';
import type { Actor } from '../identity/actor.js';
import { Keys } from '../platform/keys.js';
import { isId } from '../platform/ids.js';
import { decodeCursor, type Page, pageOf } from '../platform/paging.js';
import { UnitsService } from '../units/units.service.js';
import { type HouseholdDetail, HouseholdsQuery, type HouseholdSummary, type PayeeAccount } from './household.dto.js';
import { HouseholdIdentity, HouseholdMember, HouseholdStatusRecord } from './household.entity.js';
import { refuse } from './household.refusals.js';
import { type HouseholdStatus, maskAccount, maskIdentity, maskPhone, normaliseIdentity } from './household.rules.js';
import { identityHash } from './households.service.js';

type Reader = Pick<EntityManager, 'query'>;

/** A household as a list of pay-outs names it. Names are for the unit's own people and its board, never for the public. */
export type HouseholdBrief = {
  id: string;
  unitCode: string;
  unitName: string;
  village: string;
  headName: string;
  legacyAddress: string | null;
  status: HouseholdStatus | null;
  year: number | null;
};

type Row = Omit<HouseholdBrief, 'unitName'> & {
  phone: Buffer | null;
  bankCode: string | null;
  accountNumber: Buffer | null;
  accountHash: Buffer | null;
  accountHolder: string | null;
  identity: Buffer | null;
};

const COLUMNS = `h.id, h.unit_code AS "unitCode", h.village, h.head_name AS "headName", h.legacy_address AS "legacyAddress",
  h.phone, h.bank_code AS "bankCode", h.account_number AS "accountNumber", h.account_hash AS "accountHash",
  h.account_holder AS "accountHolder", i.number AS identity, s.status, s.year`;

/** The head's number, and the latest decision of the latest year. */
const FROM = `household h
  LEFT JOIN household_identity i ON i.household_id = h.id AND i.position = 0
  LEFT JOIN LATERAL (SELECT status, year FROM household_status WHERE household_id = h.id
    ORDER BY year DESC, id DESC LIMIT 1) s ON true`;

/** Reads the register of households: lists with masked numbers, one household in full for who may see it, logged. */
@Injectable()
export class HouseholdRegister {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly keys: Keys,
    private readonly accessLog: AccessLogService,
  ) {}

  /** Households of the caller's units, newest first; `q` is a name or village without diacritics, or an identity number. */
  async list(actor: Actor, query: HouseholdsQuery): Promise<Page<HouseholdSummary>> {
    const limit = query.limit ?? 50;
    if (query.unitCode !== undefined) actor.require('household.read', query.unitCode);
    const scope = query.unitCode === undefined ? actor.unitsFor('household.read') : [query.unitCode];
    const number = query.q === undefined ? undefined : normaliseIdentity(query.q);
    const words = number === undefined ? wordsOf(query.q) : [];
    const rows = await this.db.query<Row[]>(
      `WITH RECURSIVE scope AS (
         SELECT code FROM unit WHERE code = ANY ($1::text[])
         UNION SELECT u.code FROM unit u JOIN scope ON u.parent_code = scope.code)
       SELECT ${COLUMNS} FROM ${FROM}
       WHERE h.unit_code IN (SELECT code FROM scope)
         AND fold_text(h.head_name || ' ' || h.village) LIKE ALL ($2::text[])
         AND ($3::bytea IS NULL OR h.id = (SELECT household_id FROM household_identity WHERE hash = $3))
         AND ($4::text IS NULL OR h.id::text < $4)
       ORDER BY h.id DESC LIMIT $5`,
      [
        scope,
        await this.patterns(words),
        number === undefined ? null : identityHash(this.keys, number),
        decodeCursor(query.cursor) ?? null,
        limit + 1,
      ],
    );
    return pageOf(
      rows.map((row) => this.summary(row)),
      limit,
      ({ id }) => id,
    );
  }

  /** One household with its people and history. Whole numbers only for who may see them, and every such look is logged. */
  async detail(actor: Actor, id: string): Promise<HouseholdDetail> {
    if (!isId(id)) throw refuse('household.unknown');
    const [row] = await this.db.query<Row[]>(`SELECT ${COLUMNS} FROM ${FROM} WHERE h.id = $1`, [id]);
    if (!row) throw refuse('household.unknown');
    actor.require('household.read', row.unitCode);
    const full = actor.may('household.identify', row.unitCode);
    await this.accessLog.record(this.db, actor, {
      action: full ? 'household.read-full' : 'household.read',
      subjectKind: 'household',
      subjectId: id,
      purpose: 'Xem hồ sơ hộ',
    });
    return { ...this.summary(row, full), legacyAddress: row.legacyAddress, ...(await this.people(id, full)), full };
  }

  /** The households of a list, in the order of the ids; unknown ones are left out. */
  async briefs(db: Reader, ids: string[]): Promise<Map<string, HouseholdBrief>> {
    const rows = await db.query<Row[]>(`SELECT ${COLUMNS} FROM ${FROM} WHERE h.id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.id, this.brief(row)]));
  }

  /** Where each household's money is sent to, still encrypted, as a batch freezes it. */
  async payeeAccounts(db: Reader, ids: string[]): Promise<Map<string, PayeeAccount>> {
    const rows = await db.query<Row[]>(`SELECT ${COLUMNS} FROM ${FROM} WHERE h.id = ANY ($1::uuid[])`, [ids]);
    return new Map(
      rows.map((row) => [
        row.id,
        {
          householdId: row.id,
          bankCode: row.bankCode,
          accountNumber: row.accountNumber,
          accountHash: row.accountHash,
          accountHolder: row.accountHolder,
        },
      ]),
    );
  }

  /**
   * Every household exists and lives in the area of the paying unit.
   * @throws Refusal household.unknown-in-body, household.outside-unit (422) with the number of the line
   */
  async requirePayable(db: Reader, ids: string[], unitCode: string): Promise<void> {
    const briefs = await this.briefs(db, ids);
    ids.forEach((id, index) => {
      const household = briefs.get(id);
      if (!household) throw refuse('household.unknown-in-body', { line: index + 1 });
      if (!this.units.isWithin(household.unitCode, unitCode))
        throw refuse('household.outside-unit', { line: index + 1 });
    });
  }

  /** A frozen payee account as lists show it, or whole for who pays. */
  showAccount(
    account: Omit<PayeeAccount, 'householdId' | 'accountHash'>,
    whole: boolean,
  ): HouseholdSummary['bankAccount'] {
    if (!account.accountNumber || account.bankCode === null) return null;
    const number = this.keys.decryptField(account.accountNumber);
    return {
      bankCode: account.bankCode,
      number: whole ? number : maskAccount(number),
      holderName: account.accountHolder ?? '',
    };
  }

  private brief(row: Row): HouseholdBrief {
    const { id, unitCode, village, headName, legacyAddress, status, year } = row;
    return { id, unitCode, unitName: this.units.name(unitCode), village, headName, legacyAddress, status, year };
  }

  private summary(row: Row, whole = false): HouseholdSummary {
    const { id, unitCode, unitName, village, headName, status, year } = this.brief(row);
    const identity = row.identity && this.keys.decryptField(row.identity);
    const phone = row.phone && this.keys.decryptField(row.phone);
    return {
      id,
      unitCode,
      unitName,
      village,
      headName,
      identityNumber: identity && (whole ? identity : maskIdentity(identity)),
      phone: phone && (whole ? phone : maskPhone(phone)),
      bankAccount: this.showAccount(row, whole),
      status,
      year,
    };
  }

  private async people(id: string, whole: boolean): Promise<Pick<HouseholdDetail, 'members' | 'statuses'>> {
    const members = await this.db
      .getRepository(HouseholdMember)
      .find({ where: { householdId: id }, order: { position: 'ASC' } });
    const identities = await this.db.getRepository(HouseholdIdentity).findBy({ householdId: id });
    const numbers = new Map(identities.map(({ position, number }) => [position, this.keys.decryptField(number)]));
    const statuses = await this.db
      .getRepository(HouseholdStatusRecord)
      .find({ where: { householdId: id }, order: { year: 'DESC', id: 'DESC' } });
    return {
      members: members.map(({ position, name, birthYear, relation }) => {
        const number = numbers.get(position) ?? null;
        return { name, birthYear, relation, identityNumber: number && (whole ? number : maskIdentity(number)) };
      }),
      statuses: statuses.map(({ status, year, decisionNo, recordedAt }) => ({ status, year, decisionNo, recordedAt })),
    };
  }

  /** Folded by the database's own function, so that query and rows are folded alike; signs of LIKE stand for themselves. */
  private async patterns(words: string[]): Promise<string[]> {
    if (words.length === 0) return ['%'];
    const rows = await this.db.query<{ folded: string }[]>(`SELECT fold_text(w) AS folded FROM unnest($1::text[]) w`, [
      words,
    ]);
    return rows.map(({ folded }) => `%${folded.replace(/[\\%_]/g, '\\$&')}%`);
  }
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
}
