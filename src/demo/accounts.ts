import { SignatoriesService } from '../funds/signatories.service.js';
import { ActorsService } from '../identity/actors.service.js';
import type { Role } from '../identity/permissions.js';
import { UsersService } from '../identity/users.service.js';
import type { DemoSteps } from './demo-steps.js';

export const DEMO_PASSWORD = 'sovang-demo';

export const CENTRE = 'TW';
export const CITY = '01';
/** Xã Ba Vì. */
export const COMMUNE = '09700';
export const DA_NANG = '48';

type DemoAccount = { username: string; unitCode: string; role: Role; name: string };

const account = (unitCode: string, username: string, role: Role, name: string): DemoAccount => ({
  username,
  unitCode,
  role,
  name,
});

/** Everyone who can sign in, with invented names. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  account(CITY, 'ketoan', 'accountant', 'Đỗ Thu Hà'),
  account(CITY, 'ketoantruong', 'chief_accountant', 'Vũ Minh Khoa'),
  account(CITY, 'thuquy', 'cashier', 'Ngô Thanh Loan'),
  account(CITY, 'chutich', 'chair', 'Trịnh Quang Vinh'),
  account(CITY, 'giamsat', 'board', 'Chu Đình Lộc'),
  account(COMMUNE, 'xa.ketoan', 'accountant', 'Phùng Thị Nhung'),
  account(COMMUNE, 'xa.thuquy', 'cashier', 'Đinh Bá Tùng'),
  account(COMMUNE, 'xa.chutich', 'chair', 'Dương Thế Sơn'),
  account(COMMUNE, 'xa.giamsat', 'board', 'Bùi Hồng Phượng'),
  account(CENTRE, 'tw.ketoan', 'accountant', 'Tạ Ngọc Yến'),
  account(CENTRE, 'tw.thuquy', 'cashier', 'Lý Hữu Giang'),
  account(CENTRE, 'tw.chutich', 'chair', 'Mai Xuân Thắng'),
  account(CENTRE, 'quantri', 'administrator', 'Hồ Công Đạt'),
];

/** The people, each with one role in one unit. */
export async function createAccounts(demo: DemoSteps): Promise<void> {
  const users = demo.app.get(UsersService);
  await demo.once('accounts', async (tx) => {
    const system = await demo.app.get(ActorsService).system();
    for (const { username, unitCode, role, name } of DEMO_ACCOUNTS) {
      const userId = await users.createUser(tx, system, { username, name, unitCode, password: DEMO_PASSWORD });
      await users.grantRole(tx, system, { userId, role, unitCode, validFrom: '2024-01-01' });
    }
    return DEMO_ACCOUNTS.length;
  });
}

/** Whose names stand under the papers. The commune borrows its chief accountant from the city (accounting.md, "People"). */
export async function nameSignatories(demo: DemoSteps): Promise<void> {
  const signatories = demo.app.get(SignatoriesService);
  const administrator = await demo.actor('quantri');
  await demo.once('signatories', async (tx) => {
    const signing = {
      chair: 'chair',
      chief_accountant: 'chief_accountant',
      accountant: 'accountant',
      cashier: 'cashier',
    };
    for (const { unitCode, role, name } of DEMO_ACCOUNTS) {
      if (!(role in signing)) continue;
      const post = role as keyof typeof signing;
      await signatories.set(tx, administrator, { unitCode, post, name, validFrom: '2024-01-01' });
    }
    const chief = DEMO_ACCOUNTS.find(({ role }) => role === 'chief_accountant')?.name ?? '';
    const lent = { unitCode: COMMUNE, post: 'chief_accountant' as const, name: chief, validFrom: '2024-01-01' };
    await signatories.set(tx, administrator, lent);
    return true;
  });
}

const ROLE_NAMES: Record<string, string> = {
  accountant: 'kế toán · accountant',
  chief_accountant: 'kế toán trưởng · chief accountant',
  cashier: 'thủ quỹ · cashier',
  chair: 'chủ tài khoản · chair',
  board: 'Ban giám sát · supervision board',
  administrator: 'quản trị · administrator',
};
const UNIT_NAMES: Record<string, string> = { [CITY]: 'Hà Nội', [COMMUNE]: 'xã Ba Vì', [CENTRE]: 'trung ương · centre' };

/** A short table of who can sign in, for the one who started the demo. */
export function demoAccounts(): string {
  const rows = DEMO_ACCOUNTS.map(
    ({ username, unitCode, role }) =>
      `  ${username.padEnd(14)} ${(UNIT_NAMES[unitCode] ?? unitCode).padEnd(20)} ${ROLE_NAMES[role] ?? role}\n`,
  );
  return `Mật khẩu của mọi tài khoản · the password of every account: ${DEMO_PASSWORD}\n${rows.join('')}`;
}
