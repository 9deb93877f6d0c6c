import { DataSource } from 'typeorm';
import type { Actor } from '../src/identity/actor.js';
import { ActorsService } from '../src/identity/actors.service.js';
import { CredentialsService } from '../src/identity/credentials.service.js';
import { UsersService } from '../src/identity/users.service.js';
import { newId } from '../src/platform/ids.js';
import { transact } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';

const NEW = 'một câu mới rất dài';

let t: TestApp;
let db: DataSource;
let system: Actor;

beforeAll(async () => {
  t = await startApp();
  db = t.app.get(DataSource);
  system = await t.app.get(ActorsService).system();
});
afterAll(() => t.close());

type Sent = { status: number; html: string; location: string | null; cookie: string };

/** What a browser does: follows nothing by itself here, keeps the cookie by hand. */
async function browse(path: string, form?: Record<string, string>, cookie = ''): Promise<Sent> {
  const answer = await fetch(t.url + path, {
    method: form ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { accept: 'text/html', cookie, ...(form && { 'sec-fetch-site': 'same-origin' }) },
    ...(form && { body: new URLSearchParams({ idempotencyKey: newId(), ...form }) }),
  });
  const set = answer.headers.getSetCookie().find((one) => one.startsWith('sovang='));
  return {
    status: answer.status,
    html: await answer.text(),
    location: answer.headers.get('location'),
    cookie: set?.split(';')[0] ?? '',
  };
}

const signIn = async (username: string): Promise<string> =>
  (await browse('/sign-in', { username, password: t.committee.password })).cookie;
const link = async (username: string): Promise<string> => {
  const user = await t.app.get(ActorsService).byUsername(username);
  return (await transact(db, (tx) => t.app.get(CredentialsService).createLink(tx, system, user!.id))).path;
};

describe('the sign-in page', () => {
  it('signs in, sets a cookie that script cannot read, and leads to where one was going', async () => {
    const { status, html } = await browse('/sign-in?next=%2Fadmin%2Fusers');
    expect(status).toBe(200);
    expect(html).toContain('name="next" value="/admin/users"');
    const answer = await fetch(`${t.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ username: 'quantri', password: t.committee.password, next: '/admin/users' }),
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/users']);
    expect(answer.headers.getSetCookie().join()).toMatch(
      /^sovang=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each(['https://mttq-gia.example', '//mttq-gia.example', '/\\mttq-gia.example', 'javascript:alert(1)', '/a\nb'])(
    'leads nowhere but to this site: %j',
    async (next) => {
      const { location } = await browse('/sign-in', { username: 'quantri', password: t.committee.password, next });
      expect(location).toBe('/admin/users');
      expect((await browse(`/sign-in?next=${encodeURIComponent(next)}`)).html).not.toContain('name="next"');
    },
  );

  it('leads each person to where their work begins', async () => {
    const homes = { ketoan: '/desk', thuquy: '/desk', chutich: '/desk', giamsat: '/board', quantri: '/admin/users' };
    for (const [username, home] of Object.entries(homes)) {
      const { location } = await browse('/sign-in', { username, password: t.committee.password });
      expect([username, location]).toEqual([username, home]);
    }
  });

  it('says what is wrong, keeps the name and not the password, and shows markup as text', async () => {
    const { status, html, cookie } = await browse('/sign-in', {
      username: '"><script>alert(1)</script>',
      password: 'bí-mật-lộ',
    });
    expect([status, cookie]).toEqual([401, '']);
    expect(html).toContain('Tên đăng nhập hoặc mật khẩu không đúng.');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script>alert(1)');
    expect(html).not.toContain('bí-mật-lộ');
    const english = await fetch(`${t.url}/sign-in`, { headers: { accept: 'text/html', cookie: 'lang=en' } });
    expect(await english.text()).toContain('Forgotten: the administrator');
  });

  it('answers an unreadable or an oversized form without breaking', async () => {
    for (const body of ['%E0%A4%A', 'a'.repeat(2_000_000), 'username[a]=1&password=x', '']) {
      const { status } = await fetch(`${t.url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        body,
      });
      expect([400, 401, 413]).toContain(status);
    }
  });

  it('leaves the session behind when one signs out', async () => {
    const cookie = await signIn('quantri');
    expect((await browse('/admin/users', undefined, cookie)).status).toBe(200);
    const out = await browse('/sign-out', {}, cookie);
    expect([out.status, out.location, out.cookie]).toEqual([303, '/sign-in', 'sovang=']);
    expect((await browse('/admin/users', undefined, cookie)).location).toBe('/sign-in?next=%2Fadmin%2Fusers');
  });
});

