/** What a receipt's token says, and whether it is true, as words for a person. Runs in the browser, without a connection. */
import { fromHex, readReceipt, type ReceiptToken, splitQrText, verifyReceipt } from '../../receipts/receipt-token.js';
import { webCrypto } from '../../tlog/web-crypto.js';

/** A public key that receipts are signed with, in hex; handed to the browser with the page. */
export type PinnedKey = { id: string; key: string };

/** `unable` where this browser has no Ed25519, or gives none to a page without https. */
export type TokenVerdict =
  { state: 'signed' | 'forged' | 'unable'; token: ReceiptToken } | { state: 'unreadable'; token: undefined };

export type Words = (vi: string, en: string) => string;

/** The words of the page's own language. */
export const say: Words = (vi, en) => (document.documentElement.lang === 'en' ? en : vi);

/** @param text base32, or all that a QR says */
export async function checkToken(text: string, pinned: readonly PinnedKey[]): Promise<TokenVerdict> {
  let token: ReceiptToken;
  try {
    token = readReceipt(text.includes('#') ? splitQrText(text.trim()).token : text.trim());
  } catch {
    return { state: 'unreadable', token: undefined };
  }
  const keys = pinned.map(({ id, key }) => ({ id: fromHex(id), key: fromHex(key) }));
  try {
    const signed = await verifyReceipt(token, keys, (...given) => webCrypto().verifyEd25519(...given));
    return { state: signed ? 'signed' : 'forged', token };
  } catch {
    return { state: 'unable', token };
  }
}

/** As `200.000 đ`, or of another currency with its code. */
export function moneyOf({ amount, currency }: { amount: bigint; currency: string }): string {
  const grouped = (number: bigint): string => String(number).replace(/\B(?=(\d{3})+$)/g, '.');
  if (currency === 'VND') return `${grouped(amount)}\u00a0đ`;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  const whole = 10n ** BigInt(digits ?? 2);
  const rest = digits ? `,${String(amount % whole).padStart(digits, '0')}` : '';
  return `${grouped(amount / whole)}${rest}\u00a0${currency}`;
}

/** `2026-09-09` as `09/09/2026`. */
export function dayOf(date: string): string {
  return date.split('-').reverse().join('/');
}

/** The sentence about the signature alone, for each verdict. */
export function signatureWords(verdict: TokenVerdict): { tone: Tone; title: string; text: string } {
  switch (verdict.state) {
    case 'signed':
      return {
        tone: 'true',
        title: say('Do quỹ này cấp và chưa bị sửa', 'Issued by this fund and not altered'),
        text: say(
          'Máy của bạn vừa tự kiểm chữ ký; việc này không cần mạng.',
          'Your own device has just verified the signature; no connection is needed for that.',
        ),
      };
    case 'unable':
      return {
        tone: 'wait',
        title: say('Máy này chưa kiểm được chữ ký', 'This device cannot verify the signature'),
        text: say(
          'Trình duyệt cũ hoặc trang không mở qua https. Hãy xem phần trả lời của máy chủ, hoặc dùng máy mới hơn.',
          'The browser is old, or the page was not opened by https. Go by the answer of the server, or use a newer device.',
        ),
      };
    case 'forged':
    case 'unreadable':
      return {
        tone: 'wrong',
        title: say('Chữ ký KHÔNG đúng: đừng tin tờ giấy này', 'The signature is WRONG: do not trust this paper'),
        text: say(
          'Ô QR đã bị sửa, bị đọc thiếu, hoặc không do quỹ này cấp. Quét lại; nếu vẫn thế, hãy hỏi ủy ban ghi trên giấy.',
          'The QR was altered, was not read whole, or is not of this fund. Scan again; if it stays so, ask the committee.',
        ),
      };
  }
}

export type Tone = 'true' | 'wait' | 'wrong';
