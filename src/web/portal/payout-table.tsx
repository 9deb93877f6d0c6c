/** The latest pay-outs: how many households of which commune, and how much. No names. */
import type { VNode } from 'preact';
import { formatDate } from '../../platform/dates.js';
import { formatNumber } from '../../platform/money.js';
import type { PublicPayout } from '../../publication/public-figures.service.js';
import { EmptyState } from '../ui/box.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';

export type NamedPayout = PublicPayout & { commune: string };

export function PayoutTable({ payouts }: { payouts: NamedPayout[] }): VNode {
  const say = useSay();
  return (
    <Table
      caption={say('Vừa chi', 'Latest pay-outs')}
      rows={payouts}
      columns={[
        { key: 'commune', head: say('Chi cho', 'Given to'), cell: (payout) => <Payees payout={payout} /> },
        { key: 'amount', head: say('Số tiền (đ)', 'Amount (đ)'), money: (row) => row.amount },
      ]}
      empty={
        <EmptyState title={say('Chưa có đợt chi nào', 'No pay-out yet')} icon="users">
          {say(
            'Khi tiền tới hộ, số hộ và số tiền theo từng xã hiện ở đây.',
            'Once money reaches households, their number and the amount by commune appear here.',
          )}
        </EmptyState>
      }
    />
  );
}

function Payees({ payout }: { payout: NamedPayout }): VNode {
  const say = useSay();
  const count = formatNumber(payout.households);
  const households = say(`${count} hộ`, payout.households === 1 ? '1 household' : `${count} households`);
  const purpose = say(payout.purposeVi ?? '', payout.purposeEn ?? '');
  return (
    <div>
      <div>{[payout.commune, households].filter(Boolean).join(' · ')}</div>
      <div class="soft small">{[purpose, formatDate(payout.paidOn)].filter(Boolean).join(' · ')}</div>
    </div>
  );
}
