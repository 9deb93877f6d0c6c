import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AccessLogService } from '../src/identity/access-log.service.js';
import type { Actor } from '../src/identity/actor.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { CredentialsService } from '../src/identity/credentials.service.js';
import type { Role } from '../src/identity/permissions.js';
import { SessionsService } from '../src/identity/sessions.service.js';
import { UsersService } from '../src/identity/users.service.js';
import { Clock } from '../src/platform/clock.js';
import { type Refusal, refusalOfConstraint } from '../src/platform/refusal.js';
import { transact, violatedConstraint } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';

const PASSWORD = 'một câu rất dài của tôi';

let t: TestApp;
let db: DataSource;
let system: Actor;
let users: UsersService;
let sessions: SessionsService;
let credentials: CredentialsService;
let count = 0;

beforeAll(async () => {
  t = await startApp();
  db = t.app.get(DataSource);
  users = t.app.get(UsersService);
  sessions = t.app.get(SessionsService);
  credentials = t.app.get(CredentialsService);
  system = await t.app.get(ActorsService).system();
});
afterAll(() => t.close());
afterEach(() => jest.restoreAllMocks());

async function person(roles: [Role, string][] = [], unitCode = '01', by = system) {
  const username = `nguoi${++count}`;
  const id = await transact(db, async (tx) => {
    const userId = await users.createUser(tx, by, { username, name: `Người ${count}`, unitCode, password: PASSWORD });
    for (const [role, unit] of roles) await users.grantRole(tx, by, { userId, role, unitCode: unit });
    return userId;
  });
  return { id, username };
}

const post = (body: object) => t.http.post('/api/v1/sessions').send(body);
const tokenOf = async (username: string, password = PASSWORD): Promise<string> =>
  (await post({ username, password })).body.token;
const actorOf = async (username: string): Promise<Actor> => (await t.app.get(ActorsService).byUsername(username))!;
const me = (token: string) => t.http.get('/api/v1/sessions/current').set('Authorization', `Bearer ${token}`);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (refusalOfConstraint(violatedConstraint(error)) ?? (error as Refusal)).code ?? String(error),
  );
const grant = (
  userId: string,
  role: Role,
  unitCode: string,
  dates: { validFrom?: string; validTo?: string } = {},
  by = system,
) => codeOf(transact(db, (tx) => users.grantRole(tx, by, { userId, role, unitCode, ...dates })));

