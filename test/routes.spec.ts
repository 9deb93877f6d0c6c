import { DataSource } from 'typeorm';
import { ActorsService } from '../src/identity/actors.service.js';
import { PERMISSIONS, type Permission, type Role, roleMay } from '../src/identity/permissions.js';
import { type Route, RouteAccess } from '../src/identity/route-access.js';
import { UsersService } from '../src/identity/users.service.js';
import { transact } from '../src/platform/transact.js';
import { startApp, type TestApp } from './support/app.js';

/** One person of each role, at the centre, so that no unit's scope stands in the way of what the role itself permits. */
const PEOPLE: Exclude<Role, 'system'>[] = [
  'accountant',
  'chief_accountant',
  'cashier',
  'chair',
  'board',
  'administrator',
];
const NOBODY = '0199a000-0000-7000-8000-000000000000';

let t: TestApp;
let routes: Route[];
const tokens = new Map<string, string>();

beforeAll(async () => {
  t = await startApp();
  routes = t.app.get(RouteAccess).routes();
  const users = t.app.get(UsersService);
  const system = await t.app.get(ActorsService).system();
  for (const role of [...PEOPLE, undefined]) {
    const username = `duong.${(role ?? 'khong').replace('_', '.')}`;
    await transact(t.app.get(DataSource), async (tx) => {
      const userId = await users.createUser(tx, system, {
        username,
        name: username,
        unitCode: 'TW',
        password: t.committee.password,
      });
      if (role) await users.grantRole(tx, system, { userId, role, unitCode: 'TW' });
    });
    tokens.set(role ?? 'none', await t.signIn(username));
  }
});
afterAll(() => t.close());

type Answer = { status: number; code: string; location: string | null };

async function ask(route: Route, headers: Record<string, string> = {}): Promise<Answer> {
  const path = route.path.replace(/:\w+/g, NOBODY).replace(/\*\w*/g, 'x');
  const body = ['GET', 'HEAD', 'DELETE'].includes(route.method) ? {} : { body: '{}' };
  const answer = await fetch(t.url + path, {
    method: route.method,
    redirect: 'manual',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    ...body,
  });
  const text = await answer.text();
  const isProblem = answer.headers.get('content-type')?.includes('problem+json') ?? false;
  const code = isProblem ? (JSON.parse(text) as { code: string }).code : '';
  return { status: answer.status, code, location: answer.headers.get('location') };
}

const as = (who: string): Record<string, string> => ({ authorization: `Bearer ${tokens.get(who)}` });
const nameOf = (route: Route): string => `${route.method} ${route.path}`;
const permissionOf = ({ access }: Route): Permission | undefined =>
  access && 'permission' in access ? access.permission : undefined;
/** Signing out comes last, since it ends the session that the others need. */
const guarded = (): Route[] =>
  routes
    .filter((route) => permissionOf(route) !== undefined)
    .sort((a, b) => Number(isSignOut(a)) - Number(isSignOut(b)));
const isSignOut = (route: Route): boolean => nameOf(route) === 'DELETE /api/v1/sessions/current';

type Layer = { route?: { path: string; methods: Record<string, boolean> } };

describe('every route of the program', () => {
  it('is known, and says who may use it or why it is open', () => {
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      const { access } = route;
      const said = access && ('open' in access ? access.open.length > 5 : access.permission in PERMISSIONS);
      expect({ route: nameOf(route), said }).toEqual({ route: nameOf(route), said: true });
    }
  });

  it('is one of those that the web server serves, and the web server serves no other but the description of the API', () => {
    const { stack } = (t.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router;
    const served = stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
    );
    const known = new Set(routes.map(nameOf));
    const strangers = served.filter((name) => !known.has(name) && !/^GET \/+api\/(docs|openapi)/.test(name));
    expect(strangers).toEqual([]);
    expect(routes.filter((route) => !served.includes(nameOf(route))).map(nameOf)).toEqual([]);
  });

  it('answers 401 to a program without a session, and leads a person to sign in', async () => {
    const wrong: string[] = [];
    for (const route of guarded()) {
      const program = await ask(route);
      const isApi = /^\/(api|log|open-data)\//.test(route.path);
      if (program.status !== 401 || program.code !== 'identity.sign-in-needed')
        wrong.push(`${nameOf(route)} ${program.status}`);
      const person = await ask(route, { accept: 'text/html' });
      const led = person.status === 303 && person.location?.startsWith('/sign-in');
      if (isApi ? person.status !== 401 : !led) wrong.push(`${nameOf(route)} page ${person.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses a token that was made up', async () => {
    const statuses = await Promise.all(
      guarded().map((route) => ask(route, { authorization: `Bearer ${'A'.repeat(43)}` })),
    );
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it.each([...PEOPLE, 'none' as const])(
    'answers 403 to %s exactly where the table of permissions says so',
    async (who) => {
      const wrong: string[] = [];
      for (const route of guarded()) {
        const permission = permissionOf(route) as Permission;
        const may = who !== 'none' && roleMay(who, permission);
        const { status, code } = await ask(route, as(who));
        const refused = status === 403 && code === 'identity.not-permitted';
        if (refused === may || status === 401 || status >= 500)
          wrong.push(`${nameOf(route)} (${permission}) ${status} ${code}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('that is open to everyone answers or refuses an empty request, and does not break', async () => {
    const broken: string[] = [];
    for (const route of routes.filter((each) => permissionOf(each) === undefined)) {
      const { status } = await ask(route);
      if (status >= 500) broken.push(`${nameOf(route)} ${status}`);
    }
    expect(broken).toEqual([]);
  });
});
