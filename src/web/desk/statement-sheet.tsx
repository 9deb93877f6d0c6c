import type { VNode } from 'preact';
import type { StatementDay } from '../../banking/statement-register.service.js';
import { Disclosure, PageHead, Sheet, Soft, Stack } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { Count, DateText, Figure, Figures, Money } from '../ui/money.js';
import { useSay } from '../ui/page.js';
import { Table } from '../ui/table.js';
import { Notice, Progress } from '../ui/tag.js';
import type { StatementData } from './statement-desk.service.js';
import { LinesToExplain, SuspenseLines } from './statement-lines.js';
import type { StatementForms } from './statement.page.js';
import { PreviewSheet } from './statement-preview.js';
import { Period, ProofLine, StateTag, STATEMENTS } from './statement-words.js';

type Props = StatementData & { forms: StatementForms };

/** One statement, wherever it stands: to look at, being posted, done, taken back. */
export function StatementSheet(props: Props): VNode {
  const say = useSay();
  const { statement, days } = props;
  return (
    <Stack>
      <PageHead
        title={`${statement.bankName} ${statement.accountNumber}`}
        crumbs={[{ href: STATEMENTS, label: say('Sao kê', 'Statements') }, { label: statement.fileName }]}
        tag={<StateTag state={statement.state} />}
        lead={
          <>
            <Period from={statement.firstDay} until={statement.lastDay} /> · <Count value={statement.rows} />{' '}
            {say('dòng', 'rows')}
            {statement.duplicates > 0 && (
              <>
                , {say('trong đó', 'of them')} <Count value={statement.duplicates} />{' '}
                {say('đã nhập từ trước', 'imported before')}
              </>
            )}
          </>
        }
        actions={
          <LinkButton href={`${STATEMENTS}/${statement.id}/lines`}>{say('Xem các dòng', 'See the lines')}</LinkButton>
        }
      />
      <Sheet title={say('Đã kiểm', 'Proven')} note={statement.fundName}>
        <Soft block>{say('đầu kỳ + ghi có − ghi nợ = cuối kỳ', 'opening + credits − debits = closing')}</Soft>
        <ProofLine {...statement} />
      </Sheet>
      <Stage {...props} />
      <Days days={days} />
      <UndoForm {...props} />
    </Stack>
  );
}

function Stage(props: Props): VNode | null {
  const { statement, preview, forms, may } = props;
  if (statement.state === 'kept' && preview) {
    return <PreviewSheet statement={statement} preview={preview} state={forms.post} mayPost={may.import} />;
  }
  if (statement.state === 'posting') return <Posting {...props} />;
  if (statement.state === 'posted') return <Done {...props} />;
  return null;
}

/** Posting goes on behind the page; where it was stopped, it is gone on with. */
function Posting({ statement, running, forms, may }: Props): VNode {
  const say = useSay();
  if (running) return <PostingProgress statement={statement} />;
  return (
    <Sheet tone="wait" title={say('Đang ghi dở', 'Half posted')}>
      <p>
        {say('Đã vào sổ', 'In the books')} <Count value={statement.posted} /> / <Count value={statement.of} />{' '}
        {say(
          'dòng. Phần còn lại chưa ghi; ghi tiếp không ghi trùng.',
          'lines. The rest is not; going on posts nothing twice.',
        )}
      </p>
      {may.import && (
        <Form action={`${STATEMENTS}/${statement.id}/post`} state={forms.post} draft={false}>
          <Buttons>
            <SubmitButton icon="arrow-right">{say('Ghi tiếp', 'Go on')}</SubmitButton>
          </Buttons>
        </Form>
      )}
    </Sheet>
  );
}

/** Asks for itself every two seconds; one may leave and come back. */
export function PostingProgress({ statement }: Pick<StatementData, 'statement'>): VNode {
  const say = useSay();
  return (
    <Progress
      label={say('Đang ghi sổ', 'Posting')}
      done={statement.posted}
      total={statement.of}
      pollHref={`${STATEMENTS}/${statement.id}/progress`}
    >
      <Soft block>
        {say('Có thể rời trang này; việc ghi vẫn tiếp tục.', 'This page may be left; the posting goes on.')}
      </Soft>
    </Progress>
  );
}

