/** Papers of two people as the desk shows them: what each is, where it stands, and what it would do to the books. */
import type { VNode } from 'preact';
import type {
  DraftDetail,
  DraftKind,
  DraftMovementView,
  DraftState,
  DraftView,
  PlaceEffect,
  PurposeEffect,
} from '../../bookkeeping/entry-drafts-reader.service.js';
import { DefinitionList, Disclosure, Sheet, Soft } from '../ui/box.js';
import { TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText } from '../ui/money.js';
import { type Say, sayInstant, usePage, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Notice, type Step, Steps, Tag, type Tone } from '../ui/tag.js';
import { monthOf } from './entry-list.js';

const TONES: Record<DraftState, Tone> = { prepared: 'wait', posted: 'true', rejected: 'wrong', recalled: 'plain' };

const KINDS: Record<DraftKind, { vi: string; en: string }> = {
  entry: { vi: 'bút toán', en: 'entry' },
  reversal: { vi: 'đảo bút toán', en: 'reversal' },
  'cost-consent': { vi: 'đồng ý trả chi phí', en: 'consent to costs' },
  'opening-minutes': { vi: 'biên bản số dư đầu kỳ', en: 'opening-balance minutes' },
  'handover-minutes': { vi: 'biên bản bàn giao', en: 'handover minutes' },
};

export function draftKind(kind: DraftKind, say: Say): string {
  return say(KINDS[kind].vi, KINDS[kind].en);
}

/** Minutes are signed, the others are approved. */
function isMinutes(kind: DraftKind): boolean {
  return kind === 'opening-minutes' || kind === 'handover-minutes';
}

export function DraftStateTag({ draft: { state, kind } }: { draft: Pick<DraftView, 'state' | 'kind'> }): VNode {
  const say = useSay();
  const minutes = isMinutes(kind);
  const names: Record<DraftState, string> = {
    prepared: minutes ? say('chờ ký', 'waiting to be signed') : say('chờ duyệt', 'waiting for approval'),
    posted: minutes ? say('đã ký', 'signed') : say('đã ghi sổ', 'posted'),
    rejected: say('bị trả lại', 'sent back'),
    recalled: say('đã rút lại', 'taken back'),
  };
  return <Tag tone={TONES[state]}>{names[state]}</Tag>;
}

export function DraftTable(props: {
  rows: readonly DraftView[];
  home: string;
  caption: string;
  unitName: (code: string) => string;
  empty: VNode;
}): VNode {
  const say = useSay();
  const columns: Column<DraftView>[] = [
    {
      key: 'what',
      head: say('Nội dung', 'What'),
      cell: (row) => (
        <>
          {row.description}
          <Soft block>
            {draftKind(row.kind, say)} · {props.unitName(row.unitCode)}
          </Soft>
        </>
      ),
    },
    { key: 'day', head: say('Ngày ghi', 'Day'), cell: (row) => <DateText date={row.effectiveDate} /> },
    { key: 'by', head: say('Người lập', 'Prepared by'), cell: (row) => row.preparedByName, wideOnly: true },
    { key: 'state', head: say('Tình trạng', 'State'), cell: (row) => <DraftStateTag draft={row} /> },
    { key: 'total', head: say('Số tiền (đ)', 'Amount (đ)'), money: (row) => row.total },
  ];
  return (
    <Sheet flush>
      <Table
        caption={props.caption}
        columns={columns}
        rows={props.rows}
        keyOf={(row) => row.id}
        href={(row) => `${props.home}/${row.id}`}
        empty={props.empty}
      />
    </Sheet>
  );
}

/** Who has done what, and what is still to come. */
export function DraftSteps({ draft }: { draft: DraftDetail }): VNode {
  const say = useSay();
  const minutes = isMinutes(draft.kind);
  const by = (name: string | null, at: Date | null): string => `${name ?? ''}${at ? `, ${sayInstant(say, at)}` : ''}`;
  const second: Step = {
    label: minutes ? say('Người thứ hai ký', 'Signed by the second') : say('Người khác duyệt', 'Approved by another'),
    state: ({ prepared: 'now', posted: 'done', rejected: 'wrong', recalled: 'wrong' } as const)[draft.state],
    note:
      draft.state === 'prepared'
        ? (draft.receiverName ?? say('kế toán trưởng hoặc chủ tài khoản', 'the chief accountant or the chair'))
        : by(draft.decidedByName, draft.decidedAt),
  };
  const steps: Step[] = [
    {
      label: minutes ? say('Người lập ký', 'Drawn up and signed') : say('Đã lập', 'Prepared'),
      state: 'done',
      note: by(draft.preparedByName, draft.preparedAt),
    },
    second,
    { label: say('Vào sổ', 'In the books'), state: draft.state === 'posted' ? 'done' : 'todo' },
  ];
  return (
    <Sheet>
      <Steps steps={steps} />
    </Sheet>
  );
}

