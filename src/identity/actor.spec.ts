import { Actor, type Grant } from './actor.js';
import { PERMISSIONS, ROLES, roleMay } from './permissions.js';

const ABOVE: Record<string, string> = { '00004': '01', '00008': '01', '01': 'TW', '48': 'TW' };
const isWithin = (code: string, ancestor: string): boolean =>
  code === ancestor || (ABOVE[code] !== undefined && isWithin(ABOVE[code], ancestor));
const actor = (...roles: Grant[]): Actor =>
  new Actor({ id: 'x', username: 'x', name: 'X', unitCode: '01', roles }, isWithin);

describe('the table of permissions', () => {
  it('lets nobody who keeps the books pay, and nobody who pays keep the books or approve', () => {
    for (const role of ['accountant', 'chief_accountant'] as const)
      expect(roleMay(role, 'disbursement.pay')).toBe(false);
    for (const permission of [
      'donation.record',
      'disbursement.approve',
      'disbursement.prepare',
      'ledger.post',
    ] as const)
      expect(roleMay('cashier', permission)).toBe(false);
  });

  it('lets the administrator touch no money, the board write nothing but findings, answers and households’ confirmations', () => {
    const of = (role: 'administrator' | 'board'): string[] =>
      (Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[]).filter((permission) => roleMay(role, permission));
    expect(of('administrator')).toEqual(['account.self', 'reference.read', 'user.administer', 'fund.administer']);
    expect(of('board').filter((permission) => !/\.(read|self|verify)$/.test(permission))).toEqual([
      'disbursement.acknowledge',
      'finding.record',
      'ticket.answer',
    ]);
  });

  it('lets the command line neither approve nor pay nor look at households', () => {
    for (const permission of ['disbursement.approve', 'disbursement.pay', 'household.read', 'user.administer'] as const)
      expect(roleMay('system', permission)).toBe(false);
  });

  it('gives every permission to some role, and every role some permission', () => {
    for (const roles of Object.values(PERMISSIONS)) expect(roles.length).toBeGreaterThan(0);
    for (const role of ROLES)
      expect(Object.values(PERMISSIONS).some((roles: readonly string[]) => roles.includes(role))).toBe(true);
  });
});

describe('an actor', () => {
  it('may do what one of their roles permits in that role’s units, not what the roles would permit together', () => {
    const person = actor({ role: 'accountant', unitCode: '00004' }, { role: 'chair', unitCode: '48' });
    expect(person.may('donation.record', '00004')).toBe(true);
    expect(person.may('donation.record', '48')).toBe(false);
    expect(person.may('disbursement.approve', '48')).toBe(true);
    expect(person.may('disbursement.approve', '00004')).toBe(false);
    expect(person.may('disbursement.approve')).toBe(true);
  });

  it('has a scope of top units only', () => {
    const person = actor(
      { role: 'accountant', unitCode: '00004' },
      { role: 'board', unitCode: '01' },
      { role: 'chair', unitCode: '48' },
    );
    expect(person.unitsFor('donation.read')).toEqual(['01', '48']);
    expect(person.unitsFor('donation.record')).toEqual(['00004']);
    expect(person.unitCodes).toEqual(['01', '48']);
    expect(actor().unitsFor('donation.read')).toEqual([]);
  });

  it('is refused with 403 what no role permits', () => {
    expect(() => actor().require('donation.record', '01')).toThrow(expect.objectContaining({ status: 403 }));
  });
});
