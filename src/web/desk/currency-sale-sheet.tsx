/** One sale of foreign money: what the bank pays beside what it was worth, and whose purpose's money it is. */
import type { VNode } from 'preact';
import type {
  CurrencySaleAnswer,
  CurrencySaleDetail,
  CurrencySaleShareAnswer,
} from '../../banking/currency-sales.dto.js';
import { CURRENCIES, formatMoney, formatRate, isForeignCurrency } from '../../platform/money.js';
import { DefinitionList, Disclosure, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { sayInstant, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import { SaleState } from './currency-sale-views.js';

const HOME = '/desk/currency-sales';

type SheetProps = { sale: CurrencySaleDetail; may: { approve: boolean; takeBack: boolean }; state: FormState };

/** What who approves has to see: the rate that the bank gave, the gain or loss, and whose money it is. */
export function SaleSheet({ sale, may, state }: SheetProps): VNode {
  const say = useSay();
  const title = `${say('Bán', 'Sale of')} ${formatMoney(sale.foreignAmount, sale.currency)}`;
  return (
    <Stack>
      <PageHead
        title={title}
        crumbs={[{ href: HOME, label: say('Bán ngoại tệ', 'Foreign money sold') }, { label: title }]}
        tag={<SaleState sale={sale} />}
      />
      {state.problems[''] !== undefined && <Notice tone="wrong" title={state.problems['']} />}
      {sale.reason !== null && (
        <Notice tone="wrong" title={say('Bị trả lại', 'Sent back')}>
          {sale.reason}
        </Notice>
      )}
      <Facts sale={sale} />
      {sale.state === 'prepared' && <Shares sale={sale} />}
      {sale.state === 'prepared' && <Decide sale={sale} may={may} state={state} />}
    </Stack>
  );
}

function Facts({ sale }: { sale: CurrencySaleDetail }): VNode {
  const say = useSay();
  const worth = sale.bookValue ?? sumOf(sale.shares, ({ bookValue }) => bookValue);
  const known = sale.bookValue !== null || sale.shares.length > 0;
  return (
    <Sheet>
      <DefinitionList
        items={[
          { term: say('Bán từ', 'Sold from'), value: `${sale.from} · ${sale.fundName}` },
          { term: say('Vào tài khoản', 'Into'), value: `${sale.bankName} ${sale.bankNumber}` },
          { term: say('Ngày bán', 'Day'), value: <DateText date={sale.date} /> },
          { term: say('Giấy của ngân hàng', 'The bank’s paper'), value: sale.documentNo },
          { term: say('Ngân hàng trả', 'The bank pays'), value: <Paid sale={sale} /> },
          ...(known
            ? [
                { term: say('Giá trị ghi sổ', 'Worth in the books'), value: <Money amount={worth} /> },
                { term: say('Chênh lệch', 'Difference'), value: <Difference amount={sale.proceeds - worth} /> },
              ]
            : []),
          { term: say('Người lập', 'Prepared by'), value: `${sale.preparedBy} · ${sayInstant(say, sale.preparedAt)}` },
          ...(sale.decidedBy !== null && sale.decidedAt !== null
            ? [
                {
                  term: say('Người quyết định', 'Decided by'),
                  value: `${sale.decidedBy} · ${sayInstant(say, sale.decidedAt)}`,
                },
              ]
            : []),
          ...(sale.voucher === null ? [] : [{ term: say('Phiếu chi', 'Cash voucher'), value: sale.voucher }]),
          ...(sale.sequence === null
            ? []
            : [
                {
                  term: say('Bút toán', 'Entry'),
                  value: <a href={`/desk/books/entries/${sale.sequence}`}>{String(sale.sequence)}</a>,
                },
              ]),
        ]}
      />
    </Sheet>
  );
}

function Paid({ sale }: { sale: CurrencySaleAnswer }): VNode {
  const say = useSay();
  return (
    <>
      <Money amount={sale.proceeds} />{' '}
      <Soft>
        ({say('tỷ giá', 'rate')} {formatRate(rateOf(sale))} đ/{sale.currency})
      </Soft>
    </>
  );
}

/** The rate that the bank's payment comes to, cut after two decimals: for reading only. */
function rateOf({ proceeds, foreignAmount, currency }: CurrencySaleAnswer): string {
  const unit = 10n ** BigInt(isForeignCurrency(currency) ? CURRENCIES[currency].digits : 0);
  const hundredths = (proceeds * unit * 100n) / foreignAmount;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

function Difference({ amount }: { amount: bigint }): VNode {
  const say = useSay();
  if (amount === 0n) return <>{say('không có', 'none')}</>;
  return (
    <>
      <Money amount={amount} />{' '}
      <Tag tone={amount > 0n ? 'true' : 'wrong'}>{amount > 0n ? say('lãi', 'gain') : say('lỗ', 'loss')}</Tag>
    </>
  );
}

function Shares({ sale }: { sale: CurrencySaleDetail }): VNode {
  const say = useSay();
  const { shares, currency } = sale;
  if (shares.length === 0) {
    return (
      <Notice tone="wrong" title={say('Nơi này không còn đủ ngoại tệ để bán', 'The place no longer holds so much')}>
        {say('Trả lại để lập số khác.', 'Send it back for another amount.')}
      </Notice>
    );
  }
  return (
    <Sheet
      flush
      title={say('Tiền của mục đích nào', 'Whose money it is')}
      note={say('Mỗi mục đích nhận phần của mình.', 'Each purpose gets its own part.')}
    >
      <Table<CurrencySaleShareAnswer>
        caption={say('Chia theo mục đích', 'By purpose')}
        rows={shares}
        keyOf={({ restrictionId }) => String(restrictionId)}
        columns={[
          { key: 'label', head: say('Mục đích', 'Purpose'), cell: ({ label }) => label },
          {
            key: 'amount',
            head: currency,
            align: 'right',
            cell: ({ foreignAmount }) => <Money amount={foreignAmount} currency={currency} bare />,
          },
          { key: 'worth', head: say('Ghi sổ (đ)', 'Worth (đ)'), money: ({ bookValue }) => bookValue, total: true },
          { key: 'paid', head: say('Nhận về (đ)', 'Paid (đ)'), money: ({ proceeds }) => proceeds, total: true },
          {
            key: 'difference',
            head: say('Chênh lệch (đ)', 'Difference (đ)'),
            money: ({ difference }) => difference,
            total: true,
          },
        ]}
      />
    </Sheet>
  );
}

function Decide({ sale, may, state }: SheetProps): VNode | null {
  const say = useSay();
  if (!may.approve && !may.takeBack) return null;
  return (
    <Stack gap="s">
      {may.approve && sale.shares.length > 0 && (
        <Form action={`${HOME}/${sale.id}/approve`} draft={false}>
          <Buttons>
            <SubmitButton>{say('Duyệt và ghi sổ', 'Approve and post')}</SubmitButton>
          </Buttons>
        </Form>
      )}
      <Disclosure
        summary={may.takeBack ? say('Rút lại', 'Take back') : say('Trả lại', 'Send back')}
        open={state.problems.reason !== undefined}
      >
        <Form action={`${HOME}/${sale.id}/reject`} state={state}>
          <TextField name="reason" label={say('Lý do', 'Reason')} maxlength={300} />
          <Buttons>
            <SubmitButton tone="plain">
              {may.takeBack ? say('Rút lại', 'Take back') : say('Trả lại', 'Send back')}
            </SubmitButton>
          </Buttons>
        </Form>
      </Disclosure>
    </Stack>
  );
}

function sumOf<T>(rows: readonly T[], of: (row: T) => bigint): bigint {
  return rows.reduce((sum, row) => sum + of(row), 0n);
}
