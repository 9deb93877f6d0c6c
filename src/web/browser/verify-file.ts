/** The script of verify.html, which one saves and uses without any server: what a QR says is pasted or scanned. */
import { canScan, scan } from './qr-scan.js';
import { checkToken, dayOf, moneyOf, type PinnedKey, signatureWords } from './token-check.js';

type Told = { keys: PinnedKey[]; funds: Record<string, string> };

const at = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

async function check(text: string, { keys, funds }: Told): Promise<void> {
  const verdict = await checkToken(text, keys);
  const { tone, title, text: words } = signatureWords(verdict);
  const answer = at('answer');
  answer.className = tone;
  const head = document.createElement('h2');
  head.textContent = `${{ true: '✓', wait: '?', wrong: '✗' }[tone]} ${title}`;
  const lines = [words];
  if (verdict.token !== undefined && verdict.state === 'signed') {
    const { token } = verdict;
    lines.unshift(`${moneyOf(token)} · ${dayOf(token.date)} · ${funds[token.fund] ?? token.fund}`);
    lines.push(
      'Giấy in số khác là giấy đã bị sửa. A paper that says otherwise was altered.',
      `Vị trí trong sổ công khai / position in the public log: ${token.sequence}.`,
      'Tệp này không kiểm tra sổ công khai và việc hủy: hãy mở đường dẫn trong QR khi có mạng. This file checks neither the public log nor whether it was voided: open the link of the QR for that.',
    );
  }
  const paragraphs = lines.map((line) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    return paragraph;
  });
  answer.replaceChildren(head, ...paragraphs);
  answer.hidden = false;
}

const told = JSON.parse(document.body.dataset.told ?? '') as Told;
const field = at<HTMLTextAreaElement>('text');
at<HTMLFormElement>('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void check(field.value, told);
});
const camera = at<HTMLButtonElement>('camera');
camera.hidden = !canScan();
camera.addEventListener('click', () => {
  const read = (text: string): boolean => {
    field.value = text;
    void check(text, told);
    return true;
  };
  scan(at<HTMLVideoElement>('video'), read).catch(() => (camera.hidden = true));
});
