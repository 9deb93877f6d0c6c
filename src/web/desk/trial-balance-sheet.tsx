import type { VNode } from 'preact';
import type { TrialBalance, TrialBalanceRow } from '../../ledger/books.service.js';
import { formatDate } from '../../platform/dates.js';
import { EmptyState, PageHead, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, SelectField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState, Option } from '../ui/form-state.js';
import { Money } from '../ui/money.js';
import { usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { BooksTabs } from './books-tabs.js';

type Props = {
  balance: TrialBalance;
  units: Option[];
  funds: Option[];
  unit: Option | undefined;
  fund: Option | undefined;
  filter: FormState;
};

/** Every account that ever moved, its debits and credits and what is left; both sides must come to the same. */
export function TrialBalanceSheet(props: Props): VNode {
  const say = useSay();
  const { today } = usePage();
  const { balance, unit, fund, funds } = props;
  const fundNames = new Map(funds.map(({ value, label }) => [value, label]));
  const day = formatDate(balance.asOf ?? today);
  const title = say('Cân đối thử', 'Trial balance');
  const moved = balance.rows.filter(({ debit, credit }) => debit !== 0n || credit !== 0n);
  const tied = balance.totals.balance === 0n && balance.totals.debit === balance.totals.credit;
  return (
    <Stack>
      <PrintHead unit={unit?.label ?? ''} title={`${title} · ${day}`} number={fund?.label ?? ''} />
      <PageHead
        title={title}
        tag={
          tied ? (
            <Tag tone="true">{say('Nợ bằng Có', 'Debits equal credits')}</Tag>
          ) : (
            <Tag tone="wrong">{say('Nợ khác Có', 'Debits differ from credits')}</Tag>
          )
        }
        lead={say(
          `Đến hết ngày ${day}, tính từ ${balance.sequence} bút toán và sự kiện trong sổ.`,
          `Up to and including ${day}, computed from the ${balance.sequence} entries and events in the books.`,
        )}
      />
      <BooksTabs current="/desk/books/trial-balance" />
      <Filter {...props} />
      <Sheet flush>
        <Table<TrialBalanceRow>
          caption={title}
          dense
          rows={moved}
          keyOf={({ accountId }) => String(accountId)}
          href={({ accountId }) => `/desk/books/accounts/${accountId}`}
          columns={[
            {
              key: 'account',
              head: say('Tài khoản', 'Account'),
              cell: (row) => <AccountName row={row} fund={fund ? undefined : fundNames.get(row.fundId)} />,
            },
            { key: 'debit', head: say('Phát sinh Nợ', 'Debits'), money: ({ debit }) => debit, total: true },
            { key: 'credit', head: say('Phát sinh Có', 'Credits'), money: ({ credit }) => credit, total: true },
            {
              key: 'left-debit',
              head: say('Dư Nợ', 'Debit balance'),
              money: (row) => positive(row.balance),
              total: true,
            },
            {
              key: 'left-credit',
              head: say('Dư Có', 'Credit balance'),
              money: (row) => positive(-row.balance),
              total: true,
            },
          ]}
          empty={
            <EmptyState icon="book-open" title={say('Chưa có bút toán nào đến ngày này', 'No entry up to this day')}>
              {say('Ghi khoản ủng hộ hoặc thả sao kê để mở sổ.', 'Record a gift or import a statement to begin.')}
            </EmptyState>
          }
        />
      </Sheet>
      <p class="soft small">
        {say('Tổng Nợ trừ tổng Có:', 'Debits less credits:')}{' '}
        <Money amount={balance.totals.debit - balance.totals.credit} />
        {' · '}
        {say(
          `${balance.rows.length - moved.length} tài khoản chưa phát sinh không kê ở đây.`,
          `${balance.rows.length - moved.length} accounts that never moved are not listed.`,
        )}
      </p>
    </Stack>
  );
}

/** With the fund where several stand in one table: each has its own money on its way. */
function AccountName({ row, fund }: { row: TrialBalanceRow; fund: string | undefined }): VNode {
  const say = useSay();
  const name = say(row.nameVi, row.nameEn);
  return (
    <>
      <span class="strong">{row.code}</span> {row.label}{' '}
      <Soft block>{fund && fund !== row.label ? `${name} · ${fund}` : name}</Soft>
    </>
  );
}

/** Nothing is shown on the side that an account does not stand on. */
function positive(balance: bigint): bigint | null {
  return balance > 0n ? balance : null;
}

function Filter({ units, funds, filter }: Props): VNode {
  const say = useSay();
  return (
    <Form
      action="/desk/books/trial-balance"
      method="get"
      inline
      state={filter}
      label={say('Lọc sổ', 'Filter the books')}
    >
      {units.length > 1 && <SelectField name="unit" label={say('Đơn vị', 'Unit')} options={units} />}
      <SelectField
        name="fund"
        label={say('Quỹ', 'Fund')}
        optional
        options={funds}
        blank={say('Mọi quỹ', 'Every fund')}
      />
      <DateField name="asOf" label={say('Đến hết ngày', 'Up to and including')} optional />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}
