import type { VNode } from 'preact';
import {
  byCode,
  type CodeLine,
  hasMoved,
  isMemo,
  type Sides,
  sidesOf,
  type TrialBalance,
  type TrialBalanceRow,
} from '../../books/trial-balance.service.js';
import { formatDate } from '../../platform/dates.js';
import { EmptyState, PageHead, PrintHead, Sheet, Soft, Stack } from '../ui/box.js';
import { SelectField } from '../ui/fields.js';
import { Money } from '../ui/money.js';
import { usePage, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import type { BooksAsked } from './books-asked.service.js';
import { balanceHref, registerHref } from './books-links.js';
import { BooksFilter, ComputedFrom, SheetLinks } from './books-parts.js';
import { BooksTabs } from './books-tabs.js';

const HERE = '/desk/books/trial-balance';

type Props = {
  asked: BooksAsked;
  balance: TrialBalance;
  level: 'codes' | 'accounts';
  /** Only accounts whose code begins so. */
  code: string | undefined;
};

/** One line of the table: a code with its accounts, or one account. */
type Line = Sides & { key: string; href: string; code: string; name: string; detail: string };

/** What each code began with, moved and is left with; both sides must come to the same. */
export function TrialBalanceSheet(props: Props): VNode {
  const say = useSay();
  const { today } = usePage();
  const { asked, balance, level, code } = props;
  const title = say('Cân đối thử', 'Trial balance');
  const moved = balance.rows.filter(hasMoved);
  const day = formatDate(asked.until ?? today);
  const values = { unit: asked.unit?.value, fund: asked.fund?.value, from: asked.from, asOf: asked.until };
  return (
    <Stack>
      <PrintHead unit={asked.unit?.label ?? ''} title={`${title} · ${day}`} number={asked.fund?.label ?? ''} />
      <PageHead
        title={code === undefined ? title : `${title} · ${code}`}
        {...(code !== undefined && {
          crumbs: [{ href: balanceHref(HERE, asked), label: title }, { label: code }],
        })}
        tag={code === undefined && <Tied balance={balance} />}
        lead={<ComputedFrom asked={asked} sequence={balance.sequence} />}
        actions={<SheetLinks sheet="trial-balance" values={{ ...values, known: balance.sequence, code, level }} />}
      />
      <BooksTabs current={HERE} />
      <BooksFilter asked={asked} action={HERE} last="asOf" {...(code !== undefined && { hidden: { code } })}>
        <SelectField
          name="level"
          label={say('Mức', 'Level')}
          value={level}
          options={[
            { value: 'codes', label: say('Theo mã', 'By code') },
            { value: 'accounts', label: say('Từng tài khoản', 'Each account') },
          ]}
        />
      </BooksFilter>
      <Lines {...props} rows={moved.filter((row) => !isMemo(row))} caption={title} />
      {moved.some(isMemo) && (
        <Lines {...props} rows={moved.filter(isMemo)} caption={say('Ghi nhớ ngoài bảng', 'Off balance')} memo />
      )}
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

function Tied({ balance: { totals } }: { balance: TrialBalance }): VNode {
  const say = useSay();
  return totals.balance === 0n && totals.opening === 0n && totals.debit === totals.credit ? (
    <Tag tone="true">{say('Nợ bằng Có', 'Debits equal credits')}</Tag>
  ) : (
    <Tag tone="wrong">{say('Nợ khác Có', 'Debits differ from credits')}</Tag>
  );
}

function Lines(props: Props & { rows: TrialBalanceRow[]; caption: string; memo?: boolean }): VNode {
  const say = useSay();
  const { asked, rows, caption, memo } = props;
  const side = (key: keyof Sides, head: string): Column<Line> => ({
    key,
    head,
    money: (line) => line[key] || null,
    total: true,
  });
  return (
    <Sheet flush {...(memo && { title: caption })}>
      <Table<Line>
        caption={caption}
        dense
        rows={linesOf(props, say)}
        keyOf={({ key }) => key}
        href={({ href }) => href}
        columns={[
          { key: 'account', head: say('Tài khoản', 'Account'), cell: (line) => <LineName line={line} /> },
          ...(asked.from === undefined
            ? []
            : [
                side('openingDebit', say('Đầu kỳ Nợ', 'Opening debit')),
                side('openingCredit', say('Đầu kỳ Có', 'Opening credit')),
              ]),
          side('debit', say('Phát sinh Nợ', 'Debits')),
          side('credit', say('Phát sinh Có', 'Credits')),
          side('closingDebit', say('Dư Nợ', 'Debit balance')),
          side('closingCredit', say('Dư Có', 'Credit balance')),
        ]}
        totals={totalsOf(rows, asked.from !== undefined)}
        empty={
          <EmptyState icon="book-open" title={say('Chưa có bút toán nào đến ngày này', 'No entry up to this day')}>
            {say('Ghi khoản ủng hộ hoặc thả sao kê để mở sổ.', 'Record a gift or import a statement to begin.')}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

function LineName({ line }: { line: Line }): VNode {
  return (
    <>
      <span class="strong">{line.code}</span> {line.name} <Soft block>{line.detail}</Soft>
    </>
  );
}

/** A code with one account opens that account; with several, their list. */
function linesOf(
  { asked, rows, level }: Props & { rows: TrialBalanceRow[] },
  say: (vi: string, en: string) => string,
): Line[] {
  const fundNames = new Map(asked.funds.map(({ value, label }) => [value, label]));
  const register = (row: TrialBalanceRow): string => registerHref(row.accountId, asked);
  if (level === 'accounts') {
    return rows.map((row) => {
      const name = say(row.nameVi, row.nameEn);
      const fund = asked.fund ? undefined : fundNames.get(row.fundId);
      const detail = fund && fund !== row.label ? `${name} · ${fund}` : name;
      return {
        key: String(row.accountId),
        href: register(row),
        code: row.code,
        name: row.label,
        detail,
        ...sidesOf([row]),
      };
    });
  }
  return byCode(rows).map(({ accounts, nameVi, nameEn, ...line }: CodeLine) => {
    const [only, another] = accounts;
    const list = balanceHref(HERE, asked, { code: line.code, level: 'accounts' });
    return {
      ...line,
      key: line.code,
      href: only && !another ? register(only) : list,
      name: say(nameVi, nameEn),
      detail: only && !another ? only.label : say(`${accounts.length} tài khoản`, `${accounts.length} accounts`),
    };
  });
}

function totalsOf(rows: readonly TrialBalanceRow[], withOpening: boolean): Record<string, VNode> {
  const { openingDebit, openingCredit, ...rest } = sidesOf(rows);
  const sides = withOpening ? { openingDebit, openingCredit, ...rest } : rest;
  return Object.fromEntries(Object.entries(sides).map(([key, amount]) => [key, <Money amount={amount} bare />]));
}