describe('changing the password', () => {
  it('says each problem beside its field, then changes it and goes on with a new session', async () => {
    const cookie = await signIn('xa.chutich');
    const change = (oldPassword: string, password: string, passwordAgain = password) =>
      browse('/account/password', { oldPassword, password, passwordAgain }, cookie);
    const problems = [
      [await change('sai', NEW), 'f-oldPassword-problem', 'Mật khẩu hiện tại không đúng.'],
      [await change(t.committee.password, NEW, 'khác'), 'f-passwordAgain-problem', 'không giống nhau'],
      [await change(t.committee.password, 'ngắn'), 'f-password-problem', 'ít nhất 10 ký tự'],
      [await change(t.committee.password, 'matkhau123'), 'f-password-problem', 'quá dễ đoán'],
    ] as const;
    for (const [{ status, html }, place, words] of problems) {
      expect(status).toBe(422);
      expect(html).toContain(place);
      expect(html).toContain(words);
    }
    const changed = await change(t.committee.password, NEW);
    expect([changed.status, changed.location]).toEqual([303, '/desk']);
    expect((await browse('/account/password', undefined, cookie)).status).toBe(303);
    expect((await browse('/account/password', undefined, changed.cookie)).status).toBe(200);
  });
});

describe('a one-time link', () => {
  it('sets the password and signs in, and is dead afterwards', async () => {
    const path = await link('xa.thuquy');
    const page = await browse(path);
    expect(page.html).toContain('Đặt lại mật khẩu');
    const wrong = await browse(path, { password: NEW, passwordAgain: 'khác' });
    expect([wrong.status, wrong.html.includes('không giống nhau')]).toEqual([422, true]);
    const used = await browse(path, { password: NEW, passwordAgain: NEW });
    expect([used.status, used.location]).toEqual([303, '/desk']);
    expect((await browse('/account/password', undefined, used.cookie)).status).toBe(200);
    for (const again of [await browse(path), await browse(path, { password: NEW, passwordAgain: NEW })]) {
      expect(again.status).toBe(404);
      expect(again.html).toContain('đã dùng hoặc đã hết hạn');
    }
  });

  it('makes the first administrator', async () => {
    await db.query(`UPDATE user_role SET revoked_at = now() WHERE role = 'administrator'`);
    const { path } = (await t.app.get(CredentialsService).firstAdministratorLink())!;
    expect((await browse(path)).html).toContain('Người quản trị đầu tiên');
    const send = (form: object) =>
      browse(path, { name: 'Nguyễn Thị An', username: 'an.quantri', password: NEW, passwordAgain: NEW, ...form });
    for (const [form, place] of [
      [{ username: 'có dấu cách' }, 'f-username-problem'],
      [{ username: 'ketoan' }, 'f-username-problem'],
      [{ name: '  ' }, 'f-name-problem'],
      [{ password: 'an.quantri1', passwordAgain: 'an.quantri1' }, 'f-password-problem'],
    ] as const) {
      const { status, html } = await send(form);
      expect([status, html.includes(place)]).toEqual([422, true]);
    }
    const made = await send({});
    expect([made.status, made.location]).toEqual([303, '/admin/users']);
    expect((await browse('/admin/users', undefined, made.cookie)).html).toContain('an.quantri');
  });
});

