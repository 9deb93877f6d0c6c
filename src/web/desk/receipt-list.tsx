import type { VNode } from 'preact';
import type { DonationView } from '../../donations/donation-register.service.js';
import { EmptyState, PageHead, Pager, Sheet, Soft, Stack } from '../ui/box.js';
import { SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formWith } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import type { FormValues } from '../form-body.js';
import type { ReceiptListData } from './receipt-desk.service.js';

type Props = ReceiptListData & { query: FormValues; mayRecord: boolean };

/** The register, newest first, with what finds one receipt among thousands. */
export function ReceiptList(props: Props): VNode {
  const say = useSay();
  const { page, mayRecord } = props;
  return (
    <Stack>
      <PageHead
        title={say('Biên nhận', 'Receipts')}
        actions={
          mayRecord && (
            <LinkButton href="/desk/gifts/new" icon="plus">
              {say('Ghi khoản ủng hộ', 'Record a gift')}
            </LinkButton>
          )
        }
      />
      <Filter {...props} />
      <Sheet flush>
        <Table<DonationView>
          caption={say('Biên nhận đã phát hành, mới nhất trước', 'Receipts issued, newest first')}
          rows={page.items}
          keyOf={({ id }) => id}
          href={({ receipt }) => `/desk/receipts/${receipt.serial}`}
          columns={[
            { key: 'serial', head: say('Số biên nhận', 'Receipt number'), cell: Serial },
            { key: 'date', head: say('Ngày', 'Day'), cell: ({ effectiveDate }) => <DateText date={effectiveDate} /> },
            { key: 'name', head: say('Người ủng hộ', 'Given by'), cell: Giver },
            { key: 'purpose', head: say('Ủng hộ cho', 'For'), cell: (gift) => gift.appealName ?? gift.fundName },
            { key: 'channel', head: say('Nhận bằng', 'Received as'), cell: Channel, wideOnly: true },
            { key: 'amount', head: say('Số tiền (đ)', 'Amount (đ)'), align: 'right', cell: Amount },
          ]}
          empty={<Empty {...props} />}
        />
        <Pager nextCursor={page.nextCursor} />
      </Sheet>
    </Stack>
  );
}

function Filter({ query, funds, appeals }: Props): VNode {
  const say = useSay();
  return (
    <Form
      action="/desk/receipts"
      method="get"
      inline
      state={formWith(query)}
      label={say('Tìm biên nhận', 'Find a receipt')}
    >
      <TextField
        name="q"
        type="search"
        label={say('Số, mã, tên hoặc số tiền', 'Number, code, name or amount')}
        optional
        maxlength={100}
        placeholder={say('gõ không dấu cũng được', 'marks are not needed')}
      />
      <SelectField
        name="fund"
        label={say('Quỹ', 'Fund')}
        optional
        options={funds}
        blank={say('Mọi quỹ', 'Every fund')}
      />
      {appeals.length > 0 && (
        <SelectField
          name="appeal"
          label={say('Lời kêu gọi', 'Appeal')}
          optional
          options={appeals}
          blank={say('Tất cả', 'All')}
        />
      )}
      <Buttons>
        <SubmitButton tone="plain" icon="search">
          {say('Tìm', 'Find')}
        </SubmitButton>
      </Buttons>
    </Form>
  );
}

function Empty({ query, mayRecord }: Props): VNode {
  const say = useSay();
  if (query.q || query.fund || query.appeal) {
    return (
      <EmptyState
        icon="search"
        title={say('Không tìm thấy biên nhận nào', 'No receipt was found')}
        action={<LinkButton href="/desk/receipts">{say('Xem tất cả', 'Show all')}</LinkButton>}
      >
        {say('Thử ít chữ hơn, hoặc bỏ lọc quỹ.', 'Try fewer words, or every fund.')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="receipt"
      title={say('Chưa có biên nhận nào', 'There is no receipt yet')}
      action={
        mayRecord && (
          <LinkButton href="/desk/gifts/new" tone="main">
            {say('Ghi khoản ủng hộ đầu tiên', 'Record the first gift')}
          </LinkButton>
        )
      }
    />
  );
}

function Serial({ receipt, void: isVoid }: DonationView): VNode {
  const say = useSay();
  return (
    <>
      <span class="strong">{receipt.serial}</span> {isVoid && <Tag tone="wrong">{say('đã hủy', 'void')}</Tag>}
    </>
  );
}

function Giver({ printedName, publicName }: DonationView): VNode {
  const say = useSay();
  if (printedName === null) return <Soft>{say('không ghi tên', 'no name')}</Soft>;
  return (
    <span>
      {printedName} {publicName === null && <Soft>({say('không nêu tên', 'not public')})</Soft>}
    </span>
  );
}

/** In đồng; of foreign money its worth, and below it what was given. */
function Amount({ amount, currency, bookValue }: DonationView): VNode {
  return (
    <div>
      <Money amount={bookValue} bare />
      {currency !== 'VND' && (
        <Soft block>
          <Money amount={amount} currency={currency} />
        </Soft>
      )}
    </div>
  );
}

function Channel({ channel }: DonationView): VNode {
  const say = useSay();
  return <>{channel === 'cash' ? say('tiền mặt', 'cash') : say('chuyển khoản', 'transfer')}</>;
}
