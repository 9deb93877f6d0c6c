import type { VNode } from 'preact';
import type { RollForward } from '../../books/restrictions-view.service.js';
import type {
  FundReport,
  NamedPlace,
  PurposeReport,
  RestrictionsReport,
} from '../../reports/restrictions-report.service.js';
import { EmptyState, PageHead, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import type { BooksAsked } from './books-asked.service.js';
import { balanceHref, journalHref, registerHref } from './books-links.js';
import { BooksFilter, ComputedFrom, Drill, SheetLinks } from './books-parts.js';
import { BooksTabs } from './books-tabs.js';

const HERE = '/desk/books/restrictions';

type Props = { asked: BooksAsked; report: RestrictionsReport };

/** What money may be used for: of each purpose what came, went, is left, is reserved; and where the fund's money lies. */
export function RestrictionsSheet({ asked, report }: Props): VNode {
  const say = useSay();
  const title = say('Mục đích', 'Purposes');
  const values = { unit: asked.unit?.value, fund: asked.fund?.value, from: asked.from, asOf: asked.until };
  return (
    <Stack>
      <PrintHead unit={asked.unit?.label ?? ''} title={title} number={asked.fund?.label ?? ''} />
      <PageHead
        title={title}
        lead={<ComputedFrom asked={asked} sequence={report.sequence} />}
        actions={<SheetLinks sheet="restrictions" values={{ ...values, known: report.sequence }} />}
      />
      <BooksTabs current={HERE} />
      <BooksFilter asked={asked} action={HERE} last="asOf" />
      {report.funds.length === 0 && (
        <Sheet>
          <EmptyState icon="hand-coins" title={say('Đơn vị này chưa có quỹ', 'This unit has no fund yet')}>
            {say(
              'Quản trị viên mở quỹ ở mục Quỹ và tài khoản.',
              'An administrator opens funds under Funds and accounts.',
            )}
          </EmptyState>
        </Sheet>
      )}
      {report.funds.map((fund) => (
        <FundSheet key={fund.fundId} fund={fund} asked={asked} />
      ))}
    </Stack>
  );
}

function FundSheet({ fund, asked }: { fund: FundReport; asked: BooksAsked }): VNode {
  const say = useSay();
  return (
    <>
      <Sheet flush title={fund.fundName}>
        <div class="purposes">
          <Table<PurposeReport>
            caption={say(`Mục đích của ${fund.fundName}`, `Purposes of ${fund.fundName}`)}
            dense
            rows={fund.purposes}
            keyOf={({ restrictionId }) => String(restrictionId)}
            href={({ restrictionId }) => balanceHref(`${HERE}/${restrictionId}`, asked)}
            columns={[
              { key: 'label', head: say('Mục đích', 'Purpose'), cell: (purpose) => <PurposeName purpose={purpose} /> },
              ...rollForwardColumns(fund, asked, say),
            ]}
            totals={totalsOf(fund.totals)}
          />
        </div>
      </Sheet>
      <Places fund={fund} asked={asked} />
    </>
  );
}

function PurposeName({ purpose }: { purpose: PurposeReport }): VNode {
  const say = useSay();
  const kinds = {
    general: say('chung', 'in general'),
    appeal: say('lời kêu gọi', 'appeal'),
    earmark: say('có điều kiện', 'with a condition'),
  };
  const own = purpose.ownPlaces.length;
  return (
    <>
      {purpose.label}
      <Soft block>
        {kinds[purpose.kind]}
        {own > 0 && ` · ${say('có tài khoản riêng', 'has its own account')}`}
      </Soft>
    </>
  );
}

/** Interest and decisions have a column where there were any. */
function rollForwardColumns(
  fund: FundReport,
  asked: BooksAsked,
  say: (vi: string, en: string) => string,
): Column<PurposeReport>[] {
  const flow = (key: 'received' | 'interest' | 'decisions' | 'spent', head: string): Column<PurposeReport> => ({
    key,
    head,
    align: 'right',
    cell: (purpose) => (
      <Drill amount={purpose[key]} href={journalHref(asked, { restriction: purpose.restrictionId, flow: key })} />
    ),
  });
  const any = (key: keyof RollForward): boolean => fund.purposes.some((purpose) => purpose[key] !== 0n);
  const plain = (key: keyof RollForward, head: string): Column<PurposeReport> => ({
    key,
    head,
    money: (purpose) => purpose[key] || null,
  });
  return [
    plain('opening', say('Đầu kỳ', 'Opening')),
    flow('received', say('Đã nhận', 'Received')),
    ...(any('interest') ? [flow('interest', say('Lãi', 'Interest'))] : []),
    ...(any('decisions') ? [flow('decisions', say('Quyết định', 'Decisions'))] : []),
    flow('spent', say('Đã chi', 'Spent')),
    plain('balance', say('Còn lại', 'Balance')),
    plain('reserved', say('Đang giữ', 'Reserved')),
    plain('available', say('Còn dùng được', 'Available')),
  ];
}

function totalsOf(totals: RollForward): Record<string, VNode> {
  const shown = Object.entries(totals).filter(([, amount]) => amount !== 0n);
  return Object.fromEntries(shown.map(([key, amount]) => [key, <Money amount={amount} bare />]));
}

/** Where the money of a fund lies; what lies there less what is owed is what the purposes hold. */
function Places({ fund, asked }: { fund: FundReport; asked: BooksAsked }): VNode {
  const say = useSay();
  const ties = fund.held - fund.owed === fund.totals.balance;
  return (
    <Sheet
      flush
      title={say('Tiền đang ở đâu', 'Where the money lies')}
      actions={
        ties ? (
          <Tag tone="true">{say('khớp với các mục đích', 'ties with the purposes')}</Tag>
        ) : (
          <Tag tone="wrong">{say('lệch với các mục đích', 'differs from the purposes')}</Tag>
        )
      }
    >
      <PlacesTable
        places={fund.places}
        asked={asked}
        caption={say('Nơi giữ tiền và nợ phải trả', 'Places and debts')}
        net={fund.held - fund.owed}
      />
    </Sheet>
  );
}

export function PlacesTable(props: { places: NamedPlace[]; asked: BooksAsked; caption: string; net?: bigint }): VNode {
  const say = useSay();
  const { places, asked, caption, net } = props;
  return (
    <Table<NamedPlace>
      caption={caption}
      dense
      rows={places}
      keyOf={({ accountId }) => String(accountId)}
      href={({ accountId }) => registerHref(accountId, { ...asked, from: undefined })}
      columns={[
        { key: 'place', head: say('Nơi', 'Place'), cell: (place) => <PlaceName place={place} /> },
        {
          key: 'balance',
          head: say('Số tiền (đ)', 'Amount (đ)'),
          money: ({ role, balance }) => (role === 'place' ? balance : -balance),
        },
      ]}
      {...(net !== undefined && { totals: { balance: <Money amount={net} bare /> } })}
      totalLabel={say('Của các mục đích', 'Of the purposes')}
      empty={<EmptyState icon="landmark" title={say('Chưa có tiền ở đâu', 'No money lies anywhere yet')} />}
    />
  );
}

function PlaceName({ place: { role, code, label, appeals } }: { place: NamedPlace }): VNode {
  const say = useSay();
  const [own, another] = appeals;
  return (
    <>
      {label}
      <Soft block>
        {code}
        {role === 'creditor' && ` · ${say('còn phải trả', 'owed')}`}
        {own && !another && ` · ${say(`chỉ nhận cho ${own.name}`, `receives for ${own.name} only`)}`}
        {another && ` · ${say(`nhận cho ${appeals.length} lời kêu gọi`, `receives for ${appeals.length} appeals`)}`}
      </Soft>
    </>
  );
}
