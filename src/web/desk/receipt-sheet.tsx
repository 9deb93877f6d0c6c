import type { VNode } from 'preact';
import type { DonationView } from '../../donations/donation-register.service.js';
import { groupCode } from '../../platform/ids.js';
import { amountInWords, formatRate } from '../../platform/money.js';
import { Columns, DefinitionList, Disclosure, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { CheckField, DateField, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, sayInstant, usePage, useSay } from '../ui/page.js';
import { Notice, Tag } from '../ui/tag.js';
import type { ReceiptSheetData } from './receipt-desk.service.js';

/** The forms of the sheet that come back with a problem. */
export type ReceiptForms = { correct?: FormState; void?: FormState };

/** Whether the giver is shown publicly by another name than the one on the receipt. */
export function isNamedOtherwise(gift: Pick<DonationView, 'printedName' | 'publicName'>): boolean {
  return gift.publicName !== null && gift.publicName !== gift.printedName;
}

type Props = ReceiptSheetData & { forms: ReceiptForms };

/** One receipt whole: what was given, where it stands in the books, and what may be done about it. */
export function ReceiptSheet(props: Props): VNode {
  const say = useSay();
  const { gift, may, reversedBy } = props;
  const { serial, code } = gift.receipt;
  return (
    <Stack>
      <PageHead
        title={serial}
        crumbs={[{ href: '/desk/receipts', label: say('Biên nhận', 'Receipts') }, { label: serial }]}
        tag={
          gift.void ? (
            <Tag tone="wrong">{say('đã hủy', 'void')}</Tag>
          ) : (
            <Tag tone="true">{say('đã vào sổ', 'in the books')}</Tag>
          )
        }
        actions={
          <>
            <LinkButton href={`/api/v1/receipts/${serial}.pdf`} icon="printer" hint="p" tone="main">
              {say('In biên nhận', 'Print the receipt')}
            </LinkButton>
            <LinkButton href={`/r/${code}`} icon="eye">
              {say('Trang công khai', 'Public page')}
            </LinkButton>
          </>
        }
      />
      {gift.void && (
        <Notice tone="wrong" title={say('Biên nhận này đã hủy', 'This receipt is void')}>
          <DateText date={gift.void.date} /> · {gift.void.reason}
          {reversedBy !== null && may.readEntry && (
            <>
              {' · '}
              <a href={`/desk/books/entries/${reversedBy}`}>
                {say(`bút toán hủy ${reversedBy}`, `voided by entry ${reversedBy}`)}
              </a>
            </>
          )}
        </Notice>
      )}
      <Columns wide>
        <Given {...props} />
        <Stack>
          <Checked {...props} />
          <Corrections {...props} />
        </Stack>
      </Columns>
      {(may.correct || may.void) && (
        <Stack gap="s">
          {may.correct && <CorrectName {...props} />}
          {may.void && <VoidReceipt {...props} />}
        </Stack>
      )}
    </Stack>
  );
}

function Given({ gift, voucher, recordedBy }: Props): VNode {
  const say = useSay();
  const lines = [
    ...worthOf(gift, say),
    { term: say('Bằng chữ', 'In words'), value: <span lang="vi">{amountInWords(gift.bookValue)}</span> },
    { term: say('Người ủng hộ', 'Given by'), value: <Giver gift={gift} /> },
    { term: say('Quỹ', 'Fund'), value: gift.fundName },
    ...(gift.appealName ? [{ term: say('Lời kêu gọi', 'Appeal'), value: gift.appealName }] : []),
    ...(gift.condition ? [{ term: say('Điều kiện', 'Condition'), value: gift.condition }] : []),
    {
      term: say('Nhận bằng', 'Received as'),
      value: gift.channel === 'cash' ? say('tiền mặt', 'cash') : say('chuyển khoản', 'bank transfer'),
    },
    { term: say('Ngày nhận', 'Day received'), value: <DateText date={gift.effectiveDate} /> },
    ...(voucher ? [{ term: say('Phiếu thu', 'Cash voucher'), value: voucher }] : []),
    { term: say('Người ghi', 'Recorded by'), value: `${recordedBy} · ${sayInstant(say, gift.recordedAt)}` },
  ];
  return (
    <Sheet>
      <p class="figure-value">
        <Money amount={gift.amount} currency={gift.currency} />
      </p>
      <DefinitionList items={lines} />
    </Sheet>
  );
}

/** Of foreign money: what it is worth in the books, at which rate, by which paper. */
function worthOf(
  { bookValue, rate, rateDocument, currency }: DonationView,
  say: Say,
): { term: string; value: VNode }[] {
  if (rate === null) return [];
  const value = (
    <>
      <Money amount={bookValue} />{' '}
      <Soft block>
        {say('tỷ giá', 'rate')} {formatRate(rate)} đ/{currency} · {rateDocument}
      </Soft>
    </>
  );
  return [{ term: say('Quy đổi', 'Worth in đồng'), value }];
}

function Giver({ gift }: { gift: DonationView }): VNode {
  const say = useSay();
  if (gift.printedName === null) return <Soft>{say('không ghi tên', 'no name')}</Soft>;
  const shown =
    gift.publicName === null
      ? say('không nêu tên công khai', 'not named publicly')
      : gift.publicName === gift.printedName
        ? say('đồng ý nêu tên công khai', 'agreed to be named publicly')
        : say(`nêu công khai là “${gift.publicName}”`, `named publicly as “${gift.publicName}”`);
  return (
    <>
      <span class="strong">{gift.printedName}</span> <Soft block>{shown}</Soft>
    </>
  );
}

/** What proves it: the code on the paper and the place in the books. */
function Checked({ gift, may }: Props): VNode {
  const say = useSay();
  const { sequence, receipt } = gift;
  return (
    <Sheet title={say('Kiểm tra được', 'Can be checked')}>
      <DefinitionList
        items={[
          { term: say('Mã kiểm tra', 'Verification code'), value: <code>{groupCode(receipt.code)}</code> },
          {
            term: say('Bút toán', 'Entry'),
            value: may.readEntry ? (
              <a href={`/desk/books/entries/${sequence}`}>{String(sequence)}</a>
            ) : (
              String(sequence)
            ),
          },
        ]}
      />
    </Sheet>
  );
}

function Corrections({ corrections }: Props): VNode | null {
  const say = useSay();
  if (corrections.length === 0) return null;
  return (
    <Sheet title={say('Đã sửa tên', 'Name corrected')}>
      <DefinitionList
        items={corrections.map(({ sequence, reason, by, at }) => ({
          term: sayInstant(say, at),
          value: (
            <>
              {reason}
              <Soft block>
                {by} · {say(`vị trí ${sequence} trong nhật ký`, `position ${sequence} in the log`)}
              </Soft>
            </>
          ),
        }))}
      />
    </Sheet>
  );
}

function CorrectName({ gift, forms }: Props): VNode {
  const say = useSay();
  return (
    <Disclosure summary={say('Sửa tên viết sai', 'Correct a misspelt name')} open={forms.correct !== undefined}>
      <Sheet>
        <Form
          action={`/desk/receipts/${gift.receipt.serial}/correct-name`}
          {...(forms.correct && { state: forms.correct })}
          label={say('Sửa tên', 'Correct the name')}
        >
          <TextField
            name="name"
            label={say('Tên đúng', 'The right name')}
            value={gift.printedName ?? ''}
            maxlength={200}
            hint={say('Số tiền và số biên nhận không đổi.', 'Amount and number stay as they are.')}
          />
          <CheckField
            name="public"
            label={say('Người ủng hộ đồng ý nêu tên công khai', 'The giver agrees to be named publicly')}
            checked={gift.publicName !== null && !isNamedOtherwise(gift)}
            {...(isNamedOtherwise(gift) && {
              hint: say(
                `Để trống thì vẫn nêu là “${gift.publicName}”; chỉ đánh dấu khi người ủng hộ đồng ý nêu tên thật.`,
                `Left empty, “${gift.publicName}” is shown as before; tick it only if the giver agrees to the real name.`,
              ),
            })}
          />
          <TextField name="reason" label={say('Lý do sửa', 'Why')} maxlength={300} />
          <Buttons>
            <SubmitButton tone="plain" icon="pencil">
              {say('Sửa tên', 'Correct the name')}
            </SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </Disclosure>
  );
}

function VoidReceipt({ gift, forms }: Props): VNode {
  const say = useSay();
  const { today } = usePage();
  return (
    <Disclosure summary={say('Hủy biên nhận', 'Void the receipt')} open={forms.void !== undefined}>
      <Sheet>
        <Form
          action={`/desk/receipts/${gift.receipt.serial}/void`}
          {...(forms.void && { state: forms.void })}
          label={say('Hủy biên nhận', 'Void the receipt')}
        >
          <p>
            {gift.channel === 'cash'
              ? say(
                  'Số biên nhận vẫn giữ; một bút toán mới lấy khoản này ra khỏi quỹ và két.',
                  'The number stays; a further entry takes the gift out of the fund and the cash box.',
                )
              : say(
                  'Số biên nhận vẫn giữ; một bút toán mới lấy khoản này ra khỏi quỹ. Tiền đã vào ngân hàng thì thành khoản phải trả lại.',
                  'The number stays; a further entry takes the gift out of the fund. Money that reached the bank is then owed back.',
                )}
          </p>
          <TextField name="reason" label={say('Lý do hủy', 'Why')} maxlength={300} />
          <DateField name="effectiveDate" label={say('Ngày hủy', 'Day of the voiding')} date={today} />
          <Buttons>
            <SubmitButton tone="wrong" icon="ban">
              {say('Hủy biên nhận này', 'Void this receipt')}
            </SubmitButton>
          </Buttons>
        </Form>
      </Sheet>
    </Disclosure>
  );
}
