import { FindingsService } from '../oversight/findings.service.js';
import { Clock } from '../platform/clock.js';
import type { DemoSteps } from './demo-steps.js';
import type { RecordedGift } from './gifts.js';
import { asOf } from './past-clock.js';

/** Findings of both boards: closed, answered, waiting for an answer, and past the day it was due. */
export async function recordFindings(
  demo: DemoSteps,
  payouts: Record<string, string>,
  gifts: RecordedGift[],
): Promise<void> {
  const communeGift = gifts.find(({ serial }) => serial.includes('-09700-'))?.serial ?? '';
  await demo.through('findings', async () => {
    await finding(demo, 'xa.giamsat', 'xa.chutich', {
      name: 'list',
      daysAgo: 26,
      about: { disbursementId: payouts.hunger ?? '' },
      text: 'Danh sách niêm yết tại nhà văn hóa thôn 3 thiếu một hộ so với danh sách ký nhận. Đề nghị niêm yết lại cho đủ.',
      answer: 'Đã niêm yết lại đủ 8 hộ tại nhà văn hóa các thôn, có biên bản và ảnh kèm theo.',
      closing: 'Ban đã xem bảng niêm yết tại thôn 3, đúng và đủ. Kết thúc kiến nghị.',
    });
    await finding(demo, 'xa.giamsat', 'xa.chutich', {
      name: 'receipt',
      daysAgo: 19,
      about: { receiptSerial: communeGift },
      text: 'Người ủng hộ phản ánh chưa nhận được biên nhận giấy. Đề nghị giao biên nhận và rà các trường hợp tương tự.',
    });
    await finding(demo, 'xa.giamsat', 'xa.chutich', {
      name: 'livelihood',
      daysAgo: 8,
      about: { disbursementId: payouts.livelihood ?? '' },
      text: 'Ba hộ chưa xác nhận đã nhận tiền mua con giống. Đề nghị xác minh và báo lại kết quả từng hộ.',
      answer: 'Đã gọi từng hộ: hai hộ xác nhận đã nhận, một hộ đi vắng, sẽ ký nhận trong tuần.',
    });
    await finding(demo, 'giamsat', 'chutich', {
      name: 'city houses',
      daysAgo: 4,
      about: { disbursementId: payouts['flood houses'] ?? '' },
      text: 'Đề nghị cung cấp biên bản xác định thiệt hại của 20 hộ trong đợt sửa nhà trước khi nghiệm thu.',
    });
    return 4;
  });
}

type DemoFinding = {
  name: string;
  daysAgo: number;
  about: { disbursementId: string } | { receiptSerial: string };
  text: string;
  answer?: string;
  closing?: string;
};

async function finding(demo: DemoSteps, board: string, chair: string, given: DemoFinding): Promise<void> {
  const [findings, clock] = [demo.app.get(FindingsService), demo.app.get(Clock)];
  const { name, daysAgo, about, text, answer, closing } = given;
  const key = (step: string): ReturnType<DemoSteps['key']> => demo.key(`finding ${name} ${step}`);
  const [member, answering] = [await demo.actor(board), await demo.actor(chair)];
  const { id } = await asOf(clock, demo.ago(daysAgo), () => findings.record(member, { ...about, text }, key('record')));
  if (answer === undefined) return;
  const answered = Math.max(0, daysAgo - 6);
  await asOf(clock, demo.ago(answered), () => findings.take(answering, id, 'answer', { text: answer }, key('answer')));
  if (closing === undefined) return;
  const closed = Math.max(0, answered - 3);
  await asOf(clock, demo.ago(closed), () => findings.take(member, id, 'close', { text: closing }, key('close')));
}
