/** One fund as the front page shows it. */
import type { VNode } from 'preact';
import { formatVnd } from '../../platform/money.js';
import type { PublicFund, PublicPlaces } from '../../publication/public-figures.service.js';
import { Card, DefinitionList, Disclosure } from '../ui/box.js';
import { Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { MoneyLines, MoneyMeter } from './money-way.js';

export function FundCard({ fund, pledged }: { fund: PublicFund; pledged: { pledged: bigint; kept: bigint } }): VNode {
  const say = useSay();
  const name = say(fund.name, fund.nameEn);
  const waiting = pledged.pledged - pledged.kept;
  return (
    <Card title={name} level={3}>
      <p class="soft small">{say('Đã nhận', 'Received')}</p>
      <p class="figure-value">
        <Money amount={fund.received} bare />
      </p>
      <MoneyMeter sums={fund} label={name} />
      <MoneyLines sums={fund} />
      {fund.held > 0n && <PlacesOf fund={fund} />}
      {waiting > 0n && (
        <p class="small is-wait">
          {say(
            `Đăng ký, chưa chuyển: ${formatVnd(waiting)}. Đây là lời hứa, không tính vào các số trên.`,
            `Promised, not yet given: ${formatVnd(waiting)}. A promise is in none of the figures above.`,
          )}
        </p>
      )}
    </Card>
  );
}

/** Where what is left lies; less what is owed, it is what is left. */
function PlacesOf({ fund }: { fund: PublicPlaces }): VNode {
  const say = useSay();
  const places: [string, bigint][] = [
    [say('Ngân hàng, kho bạc', 'Bank and treasury'), fund.inBank],
    [say('Tiền mặt trong két', 'Cash box'), fund.inCash],
    [say('Đang chuyển', 'In transit'), fund.inTransit],
    [say('Người đi trao đang giữ (tạm ứng)', 'With officers on their way (advances)'), fund.inAdvances],
    [say('Hàng cứu trợ', 'Relief goods'), fund.inGoods],
    [say('Phải thu', 'Receivable'), fund.receivable],
    [say('Phải trả, chưa rõ mục đích', 'Owed, or of unclear purpose'), -fund.owed],
  ];
  return (
    <Disclosure summary={say('Tiền còn lại đang ở đâu', 'Where what is left lies')}>
      <DefinitionList
        figures
        items={places
          .filter(([, amount]) => amount !== 0n)
          .map(([term, amount]) => ({ term, value: <Money amount={amount} bare /> }))}
      />
    </Disclosure>
  );
}
