/** The latest pay-outs: how many households of which commune, and how much. No names. */
import type { VNode } from 'preact';
import type { PublicPayout } from '../../publication/public-figures.service.js';
import { EmptyState } from '../ui/box.js';
import { DateText } from '../ui/money.js';
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
        {
          key: 'commune',
          head: say('Xã, phường', 'Commune'),
          cell: (row) => (
            <>
              {row.commune}
              <br />
              <span class="soft small">{say(row.purposeVi ?? '', row.purposeEn ?? '')}</span>
            </>
          ),
        },
        { key: 'day', head: say('Ngày', 'Day'), cell: (row) => <DateText date={row.paidOn} /> },
        { key: 'households', head: say('Số hộ', 'Households'), count: (row) => row.households },
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
