import type { VNode } from 'preact';
import type { CashCountView } from '../../closing/cash-counts.service.js';
import type { Page } from '../../platform/paging.js';
import { EmptyState, PageHead, Pager, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, MoneyField, SelectField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { type FormState, formWith, type Option } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { COUNTS } from './closing-words.js';

export type CountsData = {
  funds: Option[];
  fund: Option | undefined;
  boxes: Option[];
  page: Page<CashCountView>;
  may: { count: boolean; confirm: boolean };
  actorId: string;
  state: FormState;
  /** A count that could not be confirmed. */
  refused: { id: string; state: FormState } | undefined;
};

/** The boxes of a fund: what was counted, what the books hold, who said so. */
export function CountsSheet(props: CountsData): VNode {
  const say = useSay();
  const { funds, fund, page, refused } = props;
  return (
    <Stack>
      <PrintHead unit={fund?.label ?? ''} title={say('Kiểm quỹ', 'Cash counts')} />
      <PageHead
        title={say('Kiểm quỹ', 'Cash counts')}
        lead={say(
          'Thủ quỹ đếm tiền trong két vào cuối ngày, kế toán xác nhận. Cuối tháng nào cũng phải có.',
          'The cashier counts the box at the end of a day, an accountant confirms it. Every month’s end needs one.',
        )}
      />
      {funds.length > 1 && (
        <Form
          action={COUNTS}
          method="get"
          inline
          state={formWith({ fund: fund?.value })}
          label={say('Chọn quỹ', 'Choose a fund')}
        >
          <SelectField name="fund" label={say('Quỹ', 'Fund')} options={funds} />
          <Buttons>
            <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
          </Buttons>
        </Form>
      )}
      <CountForm {...props} />
      {refused && <Notice tone="wrong" title={refused.state.problems[''] ?? ''} />}
      <Sheet flush>
        <CountTable {...props} />
      </Sheet>
      <Pager nextCursor={page.nextCursor} />
    </Stack>
  );
}

function CountForm({ boxes, may, state, fund }: CountsData): VNode | null {
  const say = useSay();
  if (!may.count || boxes.length === 0 || !fund) return null;
  return (
    <Sheet title={say('Ghi số đếm được', 'Record a count')}>
      <Form action={COUNTS} state={state} hidden={{ fund: fund.value }}>
        <SelectField name="cashBoxId" label={say('Két', 'Cash box')} options={boxes} />
        <DateField
          name="day"
          label={say('Cuối ngày', 'At the end of')}
          hint={say('để trống là hôm nay', 'today when left empty')}
        />
        <MoneyField
          name="counted"
          label={say('Số tiền đếm được', 'Counted')}
          hint={say('két trống thì ghi 0', 'write 0 for an empty box')}
        />
        <Buttons>
          <SubmitButton icon="check" hint="Ctrl+Enter">
            {say('Ghi', 'Record')}
          </SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}

function CountTable(props: CountsData): VNode {
  const say = useSay();
  return (
    <Table<CashCountView>
      caption={say('Các lần kiểm quỹ', 'Cash counts')}
      rows={props.page.items}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'day',
          head: say('Cuối ngày', 'Day'),
          cell: ({ day, boxName }) => (
            <span>
              <DateText date={day} /> <Soft block>{boxName}</Soft>
            </span>
          ),
        },
        { key: 'counted', head: say('Đếm được (đ)', 'Counted (đ)'), money: ({ counted }) => counted },
        { key: 'books', head: say('Trên sổ (đ)', 'Books (đ)'), money: ({ books }) => books },
        {
          key: 'difference',
          head: say('Chênh lệch', 'Difference'),
          cell: (count) => <Difference count={count} {...props} />,
        },
        { key: 'people', head: say('Hai người', 'Two people'), cell: (count) => <People count={count} {...props} /> },
      ]}
      empty={
        <EmptyState icon="hand-coins" title={say('Chưa kiểm quỹ lần nào', 'Not counted yet')}>
          {say('Thủ quỹ ghi số đếm được ở đây.', 'The cashier records what was counted here.')}
        </EmptyState>
      }
    />
  );
}

/** Short is owed by the cashier until it is cleared up, over to whoever it belongs to; both by a manual entry of two people. */
function Difference({ count: { difference }, fund, may }: CountsData & { count: CashCountView }): VNode {
  const say = useSay();
  if (difference === 0n) return <Tag tone="true">{say('khớp', 'equal')}</Tag>;
  const short = difference < 0n;
  const template = short ? 'cash-short' : 'cash-over';
  const words = short
    ? say('ghi tay: Nợ 1388 / Có 1111', 'by hand: debit 1388 / credit 1111')
    : say('ghi tay: Nợ 1111 / Có 3388', 'by hand: debit 1111 / credit 3388');
  return (
    <span>
      <Tag tone="wrong">{short ? say('thiếu', 'short') : say('thừa', 'over')}</Tag> <Money amount={difference} />
      <Soft block>
        {may.confirm && fund ? (
          <a href={`/desk/books/drafts/new?fund=${fund.value}&template=${template}`}>{words}</a>
        ) : (
          words
        )}
      </Soft>
    </span>
  );
}

function People({ count, may, actorId, fund }: CountsData & { count: CashCountView }): VNode {
  const say = useSay();
  const waits = count.confirmedAt === null && !count.superseded;
  const mayConfirm = waits && may.confirm && count.countedById !== actorId;
  return (
    <span>
      {count.countedBy}
      {count.confirmedBy !== null ? (
        <Soft block>{say(`xác nhận: ${count.confirmedBy}`, `confirmed by ${count.confirmedBy}`)}</Soft>
      ) : (
        <Soft block>
          {waits ? say('chờ kế toán xác nhận', 'waits for an accountant') : say('đã kiểm lại', 'counted again')}
        </Soft>
      )}
      {mayConfirm && (
        <Form action={`${COUNTS}/${count.id}/confirm`} hidden={{ fund: fund?.value ?? '' }} draft={false}>
          <SubmitButton icon="check" tone="plain">
            {say('Xác nhận', 'Confirm')}
          </SubmitButton>
        </Form>
      )}
    </span>
  );
}