describe('signing in', () => {
  it('answers a token of which the database knows only the hash', async () => {
    const { username } = await person([['accountant', '01']]);
    const { status, body } = await post({ username, password: PASSWORD });
    expect([status, typeof body.token, body.token.length]).toEqual([201, 'string', 43]);
    const dump = JSON.stringify(await db.query(`SELECT s.*, encode(s.id, 'escape') FROM session s`));
    expect(dump).not.toContain(body.token);
    const answer = await me(body.token);
    expect(answer.body).toMatchObject({
      username,
      unitName: 'Thành phố Hà Nội',
      roles: [{ role: 'accountant', unitCode: '01' }],
    });
    expect(answer.body.permissions).toContain('donation.record');
    expect(answer.body.permissions).not.toContain('disbursement.pay');
  });

  it('takes the name in any case and with marks, and the password however its letters are composed', async () => {
    const { username } = await person([['cashier', '01']]);
    expect((await post({ username: ` ${username.toUpperCase()}`, password: PASSWORD.normalize('NFD') })).status).toBe(
      201,
    );
    expect((await post({ username: username.replace('nguoi', 'người'), password: PASSWORD })).status).toBe(201);
  });

  it('says the same of an unknown user, a wrong password, a disabled user, one without a password and the system actor', async () => {
    const known = await person();
    const disabled = await person();
    await transact(db, (tx) => users.disable(tx, system, disabled.id));
    await transact(db, (tx) =>
      users.createUser(tx, system, { username: 'chua.dat', name: 'Chưa đặt', unitCode: '01' }),
    );
    const attempts = [
      { username: known.username, password: 'x' },
      { username: 'khong.co.ai', password: PASSWORD },
      { username: disabled.username, password: PASSWORD },
      { username: 'chua.dat', password: PASSWORD },
      { username: 'sovang-cli', password: PASSWORD },
    ];
    const answers = [];
    for (const attempt of attempts) answers.push(await post(attempt));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect([answers[0]?.status, answers[0]?.body.code]).toEqual([401, 'identity.wrong-password']);
  });

  it('works as long for an unknown user as for a known one', async () => {
    const { username } = await person();
    const timeOf = async (name: string, round: number): Promise<number> => {
      const started = performance.now();
      await codeOf(sessions.signIn(name, 'sai', 'api', `1.1.1.${round}`));
      return performance.now() - started;
    };
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let round = 0; round < 8; round++) {
      times.known.push(await timeOf(username, round));
      times.unknown.push(await timeOf('khong.ai.ca', round));
    }
    const [known, unknown] = [Math.min(...times.known), Math.min(...times.unknown)];
    // Without the hashing it would be some thirty times faster.
    expect(unknown).toBeGreaterThan(known * 0.4);
    expect(unknown).toBeLessThan(known * 2.5);
  });

  it.each([
    { username: 'a' },
    { username: 'a', password: 5 },
    { username: { $ne: '' }, password: 'x' },
    { username: 'a', password: 'x'.repeat(201) },
    { username: 'a', password: 'x', admin: true },
  ])('refuses %j', async (body) => {
    expect((await post(body)).status).toBe(400);
  });

  it('is refused after ten misses for a name, even with the right password; from another address it goes on', async () => {
    const { username } = await person();
    const codes: string[] = [];
    for (let miss = 0; miss < 12; miss++)
      codes.push(await codeOf(sessions.signIn(username, 'sai', 'api', '127.0.0.1')));
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('identity.wrong-password'));
    expect(codes.slice(10)).toEqual(Array(2).fill('request.too-many'));
    expect(await codeOf(sessions.signIn(username, PASSWORD, 'api', '127.0.0.1'))).toBe('request.too-many');
    expect((await sessions.signIn(username, PASSWORD, 'api', '2.0.1.1')).token).toEqual(expect.any(String));
    const { status, headers } = await post({ username, password: PASSWORD });
    expect([status, headers['retry-after']]).toEqual([429, '60']);
  });

  it('counts guesses that come all at once', async () => {
    const { username } = await person();
    const all = Array.from({ length: 40 }, () => codeOf(sessions.signIn(username, 'sai', 'api', '3.0.0.1')));
    const wrong = (await Promise.all(all)).filter((code) => code === 'identity.wrong-password');
    // Two are hashed at a time, so one more than the limit may slip in.
    expect(wrong.length).toBeLessThanOrEqual(11);
  });

  it('is refused after fifty misses from one address, whatever the names, while other addresses go on', async () => {
    const { username } = await person();
    const misses = Array.from({ length: 60 }, (_, i) => codeOf(sessions.signIn(`ten${i}`, 'sai', 'api', '4.4.4.4')));
    expect(await Promise.all(misses)).toContain('request.too-many');
    expect(await codeOf(sessions.signIn(username, PASSWORD, 'api', '4.4.4.4'))).toBe('request.too-many');
    expect(await codeOf(sessions.signIn(username, PASSWORD, 'api', '5.5.5.5'))).toBe('done');
  });
});

describe('a session', () => {
  it('ends when one signs out', async () => {
    const token = await tokenOf((await person([['board', '01']])).username);
    expect((await me(token)).status).toBe(200);
    expect((await t.http.delete('/api/v1/sessions/current').set('Authorization', `Bearer ${token}`)).status).toBe(204);
    expect((await me(token)).status).toBe(401);
  });

  it('ends after twelve hours', async () => {
    const token = await tokenOf((await person([['board', '01']])).username);
    const later = new Date(Date.now() + 12 * 3600_000 + 1000);
    jest.spyOn(t.app.get(Clock), 'now').mockReturnValue(later);
    expect((await me(token)).status).toBe(401);
  });

  it('ends at once when the user is disabled, and does not come back when they are enabled', async () => {
    const { id, username } = await person([['board', '01']]);
    const token = await tokenOf(username);
    await transact(db, (tx) => users.disable(tx, system, id));
    expect((await me(token)).status).toBe(401);
    await transact(db, (tx) => users.enable(tx, system, id));
    expect((await me(token)).status).toBe(401);
    expect((await me(await tokenOf(username))).status).toBe(200);
  });

  it('ends everywhere when the password changes', async () => {
    const { username } = await person([['board', '01']]);
    const token = await tokenOf(username);
    const fresh = await credentials.changePassword(await actorOf(username), PASSWORD, 'câu mới còn dài hơn', '6.6.6.6');
    expect((await me(token)).status).toBe(401);
    expect((await sessions.actorOf(fresh.token, 'browser'))?.username).toBe(username);
    expect((await post({ username, password: PASSWORD })).status).toBe(401);
    expect((await post({ username, password: 'câu mới còn dài hơn' })).status).toBe(201);
  });

  it('is of no use with another token, a cut one, or a browser’s token sent as a program’s', async () => {
    const { id, username } = await person([['board', '01']]);
    const token = await tokenOf(username);
    const browser = await transact(db, (tx) => sessions.open(tx, id, 'browser'));
    for (const wrong of [token.slice(0, -1), 'A'.repeat(43), '', 'x'.repeat(5000), browser.token])
      expect((await me(wrong)).status).toBe(401);
    expect(
      (await t.http.get('/account/password').set('Cookie', `sovang=${token}`).set('Accept', 'application/json')).status,
    ).toBe(401);
  });
});

