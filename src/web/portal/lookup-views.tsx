/** The look-up's form and what it finds: a card for each gift, as far as who asks may know it. */
import type { VNode } from 'preact';
import { formatDate } from '../../platform/dates.js';
import { formatNumber, formatVnd } from '../../platform/money.js';
import type { Found, FoundGift, LookupQuery } from '../../publication/public-lookup.service.js';
import { DefinitionList, Sheet, Stack } from '../ui/box.js';
import { DateField, MoneyField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { Seal } from '../ui/tag.js';

/** The fields of a transfer, for the search and for the question that follows it. */
export function TransferFields(): VNode {
  const say = useSay();
  return (
    <>
      <MoneyField name="amount" label={say('Số tiền, đúng từng đồng', 'Amount, exact')} optional />
      <DateField
        name="date"
        label={say('Ngày chuyển', 'Day of the transfer')}
        hint={say(
          'Chuyển đêm khuya hoặc ngày nghỉ, ngân hàng có thể ghi ngày làm việc kế tiếp.',
          'The bank may date what was sent late or on a day off as of the next working day.',
        )}
        optional
      />
      <TextField
        name="time"
        label={say('Giờ chuyển', 'Time')}
        hint={say('Giúp phân biệt khi nhiều người cùng chuyển số tiền này.', 'Tells gifts of the same amount apart.')}
        placeholder="8:21"
        size="short"
        maxlength={10}
        optional
      />
    </>
  );
}

export function LookupForm({ state, autofocus }: { state: FormState; autofocus?: boolean }): VNode {
  const say = useSay();
  return (
    <Form action="/search" method="get" label={say('Tìm khoản ủng hộ', 'Find a gift')} state={state}>
      <TextField
        name="q"
        label={say(
          'Mã, số biên nhận hoặc mã giao dịch của ngân hàng',
          "Receipt's code or number, or the bank's reference",
        )}
        hint={say(
          'Mã 12 chữ và số dưới ô QR; hoặc mã giao dịch trong tin nhắn của ngân hàng, như 7577855678.',
          "The 12 letters and figures under the QR, or the reference in the bank's message.",
        )}
        placeholder="7K3Q-9ABC-D123"
        maxlength={80}
        type="search"
        optional
        {...(autofocus && { autofocus })}
      />
      <p class="strong">
        {say('Không có mã? Ghi số tiền và ngày chuyển khoản:', 'No code? Give amount and day of the transfer:')}
      </p>
      <TransferFields />
      <Buttons>
        <SubmitButton icon="search">{say('Tìm', 'Find')}</SubmitButton>
      </Buttons>
    </Form>
  );
}

export function FoundGifts({ found, query }: { found: Found; query: LookupQuery }): VNode {
  const [gift] = found.items;
  if (found.count === 0) return <NotFound query={query} />;
  if (gift === undefined) return <TooMany found={found} query={query} />;
  if (found.items.length > 1) return <Several gifts={found.items} />;
  return <One gift={gift} by={found.by} />;
}

function One({ gift, by }: { gift: FoundGift; by: Found['by'] }): VNode {
  const say = useSay();
  const real = by === 'serial' ? say('Biên nhận đúng', 'This receipt is real') : undefined;
  return (
    <>
      <Seal tone={TONES[gift.status]} title={real && gift.status === 'valid' ? real : statusWords(gift.status, say)}>
        <p class="figure-value">
          <Money amount={gift.amount} currency={gift.currency} />
        </p>
      </Seal>
      <Sheet>
        <Stack>
          <DefinitionList figures items={factsOf(gift, say)} />
          {gift.code !== null && (
            <Buttons>
              <LinkButton href={`/r/${gift.code}`} tone="main">
                {say('Mở biên nhận', 'Open the receipt')}
              </LinkButton>
            </Buttons>
          )}
        </Stack>
      </Sheet>
    </>
  );
}

/** Gifts alike: the books cannot tell whose is whose, and no code is given. */
function Several({ gifts }: { gifts: FoundGift[] }): VNode {
  const say = useSay();
  return (
    <>
      <Seal
        tone="wait"
        title={say(`Có ${gifts.length} khoản giống nhau`, `${gifts.length} gifts are alike`)}
        note={say(
          'Ghi thêm giờ chuyển hoặc mã giao dịch của ngân hàng để thấy đúng một khoản.',
          "Add the time or the bank's reference to see one alone.",
        )}
      />
      {gifts.map((gift, index) => (
        <Sheet key={index} title={<Money amount={gift.amount} />} note={statusWords(gift.status, say)}>
          <DefinitionList figures items={factsOf(gift, say)} />
        </Sheet>
      ))}
    </>
  );
}

const TONES = { valid: 'true', void: 'wrong', waiting: 'wait' } as const;

function statusWords(status: FoundGift['status'], say: Say): string {
  const words: Record<FoundGift['status'], string> = {
    valid: say('Có trong sổ: đã nhận', 'In the books: received'),
    void: say('Biên nhận đã hủy', 'This receipt is void'),
    waiting: say('Tiền đã về, đang tìm mục đích', 'The money came; its purpose is being found out'),
  };
  return words[status];
}

function factsOf(gift: FoundGift, say: Say): { term: string; value: VNode | string }[] {
  const { time, appealName, serial, sequence } = gift;
  return [
    { term: say('Ngày', 'Day'), value: <DateText date={gift.date} /> },
    ...(time === null ? [] : [{ term: say('Giờ ngân hàng ghi', "Bank's time"), value: time }]),
    { term: say('Quỹ', 'Fund'), value: say(gift.fundName, gift.fundNameEn) },
    ...(appealName === null ? [] : [{ term: say('Đợt vận động', 'Appeal'), value: appealName }]),
    ...(serial === null ? [] : [{ term: say('Số biên nhận', 'Receipt'), value: serial }]),
    ...(sequence === null
      ? []
      : [{ term: say('Vị trí trong sổ chung', 'Position in the books'), value: formatNumber(sequence) }]),
  ];
}

function TooMany({ found, query }: { found: Found; query: LookupQuery }): VNode {
  const say = useSay();
  const { amount, date } = query;
  const many = found.count >= 1000;
  const number = formatNumber(found.count);
  const what =
    amount !== undefined && date !== undefined
      ? say(
          `khoản ${formatVnd(amount)} ngày ${formatDate(date)}`,
          `gifts of ${formatVnd(amount)} on ${formatDate(date)}`,
        )
      : say('khoản có mã này', 'gifts with this reference');
  return (
    <Seal
      tone="wait"
      title={say(
        `Có ${many ? 'từ ' : ''}${number}${many ? ' trở lên' : ''} ${what}`,
        `${many ? 'At least ' : ''}${number} ${what}`,
      )}
      note={say(
        'Ghi thêm giờ chuyển, hoặc mã giao dịch trong tin nhắn của ngân hàng, để tìm đúng khoản của mình.',
        "Add the time, or the reference in the bank's message, to find your own.",
      )}
    />
  );
}

/** The same whatever was looked for. */
function NotFound({ query }: { query: LookupQuery }): VNode {
  const say = useSay();
  return (
    <Seal
      tone="wrong"
      title={say('Không tìm thấy khoản này', 'No such gift was found')}
      note={
        query.text === undefined
          ? say(
              'Xem lại số tiền và ngày; thử ngày kế tiếp. Sao kê của ngày gần đây có thể chưa vào sổ.',
              'Check amount and day, and try the next day. Statements of the last days may not be in the books yet.',
            )
          : say(
              'Xem lại từng chữ của mã, hoặc tìm bằng số tiền và ngày chuyển.',
              'Check each letter, or look by amount and day.',
            )
      }
    />
  );
}
