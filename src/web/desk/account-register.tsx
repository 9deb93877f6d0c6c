import type { VNode } from 'preact';
import type { EntryView } from '../../ledger/books.service.js';
import { PageHead, Pager, Sheet, Stack } from '../ui/box.js';
import { DateText, Figure, Figures } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import type { AccountData } from './books-desk.service.js';
import { NoEntries, What } from './entry-list.js';

/** One account of the books: what went in, what went out, what is left, and every entry that touches it. */
export function AccountRegister({ account, page }: AccountData): VNode {
  const say = useSay();
  const { accountId, code, label, nameVi, nameEn, balance, debit, credit } = account;
  return (
    <Stack>
      <PageHead
        title={`${code} · ${label}`}
        crumbs={[
          { href: '/desk/books/trial-balance', label: say('Cân đối thử', 'Trial balance') },
          { label: `${code} · ${label}` },
        ]}
        lead={say(nameVi, nameEn)}
      />
      <Figures>
        <Figure label={say('Phát sinh Nợ', 'Debits')} amount={debit} />
        <Figure label={say('Phát sinh Có', 'Credits')} amount={credit} />
        <Figure
          label={balance < 0n ? say('Dư Có', 'Credit balance') : say('Dư Nợ', 'Debit balance')}
          amount={balance < 0n ? -balance : balance}
        />
      </Figures>
      <Sheet flush title={say('Các bút toán', 'Entries')}>
        <Table<EntryView>
          caption={say('Bút toán của tài khoản này, mới nhất trước', 'Entries of this account, newest first')}
          dense
          rows={page.items}
          keyOf={({ id }) => String(id)}
          href={({ id }) => `/desk/books/entries/${id}`}
          columns={[
            { key: 'what', head: say('Bút toán', 'Entry'), cell: (entry) => <What entry={entry} /> },
            { key: 'date', head: say('Ngày', 'Day'), cell: ({ effectiveDate }) => <DateText date={effectiveDate} /> },
            { key: 'voucher', head: say('Chứng từ', 'Voucher'), cell: ({ voucher }) => voucher ?? '' },
            { key: 'debit', head: say('Nợ (đ)', 'Debit (đ)'), money: (entry) => sumOf(entry, 'debit', accountId) },
            { key: 'credit', head: say('Có (đ)', 'Credit (đ)'), money: (entry) => sumOf(entry, 'credit', accountId) },
          ]}
          empty={<NoEntries />}
        />
        <Pager nextCursor={page.nextCursor} />
      </Sheet>
    </Stack>
  );
}

/** What the entry's movements put on this side of the account; nothing where they do not touch it. */
function sumOf(entry: EntryView, side: 'debit' | 'credit', accountId: number): bigint | null {
  const own = entry.movements.filter((movement) => movement[side].accountId === accountId);
  return own.length === 0 ? null : own.reduce((sum, { amount }) => sum + amount, 0n);
}
