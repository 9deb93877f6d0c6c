import type { VNode } from 'preact';
import type { EntryView } from '../../ledger/books.service.js';
import { EmptyState, PageHead, Pager, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { DateText } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { kindName } from './book-words.js';
import type { JournalData } from './books-desk.service.js';
import { BooksTabs } from './books-tabs.js';

/** The journal, newest first; the position is the entry's place in the books and in the public log. */
export function EntryList(props: JournalData): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead title={say('Nhật ký chung', 'Journal')} />
      <BooksTabs current="/desk/books/entries" />
      <Filter {...props} />
      <Sheet flush>
        <EntryTable entries={props.page.items} caption={say('Bút toán, mới nhất trước', 'Entries, newest first')} />
        <Pager nextCursor={props.page.nextCursor} />
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
        { key: 'voucher', head: say('Chứng từ', 'Voucher'), cell: ({ voucher }) => voucher ?? '', wideOnly: true },
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
      {say('Đổi ngày hoặc quỹ ở trên để xem rộng hơn.', 'Change the days or the fund above to see more.')}
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
      <Soft block>{kindName(entry.kind, say)}</Soft>
    </>
  );
}

/** `1111 / 511`; with many movements, the first and how many more. */
function codesOf({ movements }: EntryView): string {
  const pairs = [...new Set(movements.map(({ debit, credit }) => `${debit.code} / ${credit.code}`))];
  return pairs.length <= 2 ? pairs.join(', ') : `${pairs[0]} +${pairs.length - 1}`;
}

function Filter({ units, funds, filter }: JournalData): VNode {
  const say = useSay();
  return (
    <Form
      action="/desk/books/entries"
      method="get"
      inline
      state={filter}
      label={say('Lọc bút toán', 'Filter the entries')}
    >
      {units.length > 1 && <SelectField name="unit" label={say('Đơn vị', 'Unit')} options={units} />}
      <SelectField
        name="fund"
        label={say('Quỹ', 'Fund')}
        optional
        options={funds}
        blank={say('Mọi quỹ', 'Every fund')}
      />
      <DateField name="from" label={say('Từ ngày', 'From')} optional />
      <DateField name="to" label={say('Đến ngày', 'Until')} optional />
      <TextField name="voucher" label={say('Số chứng từ', 'Voucher')} optional size="short" maxlength={60} />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}
