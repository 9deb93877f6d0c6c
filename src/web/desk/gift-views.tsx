/** The page for recording gifts: the form at the left with the amount first, what was recorded today at the right. */
import type { VNode } from 'preact';
import type { DonationView } from '../../donations/donation-register.service.js';
import type { TalliedGift } from '../../donations/gift-tally.service.js';
import { groupCode } from '../../platform/ids.js';
import { amountInWords, CURRENCIES, FOREIGN_CURRENCIES, formatMoney } from '../../platform/money.js';
import type { PledgeAnswer } from '../../pledges/pledge.dto.js';
import { Columns, Disclosure, EmptyState, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { CheckField, ComboField, DateField, MoneyField, RadioGroup, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { Count, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Tag } from '../ui/tag.js';
import type { GiftPageData } from './gift-desk.service.js';
import type { Purpose } from './desk-scope.service.js';

export function GiftPage({ purposes, state, made, pledge, today }: GiftPageData): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead title={say('Ghi khoản ủng hộ', 'Record a gift')} />
      {purposes.length === 0 ? (
        <EmptyState title={say('Chưa có quỹ nào đang mở', 'No fund is open yet')}>
          {say(
            'Nhờ người quản trị mở quỹ cho đơn vị trước.',
            'Ask the administrator to open a fund for this unit first.',
          )}
        </EmptyState>
      ) : (
        <Columns wide>
          <Stack>
            {made && <Made gift={made} />}
            <GiftForm purposes={purposes} state={state} pledge={pledge} />
          </Stack>
          <Today {...today} />
        </Columns>
      )}
    </Stack>
  );
}

/** What one must be able to read out to the giver: the number, the code and the amount in words. */
function Made({ gift }: { gift: DonationView }): VNode {
  const say = useSay();
  const { serial, code } = gift.receipt;
  const amount = formatMoney(gift.amount, gift.currency);
  return (
    <Notice
      tone="true"
      title={say(`Đã ghi ${amount} · ${serial}`, `Recorded ${amount} · ${serial}`)}
      actions={
        <>
          <LinkButton href={`/api/v1/receipts/${serial}.pdf`} icon="printer" hint="p">
            {say('In biên nhận', 'Print the receipt')}
          </LinkButton>
          <LinkButton href={`/desk/receipts/${serial}`} icon="receipt" hint="o">
            {say('Mở', 'Open')}
          </LinkButton>
        </>
      }
    >
      <p>
        {gift.currency !== 'VND' && (
          <>
            {say('Quy đổi', 'Worth')} <Money amount={gift.bookValue} /> ·{' '}
          </>
        )}
        <span lang="vi">{amountInWords(gift.bookValue)}</span>
        {gift.printedName && ` · ${gift.printedName}`}
      </p>
      <p>
        {say('Mã kiểm tra', 'Verification code')} <code>{groupCode(code)}</code>
      </p>
    </Notice>
  );
}

