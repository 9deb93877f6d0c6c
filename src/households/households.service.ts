import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../identity/actor.js';
import { type IdempotencyKey, once } from '../platform/idempotency.js';
import { newId } from '../platform/ids.js';
import { Keys } from '../platform/keys.js';
import { refuse as refuseRequest } from '../platform/refusal.js';
import { transact } from '../platform/transact.js';
import { UnitsService } from '../units/units.service.js';
import { type MemberDto, PayeeAccountDto, RecordHouseholdDto, StatusDto } from './household.dto.js';
import { Household, HouseholdIdentity, HouseholdMember, HouseholdStatusRecord } from './household.entity.js';
import { refuse } from './household.refusals.js';
import { normaliseAccount, normaliseIdentity, normalisePhone, problemsOfNumbers } from './household.rules.js';

type Identity = { position: number; number: string };

/** Records households: who they are, what they count as in a year, where their money is sent. */
@Injectable()
export class HouseholdsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly keys: Keys,
  ) {}

  /**
   * Enters a household with its people.
   * @throws Refusal household.unit-not-commune, household.identity-taken(-here), household.status-needs-year
   */
  record(actor: Actor, dto: RecordHouseholdDto, key: IdempotencyKey): Promise<{ id: string }> {
    if (!this.units.get(dto.unitCode)) throw refuse('household.unit-unknown', { unitCode: dto.unitCode });
    actor.require('household.record', dto.unitCode);
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        this.check(dto);
        const household = this.householdOf(actor, dto);
        const identities = identitiesOf(dto);
        await this.refuseTaken(tx, identities, dto.unitCode);
        await tx.getRepository(Household).insert(household);
        await tx.getRepository(HouseholdMember).insert(membersOf(household.id, dto.members ?? []));
        await this.insertIdentities(tx, household.id, identities);
        if (dto.status !== undefined && dto.year !== undefined)
          await this.insertStatus(tx, actor, household.id, { ...dto, status: dto.status, year: dto.year });
        return { id: household.id };
      }),
    );
  }

  /** Adds a decision on what the household counts as in a year; the earlier ones stay readable. */
  addStatus(actor: Actor, id: string, dto: StatusDto, key: IdempotencyKey): Promise<{ id: string }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        await this.lockForChange(tx, actor, id);
        return { id: await this.insertStatus(tx, actor, id, dto) };
      }),
    );
  }

  /** Sets where money is sent to. Batches that are approved already keep the account that was approved. */
  setBankAccount(actor: Actor, id: string, dto: PayeeAccountDto, key: IdempotencyKey): Promise<{ id: string }> {
    return transact(this.db, (tx) =>
      once(tx, key, async () => {
        await this.lockForChange(tx, actor, id);
        const problems = problemsOfNumbers({ bankAccount: dto });
        if (problems.length > 0) throw refuseRequest('request.invalid', {}, problems);
        await tx.getRepository(Household).update({ id }, this.payeeColumns(dto));
        return { id };
      }),
    );
  }

  private check(dto: RecordHouseholdDto): void {
    const level = this.units.get(dto.unitCode)?.level;
    if (level !== 'commune') throw refuse('household.unit-not-commune', { unitCode: dto.unitCode });
    const problems = problemsOfNumbers(dto);
    if (problems.length > 0) throw refuseRequest('request.invalid', {}, problems);
    if ((dto.status === undefined) !== (dto.year === undefined)) throw refuse('household.status-needs-year');
  }

  private householdOf(actor: Actor, dto: RecordHouseholdDto): Omit<Household, 'createdAt'> {
    const phone = dto.phone === undefined ? undefined : normalisePhone(dto.phone);
    return {
      id: newId(),
      unitCode: dto.unitCode,
      village: dto.village,
      headName: dto.headName,
      legacyAddress: dto.legacyAddress ?? null,
      phone: phone === undefined ? null : this.keys.encryptField(phone),
      ...this.payeeColumns(dto.bankAccount),
      createdBy: actor.id,
    };
  }

  private payeeColumns(
    account: PayeeAccountDto | undefined,
  ): Pick<Household, 'bankCode' | 'accountNumber' | 'accountHash' | 'accountHolder'> {
    const number = account && normaliseAccount(account.number);
    if (!account || number === undefined)
      return { bankCode: null, accountNumber: null, accountHash: null, accountHolder: null };
    return {
      bankCode: account.bankCode,
      accountNumber: this.keys.encryptField(number),
      accountHash: this.keys.keyedHash(`account ${account.bankCode} ${number}`),
      accountHolder: account.holderName,
    };
  }

  /** Says which words fit: a number of the same unit may be looked up there, one of elsewhere shows nothing. */
  private async refuseTaken(tx: EntityManager, identities: Identity[], unitCode: string): Promise<void> {
    const taken = await tx.query<{ unitCode: string }[]>(
      `SELECT h.unit_code AS "unitCode" FROM household_identity i JOIN household h ON h.id = i.household_id
       WHERE i.hash = ANY ($1::bytea[])`,
      [identities.map(({ number }) => identityHash(this.keys, number))],
    );
    if (taken.length === 0) return;
    throw refuse(
      taken.every((row) => row.unitCode === unitCode) ? 'household.identity-taken-here' : 'household.identity-taken',
    );
  }

  private async insertIdentities(tx: EntityManager, householdId: string, identities: Identity[]): Promise<void> {
    if (identities.length === 0) return;
    await tx.getRepository(HouseholdIdentity).insert(
      identities.map(({ position, number }) => ({
        hash: identityHash(this.keys, number),
        householdId,
        position,
        number: this.keys.encryptField(number),
      })),
    );
  }

  private async insertStatus(tx: EntityManager, actor: Actor, householdId: string, dto: StatusDto): Promise<string> {
    const id = newId();
    await tx.getRepository(HouseholdStatusRecord).insert({
      id,
      householdId,
      year: dto.year,
      status: dto.status,
      decisionNo: dto.decisionNo ?? null,
      recordedBy: actor.id,
    });
    return id;
  }

  private async lockForChange(tx: EntityManager, actor: Actor, id: string): Promise<void> {
    const [row] = await tx.query<{ unitCode: string }[]>(
      `SELECT unit_code AS "unitCode" FROM household WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (!row) throw refuse('household.unknown');
    actor.require('household.record', row.unitCode);
  }
}

/** What an identity number is found by. The word before it keeps it apart from other hashes of the same key. */
export function identityHash(keys: Keys, number: string): Buffer {
  return keys.keyedHash(`identity ${number}`);
}

function identitiesOf(dto: RecordHouseholdDto): Identity[] {
  const typed = [dto.identityNumber, ...(dto.members ?? []).map((member) => member.identityNumber)];
  return typed.flatMap((text, position) => {
    const number = text === undefined ? undefined : normaliseIdentity(text);
    return number === undefined ? [] : [{ position, number }];
  });
}

function membersOf(householdId: string, members: MemberDto[]): HouseholdMember[] {
  return members.map((member, index) => ({
    householdId,
    position: index + 1,
    name: member.name,
    birthYear: member.birthYear ?? null,
    relation: member.relation ?? null,
  }));
}