describe('a browser', () => {
  let cookie: string;

  beforeAll(async () => {
    const { id } = await person([['accountant', '01']]);
    const { token } = await transact(db, (tx) => sessions.open(tx, id, 'browser'));
    cookie = `sovang=${token}`;
  });

  it('is led to the sign-in page and back, while a program gets 401', async () => {
    const page = await t.http.get('/account/password?a=1').set('Accept', 'text/html');
    expect([page.status, page.headers.location]).toEqual([303, '/sign-in?next=%2Faccount%2Fpassword%3Fa%3D1']);
    const piece = await t.http.get('/account/password').set('Accept', 'text/html').set('HX-Request', 'true');
    expect([piece.status, piece.headers['hx-redirect']]).toEqual([204, '/sign-in']);
    const program = await t.http.get('/api/v1/units').set('Accept', 'text/html');
    expect([program.status, program.body.code, program.headers['www-authenticate']]).toEqual([
      401,
      'identity.sign-in-needed',
      'Bearer',
    ]);
  });

  it('reads and writes with its cookie from our own pages only', async () => {
    const send = (headers: Record<string, string>) =>
      t.http.post('/account/password').type('form').send({ oldPassword: 'sai' }).set('Cookie', cookie).set(headers);
    expect((await t.http.get('/account/password').set('Cookie', cookie)).status).toBe(200);
    // Past the door, the wrong password is answered by the form.
    const own: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin' },
      { Origin: t.url },
      { Origin: 'http://localhost:3000' },
    ];
    for (const headers of own) expect((await send(headers)).status).toBe(422);
    const foreign: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: t.url },
      { Origin: 'https://mttq-gia.example' },
      { Origin: 'null' },
    ];
    for (const headers of foreign) {
      const { status, text } = await send(headers).set('Accept', 'application/json');
      expect([status, JSON.parse(text).code]).toEqual([403, 'request.not-allowed']);
    }
    // Coming by a link from elsewhere is reading, and is fine.
    expect(
      (await t.http.get('/account/password').set('Cookie', cookie).set('Sec-Fetch-Site', 'cross-site')).status,
    ).toBe(200);
  });

  it('cannot be signed in by another site', async () => {
    const { status } = await post({ username: 'x', password: 'y' }).set('Sec-Fetch-Site', 'cross-site');
    expect(status).toBe(403);
  });
});

