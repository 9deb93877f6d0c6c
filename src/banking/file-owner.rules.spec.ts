import { namedAccount } from './file-owner.rules.js';

const OURS = '0011001932418';
const THEIRS = '1000007062914729';

function rows(...memos: string[]) {
  return memos.map((memo, at) => ({
    position: at + 1,
    date: '2024-09-05',
    reference: '',
    debit: 0n,
    credit: 1n,
    memo,
  }));
}

describe('Whose statement a file is', () => {
  it('is told by the account that its lines name as the receiver', () => {
    const lines = rows(`ung ho. CT tu 777 A toi ${THEIRS} UY BAN`, 'ung ho', `Phong:${THEIRS}:B`);
    expect(namedAccount(lines, OURS, [OURS, THEIRS])).toBe(THEIRS);
    expect(namedAccount(lines, THEIRS, [OURS, THEIRS])).toBeUndefined();
  });

  it('is not told by who sent money, nor by a number inside a longer one', () => {
    const lines = rows(`CT tu ${THEIRS} UY BAN toi ${OURS} MAT TRAN`, `ref 9${THEIRS}1`, `ct tu ${THEIRS}`);
    expect(namedAccount(lines, OURS, [OURS, THEIRS])).toBeUndefined();
    expect(namedAccount(rows(`CT tu ${THEIRS} UY BAN`), OURS, [THEIRS])).toBeUndefined();
  });
});
