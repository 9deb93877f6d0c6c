/** The words of closing: what each point of the checklist asks, and where a period stands. */
import type { VNode } from 'preact';
import type { PeriodView, Point, PointName } from '../../closing/closings-reader.service.js';
import type { IconName } from '../ui/icon.js';
import { type Say, useSay } from '../ui/page.js';
import { Tag, type Tone } from '../ui/tag.js';

export const CLOSINGS = '/desk/closings';
export const COUNTS = '/desk/cash-counts';

/** `2026-03` as `03/2026`. */
export function monthName(month: string): string {
  return `${month.slice(5, 7)}/${month.slice(0, 4)}`;
}

export type PointWords = { title: string; asks: string };

export function pointWords(point: PointName, say: Say): PointWords {
  const words: Record<PointName, [vi: string, viAsks: string, en: string, enAsks: string]> = {
    bank: [
      'Đối chiếu ngân hàng',
      'sao kê đến ngày cuối tháng đã ghi sổ, số dư bằng nhau',
      'Bank reconciled',
      'statements posted up to the last day, both balances equal',
    ],
    cash: [
      'Kiểm quỹ tiền mặt',
      'thủ quỹ đếm, kế toán xác nhận, bằng sổ',
      'Cash counted',
      'counted by the cashier, confirmed by an accountant, as in the books',
    ],
    stock: ['Kiểm kê hàng', 'mỗi kho có biên bản kiểm kê', 'Goods counted', 'minutes of each store'],
    advances: [
      'Tạm ứng chưa thanh toán',
      'mỗi khoản có người xem và ghi rõ',
      'Advances not settled',
      'each looked at, with a note',
    ],
    transit: [
      'Tiền đang chuyển',
      'mỗi khoản có người xem và ghi rõ',
      'Money in transit',
      'each looked at, with a note',
    ],
    unexplained: [
      'Khoản ngân hàng trừ',
      'không còn khoản nào chờ giải trình',
      'Debits of the bank',
      'none is left to be explained',
    ],
    suspense: [
      'Tiền chưa rõ mục đích',
      'mỗi khoản có người theo dõi',
      'Money of no clear purpose',
      'somebody looks after each line',
    ],
    acknowledged: [
      'Đợt chi có ký nhận',
      'khoản đã chi có người ký, hoặc ghi rõ vì sao chưa',
      'Pay-outs signed for',
      'signed by the households, or a note why not yet',
    ],
    'cut-off': [
      'Ranh giới kỳ',
      'khoản ghi sau khi hết tháng và quanh nửa đêm cuối tháng thuộc đúng tháng',
      'Cut-off',
      'entries recorded after the month, and around its last midnight, belong to it',
    ],
    drafts: [
      'Bút toán chờ duyệt',
      'không còn bút toán nào của tháng chờ người thứ hai',
      'Draft entries',
      'none of the month waits for its second person',
    ],
  };
  const [vi, viAsks, en, enAsks] = words[point];
  return { title: say(vi, en), asks: say(viAsks, enAsks) };
}

export function pointState({ state }: Pick<Point, 'state'>, say: Say): { tone: Tone; text: string } {
  const words: Record<Point['state'], [tone: Tone, text: string]> = {
    done: ['true', say('xong', 'done')],
    confirmed: ['true', say('đã xác nhận', 'confirmed')],
    'to-confirm': ['wait', say('chờ xác nhận', 'to be confirmed')],
    'not-done': ['wrong', say('chưa xong', 'not done')],
  };
  const [tone, text] = words[state];
  return { tone, text };
}

export function periodState(state: PeriodView['state'], say: Say): { tone: Tone; text: string; icon: IconName } {
  const words: Record<PeriodView['state'], [tone: Tone, text: string, icon: IconName]> = {
    closed: ['true', say('đã khóa', 'closed'), 'lock'],
    open: ['wait', say('đang mở', 'open'), 'circle'],
    running: ['plain', say('chưa hết', 'running'), 'hourglass'],
    coming: ['plain', say('chưa tới', 'to come'), 'minus'],
    none: ['plain', say('chưa có sổ', 'no books'), 'minus'],
  };
  const [tone, text, icon] = words[state];
  return { tone, text, icon };
}

/** Where a period stands, in a word. */
export function PeriodTag({ state }: Pick<PeriodView, 'state'>): VNode {
  const say = useSay();
  const { tone, text } = periodState(state, say);
  return <Tag tone={tone}>{text}</Tag>;
}