describe('roles', () => {
  it('reach the units below and no other', async () => {
    const { username } = await person([['accountant', '01']]);
    const actor = await actorOf(username);
    expect(actor.may('donation.record', '01')).toBe(true);
    expect(actor.may('donation.record', '00004')).toBe(true);
    expect(actor.may('donation.record', '48')).toBe(false);
    expect(actor.may('donation.record', 'TW')).toBe(false);
    expect(actor.may('disbursement.pay', '01')).toBe(false);
    expect(actor.unitsFor('donation.record')).toEqual(['01']);
    expect(actor.unitsFor('disbursement.pay')).toEqual([]);
    expect(() => actor.require('donation.record', '48')).toThrow('identity.not-permitted');
  });

  it('never make the accountant the cashier in the same unit, above or below, in either order', async () => {
    for (const [first, second] of [
      ['accountant', 'cashier'],
      ['chief_accountant', 'cashier'],
      ['cashier', 'accountant'],
      ['cashier', 'chief_accountant'],
    ] as [Role, Role][]) {
      const { id } = await person([[first, '01']]);
      for (const unit of ['01', '00004', 'TW'])
        expect(await grant(id, second, unit)).toBe('identity.accountant-is-cashier');
      expect(await grant(id, second, '48')).toBe('done');
    }
  });

  it('never make the accountant the cashier by two grants at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await person();
      const codes = await Promise.all([grant(id, 'accountant', '01'), grant(id, 'cashier', '00004')]);
      expect(codes.sort()).toEqual(['done', 'identity.accountant-is-cashier']);
    }
  });

  it('may follow one another: the accountant of last year is the cashier of this one', async () => {
    const { id } = await person();
    expect(await grant(id, 'accountant', '01', { validFrom: '2025-01-01', validTo: '2025-12-31' })).toBe('done');
    expect(await grant(id, 'cashier', '01', { validFrom: '2025-12-31' })).toBe('identity.accountant-is-cashier');
    expect(await grant(id, 'cashier', '01', { validFrom: '2026-01-01' })).toBe('done');
    expect(await grant(id, 'cashier', '48', { validFrom: '2026-02-01', validTo: '2026-01-01' })).toBe(
      'identity.role-dates',
    );
  });

  it('never give an administrator or a board a role that touches money, nor anyone the system’s', async () => {
    const admin = await person([['administrator', 'TW']], 'TW');
    const board = await person([['board', '01']]);
    for (const role of ['accountant', 'chief_accountant', 'cashier', 'chair'] as Role[]) {
      expect(await grant(admin.id, role, '48')).toBe('identity.administrator-has-money');
      expect(await grant(board.id, role, '00004')).toBe('identity.board-has-money');
    }
    expect(await grant(board.id, 'administrator', 'TW')).toBe('identity.board-has-money');
    expect(await grant(board.id, 'board', '01')).toBe('identity.role-doubled');
    expect(await grant(board.id, 'system', 'TW')).toBe('identity.role-not-grantable');
  });

  it('hold only on their days', async () => {
    const { id, username } = await person();
    const today = t.app.get(Clock).today();
    await grant(id, 'accountant', '01', { validFrom: '2025-01-01', validTo: '2025-12-31' });
    await grant(id, 'chair', '01', { validFrom: '2199-01-01' });
    await grant(id, 'board', '48', { validTo: today });
    expect((await actorOf(username)).roles).toEqual([{ role: 'board', unitCode: '48' }]);
  });

  it('are taken away at once', async () => {
    const { id, username } = await person();
    const roleId = await transact(db, (tx) =>
      users.grantRole(tx, system, { userId: id, role: 'cashier', unitCode: '01' }),
    );
    const token = await tokenOf(username);
    const probe = () => t.http.get('/api/v1/units').set('Authorization', `Bearer ${token}`);
    expect((await probe()).status).toBe(200);
    await transact(db, (tx) => users.revokeRole(tx, system, roleId));
    expect((await probe()).status).toBe(403);
    expect(await grant(id, 'accountant', '01')).toBe('done');
    expect(await codeOf(transact(db, (tx) => users.revokeRole(tx, system, roleId)))).toBe('identity.role-unknown');
  });
});