type Side = { key: string; code: string; label: string; debit: bigint | null; credit: bigint | null };

/** Two rows to a movement, debit first, as a journal voucher is read. */
export function DraftMovements({ movements }: { movements: readonly DraftMovementView[] }): VNode | null {
  const say = useSay();
  if (movements.length === 0) return null;
  const sides = movements.flatMap(({ debit, credit, amount }, i): Side[] => [
    { key: `${i}d`, ...debit, debit: BigInt(amount), credit: null },
    { key: `${i}c`, ...credit, debit: null, credit: BigInt(amount) },
  ]);
  return (
    <Sheet flush title={say('Định khoản', 'Movements')}>
      <Table<Side>
        caption={say('Định khoản', 'Movements')}
        rows={sides}
        keyOf={({ key }) => key}
        columns={[
          {
            key: 'account',
            head: say('Tài khoản', 'Account'),
            cell: ({ code, label }) => (
              <>
                <span class="strong">{code}</span> {label}
              </>
            ),
          },
          { key: 'debit', head: say('Nợ (đ)', 'Debit (đ)'), money: ({ debit }) => debit, total: true },
          { key: 'credit', head: say('Có (đ)', 'Credit (đ)'), money: ({ credit }) => credit, total: true },
        ]}
      />
    </Sheet>
  );
}

/** What the books would say after it: posted for real and rolled back, as things stand now. */
export function DraftEffects({ draft: { preview } }: { draft: DraftDetail }): VNode | null {
  const say = useSay();
  const { lang } = usePage();
  if (preview === null) return null;
  if (!preview.possible) {
    return (
      <Notice tone="wrong" title={say('Bây giờ chưa ghi sổ được', 'It cannot be posted now')}>
        {preview.refusal.sentence(lang)}
      </Notice>
    );
  }
  return (
    <>
      <PlaceEffects places={preview.places} />
      <PurposeEffects purposes={preview.purposes} />
    </>
  );
}

function PlaceEffects({ places }: { places: PlaceEffect[] }): VNode | null {
  const say = useSay();
  if (places.length === 0) return null;
  const title = say('Nơi giữ tiền và công nợ sẽ thành', 'Places and debts will become');
  return (
    <Sheet flush title={title}>
      <Table<PlaceEffect>
        caption={title}
        rows={places}
        keyOf={({ accountId }) => String(accountId)}
        columns={[
          {
            key: 'account',
            head: say('Tài khoản', 'Account'),
            cell: ({ code, label }) => (
              <>
                <span class="strong">{code}</span> {label}
              </>
            ),
          },
          { key: 'before', head: say('Đang có (đ)', 'Now (đ)'), money: ({ before }) => before },
          { key: 'after', head: say('Sẽ là (đ)', 'Then (đ)'), money: ({ after }) => after },
        ]}
      />
    </Sheet>
  );
}

function PurposeEffects({ purposes }: { purposes: PurposeEffect[] }): VNode | null {
  const say = useSay();
  if (purposes.length === 0) return null;
  const title = say('Tiền của mục đích sẽ thành', 'Purposes will hold');
  return (
    <Sheet flush title={title}>
      <Table<PurposeEffect>
        caption={title}
        rows={purposes}
        keyOf={({ restrictionId }) => String(restrictionId)}
        columns={[
          { key: 'purpose', head: say('Mục đích', 'Purpose'), cell: ({ label }) => label },
          { key: 'before', head: say('Đang có (đ)', 'Now (đ)'), money: ({ before }) => before },
          { key: 'after', head: say('Sẽ là (đ)', 'Then (đ)'), money: ({ after }) => after },
          { key: 'free', head: say('Còn dùng được (đ)', 'Available (đ)'), money: (row) => row.availableAfter },
        ]}
      />
    </Sheet>
  );
}

