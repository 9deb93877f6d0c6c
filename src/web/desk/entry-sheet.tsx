import type { VNode } from 'preact';
import type { EntryMovement, EntryView } from '../../books/books.service.js';
import { Columns, DefinitionList, Disclosure, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import type { EntryPerson, EntrySource } from '../../reports/entry-origin.service.js';
import { DateField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { sayInstant, usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { kindName } from './book-words.js';
import type { EntrySheetData } from './books-desk.service.js';
import { monthOf } from './entry-list.js';

type Props = EntrySheetData & { state?: FormState };

/** One entry whole. It is never changed: what was wrong is taken back by a further entry. */
export function EntrySheet(props: Props): VNode {
  const say = useSay();
  const { entry, mayReverse } = props;
  const title = say(`Bút toán ${entry.id}`, `Entry ${entry.id}`);
  return (
    <Stack>
      <PageHead
        title={title}
        crumbs={[{ href: '/desk/books/entries', label: say('Nhật ký chung', 'Journal') }, { label: title }]}
        tag={<Tag tone="plain">{kindName(entry.kind, say)}</Tag>}
        lead={entry.description}
      />
      <Reversals entry={entry} />
      <Movements entry={entry} />
      <Columns>
        <Facts {...props} />
        <LogPlace entry={entry} />
      </Columns>
      {mayReverse && <Reverse {...props} />}
    </Stack>
  );
}

function Reversals({ entry: { reverses, reversedBy } }: { entry: EntryView }): VNode {
  const say = useSay();
  const link = (id: bigint): VNode => <a href={`/desk/books/entries/${id}`}>{say(`bút toán ${id}`, `entry ${id}`)}</a>;
  return (
    <>
      {reversedBy !== null && (
        <Notice tone="wrong" title={say('Bút toán này đã được lấy lại', 'This entry has been taken back')}>
          {say('bằng', 'by')} {link(reversedBy)}
        </Notice>
      )}
      {reverses !== null && (
        <Notice
          tone="plain"
          title={say('Bút toán này lấy lại một bút toán trước', 'This entry takes back an earlier one')}
        >
          {link(reverses)}
        </Notice>
      )}
    </>
  );
}

type Side = { key: string; account: EntryMovement['debit']; debit: bigint | null; credit: bigint | null };

/** Two rows to a movement, debit first, as a journal voucher is read. */
function Movements({ entry }: { entry: EntryView }): VNode {
  const say = useSay();
  const sides = entry.movements.flatMap(({ line, debit, credit, amount }): Side[] => [
    { key: `${line}d`, account: debit, debit: amount, credit: null },
    { key: `${line}c`, account: credit, debit: null, credit: amount },
  ]);
  return (
    <Sheet flush>
      <Table<Side>
        caption={say('Định khoản', 'Movements')}
        rows={sides}
        keyOf={({ key }) => key}
        href={({ account }) => `/desk/books/accounts/${account.accountId}`}
        columns={[
          {
            key: 'account',
            head: say('Tài khoản', 'Account'),
            cell: ({ account }) => (
              <>
                <span class="strong">{account.code}</span> {account.label}
              </>
            ),
          },
          { key: 'debit', head: say('Nợ (đ)', 'Debit (đ)'), money: ({ debit }) => debit, total: true },
          { key: 'credit', head: say('Có (đ)', 'Credit (đ)'), money: ({ credit }) => credit, total: true },
        ]}
      />
    </Sheet>
  );
}

function Facts({ entry, origin }: Props): VNode {
  const say = useSay();
  const { effectiveDate, voucher, documentNo, decisionNo, adjusts } = entry;
  return (
    <Sheet title={say('Chứng từ', 'Papers')}>
      <DefinitionList
        items={[
          { term: say('Ngày', 'Day'), value: <DateText date={effectiveDate} /> },
          ...(voucher ? [{ term: say('Số chứng từ', 'Voucher'), value: voucher }] : []),
          ...origin.sources.map((source) => ({ term: say('Từ', 'From'), value: <Source source={source} /> })),
          ...(documentNo ? [{ term: say('Theo giấy tờ số', 'By paper no.'), value: documentNo }] : []),
          ...(decisionNo ? [{ term: say('Theo quyết định số', 'By decision no.'), value: decisionNo }] : []),
          ...(adjusts ? [{ term: say('Điều chỉnh tháng', 'Adjusts the month'), value: monthOf(adjusts) }] : []),
          ...origin.people.map((person) => ({ term: partName(person.part, say), value: <Person person={person} /> })),
        ]}
      />
    </Sheet>
  );
}

function Person({ person: { name, at } }: { person: EntryPerson }): VNode {
  const say = useSay();
  return (
    <>
      {name} {at !== null && <span class="soft small">{sayInstant(say, at)}</span>}
    </>
  );
}

function partName(part: EntryPerson['part'], say: (vi: string, en: string) => string): string {
  const names = {
    prepared: say('Người lập', 'Prepared by'),
    approved: say('Người duyệt', 'Approved by'),
    paid: say('Người chi', 'Paid by'),
    explained: say('Người giải thích', 'Explained by'),
    recorded: say('Người ghi', 'Recorded by'),
  };
  return names[part];
}

function Source({ source }: { source: EntrySource }): VNode {
  const say = useSay();
  switch (source.kind) {
    case 'receipt':
      return (
        <a href={`/desk/receipts/${source.serial}`}>
          {say('biên nhận', 'receipt')} {source.serial}
        </a>
      );
    case 'disbursement':
      return (
        <a href={`/desk/disbursements/${source.id}`}>
          {say('đợt chi', 'pay-out')} “{source.title}”
        </a>
      );
    case 'statement':
      return (
        <a href={`/desk/statements/${source.id}`}>
          {say(`sao kê, dòng ${source.position}`, `statement, line ${source.position}`)}
        </a>
      );
    case 'draft':
      return (
        <a href={`/desk/books/drafts/${source.id}`}>
          {source.minutes
            ? say('biên bản hai chữ ký', 'minutes with two signatures')
            : say('bản nháp hai người', 'draft by two people')}
        </a>
      );
  }
}

/** Where the entry stands in the log that anyone can check. */
function LogPlace({ entry }: { entry: EntryView }): VNode {
  const say = useSay();
  return (
    <Sheet title={say('Trong nhật ký công khai', 'In the public log')}>
      <DefinitionList
        items={[
          { term: say('Vị trí', 'Position'), value: String(entry.id) },
          { term: say('Lá số', 'Leaf index'), value: String(entry.logIndex) },
          { term: say('Dấu của lá', 'Leaf hash'), value: <code class="hash">{entry.leafHash}</code> },
        ]}
      />
      <Soft block>
        {say(
          'Đổi một chữ số trong bút toán thì dấu này không còn khớp.',
          'Were one digit of the entry changed, this hash would no longer match.',
        )}
      </Soft>
    </Sheet>
  );
}

function Reverse({ entry, state }: Props): VNode {
  const say = useSay();
  const { today } = usePage();
  return (
    <Disclosure summary={say('Đảo bút toán này', 'Reverse this entry')} open={state !== undefined}>
      <Sheet>
        <Form
          action={`/desk/books/entries/${entry.id}/reverse`}
          {...(state && { state })}
          label={say('Đảo bút toán', 'Reverse the entry')}
        >
          <p>
            {say(
              'Sổ thêm một bút toán ngược lại; bút toán này vẫn còn nguyên.',
              'A further entry mirrors this one; this one stays as it is.',
            )}
          </p>
          <TextField name="reason" label={say('Lý do', 'Why')} maxlength={300} />
          <DateField name="effectiveDate" label={say('Ngày đảo', 'Day of the reversal')} date={today} />
          <Buttons>
            <SubmitButton tone="wrong" icon="undo-2">
              {say('Đảo bút toán', 'Reverse the entry')}
            </SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </Disclosure>
  );
}
