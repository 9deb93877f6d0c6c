/**
 * The VietQR payment code (EMVCo merchant-presented mode, NAPAS profile) as the text that a QR carries. Fields are
 * tag, two digits of length, value; a value of 100 characters or more would break the length, so each is guarded.
 */
export type VietQrRequest = {
  /** The bank's identification number with NAPAS, six digits. */
  bin: string;
  account: string;
  /** Whole đồng; left out, the payer types it. */
  amount?: bigint | undefined;
  /** What the payer's bank shows as the message: at most 19 of A-Z, 0-9 and space, which every bank lets through. */
  purpose?: string | undefined;
};

const LONGEST_ACCOUNT = 19;
const LONGEST_PURPOSE = 19;
/** EMVCo gives the amount thirteen characters. */
const LARGEST_AMOUNT = 9_999_999_999_999n;

/** Whether a bank's app can be told this account: treasury numbers have dots, and some banks are not with NAPAS. */
export function isVietQrAble(bin: string | undefined, account: string): bin is string {
  return bin !== undefined && /^\d{6}$/.test(bin) && new RegExp(`^[0-9A-Za-z]{1,${LONGEST_ACCOUNT}}$`).test(account);
}

/** Whether every bank lets this message through unchanged. */
export function isPlainPurpose(purpose: string): boolean {
  return new RegExp(`^[A-Z0-9][A-Z0-9 ]{0,${LONGEST_PURPOSE - 1}}$`).test(purpose) && purpose === purpose.trim();
}

/**
 * The text of the code.
 * @throws RangeError where a part is too long or has characters that a bank would drop: the money would come in
 *   without the words that say what it is for
 */
export function vietQr({ bin, account, amount, purpose }: VietQrRequest): string {
  if (!isVietQrAble(bin, account)) throw new RangeError('This account cannot be paid by VietQR.');
  if (amount !== undefined && (amount < 1n || amount > LARGEST_AMOUNT)) {
    throw new RangeError('The amount does not fit a VietQR code.');
  }
  if (purpose !== undefined && !isPlainPurpose(purpose))
    throw new RangeError('The purpose does not fit a VietQR code.');
  const receiver = field('00', bin) + field('01', account);
  const napas = field('00', 'A000000727') + field('01', receiver) + field('02', 'QRIBFTTA');
  const body = [
    field('00', '01'),
    // 12: made for one payment; 11: to be used again and again.
    field('01', amount === undefined ? '11' : '12'),
    field('38', napas),
    field('53', '704'),
    amount === undefined ? '' : field('54', String(amount)),
    field('58', 'VN'),
    purpose === undefined ? '' : field('62', field('08', purpose)),
    '6304',
  ].join('');
  return body + crc16(body).toString(16).toUpperCase().padStart(4, '0');
}

function field(tag: string, value: string): string {
  if (value.length < 1 || value.length > 99) throw new RangeError(`Field ${tag} of a VietQR code has a wrong length.`);
  return tag + String(value.length).padStart(2, '0') + value;
}

/** CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF, nothing reflected) over ASCII text, its own tag included. */
function crc16(text: string): number {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'ascii')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