function Done(props: Props): VNode {
  const say = useSay();
  const { statement, difference } = props;
  const agrees = difference === 0n;
  const sums = new Map(statement.lines.map((line) => [line.state, line]));
  const gifts = sums.get('gift');
  const arrived = sums.get('in-transit');
  return (
    <>
      <Notice
        tone={agrees ? 'true' : 'wait'}
        title={
          agrees
            ? say(
                'Đã ghi sổ cả sao kê; sổ và ngân hàng bằng nhau.',
                'The whole statement is posted; books and bank agree.',
              )
            : say('Đã ghi sổ cả sao kê.', 'The whole statement is posted.')
        }
        actions={<LinkButton href={STATEMENTS}>{say('Về danh sách', 'Back to the list')}</LinkButton>}
      >
        {!agrees && difference !== undefined && (
          <p>
            {say('Sổ trừ ngân hàng:', 'Books less bank:')} <Money amount={difference} />
          </p>
        )}
      </Notice>
      <Figures>
        <Figure label={say('Ủng hộ', 'Received')} amount={gifts?.credits ?? 0n} tone="gold" />
        <Figure
          label={say('Biên nhận', 'Receipts')}
          count={statement.receipts?.count ?? 0}
          note={
            statement.receipts && (
              <Soft>
                {statement.receipts.first} … {statement.receipts.last.slice(-6)}
              </Soft>
            )
          }
        />
        <Figure
          label={say('Số dư đầu kỳ, không phải ủng hộ', 'Opening balance, not received')}
          amount={statement.openingEntry === null ? 0n : statement.opening}
          note={
            statement.openingEntry !== null && (
              <a href={`/desk/books/entries/${statement.openingEntry}`}>
                {say('bút toán', 'entry')} {String(statement.openingEntry)}
              </a>
            )
          }
        />
        {arrived && (
          <Figure label={say('Đã ghi trước, nay về', 'Recorded before, now here')} amount={arrived.credits} />
        )}
      </Figures>
      <LinesToExplain {...props} />
      <SuspenseLines {...props} />
    </>
  );
}

function Days({ days }: { days: StatementDay[] }): VNode {
  const say = useSay();
  return (
    <Sheet flush title={say('Từng ngày', 'Day by day')}>
      <Table<StatementDay>
        caption={say('Từng ngày của sao kê', 'The days of the statement')}
        rows={days}
        keyOf={({ date }) => date}
        dense
        columns={[
          { key: 'date', head: say('Ngày', 'Day'), cell: ({ date }) => <DateText date={date} /> },
          { key: 'rows', head: say('Số dòng', 'Rows'), count: ({ rows }) => rows, total: true },
          { key: 'opening', head: say('Đầu ngày (đ)', 'Opening (đ)'), money: ({ opening }) => opening, wideOnly: true },
          { key: 'credits', head: say('Ghi có (đ)', 'Credits (đ)'), money: ({ credits }) => credits, total: true },
          { key: 'debits', head: say('Ghi nợ (đ)', 'Debits (đ)'), money: ({ debits }) => debits, total: true },
          { key: 'closing', head: say('Cuối ngày (đ)', 'Closing (đ)'), money: ({ closing }) => closing },
        ]}
      />
    </Sheet>
  );
}

/** A wrong file is taken back by further entries; nothing that was posted is deleted. */
function UndoForm({ statement, running, forms, may }: Props): VNode | null {
  const say = useSay();
  if (running) return null;
  if (!may.explain || statement.state === 'undone' || (statement.state === 'kept' && !may.import)) return null;
  const kept = statement.state === 'kept';
  return (
    <Disclosure summary={say('Nhầm tệp? Rút lại cả sao kê', 'The wrong file? Take it back')} open={Boolean(forms.undo)}>
      <Form action={`${STATEMENTS}/${statement.id}/undo`} state={forms.undo}>
        <TextField
          name="reason"
          label={say('Lý do', 'Reason')}
          hint={
            kept
              ? say('Chưa ghi sổ nên chỉ bỏ tệp này ra.', 'Nothing is posted yet: the file is only set aside.')
              : say(
                  'Mỗi bút toán được đảo, mỗi biên nhận bị hủy và giữ nguyên số. Chỉ được khi tiền chưa dùng.',
                  'Each entry is reversed and each receipt void, keeping its number. Only while the money is unused.',
                )
          }
          maxlength={300}
        />
        <Buttons>
          <SubmitButton tone="wrong" icon="undo-2">
            {say('Rút lại', 'Take back')}
          </SubmitButton>
        </Buttons>
      </Form>
    </Disclosure>
  );
}
