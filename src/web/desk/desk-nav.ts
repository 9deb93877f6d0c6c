/** Where a person can go from the desk: only what their roles permit. */
import type { Actor } from '../../identity/actor.js';
import type { Permission, Role } from '../../identity/permissions.js';
import type { Lang } from '../../platform/refusal.js';
import type { NavItem } from '../ui/layout.js';

const ITEMS: (NavItem & { permission: Permission })[] = [
  { href: '/desk', vi: 'Hôm nay', en: 'Today', permission: 'desk.read', key: 'h' },
  { href: '/desk/gifts/new', vi: 'Ghi khoản ủng hộ', en: 'Record a gift', permission: 'donation.record', key: 'g' },
  { href: '/desk/statements', vi: 'Sao kê', en: 'Statements', permission: 'statement.read' },
  { href: '/desk/receipts', vi: 'Biên nhận', en: 'Receipts', permission: 'receipt.read', key: 'b' },
  { href: '/desk/appeals', vi: 'Lời kêu gọi', en: 'Appeals', permission: 'appeal.read' },
  { href: '/desk/pledges', vi: 'Đăng ký ủng hộ', en: 'Pledges', permission: 'pledge.read', key: 'c' },
  { href: '/desk/households', vi: 'Hộ gia đình', en: 'Households', permission: 'household.read' },
  { href: '/desk/disbursements', vi: 'Đợt chi', en: 'Pay-outs', permission: 'disbursement.read', key: 'd' },
  { href: '/desk/cash-deposits/new', vi: 'Nộp tiền vào ngân hàng', en: 'Deposit cash', permission: 'cash.deposit' },
  { href: '/desk/currency-sales', vi: 'Bán ngoại tệ', en: 'Foreign money sold', permission: 'currency.read' },
  { href: '/desk/books/trial-balance', vi: 'Sổ sách', en: 'Books', permission: 'ledger.read', key: 't' },
  { href: '/desk/cash-counts', vi: 'Kiểm quỹ', en: 'Cash counts', permission: 'cash.count' },
  { href: '/desk/closings', vi: 'Khóa sổ', en: 'Closing', permission: 'period.read', key: 'l' },
  { href: '/board', vi: 'Ban giám sát', en: 'Supervision board', permission: 'finding.read' },
  { href: '/admin/users', vi: 'Người dùng', en: 'People', permission: 'user.administer' },
  { href: '/admin/funds', vi: 'Quỹ và tài khoản', en: 'Funds and accounts', permission: 'fund.administer' },
];

/** @param counts how much waits behind an item, by its address */
export function deskNav(actor: Actor, counts: ReadonlyMap<string, number> = new Map()): NavItem[] {
  return ITEMS.filter(({ permission }) => actor.may(permission)).map(({ permission: _, ...item }) => {
    const count = counts.get(item.href);
    return count === undefined ? item : { ...item, count };
  });
}

const ROLE_LABELS: Record<Role, { vi: string; en: string }> = {
  accountant: { vi: 'kế toán', en: 'accountant' },
  chief_accountant: { vi: 'kế toán trưởng', en: 'chief accountant' },
  cashier: { vi: 'thủ quỹ', en: 'cashier' },
  chair: { vi: 'chủ tài khoản', en: 'chair' },
  board: { vi: 'Ban giám sát', en: 'supervision board' },
  administrator: { vi: 'quản trị', en: 'administrator' },
  system: { vi: 'hệ thống', en: 'system' },
};

export function roleLabel(role: Role, lang: Lang): string {
  return ROLE_LABELS[role][lang];
}
