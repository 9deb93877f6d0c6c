/** Sales of foreign money as a list, and the form that prepares one. */
import type { VNode } from 'preact';
import type { Sellable } from '../../banking/currency-sale-register.service.js';
import type { CurrencySaleAnswer } from '../../banking/currency-sales.dto.js';
import { formatMoney } from '../../platform/money.js';
import type { Page } from '../../platform/paging.js';
import { EmptyState, PageHead, Pager, Sheet, Soft, Stack } from '../ui/box.js';
import { DateField, MoneyField, type Option, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag, type Tone } from '../ui/tag.js';
import { ChoiceField } from './choice.js';

const HOME = '/desk/currency-sales';

export function SaleList({ page, mayPrepare }: { page: Page<CurrencySaleAnswer>; mayPrepare: boolean }): VNode {
  const say = useSay();
  const start = mayPrepare && (
    <LinkButton href={`${HOME}/new`} icon="plus" tone={page.items.length === 0 ? 'main' : 'plain'}>
      {say('Lập lần bán', 'Prepare a sale')}
    </LinkButton>
  );
  return (
    <Stack>
      <PageHead
        title={say('Bán ngoại tệ', 'Foreign money sold')}
        lead={say(
          'Ngoại tệ được ủng hộ giữ nguyên đến khi bán cho ngân hàng. Một người lập, người khác duyệt.',
          'Foreign money is held as it was given until it is sold to a bank. One prepares, another approves.',
        )}
        {...(page.items.length > 0 && { actions: start })}
      />
      <Sheet flush>
        <Table<CurrencySaleAnswer>
          caption={say('Các lần bán, mới nhất trước', 'Sales, newest first')}
          rows={page.items}
          keyOf={({ id }) => id}
          href={({ id }) => `${HOME}/${id}`}
          columns={[
            { key: 'date', head: say('Ngày', 'Day'), cell: ({ date }) => <DateText date={date} /> },
            { key: 'from', head: say('Bán từ', 'Sold from'), cell: From },
            {
              key: 'amount',
              head: say('Số ngoại tệ', 'Amount'),
              align: 'right',
              cell: ({ foreignAmount, currency }) => <Money amount={foreignAmount} currency={currency} />,
            },
            { key: 'proceeds', head: say('Ngân hàng trả (đ)', 'Paid (đ)'), money: ({ proceeds }) => proceeds },
            {
              key: 'difference',
              head: say('Chênh lệch (đ)', 'Difference (đ)'),
              money: ({ proceeds, bookValue }) => (bookValue === null ? null : proceeds - bookValue),
              wideOnly: true,
            },
            { key: 'state', head: say('Trạng thái', 'State'), cell: (sale) => <SaleState sale={sale} /> },
          ]}
          empty={
            <EmptyState icon="landmark" title={say('Chưa bán lần nào', 'Nothing has been sold yet')} action={start}>
              {say(
                'Có ngoại tệ trong két hoặc tài khoản thì lập ở đây.',
                'Foreign money in a box or account is sold here.',
              )}
            </EmptyState>
          }
        />
        <Pager nextCursor={page.nextCursor} />
      </Sheet>
    </Stack>
  );
}

function From({ from, fundName }: CurrencySaleAnswer): VNode {
  return (
    <div>
      {from}
      <Soft block>{fundName}</Soft>
    </div>
  );
}

export function SaleState({ sale }: { sale: CurrencySaleAnswer }): VNode {
  const say = useSay();
  const [tone, words] = stateOf(sale, say);
  return <Tag tone={tone}>{words}</Tag>;
}

function stateOf({ state, arrived }: CurrencySaleAnswer, say: Say): [Tone, string] {
  if (state === 'prepared') return ['wait', say('chờ duyệt', 'waiting for approval')];
  if (state === 'rejected') return ['wrong', say('bị trả lại', 'sent back')];
  return arrived
    ? ['true', say('tiền đã về', 'money has come')]
    : ['wait', say('đã ghi sổ, tiền đang về', 'posted, money on its way')];
}

export function placeOptions(places: readonly Sellable[]): Option[] {
  return places.map(({ place, name }) => ({
    value: place.id,
    label: `${name} · ${formatMoney(place.foreignBalance ?? 0n, place.currency)}`,
  }));
}

/** Each account once, though several places may sell into it. */
export function accountOptions(places: readonly Sellable[]): Option[] {
  const accounts = places.flatMap(({ accounts: own }) => own);
  return [...new Map(accounts.map((account) => [account.id, account])).values()].map(
    ({ id, bankName, number, fundName }) => ({ value: id, label: `${bankName} ${number} · ${fundName}` }),
  );
}

export function SaleForm({ places, state }: { places: Sellable[]; state: FormState }): VNode {
  const say = useSay();
  const { today } = usePage();
  const title = say('Bán ngoại tệ cho ngân hàng', 'Sell foreign money to a bank');
  const [from, to] = [placeOptions(places), accountOptions(places)];
  return (
    <Stack>
      <PageHead
        title={title}
        crumbs={[{ href: HOME, label: say('Bán ngoại tệ', 'Foreign money sold') }, { label: title }]}
        lead={say(
          'Theo giấy của ngân hàng. Chưa ghi sổ đến khi người khác duyệt; tiền đồng ở trạng thái đang chuyển đến khi sao kê báo về.',
          'By the bank’s paper. Nothing is posted before another approves; the đồng are on their way until the statement shows them.',
        )}
      />
      <Sheet>
        {from.length === 0 || to.length === 0 ? (
          <EmptyState icon="landmark" title={say('Chưa có nơi giữ ngoại tệ', 'No place of foreign money yet')}>
            {say(
              'Nhờ người quản trị mở két hoặc tài khoản ngoại tệ, và tài khoản đồng của cùng quỹ.',
              'Ask the administrator to open a foreign box or account, and one in đồng of the same fund.',
            )}
          </EmptyState>
        ) : (
          <Form action={`${HOME}/new`} state={state}>
            <ChoiceField
              name="fromPlaceId"
              label={say('Bán từ', 'Sell from')}
              options={from}
              value={from[0]?.value}
              autofocus
            />
            <TextField
              name="foreignAmount"
              label={say('Số ngoại tệ', 'Amount')}
              size="short"
              inputmode="numeric"
              hint={say('Như 1.250,50', 'As 1.250,50')}
            />
            <MoneyField name="proceeds" label={say('Ngân hàng trả', 'The bank pays')} />
            <ChoiceField
              name="toBankAccountId"
              label={say('Vào tài khoản', 'Into the account')}
              hint={say('Cùng quỹ với nơi bán.', 'Of the same fund as the place.')}
              options={to}
              value={to[0]?.value}
            />
            <DateField name="date" label={say('Ngày bán', 'Day')} date={today} />
            <TextField
              name="documentNo"
              label={say('Số giấy của ngân hàng', 'Number of the bank’s paper')}
              size="short"
              maxlength={60}
              hint={say('Có trong nhật ký công khai.', 'It stands in the public log.')}
            />
            <Buttons>
              <SubmitButton hint="Ctrl+Enter">{say('Trình duyệt', 'Submit')}</SubmitButton>
              <LinkButton href={HOME}>{say('Thôi', 'Cancel')}</LinkButton>
            </Buttons>
          </Form>
        )}
      </Sheet>
    </Stack>
  );
}
