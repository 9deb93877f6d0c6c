/** Where the money is: what a fund or an appeal received, gave and holds, so that a reader can add it up. */
import type { VNode } from 'preact';
import type { PublicSums } from '../../publication/public-figures.service.js';
import { DefinitionList } from '../ui/box.js';
import { Meter, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { type Share, sharesOf } from './portal.rules.js';

/** The bar: given, then approved; what is left of it is free. */
export function MoneyMeter({ sums, label }: { sums: PublicSums; label: string }): VNode {
  const say = useSay();
  return (
    <Meter
      label={label}
      total={sums.opening + sums.received}
      parts={[
        { label: say('đã chi', 'given'), value: sums.paid + sums.passedOn + sums.otherSpent, tone: 'true' },
        { label: say('đã duyệt, chưa chi', 'approved, not yet given'), value: sums.reserved, tone: 'wait' },
      ]}
    />
  );
}

/** `Cứ 100 đ: 63 đ đã chi tới hộ, 12 đ đã duyệt, 25 đ còn trong quỹ.` */
export function HundredSentence({ sums, of }: { sums: PublicSums; of: string }): VNode | null {
  const say = useSay();
  const shares = sharesOf(sums);
  if (!shares) return null;
  const parts = [
    { share: shares.paid, words: say('đã chi tới hộ', 'given to households'), tone: 'is-true' },
    { share: shares.elsewhere, words: say('đã chuyển hoặc chi khác', 'passed on or spent otherwise'), tone: 'is-true' },
    { share: shares.reserved, words: say('đã duyệt, chưa chi', 'approved, not yet given'), tone: 'is-wait' },
    { share: shares.free, words: say('còn trong quỹ', 'still in the fund'), tone: undefined },
  ].filter(({ share }) => share.amount > 0n);
  return (
    <p>
      {say('Cứ ', 'Of every ')}
      <strong>100 đ</strong> {of}:{' '}
      {parts.map(({ share, words, tone }, index) => (
        <>
          {index > 0 && ', '}
          <strong key={words} class={tone}>
            {dong(share, say('dưới', 'under'))} {words}
          </strong>
        </>
      ))}
      .
    </p>
  );
}

function dong({ of100 }: Share, under: string): string {
  return of100 === 0 ? `${under} 1 đ` : `${of100} đ`;
}

/** The lines that add up: what there was and came, less what was given, is what is left. */
export function MoneyLines({ sums, withReceived }: { sums: PublicSums; withReceived?: boolean }): VNode {
  const say = useSay();
  const other = sums.passedOn + sums.otherSpent;
  const lines: [term: string, amount: bigint, always: boolean][] = [
    [say('Có từ trước', 'There before'), sums.opening, false],
    [say('Đã nhận', 'Received'), sums.received, withReceived === true],
    [say('Đã chi tới hộ', 'Given to households'), sums.paid, true],
    [say('Chuyển đơn vị khác, chi khác', 'Passed on, other spending'), other, false],
  ];
  const shown = lines.filter(([, amount, always], index) => always || (amount !== 0n && index !== 1));
  return (
    <DefinitionList
      figures
      items={[
        ...shown.map(([term, amount]) => ({ term, value: <Money amount={amount} bare /> })),
        {
          term: <strong>{say('Còn lại', 'Left')}</strong>,
          value: (
            <strong>
              <Money amount={sums.held} bare />
            </strong>
          ),
        },
        ...(sums.reserved > 0n
          ? [
              {
                term: <span class="soft">{say('trong đó đã duyệt, chưa chi', 'of it approved, not yet given')}</span>,
                value: <Money amount={sums.reserved} bare />,
              },
            ]
          : []),
      ]}
    />
  );
}
