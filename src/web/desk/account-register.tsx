import type { VNode } from 'preact';
import { PageHead, Pager, Sheet, Stack } from '../ui/box.js';
import { Figure, Figures } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import type { AccountData } from './books-desk.service.js';
import { EntryTable } from './entry-list.js';

/** One account of the books: what went in, what went out, what is left, and every entry that touches it. */
export function AccountRegister({ account, page }: AccountData): VNode {
  const say = useSay();
  const { code, label, nameVi, nameEn, balance, debit, credit } = account;
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
        <EntryTable entries={page.items} caption={say('Bút toán của tài khoản này', 'Entries of this account')} />
        <Pager nextCursor={page.nextCursor} />
      </Sheet>
    </Stack>
  );
}
