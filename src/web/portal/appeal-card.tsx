/** One appeal: how long it still receives, how far it has come, what became of the money. */
import type { VNode } from 'preact';
import { formatDate } from '../../platform/dates.js';
import { formatNumber, formatVnd } from '../../platform/money.js';
import type { PublicAppeal } from '../../publication/public-figures.service.js';
import { Card } from '../ui/box.js';
import { DayCount, Meter, Money } from '../ui/money.js';
import { usePage, useSay } from '../ui/page.js';
import { MoneyLines } from './money-way.js';
import { windowOf } from './portal.rules.js';

export function AppealCard({ appeal }: { appeal: PublicAppeal }): VNode {
  const say = useSay();
  return (
    <Card title={appeal.name} href={`/appeals/${appeal.id}`} level={3}>
      <AppealClock appeal={appeal} />
      <p class="soft small">{say('Đã nhận', 'Received')}</p>
      <p class="figure-value">
        <Money amount={appeal.received} bare />
      </p>
      <AppealTarget appeal={appeal} />
      <MoneyLines sums={appeal} />
    </Card>
  );
}

/** The days of receiving; a window without an end has only a beginning. */
export function AppealClock({ appeal }: { appeal: PublicAppeal }): VNode {
  const say = useSay();
  const { today } = usePage();
  const { state, day, of } = windowOf(appeal, today);
  if (state === 'open' && of !== null) return <DayCount label={say('Tiếp nhận', 'Receiving')} day={day} of={of} />;
  const from = formatDate(appeal.receiveFrom);
  const until = appeal.receiveUntil === null ? undefined : formatDate(appeal.receiveUntil);
  return (
    <p class="soft small">
      {until === undefined
        ? say(`Tiếp nhận từ ${from}`, `Receiving from ${from}`)
        : state === 'closed'
          ? say(`Đã tiếp nhận từ ${from} đến ${until}`, `Received from ${from} to ${until}`)
          : say(`Tiếp nhận từ ${from} đến ${until}`, `Receives from ${from} to ${until}`)}
    </p>
  );
}

export function AppealTarget({ appeal }: { appeal: PublicAppeal }): VNode | null {
  const say = useSay();
  const { targetAmount, received } = appeal;
  if (targetAmount === null) return null;
  const [share, target] = [formatNumber((received * 100n) / targetAmount), formatVnd(targetAmount)];
  return (
    <>
      <p class="small">{say(`${share} % của mục tiêu ${target}`, `${share} % of the target of ${target}`)}</p>
      <Meter
        label={say('So với mục tiêu', 'Of the target')}
        total={targetAmount}
        parts={[{ label: say('đã nhận', 'received'), value: received, tone: 'true' }]}
      />
    </>
  );
}
