/** What a password must be. Length counts, a mix of signs does not (NIST SP 800-63B §5.1.1). */
import type { Refusal } from '../platform/refusal.js';
import { foldText } from '../platform/text.js';
import { refuse } from './identity.refusals.js';

export const LEAST = 10;
export const MOST = 200;
/** So much must remain of a password once the user name is taken out of it. */
const BESIDE_NAME = 6;

/** One way to write the same characters, whatever keyboard they were typed on: Vietnamese letters have several. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Why the password is not good enough, or nothing. */
export function weaknessOf(password: string, username: string): Refusal | undefined {
  const text = normalisePassword(password);
  const length = [...text].length;
  if (length < LEAST) return refuse('identity.password-too-short', { least: LEAST });
  if (length > MOST) return refuse('identity.password-too-long', { most: MOST });
  const plain = plainOf(text);
  if (isCommon(plain)) return refuse('identity.password-common');
  const beside = plain.replaceAll(plainOf(username), '');
  if (beside !== plain && beside.length < BESIDE_NAME) return refuse('identity.password-is-name');
  return undefined;
}

/** Letters without marks and digits only, so that `Mật-khẩu 123` is seen as the `matkhau123` that it is. */
function plainOf(text: string): string {
  return foldText(text).replace(/[^a-z0-9]/g, '');
}

/** A common word with figures around it, one character over and over, or keys in a row. */
function isCommon(plain: string): boolean {
  const word = plain.replace(/^\d+|\d+$/g, '');
  const distinct = new Set(plain).size;
  return COMMON.has(plain) || COMMON.has(word) || distinct <= 3 || isRun(plain);
}

function isRun(plain: string): boolean {
  const rows = ['0123456789012345678901234567890', 'qwertyuiopasdfghjklzxcvbnm', 'abcdefghijklmnopqrstuvwxyz'];
  return rows.some((row) => row.includes(plain) || [...row].reverse().join('').includes(plain));
}

// Those that lead every leaked list, in Vietnam and elsewhere, and those that this product and its users suggest.
const COMMON = new Set([
  ...['matkhau', 'matkhaumoi', 'password', 'passw0rd', 'passwordpassword', 'quantri', 'quantrivien', 'administrator'],
  ...[
    'admin',
    'adminadmin',
    'ketoan',
    'ketoantruong',
    'thuquy',
    'chutich',
    'giamsat',
    'mattran',
    'mattrantoquoc',
    'mttq',
  ],
  ...[
    'mttqvn',
    'mttqvietnam',
    'vietnam',
    'vietnamvodich',
    'hanoi',
    'saigon',
    'hochiminh',
    'danang',
    'sovang',
    'sovangdemo',
  ],
  ...['vinguoingheo', 'cuutro', 'biendao', 'anhyeuem', 'emyeuanh', 'yeuemnhieu', 'iloveyou', 'khongbiet'],
  ...['khongco', 'xinchao', 'welcome', 'letmein', 'qwerty', 'qwertyuiop', 'asdfghjkl', 'abcdef', 'abc', 'abcd', 'aaaa'],
  ...[
    '1q2w3e4r5t',
    'q1w2e3r4t5',
    '1qaz2wsx3edc',
    '1234qwerasdf',
    'zaq12wsx',
    'superman',
    'football',
    'monkey',
    'dragon',
  ],
]);
