/**
 * The usual entries by hand, as data: every event of accounting.md that no other work of the program posts. A template
 * names its two sides by what they are, and the unit's profile on the day says which accounts that means.
 *
 * Gifts with receipts, statements, deposits of cash and pay-outs to households keep their own way, so none is here.
 */
import type { Nature } from '../ledger/natures.js';

/**
 * What stands on one side of a template.
 * - `account`: the clerk chooses one of the fund's accounts of these codes; `1388:office` is one with that subject only.
 * - `fixed`: one account of the fund, opened when it is first needed.
 * - `party`: whom it concerns: an account there is already, or a new one for another unit, for an organisation by its name,
 *   or, for a private person, by the number of the paper that names them: no name enters the books.
 * - `purpose`: what money is given for, with the nature of the movement; `of: 'to'` is the second purpose of two.
 * - `goods`: where goods lie.
 */
export type TemplateSide =
  | { from: 'account'; codes: readonly string[] }
  | { from: 'fixed'; code: string; subject: string; label: string }
  | { from: 'party'; code: string; party: 'unit' | 'name' | 'paper'; prefix: string; label: string }
  | { from: 'purpose'; nature: Nature; of?: 'to' }
  | { from: 'goods' };

type Words = { vi: string; en: string };
export type TemplateSides = { debit: TemplateSide; credit: TemplateSide };

export type EntryTemplate = TemplateSides & {
  id: string;
  name: Words;
  /** When it is used, in one sentence. */
  when: Words;
  /** The paper whose number has to be given; where there is none, the decision is it. */
  paper?: Words;
  /** Moves money between purposes, or gives up a claim: takes a decision's number. */
  decision?: true;
  /** Bought goods keep their purpose's money reserved until they are given out. */
  goods?: 'bought' | 'given-out';
  /** Where profile B has other accounts than the same natures. */
  inB?: Partial<TemplateSides> & { goods?: 'none' };
};

/** Money that came: on an account without statements, or already in the books by the statement and not told yet. */
const CAME: TemplateSide = { from: 'account', codes: ['1121', '3388:suspense', '3388:refund', '3388:returned'] };
/** Money that went, in the same two ways. */
const WENT: TemplateSide = { from: 'account', codes: ['1121', '1388:to-explain', '1388:other-debits'] };
const BOX: TemplateSide = { from: 'account', codes: ['1111'] };
const OFFICE: TemplateSide = {
  from: 'fixed',
  code: '1388',
  subject: 'office',
  label: 'Phải thu của cơ quan (phí ngân hàng)',
};
const SUPPLIER: TemplateSide = {
  from: 'party',
  code: '331',
  party: 'name',
  prefix: 'supplier',
  label: 'Phải trả người bán',
};
const THU_HO: TemplateSide = { from: 'party', code: '3388', party: 'name', prefix: 'thu-ho', label: 'Thu hộ' };
const DUE_FROM: TemplateSide = { from: 'party', code: '136', party: 'unit', prefix: 'unit', label: 'Chi hộ, phải thu' };
const OWED_TO: TemplateSide = { from: 'party', code: '336', party: 'unit', prefix: 'unit', label: 'Phải trả' };
const DEBTOR: TemplateSide = {
  from: 'party',
  code: '1388',
  party: 'paper',
  prefix: 'person',
  label: 'Phải bồi hoàn theo',
};
const RETURNED: TemplateSide = {
  from: 'fixed',
  code: '3388',
  subject: 'returned',
  label: 'Tiền chuyển trả lại',
};

const of = (nature: Nature): TemplateSide => ({ from: 'purpose', nature });
const ADVICE: Words = { vi: 'Số giấy báo của ngân hàng, kho bạc', en: 'Number of the bank’s advice' };
const MINUTES: Words = { vi: 'Số biên bản', en: 'Number of the minutes' };
const ORDER: Words = { vi: 'Số ủy nhiệm chi hoặc văn bản', en: 'Number of the payment order or paper' };

