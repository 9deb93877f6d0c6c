/** Who may do what: the whole table, in one place, so that a reader can check it against the committee's own rules. */
export const ROLES = [
  'accountant',
  'chief_accountant',
  'cashier',
  'chair',
  'board',
  'administrator',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

const EVERY_MONEY_ROLE: Role[] = ['accountant', 'chief_accountant', 'cashier', 'chair'];
const BOOKKEEPERS: Role[] = ['accountant', 'chief_accountant'];
const READERS: Role[] = [...EVERY_MONEY_ROLE, 'board'];

/** `system` is the named actor of the command line: it may import, export and verify, never approve or pay. */
export const PERMISSIONS = {
  'account.self': [...READERS, 'administrator'],
  'reference.read': [...READERS, 'administrator', 'system'],
  'desk.read': EVERY_MONEY_ROLE,
  'user.administer': ['administrator'],
  'fund.administer': ['administrator'],
  'appeal.read': READERS,
  'appeal.open': [...BOOKKEEPERS, 'chair'],
  'pledge.read': READERS,
  'pledge.record': BOOKKEEPERS,
  'donation.read': READERS,
  'donation.record': [...BOOKKEEPERS, 'system'],
  'donation.correct': BOOKKEEPERS,
  'donation.void': BOOKKEEPERS,
  'receipt.read': READERS,
  'statement.read': READERS,
  'statement.import': [...BOOKKEEPERS, 'system'],
  'statement.explain': BOOKKEEPERS,
  'cash.deposit': ['cashier'],
  // Foreign money sold to a bank: prepared by one person, approved by another.
  'currency.read': READERS,
  'currency.sell': BOOKKEEPERS,
  'currency.approve': ['chief_accountant', 'chair'],
  'household.read': READERS,
  'household.record': BOOKKEEPERS,
  // Whole identity numbers, phones and payee accounts, each look logged: who enters them, and who pays out by them.
  'household.identify': [...BOOKKEEPERS, 'cashier'],
  'disbursement.read': READERS,
  'disbursement.prepare': BOOKKEEPERS,
  'disbursement.approve': ['chair', 'chief_accountant'],
  'disbursement.pay': ['cashier'],
  'disbursement.acknowledge': READERS,
  'finding.read': READERS,
  'finding.record': ['board'],
  'finding.answer': [...BOOKKEEPERS, 'chair'],
  // Donors' questions about gifts that were not found, with how to reach them: the board's alone.
  'ticket.read': ['board'],
  'ticket.answer': ['board'],
  'ledger.read': [...READERS, 'system'],
  'ledger.post': BOOKKEEPERS,
  'ledger.reverse': ['chief_accountant', 'accountant'],
  // What another person prepared: who signs beside the accountant.
  'ledger.approve': ['chief_accountant', 'chair'],
  // A post is handed over by who holds it, whichever of these it is.
  'minutes.sign': EVERY_MONEY_ROLE,
  'ledger.open-balances': BOOKKEEPERS,
  // A unit's posting profile, and the chart of all units: prepared by one person, confirmed by another.
  'profile.prepare': BOOKKEEPERS,
  'profile.confirm': ['chief_accountant', 'chair'],
  'chart.edit': BOOKKEEPERS,
  'chart.verify': ['chief_accountant'],
  'ledger.export': [...BOOKKEEPERS, 'system'],
  'ledger.verify': [...READERS, 'system'],
  'period.read': READERS,
  'period.close': ['chief_accountant'],
  // Who closed never opens again, and of the two signatures under a year's reconciliation one is the account holder's.
  'period.reopen': ['chair'],
  'period.sign': ['chair'],
  'cash.count': ['cashier'],
  'cash.confirm': BOOKKEEPERS,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether this role carries this permission. */
export function roleMay(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
