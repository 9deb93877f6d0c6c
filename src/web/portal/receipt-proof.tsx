/** The places that the receipt page's script fills. Without script they stay hidden, and the page is whole without them. */
import type { VNode } from 'preact';
import type { PublicReceipt } from '../../publication/public-receipts.service.js';
import { type ReceiptKey, toHex } from '../../receipts/receipt-tokens.service.js';
import { Icon } from '../ui/icon.js';
import { useSay } from '../ui/page.js';

/** Keys as pages and files carry them. */
export function pinned(keys: readonly ReceiptKey[]): { id: string; key: string }[] {
  return keys.map(({ id, key }) => ({ id: toHex(id), key: toHex(key) }));
}

/** Three answers, each of which says what it is: the signature, the public log, and what the server knows today. */
export function ReceiptProof(props: { keys: readonly ReceiptKey[]; code: string; receipt?: PublicReceipt }): VNode {
  const say = useSay();
  const { keys, code, receipt } = props;
  const told = {
    keys: pinned(keys),
    code,
    ...(receipt && {
      receipt: {
        sequence: String(receipt.sequence),
        amount: String(receipt.amount),
        currency: receipt.currency,
        date: receipt.date,
        fundId: receipt.fundId,
        fund: say(receipt.fundName, receipt.fundNameEn),
      },
    }),
  };
  return (
    <section class="sheet" id="receipt-proof" hidden data-told={JSON.stringify(told)}>
      <div class="row sheet-head">
        <h2>{say('Kiểm tra bằng máy của bạn', 'Checked by your own device')}</h2>
      </div>
      <ul class="stack gap-s bare" data-lines aria-live="polite">
        <li class="soft">{say('Đang kiểm tra chữ ký trong ô QR…', 'Verifying the signature in the QR…')}</li>
      </ul>
    </section>
  );
}

/** Scanning on the page itself, shown by the script where the browser can. */
export function ReceiptCamera(): VNode {
  const say = useSay();
  return (
    <div class="stack gap-s" id="receipt-camera" hidden>
      <button type="button" class="btn">
        <Icon name="qr-code" /> {say('Quét bằng máy ảnh ngay tại đây', 'Scan with the camera right here')}
      </button>
      <video class="camera" hidden muted playsInline aria-label={say('Hình từ máy ảnh', 'What the camera sees')} />
      <p class="wrong" role="status" />
    </div>
  );
}
