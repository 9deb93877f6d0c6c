/** A city, one of its communes and the centre at work, as small as the promises allow. Names are invented. */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource, type EntityManager } from 'typeorm';
import { AppealsService } from '../../src/appeals/appeals.service.js';
import { FundsService } from '../../src/funds/funds.service.js';
import { SignatoriesService } from '../../src/funds/signatories.service.js';
import { ActorsService } from '../../src/identity/actors.service.js';
import type { Actor } from '../../src/identity/actor.js';
import type { Role } from '../../src/identity/permissions.js';
import { UsersService } from '../../src/identity/users.service.js';
import { transact } from '../../src/platform/transact.js';

export const PASSWORD = 'sovang-demo';
export const CITY = '01';
export const COMMUNE = '00004';
export const OTHER_COMMUNE = '00008';
export const CENTRE = 'TW';

type FundParts = { id: string; cashBoxId: string; bankAccountId: string; bankAccountNumber: string };

export type Committee = {
  password: string;
  /** By kind (VNN, CT, BD): the city's three funds, each with a cash box and a bank account. */
  city: Record<'VNN' | 'CT' | 'BD', FundParts>;
  commune: Record<'VNN', FundParts>;
  centre: Record<'CT', FundParts>;
  /** The city's open relief appeal and the centre's historical one (Yagi, 2024), each with the account of its fund. */
  appeals: { city: string; yagi: string };
};

const PEOPLE: [username: string, unit: string, role: Role][] = [
  ['ketoan', CITY, 'accountant'],
  ['ketoantruong', CITY, 'chief_accountant'],
  ['thuquy', CITY, 'cashier'],
  ['chutich', CITY, 'chair'],
  ['giamsat', CITY, 'board'],
  ['xa.ketoan', COMMUNE, 'accountant'],
  ['xa.thuquy', COMMUNE, 'cashier'],
  ['xa.chutich', COMMUNE, 'chair'],
  ['xa.giamsat', COMMUNE, 'board'],
  ['tw.ketoan', CENTRE, 'accountant'],
  ['tw.thuquy', CENTRE, 'cashier'],
  ['tw.chutich', CENTRE, 'chair'],
  ['quantri', CENTRE, 'administrator'],
];

export async function setUpCommittee(app: NestExpressApplication): Promise<Committee> {
  const db = app.get(DataSource);
  const actors = app.get(ActorsService);
  const users = app.get(UsersService);
  await transact(db, async (tx) => {
    const system = await actors.system();
    for (const [username, unitCode, role] of PEOPLE) {
      const userId = await users.createUser(tx, system, {
        username,
        name: `Người dùng ${username}`,
        unitCode,
        password: PASSWORD,
      });
      await users.grantRole(tx, system, { userId, role, unitCode, validFrom: '2020-01-01' });
    }
  });
  const administrator = await mustBe(actors, 'quantri');
  return transact(db, async (tx) => {
    const open = (unitCode: string, kindCode: string, number: string, bankCode = 'vietcombank'): Promise<FundParts> =>
      openFund(app, tx, administrator, { unitCode, kindCode, number, bankCode });
    const city = {
      VNN: await open(CITY, 'VNN', '1900000000001'),
      CT: await open(CITY, 'CT', '1900000000002'),
      BD: await open(CITY, 'BD', '1900000000003'),
    };
    const commune = { VNN: await open(COMMUNE, 'VNN', '1900000000004') };
    const centre = { CT: await open(CENTRE, 'CT', '0011001932418') };
    const signatories = app.get(SignatoriesService);
    for (const post of ['chair', 'chief_accountant', 'cashier'] as const) {
      await signatories.set(tx, administrator, {
        unitCode: CITY,
        post,
        name: `Người ký ${post}`,
        validFrom: '2020-01-01',
      });
    }
    return { password: PASSWORD, city, commune, centre, appeals: await openAppeals(app, tx, { city, centre }) };
  });
}

async function openFund(
  app: NestExpressApplication,
  tx: EntityManager,
  by: Actor,
  given: { unitCode: string; kindCode: string; number: string; bankCode: string },
): Promise<FundParts> {
  const funds = app.get(FundsService);
  const { unitCode, kindCode, number, bankCode } = given;
  const fund = await funds.createFund(tx, by, { unitCode, kindCode, openedOn: '2024-01-01' });
  const box = await funds.openCashBox(tx, by, { fundId: fund.id });
  const account = await funds.openBankAccount(tx, by, { fundId: fund.id, bankCode, number });
  return { id: fund.id, cashBoxId: box.id, bankAccountId: account.id, bankAccountNumber: number };
}

async function openAppeals(
  app: NestExpressApplication,
  tx: EntityManager,
  { city, centre }: Pick<Committee, 'city' | 'centre'>,
): Promise<Committee['appeals']> {
  const appeals = app.get(AppealsService);
  const actors = app.get(ActorsService);
  const yagi = await appeals.openAppeal(tx, await mustBe(actors, 'tw.ketoan'), {
    fundId: centre.CT.id,
    name: 'Bão số 3 (Yagi)',
    regime: 'nd93',
    receiveFrom: '2024-09-01',
    receiveUntil: '2024-11-29',
    bankAccountIds: [centre.CT.bankAccountId],
    historical: true,
  });
  const open = await appeals.openAppeal(tx, await mustBe(actors, 'ketoan'), {
    fundId: city.CT.id,
    name: 'Khắc phục mưa lũ',
    regime: 'other',
    receiveFrom: '2024-01-01',
  });
  return { city: open.id, yagi: yagi.id };
}

async function mustBe(actors: ActorsService, username: string): Promise<Actor> {
  const actor = await actors.byUsername(username);
  if (!actor) throw new Error(`There is no user ${username}.`);
  return actor;
}