export const ENTRY_TEMPLATES: readonly EntryTemplate[] = [
  {
    id: 'interest',
    name: { vi: 'Lãi tiền gửi', en: 'Interest' },
    when: {
      vi: 'Ngân hàng trả lãi; lãi thuộc mục đích của tiền.',
      en: 'The bank paid interest: it follows the money.',
    },
    debit: CAME,
    credit: of('interest'),
    paper: ADVICE,
  },
  {
    id: 'other-income',
    name: { vi: 'Thu khác', en: 'Other income' },
    when: { vi: 'Tiền về không phải ủng hộ, như bán phế liệu.', en: 'Money that is no gift, as of recyclables sold.' },
    debit: CAME,
    credit: of('other-income'),
    paper: ADVICE,
  },
  {
    id: 'bank-charge',
    name: { vi: 'Phí ngân hàng, cơ quan chịu', en: 'Bank charge, borne by the office' },
    when: { vi: 'Phí không trừ vào tiền ủng hộ.', en: 'Gifts do not bear the charge.' },
    debit: OFFICE,
    credit: WENT,
    paper: ADVICE,
  },
  {
    id: 'charge-refill',
    name: { vi: 'Cơ quan hoàn phí ngân hàng', en: 'The office pays a bank charge back' },
    when: { vi: 'Kinh phí cơ quan bù lại phí đã trừ.', en: 'The office’s budget refills what was charged.' },
    debit: CAME,
    credit: OFFICE,
    paper: ADVICE,
  },
  {
    id: 'charge-from-gifts',
    name: { vi: 'Phí ngân hàng trừ vào tiền ủng hộ', en: 'Bank charge from gifts' },
    when: { vi: 'Chỉ khi người ủng hộ đã đồng ý bằng văn bản.', en: 'Only where donors agreed in writing.' },
    debit: of('financial-cost'),
    credit: WENT,
    paper: ADVICE,
  },
  {
    id: 'management-cost',
    name: { vi: 'Chi phí quản lý từ tiền ủng hộ', en: 'Management cost from gifts' },
    when: { vi: 'Chỉ khi người ủng hộ đã đồng ý bằng văn bản.', en: 'Only where donors agreed in writing.' },
    debit: of('management'),
    credit: WENT,
    paper: { vi: 'Số hóa đơn, chứng từ', en: 'Number of the invoice' },
  },
  {
    id: 'cash-short',
    name: { vi: 'Kiểm kê thiếu tiền mặt', en: 'Cash short at a count' },
    when: { vi: 'Thủ quỹ chịu đến khi rõ nguyên nhân.', en: 'Owed by the cashier until explained.' },
    debit: { from: 'fixed', code: '1388', subject: 'cashier', label: 'Phải thu thủ quỹ, thiếu qua kiểm kê' },
    credit: BOX,
    paper: { vi: 'Số biên bản kiểm kê', en: 'Number of the count’s minutes' },
  },
  {
    id: 'cash-over',
    name: { vi: 'Kiểm kê thừa tiền mặt', en: 'Cash over at a count' },
    when: { vi: 'Giữ riêng đến khi rõ của ai.', en: 'Kept apart until known whose it is.' },
    debit: BOX,
    credit: { from: 'fixed', code: '3388', subject: 'cash-over', label: 'Tiền mặt thừa qua kiểm kê' },
    paper: { vi: 'Số biên bản kiểm kê', en: 'Number of the count’s minutes' },
  },
  {
    id: 'unexplained-debit',
    name: { vi: 'Ngân hàng ghi nợ chưa rõ', en: 'Debit of the bank not yet explained' },
    when: { vi: 'Tài khoản không có sao kê điện tử, như kho bạc.', en: 'On an account that gives no statement file.' },
    debit: { from: 'fixed', code: '1388', subject: 'to-explain', label: 'Ngân hàng ghi nợ chờ giải trình' },
    credit: { from: 'account', codes: ['1121'] },
    paper: ADVICE,
  },
  {
    id: 'suspense-credit',
    name: { vi: 'Tiền về chưa rõ mục đích', en: 'Credit of no clear purpose' },
    when: { vi: 'Tài khoản không có sao kê điện tử, như kho bạc.', en: 'On an account that gives no statement file.' },
    debit: { from: 'account', codes: ['1121'] },
    credit: { from: 'fixed', code: '3388', subject: 'suspense', label: 'Tiền về chưa rõ mục đích' },
    paper: ADVICE,
  },
  {
    id: 'refund',
    name: { vi: 'Trả lại tiền cho người chuyển', en: 'Money sent back to its payer' },
    when: { vi: 'Khoản đã hủy, hoặc chưa rõ và người chuyển đòi.', en: 'A voided gift, or suspense that is claimed.' },
    debit: { from: 'account', codes: ['3388:suspense', '3388:refund', '3388:cash-over'] },
    credit: WENT,
    paper: ORDER,
  },
  {
    id: 'chi-ho',
    name: { vi: 'Chi hộ: chuyển tiền nhờ đơn vị khác chi', en: 'Sent for another unit to pay out' },
    when: { vi: 'Chưa là chi hỗ trợ, đến khi có danh sách ký nhận.', en: 'Not paid until the signed lists return.' },
    debit: DUE_FROM,
    credit: WENT,
    paper: ORDER,
  },
  {
    id: 'chi-ho-settled',
    name: { vi: 'Chi hộ: nhận danh sách ký nhận', en: 'Signed lists returned by that unit' },
    when: {
      vi: 'Đơn vị nhận tiền đã chi xong và gửi trả danh sách.',
      en: 'The other unit has paid and sent the lists.',
    },
    debit: of('support'),
    credit: { from: 'account', codes: ['136'] },
    paper: { vi: 'Số danh sách ký nhận', en: 'Number of the signed list' },
  },
  {
    id: 'chi-ho-received',
    name: { vi: 'Chi hộ: nhận tiền của đơn vị khác', en: 'Received to pay out for another unit' },
    when: { vi: 'Không phải tiền thu của quỹ này.', en: 'Not income of this fund.' },
    debit: CAME,
    credit: OWED_TO,
    paper: ADVICE,
  },
  {
    id: 'chi-ho-paid',
    name: { vi: 'Chi hộ: đã chi tiền của đơn vị khác', en: 'Paid out for another unit' },
    when: { vi: 'Chi theo danh sách của đơn vị gửi tiền.', en: 'By the list of the unit that sent the money.' },
    debit: { from: 'account', codes: ['336'] },
    credit: WENT,
    paper: { vi: 'Số danh sách ký nhận', en: 'Number of the signed list' },
  },
  {
    id: 'support-to-unit',
    name: { vi: 'Chuyển hỗ trợ cho đơn vị khác', en: 'Support to another unit' },
    when: { vi: 'Đơn vị nhận ghi khoản nhận tương ứng.', en: 'The other unit books what mirrors it.' },
    debit: of('to-units'),
    credit: WENT,
    paper: { vi: 'Số quyết định phân bổ', en: 'Number of the allocation' },
  },
  {
    id: 'support-from-unit',
    name: { vi: 'Nhận hỗ trợ từ đơn vị khác', en: 'Support from another unit' },
    when: { vi: 'Đơn vị gửi ghi khoản chuyển tương ứng.', en: 'The other unit books what mirrors it.' },
    debit: CAME,
    credit: of('from-units'),
    paper: { vi: 'Số quyết định phân bổ', en: 'Number of the allocation' },
  },
  {
    id: 'thu-ho',
    name: { vi: 'Thu hộ', en: 'Collected for others' },
    when: { vi: 'Tiền của quỹ hoặc tổ chức khác, không là tiền thu.', en: 'Another body’s money, never income.' },
    debit: CAME,
    credit: THU_HO,
    paper: ADVICE,
  },
  {
    id: 'thu-ho-passed-on',
    name: { vi: 'Chuyển trả tiền thu hộ', en: 'Collected money passed on' },
    when: { vi: 'Chuyển cho quỹ hoặc tổ chức đã nhờ thu.', en: 'To the body that it was collected for.' },
    debit: { from: 'account', codes: ['3388:thu-ho'] },
    credit: WENT,
    paper: ORDER,
  },
  {
    id: 'purchase',
    name: { vi: 'Mua hàng, chưa trả tiền', en: 'Goods bought, not yet paid' },
    when: {
      vi: 'Tiền của mục đích được giữ đến khi phát hàng.',
      en: 'The money stays reserved until they are given out.',
    },
    debit: { from: 'goods' },
    credit: SUPPLIER,
    paper: { vi: 'Số hóa đơn', en: 'Number of the invoice' },
    goods: 'bought',
    inB: { debit: of('support'), goods: 'none' },
  },
  {
    id: 'supplier-paid',
    name: { vi: 'Trả tiền người bán', en: 'Supplier paid' },
    when: { vi: 'Trả số đang nợ người bán.', en: 'What is owed to a supplier.' },
    debit: { from: 'account', codes: ['331'] },
    credit: WENT,
    paper: ORDER,
  },
  {
    id: 'goods-received',
    name: { vi: 'Nhận ủng hộ bằng hiện vật', en: 'Gift in kind' },
    when: { vi: 'Ghi theo giá trị trong biên bản giao nhận.', en: 'At the value in the minutes of delivery.' },
    debit: { from: 'goods' },
    credit: of('in-kind'),
    paper: { vi: 'Số biên bản giao nhận', en: 'Number of the minutes of delivery' },
  },
  {
    id: 'goods-given-out',
    name: { vi: 'Phát hàng cứu trợ', en: 'Goods given out' },
    when: { vi: 'Theo danh sách ký nhận.', en: 'By the signed list.' },
    debit: of('support-in-kind'),
    credit: { from: 'goods' },
    paper: { vi: 'Số danh sách ký nhận', en: 'Number of the signed list' },
    goods: 'given-out',
    inB: { goods: 'none' },
  },
  {
    id: 'returned-transfer',
    name: { vi: 'Ngân hàng trả lại tiền chuyển', en: 'Transfer returned by the bank' },
    when: { vi: 'Tài khoản không có sao kê điện tử, như kho bạc.', en: 'On an account that gives no statement file.' },
    debit: { from: 'account', codes: ['1121'] },
    credit: RETURNED,
    paper: ADVICE,
  },
  {
    id: 'returned-paid-again',
    name: { vi: 'Chuyển lại khoản bị trả', en: 'Returned transfer paid again' },
    when: { vi: 'Cho đúng người đã được duyệt.', en: 'To the same approved receiver.' },
    debit: { from: 'account', codes: ['3388:returned', '3388:suspense'] },
    credit: WENT,
    paper: ORDER,
  },
  {
    id: 'returned-cancelled',
    name: { vi: 'Không chi khoản bị trả lại', en: 'Returned transfer not paid after all' },
    when: { vi: 'Tiền về lại mục đích của nó.', en: 'The money is its purpose’s again.' },
    debit: { from: 'account', codes: ['3388:returned', '3388:suspense'] },
    credit: of('support'),
    paper: MINUTES,
  },
  {
    id: 'loss',
    name: { vi: 'Mất tiền sau khi chi, phải bồi hoàn', en: 'Loss after payment, to be made good' },
    when: { vi: 'Số chi giảm, người chịu trách nhiệm nợ.', en: 'Less was paid; the one responsible owes it.' },
    debit: DEBTOR,
    credit: of('support'),
    paper: MINUTES,
  },
  {
    id: 'loss-made-good',
    name: { vi: 'Thu tiền bồi hoàn qua ngân hàng', en: 'A debt paid in at the bank' },
    when: { vi: 'Người nợ đã nộp vào tài khoản.', en: 'The debtor paid into the account.' },
    debit: CAME,
    credit: { from: 'account', codes: ['1388:person', '1388:cashier', '1388:other-debits'] },
    paper: ADVICE,
  },
  {
    id: 'write-off',
    name: { vi: 'Xóa nợ theo quyết định', en: 'A debt written off' },
    when: { vi: 'Chỉ khi có quyết định của người có thẩm quyền.', en: 'Only by a decision.' },
    debit: of('other-expense'),
    credit: { from: 'account', codes: ['1388'] },
    paper: MINUTES,
    decision: true,
  },
  {
    id: 'interest-taken-back',
    name: { vi: 'Ngân hàng thu lại tiền lãi', en: 'Interest taken back by the bank' },
    when: { vi: 'Lãi đã trả thừa, kể cả của kỳ trước.', en: 'Too much was paid, of an earlier period too.' },
    debit: of('interest'),
    credit: WENT,
    paper: ADVICE,
  },
  {
    id: 'reallocation',
    name: { vi: 'Điều chuyển giữa hai mục đích', en: 'Moved from one purpose to another' },
    when: { vi: 'Tiền dư hoặc đổi điều kiện, theo quyết định.', en: 'A surplus or a changed condition, by decision.' },
    debit: of('decision'),
    credit: { from: 'purpose', nature: 'decision', of: 'to' },
    decision: true,
  },
];
