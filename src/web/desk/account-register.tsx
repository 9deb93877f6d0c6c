import type { VNode } from 'preact';
import type { RegisterLine } from '../../books/account-register.service.js';
import { PageHead, Pager, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { DateText, Figure, Figures, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { kindName } from './book-words.js';
import type { AccountData } from './books-desk.service.js';
import { balanceHref, registerHref } from './books-links.js';
import { ComputedFrom, KnownField, SheetLinks } from './books-parts.js';
import { NoEntries } from './entry-list.js';

/** A movement, or the balance that a page begins with. */
type Row = { key: string; line?: RegisterLine; balance: bigint };

/** The register of one account (sổ cái): what was there, each movement with its counter-account, what was left. */
export function AccountRegister({ asked, register }: AccountData): VNode {
  const say = useSay();
  const { account, sequence, opening, debit, credit, closing } = register;
  const name = `${account.code} · ${account.label}`;
  const period = { ...asked, known: asked.known };
  return (
    <Stack>
      <PrintHead
        unit={asked.unit?.label ?? ''}
        title={`${say('Sổ cái', 'Register')} ${name}`}
        number={asked.fund?.label ?? ''}
      />
      <PageHead
        title={name}
        crumbs={[
          { href: balanceHref('/desk/books/trial-balance', period), label: say('Cân đối thử', 'Trial balance') },
          { label: name },
        ]}
        lead={
          <>
            {say(account.nameVi, account.nameEn)}
            {asked.fund && ` · ${asked.fund.label}`}
            {' · '}
            <ComputedFrom asked={asked} sequence={sequence} />
          </>
        }
        actions={
          <SheetLinks
            sheet="register"
            values={{ account: account.accountId, from: asked.from, to: asked.until, known: sequence }}
          />
        }
      />
      <Filter asked={asked} accountId={account.accountId} />
      <Figures>
        {asked.from !== undefined && (
          <Figure label={sideOf(opening, say('Đầu kỳ', 'Opening'), say)} amount={abs(opening)} />
        )}
        <Figure label={say('Phát sinh Nợ', 'Debits')} amount={debit} />
        <Figure label={say('Phát sinh Có', 'Credits')} amount={credit} />
        <Figure label={sideOf(closing, say('Cuối kỳ', 'Closing'), say)} amount={abs(closing)} />
      </Figures>
      <Movements asked={asked} register={register} />
    </Stack>
  );
}

function Movements({ asked, register }: AccountData): VNode {
  const say = useSay();
  const { items, debit, credit, closing, nextCursor, prevCursor, lastCursor } = register;
  const [first] = items;
  // A place stands on the debit side, what is owed and what money is for on the credit side: there it is positive.
  const place = register.account.role === 'place';
  const usual = (balance: bigint): bigint => (place ? balance : -balance);
  const start = first === undefined ? register.opening : first.balance - first.debit + first.credit;
  const lines = items.map((line): Row => ({ key: `${line.sequence}-${line.line}`, line, balance: line.balance }));
  const rows = first === undefined ? [] : [{ key: 'start', balance: start }, ...lines];
  return (
    <Sheet flush title={say('Sổ cái', 'Register')} note={say('theo thứ tự ngày', 'in order of days')}>
      <Table<Row>
        caption={say('Phát sinh của tài khoản, theo thứ tự ngày', 'Movements of the account, in order of days')}
        dense
        rows={rows}
        keyOf={({ key }) => key}
        href={({ line }) => line && `/desk/books/entries/${line.sequence}`}
        columns={[
          {
            key: 'what',
            head: say('Diễn giải', 'Description'),
            cell: ({ line }) =>
              line ? (
                <What line={line} />
              ) : prevCursor === null ? (
                say('Số dư đầu kỳ', 'Opening balance')
              ) : (
                say('Mang sang', 'Brought forward')
              ),
          },
          { key: 'date', head: say('Ngày', 'Day'), cell: ({ line }) => line && <DateText date={line.date} /> },
          {
            key: 'counter',
            head: say('TK đối ứng', 'Counter-account'),
            cell: ({ line }) =>
              line && (
                <a href={registerHref(line.counter.accountId, asked)} title={line.counter.label}>
                  {line.counter.code}
                </a>
              ),
          },
          { key: 'debit', head: say('Nợ (đ)', 'Debit (đ)'), money: ({ line }) => line?.debit || null },
          { key: 'credit', head: say('Có (đ)', 'Credit (đ)'), money: ({ line }) => line?.credit || null },
          {
            key: 'balance',
            head: place ? say('Dư Nợ (đ)', 'Debit balance (đ)') : say('Dư Có (đ)', 'Credit balance (đ)'),
            money: ({ balance }) => usual(balance),
          },
        ]}
        {...(nextCursor === null && {
          totals: {
            debit: <Money amount={debit} bare />,
            credit: <Money amount={credit} bare />,
            balance: <Money amount={usual(closing)} bare />,
          },
          totalLabel: say('Cộng phát sinh và số dư cuối kỳ', 'Turnover and closing balance'),
        })}
        empty={<NoEntries />}
      />
      <Pager nextCursor={nextCursor} prevCursor={prevCursor} lastCursor={lastCursor} />
    </Sheet>
  );
}

function What({ line }: { line: RegisterLine }): VNode {
  const say = useSay();
  return (
    <>
      <span class="strong">{String(line.sequence)}</span> {line.description}
      <Soft block>{[kindName(line.kind, say), line.voucher].filter(Boolean).join(' · ')}</Soft>
    </>
  );
}

function Filter({ asked, accountId }: { asked: AccountData['asked']; accountId: number }): VNode {
  const say = useSay();
  return (
    <Form
      action={`/desk/books/accounts/${accountId}`}
      method="get"
      inline
      state={asked.filter}
      label={say('Chọn kỳ', 'Choose the days')}
    >
      <DateField name="from" label={say('Từ ngày', 'From')} optional />
      <DateField name="to" label={say('Đến hết ngày', 'Until')} optional />
      <KnownField head={asked.head} />
      <Buttons>
        <SubmitButton tone="plain">{say('Xem', 'Show')}</SubmitButton>
      </Buttons>
    </Form>
  );
}

function sideOf(balance: bigint, when: string, say: (vi: string, en: string) => string): string {
  return `${when} · ${balance < 0n ? say('Dư Có', 'Credit balance') : say('Dư Nợ', 'Debit balance')}`;
}

function abs(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
