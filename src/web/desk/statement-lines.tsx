import type { VNode } from 'preact';
import type { LineState, LineView, StatementView } from '../../banking/statement-register.service.js';
import type { PayoutChoice } from '../../banking/explanation-choices.service.js';
import { formatDate } from '../../platform/dates.js';
import type { Page } from '../../platform/paging.js';
import { EmptyState, PageHead, Pager, Sheet, Soft, Stack, Tabs } from '../ui/box.js';
import { RadioGroup, SelectField, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';
import { OwnerForm, OwnerWords } from './statement-owner.js';
import type { StatementData } from './statement-desk.service.js';
import type { StatementForms } from './statement.page.js';
import { lineWords, STATEMENTS } from './statement-words.js';

/** Each debit with the question what it was; the amount is large, the bank's words beside it. */
export function LinesToExplain(props: StatementData & { forms: StatementForms }): VNode | null {
  const say = useSay();
  const { toExplain } = props;
  if (toExplain.length === 0) return null;
  return (
    <Sheet
      tone="wait"
      id="to-explain"
      title={say('Ngân hàng ghi nợ, chờ giải trình', 'Debits to be explained')}
      note={say(`${toExplain.length} dòng`, `${toExplain.length} lines`)}
    >
      <Stack>
        {toExplain.map((line) => (
          <ExplainLine key={line.id} line={line} {...props} />
        ))}
      </Stack>
    </Sheet>
  );
}

function ExplainLine({
  line,
  statement,
  boxes,
  people,
  payouts,
  forms,
  may,
}: StatementData & { forms: StatementForms; line: LineView }): VNode {
  const say = useSay();
  const state = forms[line.id];
  const fits = payouts.get(line.id) ?? [];
  return (
    <section>
      <p class="figure-value">
        <Money amount={line.debit} />
      </p>
      <p>
        <DateText date={line.date} /> · {line.memo || say('(không có nội dung)', '(no details)')}
      </p>
      <OwnerWords line={line} />
      {may.explain && (
        <Form action={`${STATEMENTS}/${statement.id}/lines/${line.id}/explain`} {...(state && { state })}>
          <RadioGroup
            name="reason"
            label={say('Đây là', 'This was')}
            value="bank-charge"
            options={[
              {
                value: 'bank-charge',
                label: say('Phí ngân hàng', 'A bank charge'),
                note: say(
                  'cơ quan hoàn trả, không trừ vào tiền ủng hộ',
                  "the office pays it back, not the donors' money",
                ),
              },
              ...(boxes.length > 0
                ? [
                    {
                      value: 'cash-withdrawal',
                      label: say('Rút tiền mặt về két', 'Cash drawn for the box'),
                      note: say('có phiếu thu', 'with a cash voucher'),
                    },
                  ]
                : []),
              {
                value: 'payout',
                label: say('Khoản chi đã ghi sổ', 'A pay-out in the books'),
                note:
                  fits.length > 0
                    ? say('chọn ở dưới; không trừ tiền lần nữa', 'chosen below; the money is not taken twice')
                    : say(
                        'chưa có khoản chi nào đúng số tiền này; nếu đợt chi chưa ghi “đã chi” thì ghi trước',
                        'no pay-out of this amount yet; if the batch is not marked as paid, do that first',
                      ),
              },
              {
                value: 'other',
                label: say('Lý do khác', 'Another reason'),
                note: say('phải ghi rõ ở dưới', 'written out below'),
              },
            ]}
          />
          {boxes.length > 1 && <SelectField name="cashBoxId" label={say('Két', 'Cash box')} options={boxes} />}
          {fits.length > 0 && (
            <SelectField
              name="payout"
              label={say('Khoản chi', 'Pay-out')}
              options={fits.map((one) => ({ value: one.choice, label: payoutWords(one, say) }))}
            />
          )}
          <TextField name="note" label={say('Ghi chú', 'Note')} maxlength={500} optional />
          <Buttons>
            <SubmitButton icon="check">{say('Ghi giải trình', 'Record')}</SubmitButton>
          </Buttons>
        </Form>
      )}
      {may.explain && (
        <OwnerForm statementId={statement.id} line={line} people={people} state={forms[`owner-${line.id}`]} />
      )}
    </section>
  );
}

function payoutWords({ title, date, position, households }: PayoutChoice, say: Say): string {
  const which =
    position === null
      ? say(`cả đợt, ${households} hộ`, `whole batch, ${households} households`)
      : say(`dòng ${position}`, `line ${position}`);
  return `${formatDate(date)} · ${title} · ${which}`;
}

/** Money that waits because nobody can tell what it is for. */
export function SuspenseLines(props: StatementData & { forms: StatementForms }): VNode | null {
  const say = useSay();
  const { suspense: lines, statement, may, people, forms } = props;
  if (lines.length === 0) return null;
  const owner = (line: LineView): VNode => (
    <>
      <OwnerWords line={line} />
      {may.explain && (
        <OwnerForm statementId={statement.id} line={line} people={people} state={forms[`owner-${line.id}`]} />
      )}
    </>
  );
  return (
    <Sheet
      flush
      tone="wait"
      title={say('Tiền về chưa rõ mục đích', 'Money of no clear purpose')}
      note={<a href={`${STATEMENTS}/${statement.id}/lines?state=suspense`}>{say('xem tất cả', 'see all')}</a>}
    >
      <LineTable lines={lines} caption={say('Tiền về chưa rõ mục đích', 'Money of no clear purpose')} owner={owner} />
    </Sheet>
  );
}

const STATES: LineState[] = ['gift', 'in-transit', 'suspense', 'matched-payout', 'to-explain', 'explained', 'waiting'];

/** The whole statement, line by line as the bank wrote it. */
export function LinesPage(props: {
  statement: StatementView;
  lines: Page<LineView>;
  state: LineState | undefined;
}): VNode {
  const say = useSay();
  const { statement, lines } = props;
  const here = `${STATEMENTS}/${statement.id}/lines`;
  const counts = new Map(statement.lines.map(({ state, count }) => [state, count]));
  const tabs = [
    { href: here, label: say('tất cả', 'all'), count: statement.of },
    ...STATES.filter((state) => counts.has(state)).map((state) => ({
      href: `${here}?state=${state}`,
      label: lineWords(state, say).text,
      count: counts.get(state) ?? 0,
    })),
  ];
  return (
    <Stack>
      <PageHead
        title={say('Các dòng của sao kê', 'The lines of the statement')}
        crumbs={[
          { href: STATEMENTS, label: say('Sao kê', 'Statements') },
          { href: `${STATEMENTS}/${statement.id}`, label: statement.fileName },
          { label: say('Các dòng', 'Lines') },
        ]}
        lead={say(
          'Nội dung là lời của ngân hàng và có thông tin riêng của người gửi: không sao chép ra ngoài.',
          "The details are the bank's and private to the senders: they are not to be copied elsewhere.",
        )}
      />
      <Tabs tabs={tabs} current={props.state === undefined ? here : `${here}?state=${props.state}`} />
      <Sheet flush>
        <LineTable lines={lines.items} caption={say('Các dòng của sao kê', 'The lines of the statement')} />
      </Sheet>
      <Pager nextCursor={lines.nextCursor} />
    </Stack>
  );
}

function LineTable(props: {
  lines: LineView[];
  caption: string;
  /** Who looks after a line; in words only without it. */
  owner?: (line: LineView) => VNode;
}): VNode {
  const say = useSay();
  const { lines, caption, owner } = props;
  return (
    <Table<LineView>
      caption={caption}
      rows={lines}
      keyOf={({ id }) => id}
      dense
      href={({ receipt }) => (receipt === null ? undefined : `/desk/receipts/${encodeURIComponent(receipt)}`)}
      columns={[
        {
          key: 'date',
          head: say('Ngày', 'Day'),
          cell: ({ date, position }) => (
            <span>
              <DateText date={date} /> <Soft>#{position}</Soft>
            </span>
          ),
        },
        { key: 'credit', head: say('Ghi có (đ)', 'Credit (đ)'), money: ({ credit }) => (credit > 0n ? credit : null) },
        { key: 'debit', head: say('Ghi nợ (đ)', 'Debit (đ)'), money: ({ debit }) => (debit > 0n ? debit : null) },
        {
          key: 'memo',
          head: say('Nội dung', 'Details'),
          cell: ({ memo, note }) => (
            <span class="long-text">
              {memo}
              {note !== null && <Soft block>{note}</Soft>}
            </span>
          ),
        },
        {
          key: 'state',
          head: say('Trong sổ', 'In the books'),
          cell: ({ receipt, ...line }) => (
            <span>
              <LineTag state={line.state} /> {owner ? owner({ receipt, ...line }) : <OwnerWords line={line} />}
              {receipt !== null && <span class="soft small money"> {receipt}</span>}
            </span>
          ),
        },
      ]}
      empty={<EmptyState icon="file-text" title={say('Không có dòng nào ở đây', 'No lines here')} />}
    />
  );
}

function LineTag({ state }: { state: LineState }): VNode {
  const say = useSay();
  const { tone, text } = lineWords(state, say);
  return <Tag tone={tone}>{text}</Tag>;
}