function GiftForm(props: { purposes: Purpose[]; state: FormState; pledge: PledgeAnswer | undefined }): VNode {
  const say = useSay();
  const { purposes, state, pledge } = props;
  return (
    <Sheet>
      <Form
        action="/desk/gifts/new"
        state={state}
        label={say('Khoản ủng hộ', 'Gift')}
        hidden={pledge ? { pledgeId: pledge.id } : {}}
      >
        {pledge && <Keeps pledge={pledge} />}
        <MoneyField
          name="amount"
          label={say('Số tiền', 'Amount')}
          autofocus
          hint={say('Gõ 500k là 500.000, 2tr là 2.000.000', '500k is 500.000, 2tr is 2.000.000')}
        />
        <ComboField
          name="donorName"
          label={say('Tên in trên biên nhận', 'Name printed on the receipt')}
          optional
          options={[]}
          searchHref="/desk/gifts/donors"
        />
        <CheckField
          name="consent"
          label={say('Người ủng hộ đồng ý nêu tên công khai', 'The giver agrees to be named publicly')}
        />
        <RadioGroup
          name="channel"
          label={say('Nhận bằng', 'Received as')}
          value="cash"
          options={[
            { value: 'cash', label: say('Tiền mặt', 'Cash') },
            { value: 'transfer', label: say('Chuyển khoản', 'Bank transfer') },
          ]}
        />
        <SelectField name="purpose" label={say('Ủng hộ cho', 'For')} options={purposes} value={purposes[0]?.value} />
        <DateField name="effectiveDate" label={say('Ngày nhận', 'Day received')} />
        <Disclosure
          summary={say('Người ủng hộ có điều kiện riêng', 'The giver set a condition')}
          open={Boolean(state.values.condition ?? state.problems.condition)}
        >
          <TextField
            name="condition"
            label={say('Điều kiện', 'Condition')}
            optional
            maxlength={500}
            hint={say(
              'Tiền được giữ riêng cho đúng điều kiện này.',
              'The money is then kept apart for this condition alone.',
            )}
          />
        </Disclosure>
        <ForeignFields state={state} />
        <Buttons>
          <SubmitButton hint="Enter">{say('Ghi', 'Record')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}

/** Out of the way until it is needed: who takes đồng never comes here. */
function ForeignFields({ state }: { state: FormState }): VNode {
  const say = useSay();
  const used = ['currency', 'foreignAmount', 'rate', 'rateDocument'];
  return (
    <Disclosure
      summary={say('Nhận bằng ngoại tệ', 'Received in foreign currency')}
      open={used.some((name) => Boolean(state.values[name] ?? state.problems[name]))}
    >
      <SelectField
        name="currency"
        label={say('Loại tiền', 'Currency')}
        optional
        blank={say('đồng Việt Nam', 'Vietnamese đồng')}
        options={FOREIGN_CURRENCIES.map((code) => ({
          value: code,
          label: `${code} · ${say(CURRENCIES[code].vi, CURRENCIES[code].en)}`,
        }))}
      />
      <TextField
        name="foreignAmount"
        label={say('Số ngoại tệ', 'Amount in it')}
        optional
        size="short"
        inputmode="numeric"
        hint={say('Như 1.250,50. Ô số tiền (đ) ở trên để trống.', 'As 1.250,50. Leave the amount in đ above empty.')}
      />
      <TextField
        name="rate"
        label={say('Tỷ giá (đ cho một đơn vị)', 'Rate (đ for one unit)')}
        optional
        size="short"
        inputmode="numeric"
        hint={say('Như 25.430 hoặc 25.430,5', 'As 25.430 or 25.430,5')}
      />
      <TextField
        name="rateDocument"
        label={say('Số chứng từ của tỷ giá', 'Paper that says the rate')}
        optional
        size="short"
        maxlength={60}
        hint={say('Như VCB 22/11/2026. Có trong nhật ký công khai.', 'As VCB 22/11/2026. It stands in the public log.')}
      />
    </Disclosure>
  );
}

function Keeps({ pledge }: { pledge: PledgeAnswer }): VNode {
  const say = useSay();
  return (
    <Notice tone="plain" title={say(`Thực hiện cam kết ${pledge.code}`, `Keeps the pledge ${pledge.code}`)}>
      {pledge.giverName} · {say('còn', 'left')} <Money amount={pledge.left} />
    </Notice>
  );
}

/** How many this person has recorded today, and the latest, so that one sees that the last line went in. */
function Today({ count, amount, gifts }: GiftPageData['today']): VNode {
  const say = useSay();
  return (
    <Sheet
      flush
      title={say('Hôm nay đã ghi', 'Recorded today')}
      note={
        <>
          <Count value={count} /> {say('khoản', count === 1 ? 'gift' : 'gifts')} · <Money amount={amount} />
        </>
      }
    >
      <Table<TalliedGift>
        caption={say('Các khoản vừa ghi', 'Gifts recorded last')}
        dense
        rows={gifts}
        keyOf={({ id }) => id}
        href={({ serial }) => `/desk/receipts/${serial}`}
        columns={[
          {
            key: 'serial',
            head: say('Biên nhận', 'Receipt'),
            cell: ({ serial, printedName, void: isVoid }) => (
              <>
                {shortSerial(serial)} {isVoid && <Tag tone="wrong">{say('đã hủy', 'void')}</Tag>}
                {printedName && <Soft block>{printedName}</Soft>}
              </>
            ),
          },
          { key: 'amount', head: say('Số tiền', 'Amount'), align: 'right', cell: Given },
        ]}
        empty={
          <EmptyState icon="gift" title={say('Chưa ghi khoản nào hôm nay', 'Nothing recorded yet today')}>
            {say('Gõ số tiền rồi Enter.', 'Type an amount and press Enter.')}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

function Given({ amount, currency, foreignAmount }: TalliedGift): VNode {
  return (
    <div>
      <Money amount={amount} bare />
      {foreignAmount !== null && (
        <Soft block>
          <Money amount={foreignAmount} currency={currency} />
        </Soft>
      )}
    </div>
  );
}

/** The end of a serial is enough among the gifts of one day: `UH-VNN-01-2026-000123` → `UH…000123`. */
function shortSerial(serial: string): string {
  const parts = serial.split('-');
  return `${parts[0]}-${parts[1]} …${parts.at(-1)}`;
}

export function GiftHelp(): VNode {
  const say = useSay();
  return (
    <p>
      {say(
        'Gõ số tiền, Tab sang tên, Enter để ghi. Quỹ, hình thức và ngày được giữ cho khoản sau. Ghi nhầm thì mở biên nhận và hủy: số vẫn giữ, sổ thêm một bút toán.',
        'Type the amount, Tab to the name, Enter records. Fund, channel and day are kept for the next one. A mistake is voided on its receipt: the number stays and a further entry takes it back.',
      )}
    </p>
  );
}
