import type { VNode } from 'preact';
import type { Reconciliation } from '../../banking/reconciliation.service.js';
import type { StatementView } from '../../banking/statement-register.service.js';
import { EmptyState, PageHead, Pager, Sheet, Soft, Stack } from '../ui/box.js';
import { FileField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { Count, DateText, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { ChoiceField } from './choice.js';
import type { StatementsData } from './statement-desk.service.js';
import { Period, StateTag, STATEMENTS } from './statement-words.js';

export type UploadState = { state: FormState; problems: string[] };

/** The bank beside the books, the form that takes a file in, and the statements so far. */
export function StatementList(props: StatementsData & { upload: UploadState }): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Sao kê', 'Statements')}
        lead={say(
          'Thả tệp sao kê: phần mềm kiểm từng ngày rồi mới cho ghi sổ; tệp nào không khớp thì không giữ gì lại.',
          'Drop a statement: each day is proven before anything can be posted; of a file that does not tie out nothing is kept.',
        )}
      />
      {props.may.import && <UploadSheet {...props} />}
      <Accounts accounts={props.accounts} />
      <Statements statements={props.statements.items} />
      <Pager nextCursor={props.statements.nextCursor} />
    </Stack>
  );
}

function UploadSheet({ accounts, upload }: StatementsData & { upload: UploadState }): VNode {
  const say = useSay();
  const options = accounts.map(({ bankAccountId, bankName, number, fundName }) => ({
    value: bankAccountId,
    label: `${bankName} ${number} · ${fundName}`,
  }));
  return (
    <Sheet title={say('Nhập sao kê', 'Import a statement')}>
      {options.length === 0 ? (
        <EmptyState icon="landmark" title={say('Chưa có tài khoản ngân hàng nào', 'No bank account yet')}>
          {say('Nhờ người quản trị mở tài khoản của quỹ.', "Ask the administrator to open the fund's account.")}
        </EmptyState>
      ) : (
        <Form action={STATEMENTS} state={upload.state} upload draft={false}>
          {upload.problems.length > 1 && (
            <Notice tone="wrong" title={say('Các chỗ khác chưa đúng trong tệp:', 'What else is wrong in the file:')}>
              <ul>
                {upload.problems.slice(1).map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            </Notice>
          )}
          <ChoiceField
            name="bankAccountId"
            label={say('Tài khoản', 'Account')}
            options={options}
            value={options[0]?.value}
          />
          <FileField
            name="file"
            label={say('Tệp sao kê', 'Statement file')}
            hint={say(
              'Tệp CSV của Vietcombank, tối đa 64 MB. Chưa ghi sổ ở bước này.',
              'A CSV of Vietcombank, at most 64 MB. Nothing is posted in this step.',
            )}
            accept=".csv,text/csv"
            autofocus
          />
          <Buttons>
            <SubmitButton icon="file-up" hint="Ctrl+Enter">
              {say('Đọc và kiểm', 'Read and prove')}
            </SubmitButton>
          </Buttons>
        </Form>
      )}
    </Sheet>
  );
}

function Accounts({ accounts }: { accounts: Reconciliation[] }): VNode {
  const say = useSay();
  return (
    <Sheet flush title={say('Ngân hàng và sổ', 'The bank and the books')}>
      <Table<Reconciliation>
        caption={say('Số dư ngân hàng so với sổ', 'Bank balances beside the books')}
        rows={accounts}
        keyOf={({ bankAccountId }) => bankAccountId}
        columns={[
          {
            key: 'account',
            head: say('Tài khoản', 'Account'),
            cell: ({ bankName, number, fundName }) => (
              <span>
                {bankName} <span class="figures-text">{number}</span> <Soft block>{fundName}</Soft>
              </span>
            ),
          },
          {
            key: 'day',
            head: say('Sao kê đến', 'Statement up to'),
            cell: ({ day }) => (day === null ? <Soft>{say('chưa có', 'none yet')}</Soft> : <DateText date={day} />),
          },
          { key: 'bank', head: say('Ngân hàng (đ)', 'Bank (đ)'), money: ({ bankClosing }) => bankClosing },
          { key: 'books', head: say('Sổ (đ)', 'Books (đ)'), money: ({ bookBalance }) => bookBalance },
          {
            key: 'difference',
            head: say('Lệch', 'Difference'),
            align: 'right',
            cell: (row) => <Difference {...row} />,
          },
          { key: 'waiting', head: say('Đang chờ', 'Waiting'), align: 'right', cell: (row) => <WhatWaits {...row} /> },
        ]}
        empty={<EmptyState icon="landmark" title={say('Chưa có tài khoản ngân hàng nào', 'No bank account yet')} />}
      />
    </Sheet>
  );
}

function Difference({ difference, paidNotAtBank }: Reconciliation): VNode | null {
  const say = useSay();
  if (difference === null) return null;
  if (difference === 0n) return <Tag tone="true">{say('khớp', 'equal')}</Tag>;
  const explained = difference === -paidNotAtBank;
  return (
    <>
      <Money amount={difference} bare />{' '}
      <Tag tone={explained ? 'wait' : 'wrong'}>
        {explained ? say('chi chưa qua ngân hàng', 'paid, not at the bank yet') : say('lệch', 'differs')}
      </Tag>
    </>
  );
}

function WhatWaits({ waiting, toExplain, suspense }: Reconciliation): VNode {
  const say = useSay();
  const parts = [
    waiting > 0 && say(`${waiting} dòng chưa ghi`, `${waiting} not posted`),
    toExplain > 0 && say(`${toExplain} chờ giải trình`, `${toExplain} to explain`),
    suspense > 0 && say(`${suspense} chưa rõ mục đích`, `${suspense} of no clear purpose`),
  ].filter(Boolean);
  return parts.length === 0 ? <Soft>{say('không', 'none')}</Soft> : <>{parts.join(', ')}</>;
}

function Statements({ statements }: { statements: StatementView[] }): VNode {
  const say = useSay();
  return (
    <Sheet flush title={say('Các sao kê', 'Statements so far')}>
      <Table<StatementView>
        caption={say('Các sao kê đã nhập', 'Statements imported')}
        rows={statements}
        keyOf={({ id }) => id}
        href={({ id }) => `${STATEMENTS}/${id}`}
        columns={[
          { key: 'days', head: say('Kỳ', 'Period'), cell: (row) => <Period from={row.firstDay} until={row.lastDay} /> },
          {
            key: 'account',
            head: say('Tài khoản', 'Account'),
            cell: ({ bankName, accountNumber }) => `${bankName} ${accountNumber}`,
          },
          { key: 'rows', head: say('Số dòng', 'Rows'), cell: ({ rows }) => <Count value={rows} />, align: 'right' },
          { key: 'credits', head: say('Ghi có (đ)', 'Credits (đ)'), money: ({ credits }) => credits },
          { key: 'debits', head: say('Ghi nợ (đ)', 'Debits (đ)'), money: ({ debits }) => debits },
          { key: 'state', head: say('Tình trạng', 'State'), cell: ({ state }) => <StateTag state={state} /> },
        ]}
        empty={
          <EmptyState icon="file-text" title={say('Chưa có sao kê nào', 'No statement yet')}>
            {say('Chọn tài khoản và thả tệp ở trên.', 'Choose an account and drop a file above.')}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

export function StatementsHelp(): VNode {
  const say = useSay();
  return (
    <p>
      {say(
        'Thả tệp, xem lại, rồi ghi sổ. Cùng một tệp nhập lại không ghi hai lần; nhầm tệp thì rút lại được khi tiền chưa dùng.',
        'Drop a file, look, then post. The same file twice posts once; a wrong file can be taken back while its money is unused.',
      )}
    </p>
  );
}
