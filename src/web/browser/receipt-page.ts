/**
 * What script adds to a receipt's page: the signature in the QR's fragment is verified here, in the reader's own browser,
 * then the public log and the server are asked, and each of the three answers says which it is. The fragment is never
 * sent anywhere. A page that was visited is kept for when there is no connection.
 */
import { checkLog } from './log-check.js';
import { canScan, scan } from './qr-scan.js';
import {
  checkToken,
  dayOf,
  moneyOf,
  type PinnedKey,
  say,
  signatureWords,
  type Tone,
  type TokenVerdict,
} from './token-check.js';

/** What the server says with the page; without `receipt` it knows none of this code. */
type Told = {
  keys: PinnedKey[];
  code: string;
  receipt?: { sequence: string; amount: string; currency: string; date: string; fundId: string; fund: string };
};
type Said = { tone: Tone; title: string; text: string };

const SIGNS = { true: '✓', wait: '?', wrong: '✗' } as const;

async function showProof(box: HTMLElement, told: Told): Promise<void> {
  const text = location.hash.slice(1);
  box.hidden = text === '';
  if (text === '') return;
  const lines = box.querySelector('[data-lines]') ?? box;
  const show = (said: Said[]): void => lines.replaceChildren(...said.map(lineOf));
  const verdict = await checkToken(text, told.keys);
  const first = signatureOf(verdict, told);
  if (first.tone === 'wrong') {
    box.setAttribute('role', 'alert');
    box.parentElement?.prepend(box);
  }
  show([first]);
  if (first.tone !== 'wrong' && verdict.token !== undefined)
    show([first, await inLog(verdict.token), await stillValid(told.code)]);
  box.dataset.done = 'true';
}

/** The signature, what it is over, and whether that is the receipt whose page this is. */
function signatureOf(verdict: TokenVerdict, { receipt }: Told): Said {
  const said = signatureWords(verdict);
  const { token } = verdict;
  if (token === undefined || verdict.state === 'forged') return said;
  const same =
    receipt === undefined ||
    (String(token.sequence) === receipt.sequence &&
      String(token.amount) === receipt.amount &&
      token.currency === receipt.currency &&
      token.date === receipt.date &&
      token.fund === receipt.fundId);
  const [money, day, place] = [moneyOf(token), dayOf(token.date), String(token.sequence)];
  if (!same) {
    return {
      tone: 'wrong',
      title: say('Ô QR không phải của biên nhận này', 'The QR is not of this receipt'),
      text: say(
        `Ô QR ký cho một khoản khác: ${money}, ngày ${day}, vị trí ${place}.`,
        `It is signed for another gift: ${money}, on ${day}, at position ${place}.`,
      ),
    };
  }
  const fund = receipt ? `, ${receipt.fund}` : '';
  const signed = say(
    `Số tiền ghi trong QR: ${money}, ngày ${day}${fund}. Giấy in số khác là giấy đã bị sửa.`,
    `The QR says: ${money}, on ${day}${fund}. A paper that says otherwise was altered.`,
  );
  return { ...said, text: `${signed} ${said.text}` };
}

async function inLog({ sequence, leafHash }: { sequence: bigint; leafHash: Uint8Array }): Promise<Said> {
  const verdict = await checkLog(sequence, leafHash);
  const place = String(sequence);
  switch (verdict.state) {
    case 'there':
      return {
        tone: 'true',
        title: say(`Có trong sổ công khai, vị trí ${place}`, `In the public log at position ${place}`),
        text: say(
          `Máy này đã tính lại từ các mảnh của sổ, đang có ${verdict.size} dòng; không ai bỏ dòng này ra mà không lộ.`,
          `Your device computed it from the log's tiles, ${verdict.size} lines so far; nobody can take it out unseen.`,
        ),
      };
    case 'later':
      return {
        tone: 'wait',
        title: say('Sổ công khai chưa tới dòng này', 'The public log has not come to this line yet'),
        text: say(
          `Sổ đang có ${verdict.size} dòng, biên nhận ở dòng ${place}. Thử lại sau ít phút.`,
          `It has ${verdict.size} lines, the receipt is line ${place}. Try again in some minutes.`,
        ),
      };
    case 'absent':
      return {
        tone: 'wrong',
        title: say('KHÔNG khớp với sổ công khai', 'It does NOT agree with the public log'),
        text: say(
          'Chữ ký của quỹ đúng, nhưng sổ công khai không có dòng này. Hãy báo cho Ban giám sát.',
          'The signature is right, but the public log does not have this line. Tell the supervision board.',
        ),
      };
    case 'unknown':
      return {
        tone: 'wait',
        title: say('Chưa kiểm tra được sổ công khai', 'The public log could not be checked'),
        text: say('Cần có mạng để tải vài mảnh của sổ.', 'It takes a connection to fetch a few tiles of it.'),
      };
  }
}

