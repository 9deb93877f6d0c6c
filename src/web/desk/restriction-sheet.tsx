import type { VNode } from 'preact';
import type { Flow } from '../../books/books.dto.js';
import { addDays } from '../../platform/dates.js';
import type { FundReport, NamedReservation, PurposeReport } from '../../reports/restrictions-report.service.js';
import { Columns, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { Figure, Figures, Meter, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import type { BooksAsked } from './books-asked.service.js';
import { balanceHref, journalHref } from './books-links.js';
import { BooksFilter, ComputedFrom } from './books-parts.js';
import { PlacesTable } from './restrictions-sheet.js';

type Props = { asked: BooksAsked; fund: FundReport; purpose: PurposeReport; sequence: bigint };

type Step = { key: string; sign: '+' | '−' | '=' | ''; label: string; amount: bigint; flow?: Flow };

/** One purpose: how its money came to what it is, what it is reserved for, and where it lies. */
export function RestrictionSheet({ asked, fund, purpose, sequence }: Props): VNode {
  const say = useSay();
  const list = '/desk/books/restrictions';
  return (
    <Stack>
      <PageHead
        title={purpose.label}
        crumbs={[{ href: balanceHref(list, asked), label: say('Mục đích', 'Purposes') }, { label: purpose.label }]}
        lead={<ComputedFrom asked={asked} sequence={sequence} />}
      />
      <BooksFilter asked={asked} action={`${list}/${purpose.restrictionId}`} last="asOf" fixed />
      <Figures>
        <Figure label={say('Còn lại', 'Balance')} amount={purpose.balance} />
        <Figure label={say('Đang giữ cho đợt chi', 'Reserved for pay-outs')} amount={purpose.reserved} tone="wait" />
        <Figure label={say('Còn dùng được', 'Available')} amount={purpose.available} tone="true" />
      </Figures>
      <Columns>
        <Sheet flush title={say('Từ đầu kỳ đến cuối kỳ', 'From opening to closing')}>
          <RollForwardTable purpose={purpose} asked={asked} />
        </Sheet>
        <Stack>
          <Reserved purpose={purpose} />
          <OwnPlaces purpose={purpose} fund={fund} asked={asked} />
        </Stack>
      </Columns>
    </Stack>
  );
}

function RollForwardTable({ purpose, asked }: { purpose: PurposeReport; asked: BooksAsked }): VNode {
  const say = useSay();
  const steps: Step[] = [
    { key: 'opening', sign: '', label: say('Đầu kỳ', 'Opening'), amount: purpose.opening },
    { key: 'received', sign: '+', label: say('Đã nhận', 'Received'), amount: purpose.received, flow: 'received' },
    { key: 'interest', sign: '+', label: say('Lãi tiền gửi', 'Interest'), amount: purpose.interest, flow: 'interest' },
    {
      key: 'decisions',
      sign: '+',
      label: say('Chuyển đến (đi) theo quyết định', 'Moved here (away) by decision'),
      amount: purpose.decisions,
      flow: 'decisions',
    },
    { key: 'spent', sign: '−', label: say('Đã chi', 'Spent'), amount: purpose.spent, flow: 'spent' },
  ];
  const before = asked.from === undefined ? { flow: 'carried' as const } : {};
  const hrefOf = ({ key, flow }: Step): string =>
    key === 'opening' && asked.from !== undefined
      ? journalHref(
          { ...asked, from: undefined, until: addDays(asked.from, -1) },
          { restriction: purpose.restrictionId },
        )
      : journalHref(asked, { restriction: purpose.restrictionId, flow, ...(key === 'opening' && before) });
  return (
    <Table<Step>
      caption={say('Từ đầu kỳ đến cuối kỳ', 'From opening to closing')}
      rows={steps}
      keyOf={({ key }) => key}
      href={(step) => (step.amount === 0n ? undefined : hrefOf(step))}
      columns={[
        {
          key: 'label',
          head: say('Khoản', 'Item'),
          cell: ({ sign, label }) => (
            <span>
              <span class="soft">{sign}</span> {label}
            </span>
          ),
        },
        { key: 'amount', head: say('Số tiền (đ)', 'Amount (đ)'), money: ({ amount }) => amount },
      ]}
      totals={{ amount: <Money amount={purpose.balance} bare /> }}
      totalLabel={say('Cuối kỳ', 'Closing')}
    />
  );
}

function Reserved({ purpose }: { purpose: PurposeReport }): VNode {
  const say = useSay();
  return (
    <Sheet flush={purpose.reservations.length > 0} title={say('Đang giữ cho', 'Reserved for')}>
      {purpose.balance > 0n && purpose.reserved > 0n && (
        <div class="in-flush">
          <Meter
            label={say('Đang giữ', 'Reserved')}
            total={purpose.balance}
            parts={[{ label: say('đang giữ', 'reserved'), value: purpose.reserved, tone: 'wait' }]}
          />
        </div>
      )}
      <Table<NamedReservation>
        caption={say('Giữ cho những việc nào', 'What it is reserved for')}
        dense
        rows={purpose.reservations}
        keyOf={({ sourceId }) => sourceId}
        href={({ sourceKind, sourceId }) =>
          sourceKind === 'disbursement' ? `/desk/disbursements/${sourceId}` : undefined
        }
        columns={[
          { key: 'title', head: say('Đợt chi', 'Pay-out'), cell: ({ title, sourceKind }) => title ?? sourceKind },
          { key: 'amount', head: say('Số tiền (đ)', 'Amount (đ)'), money: ({ amount }) => amount, total: true },
        ]}
        empty={
          <Soft block>
            {say(
              'Không giữ cho việc nào. Tiền được giữ từ lúc đợt chi được duyệt.',
              'Reserved for nothing. Money is reserved once a pay-out is approved.',
            )}
          </Soft>
        }
      />
    </Sheet>
  );
}

function OwnPlaces({ purpose, fund, asked }: { purpose: PurposeReport; fund: FundReport; asked: BooksAsked }): VNode {
  const say = useSay();
  const own = purpose.ownPlaces;
  const shared = fund.places.filter(({ role, appeals: [one, another] }) => role === 'place' && (!one || another));
  return (
    <Sheet flush title={say('Tiền đang ở đâu', 'Where the money lies')}>
      {own.length > 0 && (
        <PlacesTable places={own} asked={asked} caption={say('Tài khoản riêng của mục đích này', 'Its own accounts')} />
      )}
      <div class="in-flush">
        <Soft block>
          {own.length > 0
            ? say(
                'Phần còn lại nằm chung với các mục đích khác của quỹ ở những nơi sau.',
                'The rest lies together with other purposes of the fund, at these places.',
              )
            : say(
                'Nằm chung với các mục đích khác của quỹ ở những nơi sau; sổ giữ riêng từng mục đích, không giữ riêng từng tờ tiền.',
                'It lies together with other purposes of the fund, at these places: the books keep the purposes apart, not the banknotes.',
              )}
        </Soft>
      </div>
      <PlacesTable places={shared} asked={asked} caption={say('Nơi giữ chung', 'Shared places')} />
    </Sheet>
  );
}