/** The papers it rests on, and where it went. */
export function DraftFacts({ draft, unitName }: { draft: DraftDetail; unitName: string }): VNode {
  const say = useSay();
  const content = draft.kind === 'entry' ? draft.content : undefined;
  const entry = draft.kind === 'entry' || draft.kind === 'reversal' || draft.kind === 'opening-minutes';
  const link = (id: bigint): VNode => <a href={`/desk/books/entries/${id}`}>{say(`bút toán ${id}`, `entry ${id}`)}</a>;
  const items = [
    { term: say('Đơn vị', 'Unit'), value: unitName },
    { term: say('Ngày', 'Day'), value: <DateText date={draft.effectiveDate} /> },
    { term: say('Số chứng từ', 'Paper'), value: draft.documentNo },
    { term: say('Quyết định', 'Decision'), value: content?.decisionNo ?? null },
    { term: say('Điều chỉnh tháng', 'Adjusts'), value: content?.adjusts ? monthOf(content.adjusts) : null },
    { term: say('Lấy lại', 'Takes back'), value: draft.reverses === null ? null : link(draft.reverses) },
    { term: say('Lý do trả lại', 'Why sent back'), value: draft.reason },
    {
      term: say('Đã ghi tại', 'Posted as'),
      value:
        draft.sequence === null
          ? null
          : entry
            ? link(draft.sequence)
            : say(`vị trí ${draft.sequence} trong nhật ký`, `position ${draft.sequence} of the log`),
    },
  ];
  return (
    <Sheet title={say('Chứng từ', 'Papers')}>
      <DefinitionList items={items.filter(({ value }) => value !== null)} />
    </Sheet>
  );
}

/** Approving or signing, sending back, taking back: each only for whom it is for. */
export function DraftDecisions(props: { draft: DraftDetail; home: string; state: FormState }): VNode | null {
  const say = useSay();
  const { draft, home, state } = props;
  const { approve, reject, recall } = draft.may;
  const at = `${home}/${draft.id}`;
  const minutes = isMinutes(draft.kind);
  if (!approve && !reject && !recall) {
    // Somebody else decided while this page was open: who comes second is told.
    const late = state.problems[''];
    return late === undefined ? null : <Notice tone="wrong" title={late} />;
  }
  const wrong = Object.keys(state.problems).length > 0;
  return (
    <>
      {approve && (
        <Sheet>
          <Form action={`${at}/approve`} state={'reason' in state.problems ? { values: {}, problems: {} } : state}>
            <p>
              {minutes
                ? say(
                    'Ký nghĩa là đã đối chiếu với giấy tờ và đồng ý với các số ở trên.',
                    'Signing says that you compared it with the papers and agree with the figures above.',
                  )
                : say(
                    'Duyệt nghĩa là đã xem chứng từ và đồng ý ghi sổ như trên.',
                    'Approving says that you saw the paper and agree that it is posted as above.',
                  )}
            </p>
            <Buttons>
              <SubmitButton hint="Ctrl+Enter" icon="check">
                {minutes ? say('Ký', 'Sign') : say('Duyệt và ghi sổ', 'Approve and post')}
              </SubmitButton>
            </Buttons>
          </Form>
        </Sheet>
      )}
      {reject && (
        <Disclosure summary={say('Trả lại cho người lập', 'Send it back')} open={wrong && 'reason' in state.problems}>
          <Form action={`${at}/reject`} state={state}>
            <TextField name="reason" label={say('Lý do', 'Why')} maxlength={300} />
            <Buttons>
              <SubmitButton tone="wrong" icon="undo-2">
                {say('Trả lại', 'Send back')}
              </SubmitButton>
            </Buttons>
          </Form>
        </Disclosure>
      )}
      {recall && (
        <Form action={`${at}/recall`} state={reject ? { values: {}, problems: {} } : state}>
          <Buttons>
            <SubmitButton tone="plain" icon="undo-2">
              {say('Rút lại để lập lại', 'Take it back')}
            </SubmitButton>
          </Buttons>
        </Form>
      )}
    </>
  );
}