describe('administering people', () => {
  it('stops at the administrator’s own units, both of the person and of all their roles', async () => {
    const admin = await actorOf((await person([['administrator', '00004']], '00004')).username);
    const below = await person([['accountant', '00004']], '00004');
    const mixed = await person([['chief_accountant', '01']], '00004');
    const other = await person([], '48');
    expect(await grant(below.id, 'chair', '00004', {}, admin)).toBe('done');
    expect(await grant(below.id, 'chair', '01', {}, admin)).toBe('identity.not-permitted');
    expect(await grant(mixed.id, 'chair', '00004', {}, admin)).toBe('identity.not-permitted');
    expect(await codeOf(transact(db, (tx) => credentials.createLink(tx, admin, mixed.id)))).toBe(
      'identity.not-permitted',
    );
    expect(await codeOf(transact(db, (tx) => users.disable(tx, admin, other.id)))).toBe('identity.not-permitted');
    const created = transact(db, (tx) =>
      users.createUser(tx, admin, { username: 'moi.1', name: 'Mới', unitCode: '01' }),
    );
    expect(await codeOf(created)).toBe('identity.not-permitted');
  });

  it('leaves the board to the level above', async () => {
    const own = await actorOf((await person([['administrator', '00004']], '00004')).username);
    const above = await actorOf((await person([['administrator', '01']])).username);
    const { id } = await person([], '00004');
    expect(await grant(id, 'board', '00004', {}, own)).toBe('identity.not-permitted');
    expect(await grant(id, 'board', '00004', {}, above)).toBe('done');
    expect(await codeOf(transact(db, (tx) => credentials.createLink(tx, own, id)))).toBe('identity.not-permitted');
  });

  it('is not done to oneself, nor by others', async () => {
    const { id, username } = await person([['administrator', '01']]);
    const admin = await actorOf(username);
    expect(await grant(id, 'administrator', '00004', {}, admin)).toBe('identity.self-administered');
    expect(await codeOf(transact(db, (tx) => users.disable(tx, admin, id)))).toBe('identity.self-administered');
    const clerk = await actorOf((await person([['chief_accountant', '01']])).username);
    expect(await grant(id, 'board', '01', {}, clerk)).toBe('identity.not-permitted');
  });

  it('refuses a taken name, a malformed one, an unknown unit and an unknown user', async () => {
    const create = (facts: object) =>
      codeOf(
        transact(db, (tx) =>
          users.createUser(tx, system, { username: 'ten.hop.le', name: 'Tên', unitCode: '01', ...facts }),
        ),
      );
    const { username } = await person();
    expect(await create({ username: username.toUpperCase() })).toBe('identity.username-taken');
    for (const wrong of ['ab', 'có dấu cách', '<script>', `a${'b'.repeat(40)}`])
      expect(await create({ username: wrong })).toBe('identity.username-form');
    expect(await create({ unitCode: '99' })).toBe('identity.unit-unknown');
    expect(await grant('0199a000-0000-7000-8000-000000000000', 'board', '01')).toBe('identity.user-unknown');
  });
});

