import type { VNode } from 'preact';
import type { EntryView } from '../../books/books.service.js';
import { formatDate } from '../../platform/dates.js';
import { Disclosure, EmptyState, PageHead, Pager, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, MoneyField, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { DateText } from '../ui/money.js';
import { type Say, usePage, useSay, withQuery } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { kindName, kindOptions } from './book-words.js';
import type { JournalData } from './books-desk.service.js';
import { ComputedFrom, KnownField, SheetLinks } from './books-parts.js';
import { BooksTabs } from './books-tabs.js';

const HERE = '/desk/books/entries';

/** The journal, newest first; the position is the entry's place in the books and in the public log. */
export function EntryList(props: JournalData): VNode {
  const say = useSay();
  const { asked, page, narrowed } = props;
  const { restriction, ...same } = narrowed;
  const title = say('Nhật ký chung', 'Journal');
  return (
    <Stack>
      <PrintHead unit={asked.unit?.label ?? ''} title={title} number={asked.fund?.label ?? ''} />
      <PageHead
        title={title}
        lead={<ComputedFrom asked={asked} sequence={page.sequence} />}
        actions={
          <SheetLinks
            sheet="journal"
            values={{
              unit: asked.unit?.value,
              fund: asked.fund?.value,
              from: asked.from,
              to: asked.until,
              known: page.sequence,
              restriction: restriction?.restrictionId,
              ...same,
            }}
          />
        }
      />
      <BooksTabs current={HERE} />
      <Filter {...props} />
      <Narrowed {...props} />
      <Sheet flush>
        <EntryTable entries={page.items} caption={say('Bút toán, mới nhất trước', 'Entries, newest first')} />
        <Pager nextCursor={page.nextCursor} prevCursor={page.prevCursor} />
      </Sheet>
    </Stack>
  );
}

function EntryTable({ entries, caption }: { entries: EntryView[]; caption: string }): VNode {
  const say = useSay();
  return (
    <Table<EntryView>
      caption={caption}
      dense
      rows={entries}
      keyOf={({ id }) => String(id)}
      href={({ id }) => `/desk/books/entries/${id}`}
      columns={[
        {
          key: 'what',
          head: say('Bút toán', 'Entry'),
          cell: (entry) => <What entry={entry} />,
        },
        { key: 'date', head: say('Ngày', 'Day'), cell: ({ effectiveDate }) => <DateText date={effectiveDate} /> },
        { key: 'codes', head: say('Nợ / Có', 'Debit / credit'), cell: codesOf },
        { key: 'total', head: say('Số tiền (đ)', 'Amount (đ)'), money: ({ total }) => total },
      ]}
      empty={<NoEntries />}
    />
  );
}

export function NoEntries(): VNode {
  const say = useSay();
  return (
    <EmptyState icon="book-open" title={say('Không có bút toán nào', 'There is no entry')}>
      {say(
        'Đổi ngày, quỹ hoặc điều kiện lọc ở trên để xem rộng hơn.',
        'Change the days, the fund or the filter above to see more.',
      )}
    </EmptyState>
  );
}

/** The position and the words of an entry. */
export function What({ entry }: { entry: EntryView }): VNode {
  const say = useSay();
  return (
    <>
      <span class="strong">{String(entry.id)}</span> {entry.description}{' '}
      {entry.reversedBy !== null && <Tag tone="wrong">{say('đã đảo', 'reversed')}</Tag>}
      <Soft block>{[kindName(entry.kind, say), entry.voucher].filter(Boolean).join(' · ')}</Soft>
    </>
  );
}

/** `1111 / 511`, never broken in two; with many movements, the first and how many more. */
function codesOf({ movements }: EntryView): string {
  const pairs = [...new Set(movements.map(({ debit, credit }) => `${debit.code}\u00a0/\u00a0${credit.code}`))];
  return pairs.length <= 2 ? pairs.join(', ') : `${pairs[0]} +${pairs.length - 1}`;
}

/** What led here from a figure and stands in no field: said, and taken away by one press. */
function Narrowed({ narrowed, page }: JournalData): VNode | null {
  const say = useSay();
  const { path } = usePage();
  const { restriction, flow, account, source } = narrowed;
  if (!restriction && !flow && account === undefined && source === undefined) return null;
  const own = page.items.flatMap(({ movements }) => movements.flatMap(({ debit, credit }) => [debit, credit]));
  const named = own.find(({ accountId }) => accountId === account);
  const parts = [
    restriction && `${say('mục đích', 'purpose')} “${restriction.label}”`,
    flow && flowName(flow, say),
    account !== undefined && `${say('tài khoản', 'account')} ${named ? `${named.code} · ${named.label}` : account}`,
    source !== undefined && say('của một đợt chi hoặc chứng từ', 'of one pay-out or paper'),
  ].filter(Boolean);
  const none = { restriction: undefined, flow: undefined, account: undefined, source: undefined, cursor: undefined };
  return (
    <Notice
      tone="plain"
      actions={
        <a class="btn" href={withQuery(path, none)}>
          {say('Bỏ lọc này', 'Drop this filter')}
        </a>
      }
    >
      {say('Chỉ những bút toán:', 'Only entries:')} {parts.join(', ')}
    </Notice>
  );
}

function flowName(flow: string, say: Say): string {
  const names: Record<string, string> = {
    carried: say('số mang sang', 'carried'),
    received: say('đã nhận', 'received'),
    interest: say('lãi tiền gửi', 'interest'),
    decisions: say('theo quyết định', 'by decision'),
    spent: say('đã chi', 'spent'),
  };
  return names[flow] ?? flow;
}

function Filter({ asked, recorders, narrowed }: JournalData): VNode {
  const say = useSay();
  const { code, voucher, kind, amountFrom, amountTo, recordedBy, restriction, flow, account, source } = narrowed;
  const kept = { restriction: restriction?.restrictionId, flow, account, source };
  const hidden = Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const more = [code, voucher, kind, amountFrom, amountTo, recordedBy, asked.known].some(
    (value) => value !== undefined,
  );
  const wrong = Object.keys(asked.filter.problems).length > 0;
  return (
    <Form
      action={HERE}
      method="get"
      inline
      state={asked.filter}
      hidden={Object.fromEntries(hidden) as Record<string, string>}
      label={say('Lọc bút toán', 'Filter the entries')}
    >
      {asked.units.length > 1 && <SelectField name="unit" label={say('Đơn vị', 'Unit')} options={asked.units} />}
      <SelectField
        name="fund"
        label={say('Quỹ', 'Fund')}
        optional
        options={asked.funds}
        blank={say('Mọi quỹ', 'Every fund')}
      />
      <DateField name="from" label={say('Từ ngày', 'From')} optional />
      <DateField name="to" label={say('Đến hết ngày', 'Until')} optional />
      <TextField name="text" label={say('Trong diễn giải', 'In the description')} optional maxlength={100} />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
      <div class="full-row">
        <Disclosure summary={say('Lọc kỹ hơn', 'More filters')} open={more || wrong}>
          <div class="form inline">
            <TextField
              name="code"
              label={say('Mã tài khoản', 'Account code')}
              optional
              size="short"
              maxlength={5}
              inputmode="numeric"
            />
            <TextField name="voucher" label={say('Số chứng từ', 'Voucher')} optional maxlength={60} />
            <SelectField
              name="kind"
              label={say('Loại', 'Kind')}
              optional
              options={kindOptions(say)}
              blank={say('Mọi loại', 'Every kind')}
            />
            <MoneyField name="amountFrom" label={say('Số tiền từ', 'Amount from')} optional />
            <MoneyField name="amountTo" label={say('Số tiền đến', 'Amount to')} optional />
            <SelectField
              name="recordedBy"
              label={say('Người ghi', 'Recorded by')}
              optional
              options={recorders}
              blank={say('Mọi người', 'Everyone')}
            />
            <KnownField head={asked.head} />
          </div>
        </Disclosure>
      </div>
    </Form>
  );
}

/** `05/07/2026` of the month an adjustment belongs to, as `7/2026`. */
export function monthOf(day: string): string {
  return formatDate(day).slice(3).replace(/^0/, '');
}