describe('the administrator’s pages', () => {
  let cookie: string;
  let id: string;

  beforeAll(async () => {
    const users = t.app.get(UsersService);
    await transact(db, async (tx) => {
      const userId = await users.createUser(tx, system, {
        username: 'qt.hn',
        name: 'Quản trị Hà Nội',
        unitCode: '01',
        password: NEW,
      });
      await users.grantRole(tx, system, { userId, role: 'administrator', unitCode: '01' });
    });
    cookie = (await browse('/sign-in', { username: 'qt.hn', password: NEW })).cookie;
  });

  const person = { name: 'Trần Văn Bình', username: 'binh.ke', unit: 'p. ba đình', role: 'accountant' };
  const add = (form: object, key = newId()) =>
    browse('/admin/users', { ...person, ...form, idempotencyKey: key }, cookie);

  it('list the people of the own units only, and find them without marks', async () => {
    const { html } = await browse('/admin/users', undefined, cookie);
    expect(html).toContain('xa.ketoan');
    expect(html).not.toContain('tw.ketoan');
    const found = (await browse('/admin/users?q=quan%20tri%20ha', undefined, cookie)).html;
    expect(found).toContain('qt.hn');
    expect(found).not.toContain('xa.ketoan');
    expect((await browse('/admin/users?q=%25', undefined, cookie)).html).not.toContain('xa.ketoan');
    expect((await browse('/admin/users?q=zzz', undefined, cookie)).html).toContain('Không ai mang tên này.');
  });

  it('suggest units as one types', async () => {
    expect((await browse('/admin/units?unit=ba%20dinh', undefined, cookie)).html).toContain(
      'Phường Ba Đình, Thành phố Hà Nội',
    );
  });

  it('add a person, once for one form', async () => {
    const key = newId();
    const [first, again] = [await add({}, key), await add({}, key)];
    expect([first.status, again.location]).toEqual([303, first.location]);
    id = first.location!.split(/[/?]/)[3]!;
    const { html } = await browse(first.location!, undefined, cookie);
    expect(html).toContain('Đã thêm.');
    expect(html).toContain('chưa đặt mật khẩu');
    expect(html).toContain('Phường Ba Đình, Thành phố Hà Nội');
  });

  it('say what is wrong with a person, and leave nothing behind', async () => {
    const count = async (): Promise<unknown> => (await db.query(`SELECT count(*) FROM app_user`))[0].count;
    const before = await count();
    for (const [form, place] of [
      [{ name: '' }, 'f-name-problem'],
      [{ username: 'ketoan' }, 'f-username-problem'],
      [{ username: 'a b' }, 'f-username-problem'],
      [{ username: 'moi', unit: 'tân phú' }, 'f-unit-problem'],
      [{ username: 'moi', unit: 'zzz' }, 'f-unit-problem'],
      [{ username: 'moi', role: 'system' }, 'f-role-problem'],
      [{ username: 'moi', role: '' }, 'f-role-problem'],
    ] as const) {
      const { status, html } = await add(form);
      expect([place, status, html.includes(place)]).toEqual([place, 422, true]);
    }
    expect((await add({ username: 'moi', unit: 'Hải Châu, Đà Nẵng' })).status).toBe(403);
    expect(await count()).toBe(before);
    const shown = await add({ name: '<script>alert(1)</script>', username: 'a b' });
    expect(shown.html).not.toContain('<script>alert');
  });

  it('show the link once, which then sets the password', async () => {
    const { html } = await browse(`/admin/users/${id}/link`, {}, cookie);
    const path = /http:\/\/localhost:3000(\/account\/link\/[\w-]{43})/.exec(html)?.[1] ?? '';
    expect(path).not.toBe('');
    expect((await browse(`/admin/users/${id}`, undefined, cookie)).html).not.toContain(path);
    expect((await browse(path, { password: NEW, passwordAgain: NEW })).location).toBe('/desk');
  });

  it('give and take away roles, and say why two do not go together', async () => {
    const grant = (form: object) =>
      browse(
        `/admin/users/${id}/roles`,
        { role: 'chief_accountant', unit: '00008', validFrom: '', validTo: '', ...form },
        cookie,
      );
    const cashier = await grant({ role: 'cashier', unit: '00004' });
    expect([cashier.status, cashier.html.includes('Kế toán không được làm thủ quỹ')]).toEqual([422, true]);
    expect((await grant({ validTo: '1/1/2020' })).html).toContain('f-validTo-problem');
    expect((await grant({ validFrom: '31/2/2026' })).html).toContain('f-validFrom-problem');
    expect((await grant({ unit: 'TW' })).status).toBe(403);
    expect((await grant({})).status).toBe(303);
    const { html } = await browse(`/admin/users/${id}`, undefined, cookie);
    const roleId = new RegExp(`/admin/users/${id}/roles/([\\w-]+)/revoke`).exec(html)?.[1];
    expect((await browse(`/admin/users/${id}/roles/${roleId}/revoke`, {}, cookie)).location).toContain('done=revoked');
    expect((await browse(`/admin/users/${id}/roles/${roleId}/revoke`, {}, cookie)).status).toBe(404);
  });

  it('disable and enable, ending the person’s sessions', async () => {
    const theirs = (await browse('/sign-in', { username: 'binh.ke', password: NEW })).cookie;
    expect((await browse('/account/password', undefined, theirs)).status).toBe(200);
    await browse(`/admin/users/${id}/disable`, {}, cookie);
    expect((await browse('/account/password', undefined, theirs)).status).toBe(303);
    expect((await browse(`/admin/users/${id}?done=disabled`, undefined, cookie)).html).toContain('đã khóa');
    await browse(`/admin/users/${id}/enable`, {}, cookie);
    expect((await browse('/sign-in', { username: 'binh.ke', password: NEW })).status).toBe(303);
  });

  it('keep to people of the own units, whatever the address says', async () => {
    const stranger = (await t.app.get(ActorsService).byUsername('tw.ketoan'))!.id;
    for (const path of [`/admin/users/${stranger}`, `/admin/users/${newId()}`])
      expect((await browse(path, undefined, cookie)).status).toBe(404);
    for (const action of ['link', 'disable', 'enable', 'roles'])
      expect((await browse(`/admin/users/${stranger}/${action}`, { role: 'board', unit: 'TW' }, cookie)).status).toBe(
        403,
      );
    expect((await browse('/admin/users/x', undefined, cookie)).status).toBe(400);
    const own = (await t.app.get(ActorsService).byUsername('qt.hn'))!.id;
    expect((await browse(`/admin/users/${own}/disable`, {}, cookie)).status).toBe(422);
  });

  it('are closed to everyone else', async () => {
    const clerk = await signIn('ketoan');
    for (const path of ['/admin/users', '/admin/users/new', `/admin/users/${id}`, '/admin/units?unit=ba'])
      expect((await browse(path, undefined, clerk)).status).toBe(403);
  });
});

describe('behind https', () => {
  it('the cookie is __Host- and Secure, and no other is read', async () => {
    const secure = await startApp({ PUBLIC_URL: 'https://sovang.example.vn' });
    try {
      const answer = await fetch(`${secure.url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: 'https://sovang.example.vn' },
        body: new URLSearchParams({ username: 'quantri', password: secure.committee.password }),
      });
      const [cookie = ''] = answer.headers.getSetCookie();
      expect(cookie).toMatch(/^__Host-sovang=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
      const [pair = ''] = cookie.split(';');
      const visit = async (header: string): Promise<number> =>
        (
          await fetch(`${secure.url}/account/password`, {
            redirect: 'manual',
            headers: { accept: 'text/html', cookie: header },
          })
        ).status;
      expect(await visit(pair)).toBe(200);
      expect(await visit(pair.replace('__Host-', ''))).toBe(303);
    } finally {
      await secure.close();
    }
  });
});
