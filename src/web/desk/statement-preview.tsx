import type { VNode } from 'preact';
import type { StatementPreview } from '../../banking/statement-preview.service.js';
import type { StatementView } from '../../banking/statement-register.service.js';
import { Sheet, Soft } from '../ui/box.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { Count, DateText, Money } from '../ui/money.js';
import { type Say, usePage, useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice } from '../ui/tag.js';
import { STATEMENTS } from './statement-words.js';

type Row = { what: string; note: string; count: number; amount: bigint };

/** What posting would do, by what the money is for; the control total is the bank's own. */
export function PreviewSheet(props: {
  statement: StatementView;
  preview: StatementPreview;
  state: FormState | undefined;
  mayPost: boolean;
}): VNode {
  const say = useSay();
  const { lang } = usePage();
  const { statement, preview } = props;
  const { opening, problems } = preview;
  return (
    <Sheet title={say('Nếu ghi sổ', 'If it is posted')} tone={problems.length > 0 ? 'wrong' : 'gold'}>
      {problems.length > 0 && (
        <Notice tone="wrong" title={say('Chưa ghi sổ được:', 'It cannot be posted yet:')}>
          <ul>
            {problems.map((problem) => (
              <li key={problem.code}>{problem[lang]}</li>
            ))}
          </ul>
        </Notice>
      )}
      {opening && (
        <p>
          {say('Số dư đầu kỳ', 'Opening balance')}{' '}
          <strong>
            <Money amount={opening.amount} />
          </strong>
          , {say('ngày', 'dated')} <DateText date={opening.date} />:{' '}
          {say(
            'tiền đã có từ trước, thuộc quỹ nói chung, không phải khoản ủng hộ, không có biên nhận.',
            'money that was there before, of the fund in general; no gift and no receipt.',
          )}
        </p>
      )}
      <Table<Row>
        caption={say('Các dòng sẽ vào sổ thế nào', 'What the lines become')}
        rows={rowsOf(preview, say)}
        columns={[
          {
            key: 'what',
            head: say('Các dòng là', 'The lines are'),
            cell: ({ what, note }) => (
              <>
                {what} <Soft block>{note}</Soft>
              </>
            ),
          },
          { key: 'count', head: say('Số dòng', 'Lines'), count: ({ count }) => count, total: true },
          { key: 'amount', head: say('Số tiền (đ)', 'Amount (đ)'), money: ({ amount }) => amount },
        ]}
      />
      {props.mayPost && (
        <Form
          action={`${STATEMENTS}/${statement.id}/post`}
          state={props.state ?? { values: {}, problems: {} }}
          draft={false}
        >
          <Buttons>
            <SubmitButton icon="check" hint="Ctrl+Enter" disabled={problems.length > 0}>
              {say('Ghi sổ', 'Post')} <Count value={statement.of} /> {say('dòng', 'lines')}
            </SubmitButton>
          </Buttons>
        </Form>
      )}
    </Sheet>
  );
}

function rowsOf(preview: StatementPreview, say: Say): Row[] {
  const receipt = say('mỗi dòng một biên nhận', 'a receipt for each line');
  const gifts = preview.gifts.map(({ appealName, count, amount }) => ({
    what:
      appealName === null
        ? say('Ủng hộ cho quỹ nói chung', 'Gifts to the fund in general')
        : say(`Ủng hộ cho “${appealName}”`, `Gifts for “${appealName}”`),
    note: receipt,
    count,
    amount,
  }));
  const others: Row[] = [
    {
      what: say('Tiền đã ghi trước, nay về tài khoản', 'Recorded before, now on the account'),
      note: say('không ghi hai lần', 'not booked twice'),
      ...preview.arrivals,
    },
    {
      what: say('Tiền về chưa rõ mục đích', 'Money of no clear purpose'),
      note: say('để riêng đến khi rõ', 'kept apart until it is clear'),
      ...preview.suspense,
    },
    {
      what: say('Khoản chi đã có trong sổ', 'Pay-outs already in the books'),
      note: say('chỉ đối chiếu', 'only matched'),
      ...preview.payments,
    },
    {
      what: say('Ngân hàng ghi nợ, chờ giải trình', 'Debits to be explained'),
      note: say('đến khi có người nói rõ', 'until a person says what they are'),
      ...preview.toExplain,
    },
  ];
  return [...gifts, ...others.filter(({ count }) => count > 0)];
}