describe('passwords', () => {
  it('are set by a link that works once, and not by an older one', async () => {
    const { id, username } = await transact(db, async (tx) => {
      const facts = { username: 'moi.vao', name: 'Mới vào', unitCode: '01' };
      return { id: await users.createUser(tx, system, facts), username: facts.username };
    });
    await grant(id, 'board', '01');
    const link = () => transact(db, (tx) => credentials.createLink(tx, system, id));
    const older = (await link()).path.split('/').at(-1)!;
    const { path } = await link();
    const token = path.split('/').at(-1)!;
    expect(await codeOf(credentials.readLink(older, '7.7.7.7'))).toBe('identity.link-dead');
    expect(await credentials.readLink(token, '7.7.7.7')).toMatchObject({ purpose: 'invite', username });

    expect(await codeOf(credentials.useLink(token, 'ngắn', '7.7.7.7'))).toBe('identity.password-too-short');
    const both = await Promise.all([1, 2].map(() => codeOf(credentials.useLink(token, PASSWORD, '7.7.7.7'))));
    expect(both.sort()).toEqual(['done', 'identity.link-dead']);
    expect((await post({ username, password: PASSWORD })).status).toBe(201);
    expect(JSON.stringify(await db.query(`SELECT encode(hash, 'escape') FROM one_time_link`))).not.toContain(token);
  });

  it('are reset by a link, which ends the sessions and dies after a day or with the user', async () => {
    const { id, username } = await person([['board', '01']]);
    const token = await tokenOf(username);
    const link = await transact(db, (tx) => credentials.createLink(tx, system, id));
    const linkToken = link.path.split('/').at(-1)!;
    expect(await credentials.readLink(linkToken, '7.7.7.7')).toMatchObject({ purpose: 'reset' });
    const clock = t.app.get(Clock);
    jest.spyOn(clock, 'now').mockReturnValue(new Date(Date.now() + 25 * 3600_000));
    expect(await codeOf(credentials.useLink(linkToken, PASSWORD, '7.7.7.8'))).toBe('identity.link-dead');
    jest.restoreAllMocks();
    await transact(db, (tx) => users.disable(tx, system, id));
    expect(await codeOf(credentials.useLink(linkToken, PASSWORD, '7.7.7.8'))).toBe('identity.link-dead');
    await transact(db, (tx) => users.enable(tx, system, id));
    expect(await codeOf(credentials.useLink(linkToken, 'mật khẩu hoàn toàn khác', '7.7.7.8'))).toBe('done');
    expect((await me(token)).status).toBe(401);
  });

  it('make the first administrator by a link, once and only while there is none', async () => {
    // Those that other tests made stand in the way.
    await db.query(`UPDATE user_role SET revoked_at = now() WHERE role = 'administrator'`);
    const older = await credentials.firstAdministratorLink();
    const link = await credentials.firstAdministratorLink();
    const token = link!.path.split('/').at(-1)!;
    const first = { username: 'quan.tri.dau', name: 'Quản trị đầu', password: PASSWORD };
    const make = (linkToken: string) => codeOf(credentials.createFirstAdministrator(linkToken, first, '8.8.8.8'));
    expect(await make(older!.path.split('/').at(-1)!)).toBe('identity.link-dead');
    expect(await codeOf(credentials.useLink(token, PASSWORD, '8.8.8.8'))).toBe('identity.link-dead');
    expect(await make(token)).toBe('done');
    expect(await make(token)).toBe('identity.link-dead');
    expect(await credentials.firstAdministratorLink()).toBeUndefined();
    expect((await actorOf('quan.tri.dau')).roles).toEqual([{ role: 'administrator', unitCode: 'TW' }]);
  });

  it('cannot be found by guessing links', async () => {
    const codes: string[] = [];
    for (let miss = 0; miss < 22; miss++) codes.push(await codeOf(credentials.readLink('A'.repeat(43), '9.9.9.9')));
    expect(codes.at(0)).toBe('identity.link-dead');
    expect(codes.at(-1)).toBe('request.too-many');
  });

  it('are changed only by who knows the present one, and must change before anything else when somebody else knows it', async () => {
    const { username } = await transact(db, async (tx) => {
      const facts = { username: 'phai.doi', name: 'Phải đổi', unitCode: '01', password: PASSWORD, mustChange: true };
      const userId = await users.createUser(tx, system, facts);
      await users.grantRole(tx, system, { userId, role: 'accountant', unitCode: '01' });
      return facts;
    });
    const token = await tokenOf(username);
    const probe = (bearer: string, path = '/api/v1/units') => t.http.get(path).set('Authorization', `Bearer ${bearer}`);
    expect((await probe(token)).body.code).toBe('identity.password-must-change');
    const page = await probe(token, '/admin/users').set('Accept', 'text/html');
    expect([page.status, page.headers.location]).toEqual([303, '/account/password']);
    expect((await me(token)).status).toBe(200);

    const actor = await actorOf(username);
    const change = (old: string, next: string) => codeOf(credentials.changePassword(actor, old, next, '6.6.6.7'));
    expect(await change('sai', 'câu mới còn dài hơn')).toBe('identity.old-password-wrong');
    expect(await change(PASSWORD, PASSWORD)).toBe('identity.password-unchanged');
    expect(await change(PASSWORD, 'phai.doi1234')).toBe('identity.password-is-name');
    expect(await change(PASSWORD, 'câu mới còn dài hơn')).toBe('done');
    expect((await probe(await tokenOf(username, 'câu mới còn dài hơn'))).status).toBe(200);
  });
});

describe('the access log', () => {
  it('keeps who looked at what and why, and nobody can change it', async () => {
    const actor = await actorOf((await person([['accountant', '01']])).username);
    const entry = { action: 'household.read', subjectKind: 'household', subjectId: 'h1', purpose: 'chi trả đợt 1' };
    await t.app.get(AccessLogService).record(db, actor, entry, { ...entry, subjectId: 'h2' });
    const rows = await db.query(`SELECT user_id, subject_id, purpose FROM access_log WHERE user_id = $1 ORDER BY id`, [
      actor.id,
    ]);
    expect(rows).toEqual(
      ['h1', 'h2'].map((subject_id) => ({ user_id: actor.id, subject_id, purpose: 'chi trả đợt 1' })),
    );
    await expect(db.query(`DELETE FROM access_log`)).rejects.toThrow(/permission denied/);
  });
});

describe('the database', () => {
  it('lets nobody delete a person, rename their login or take back a grant by rewriting it', async () => {
    for (const statement of [
      `DELETE FROM app_user`,
      `UPDATE app_user SET username = 'x'`,
      `UPDATE user_role SET role = 'chair'`,
      `DELETE FROM user_role`,
    ])
      await expect(db.query(statement)).rejects.toThrow(/permission denied/);
  });
});