/** Only the server knows what was voided later; its answer is never taken from what this browser kept. */
async function stillValid(code: string): Promise<Said> {
  try {
    const answer = await fetch(`/api/v1/public/receipts/${encodeURIComponent(code)}`, { cache: 'no-store' });
    const { status } = (await answer.json()) as { status?: unknown };
    const at = new Date(answer.headers.get('date') ?? Date.now()).toLocaleString(say('vi-VN', 'en-GB'));
    if (status === 'void') {
      return {
        tone: 'wrong',
        title: say('Đã bị hủy', 'It was voided'),
        text: say(`Theo máy chủ của quỹ, lúc ${at}.`, `So says the fund's server, at ${at}.`),
      };
    }
    if (status === 'valid') {
      return {
        tone: 'true',
        title: say('Còn hiệu lực', 'Still valid'),
        text: say(`Theo máy chủ của quỹ, lúc ${at}.`, `So says the fund's server, at ${at}.`),
      };
    }
  } catch {
    // Without an answer nothing is known, which is what is said below.
  }
  return {
    tone: 'wait',
    title: say('Chưa kiểm tra hủy', 'Not checked whether it was voided'),
    text: say('Việc này cần máy chủ của quỹ trả lời.', "Only the fund's server can answer that."),
  };
}

function lineOf({ tone, title, text }: Said): HTMLElement {
  const line = document.createElement('li');
  line.className = `notice is-${tone}`;
  const sign = document.createElement('span');
  sign.className = 'strong';
  sign.textContent = SIGNS[tone];
  const words = document.createElement('div');
  const head = document.createElement('p');
  head.className = 'strong';
  head.textContent = title;
  const rest = document.createElement('p');
  rest.textContent = text;
  words.append(head, rest);
  line.append(sign, words);
  return line;
}

/** The page and what it is drawn with are kept by the worker, so that it opens again without a connection. */
async function keepPage(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/r/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  const drawn = performance.getEntriesByType('resource').map(({ name }) => name);
  const assets = drawn.filter((name) => name.startsWith(`${location.origin}/assets/`));
  active?.postMessage({ keep: [location.pathname, ...assets] });
}

function offerCamera(box: HTMLElement): void {
  const [button, video, note] = [box.querySelector('button'), box.querySelector('video'), box.querySelector('p')];
  if (!button || !video || !note || !canScan()) return;
  box.hidden = false;
  button.addEventListener('click', () => {
    note.textContent = '';
    scan(video, (text) => {
      const found = /\/r\/([0-9A-Za-z-]{12,14})(#[A-Z2-7]+)?$/.exec(text);
      if (found) location.assign(`/r/${found[1]}${found[2] ?? ''}`);
      else note.textContent = say('Ô QR này không phải của biên nhận.', 'This QR is not of a receipt.');
      return found !== null;
    }).catch(() => {
      note.textContent = say('Không mở được máy ảnh. Hãy gõ mã.', 'The camera cannot be opened. Type the code.');
    });
  });
}

const proof = document.getElementById('receipt-proof');
if (proof) {
  const told = JSON.parse(proof.dataset.told ?? '') as Told;
  const show = (): void => void showProof(proof, told);
  show();
  addEventListener('hashchange', show);
  if (told.receipt) addEventListener('load', () => void keepPage().catch(() => undefined));
}
const camera = document.getElementById('receipt-camera');
if (camera) offerCamera(camera);
