/** How a pay-out is shown, to the desk and to the board alike: where it stands, what to look at, who receives what. */
import type { ComponentChildren, VNode } from 'preact';
import type {
  BatchCheck,
  DisbursementDetail,
  DisbursementSummary,
  LineView,
} from '../../disbursements/disbursement.dto.js';
import { dayOf, formatDate } from '../../platform/dates.js';
import { DefinitionList, EmptyState, Sheet, Soft } from '../ui/box.js';
import { DateText, Figure, Figures, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Notice, type Step, Steps, Tag, type Tone } from '../ui/tag.js';
import { bankName, StatusOf } from './household-views.js';

export const DISBURSEMENTS = '/desk/disbursements';

type State = DisbursementSummary['state'];

const STATE_TONES: Record<State, Tone> = {
  draft: 'plain',
  submitted: 'wait',
  rejected: 'wrong',
  approved: 'wait',
  paid: 'wait',
  closed: 'true',
  ended: 'plain',
};

export function stateName(state: State, say: Say): string {
  const names: Record<State, string> = {
    draft: say('đang lập', 'draft'),
    submitted: say('chờ duyệt', 'waiting for approval'),
    rejected: say('bị trả lại', 'rejected'),
    approved: say('đã duyệt, chờ chi', 'approved, to be paid'),
    paid: say('đã chi, chờ ký nhận', 'paid, to be signed for'),
    closed: say('đã xong', 'closed'),
    ended: say('đã dừng', 'ended'),
  };
  return names[state];
}

export function StateTag({ state }: { state: State }): VNode {
  const say = useSay();
  return <Tag tone={STATE_TONES[state]}>{stateName(state, say)}</Tag>;
}

export function BatchTable(props: {
  rows: DisbursementSummary[];
  hrefOf: (row: DisbursementSummary) => string;
  empty: VNode;
}): VNode {
  const say = useSay();
  const columns: Column<DisbursementSummary>[] = [
    {
      key: 'title',
      head: say('Đợt chi', 'Pay-out'),
      cell: (row) => (
        <div>
          {row.title}
          <Soft block>
            {row.appealName ?? row.fundName} · {row.unitName}
          </Soft>
        </div>
      ),
    },
    {
      key: 'purpose',
      head: say('Mục đích', 'Purpose'),
      cell: (row) => say(row.purpose.vi, row.purpose.en),
      wideOnly: true,
    },
    { key: 'state', head: say('Tình trạng', 'State'), cell: (row) => <StateTag state={row.state} /> },
    { key: 'households', head: say('Số hộ', 'Households'), count: (row) => row.lineCount },
    { key: 'signed', head: say('Đã ký nhận', 'Signed for'), count: (row) => row.acknowledgedCount },
    { key: 'total', head: say('Số tiền (đ)', 'Amount (đ)'), money: (row) => row.total },
  ];
  return (
    <Sheet flush>
      <Table
        caption={say('Các đợt chi', 'Pay-outs')}
        columns={columns}
        rows={props.rows}
        keyOf={(row) => row.id}
        href={props.hrefOf}
        empty={props.empty}
      />
    </Sheet>
  );
}

/** The way of the batch through its people. */
export function BatchSteps({ batch }: { batch: DisbursementDetail }): VNode {
  const say = useSay();
  const last = (step: string): DisbursementDetail['steps'][number] | undefined =>
    batch.steps.findLast((one) => one.step === step);
  const note = (step: string): string | undefined => {
    const taken = last(step);
    return taken && `${taken.by}, ${formatDate(dayOf(taken.at))}`;
  };
  const order: State[] = ['draft', 'submitted', 'approved', 'paid', 'closed'];
  const at = order.indexOf(batch.state === 'rejected' ? 'submitted' : batch.state);
  const stopped = batch.state === 'rejected' || batch.state === 'ended';
  const steps = [
    { label: say('Lập', 'Prepared'), from: 'prepare' },
    { label: say('Trình', 'Submitted'), from: 'submit' },
    { label: say('Duyệt', 'Approved'), from: 'approve' },
    { label: say('Chi', 'Paid'), from: 'pay' },
    { label: say('Ký nhận', 'Signed for'), from: 'acknowledge' },
  ];
  return (
    <Sheet>
      <Steps
        steps={steps.map(({ label, from }, index): Step => {
          const text = index <= at || (batch.state === 'ended' && last(from)) ? note(from) : undefined;
          return { label, state: stateOfStep(index, at, stopped), ...(text !== undefined && { note: text }) };
        })}
      />
    </Sheet>
  );
}

function stateOfStep(index: number, at: number, stopped: boolean): Step['state'] {
  if (at < 0) return index === 0 ? 'wrong' : 'todo';
  if (stopped && index === at + 1) return 'wrong';
  if (index <= at) return 'done';
  return index === at + 1 ? 'now' : 'todo';
}

export function BatchFigures({ batch }: { batch: DisbursementDetail }): VNode {
  const say = useSay();
  const signed = batch.lines.filter(({ state }) => state === 'acknowledged');
  const sum = signed.reduce((total, line) => total + line.amount, 0n);
  const all = signed.length === batch.lines.length && signed.length > 0;
  return (
    <Figures>
      <Figure label={say('Tổng số tiền', 'Total')} amount={batch.total} />
      <Figure label={say('Số hộ', 'Households')} count={batch.lines.length} />
      <Figure
        label={say('Đã ký nhận', 'Signed for')}
        amount={sum}
        note={say(`${signed.length} hộ`, `${signed.length} households`)}
        {...(all && { tone: 'true' as const })}
      />
    </Figures>
  );
}

export function BatchFacts({ batch }: { batch: DisbursementDetail }): VNode {
  const say = useSay();
  const method = batch.method === 'cash' ? say('Tiền mặt', 'Cash') : say('Chuyển khoản', 'Transfer');
  // The condition itself may hold names, and the board reads this too.
  const condition = batch.donationId !== null && say('một khoản ủng hộ có điều kiện', 'a gift with a condition');
  const money = [batch.fundName, batch.appealName, condition].filter(Boolean).join(' · ');
  const items = [
    { term: say('Tiền của', 'Money of'), value: money },
    { term: say('Đơn vị chi', 'Paying unit'), value: batch.unitName },
    { term: say('Mục đích', 'Purpose'), value: say(batch.purpose.vi, batch.purpose.en) },
    { term: say('Cách chi', 'Method'), value: method },
    { term: say('Quyết định', 'Decision'), value: batch.decisionNo },
    { term: say('Ngày chi', 'Paid on'), value: batch.paidOn && <DateText date={batch.paidOn} /> },
    { term: say('Phiếu chi', 'Voucher'), value: batch.voucher },
  ];
  return (
    <Sheet>
      <DefinitionList items={items.filter(({ value }) => value !== null)} />
    </Sheet>
  );
}

/** Plain sentences: what fits, and what to look at, with the lines they are about. */
export function BatchChecks({ checks }: { checks: BatchCheck[] }): VNode {
  const say = useSay();
  return (
    <Sheet title={say('Kiểm tra', 'Checks')}>
      {checks.map((check) => (
        <Notice key={check.code} tone={check.tone} title={say(check.vi, check.en)}>
          {check.positions.length > 0 && (
            <p>
              {say('Dòng', 'Lines')}{' '}
              {check.positions.slice(0, 20).map((position, index) => (
                <>
                  {index > 0 && ', '}
                  <a href={`#line-${position}`}>{position}</a>
                </>
              ))}
              {check.positions.length > 20 && ' …'}
            </p>
          )}
        </Notice>
      ))}
    </Sheet>
  );
}

/** The households with what each receives. `extra` is the desk's own column: a tick to sign for, a button to take off. */
export function BatchLines(props: {
  batch: DisbursementDetail;
  extra?: { head: string; cell: (line: LineView) => ComponentChildren };
  note?: ComponentChildren;
}): VNode {
  const say = useSay();
  const { batch, extra } = props;
  const columns: Column<LineView>[] = [
    {
      key: 'position',
      head: say('STT', 'No.'),
      cell: (line) => <span id={`line-${line.position}`}>{line.position}</span>,
    },
    {
      key: 'household',
      head: say('Chủ hộ', 'Head'),
      cell: ({ household }) => (
        <div>
          <a href={`/desk/households/${household.id}`}>{household.headName}</a>
          <Soft block>
            {household.village}, {household.unitName}
          </Soft>
        </div>
      ),
    },
    {
      key: 'status',
      head: say('Thuộc diện', 'Status'),
      cell: ({ household }) => <StatusOf household={household} />,
      wideOnly: true,
    },
    {
      key: 'content',
      head: say('Nội dung', 'Content'),
      cell: (line) => line.content ?? say(batch.purpose.vi, batch.purpose.en),
      wideOnly: true,
    },
    ...(batch.method === 'transfer' ? [payeeColumn(say)] : []),
    { key: 'amount', head: say('Số tiền (đ)', 'Amount (đ)'), money: (line) => line.amount, total: true },
    { key: 'state', head: say('Ký nhận', 'Signed'), cell: (line) => <LineState line={line} /> },
    ...(extra ? [{ key: 'extra', ...extra }] : []),
  ];
  return (
    <Sheet title={say('Danh sách hộ', 'Households')} flush {...(props.note !== undefined && { note: props.note })}>
      <Table
        caption={say('Danh sách hộ của đợt chi', 'Households of the pay-out')}
        columns={columns}
        rows={batch.lines}
        keyOf={(line) => line.id}
        totalLabel={say('Cộng', 'Total')}
        dense
        empty={<EmptyState title={say('Chưa có hộ nào.', 'No household yet.')} icon="users" />}
      />
    </Sheet>
  );
}

function payeeColumn(say: Say): Column<LineView> {
  return {
    key: 'payee',
    head: say('Tài khoản nhận', 'Payee account'),
    cell: ({ payeeAccount }) =>
      payeeAccount === null ? (
        <Tag tone="wrong">{say('chưa có', 'missing')}</Tag>
      ) : (
        <div>
          {payeeAccount.number}
          <Soft block>
            {bankName(payeeAccount.bankCode)} · {payeeAccount.holderName}
          </Soft>
        </div>
      ),
  };
}

function LineState({ line }: { line: LineView }): VNode {
  const say = useSay();
  if (line.state === 'open') return <Soft>{say('chưa chi', 'not paid')}</Soft>;
  if (line.state === 'paid') return <Tag tone="wait">{say('chờ ký nhận', 'to be signed for')}</Tag>;
  if (line.state === 'returned') return <Tag tone="plain">{say('đã hoàn lại', 'returned')}</Tag>;
  const collector = line.signerName && [line.signerName, line.signerRelation].filter(Boolean).join(', ');
  return (
    <div>
      <Tag tone="true">{line.acknowledgedOn ? formatDate(line.acknowledgedOn) : say('đã nhận', 'received')}</Tag>
      {collector && <Soft block>{say(`Nhận thay: ${collector}`, `Collected by ${collector}`)}</Soft>}
    </div>
  );
}

/** Who took which step, for who wants the whole story. */
export function BatchHistory({ batch }: { batch: DisbursementDetail }): VNode {
  const say = useSay();
  const names: Record<string, string> = {
    prepare: say('lập', 'prepared'),
    submit: say('trình', 'submitted'),
    recall: say('rút lại', 'recalled'),
    reopen: say('mở lại', 'reopened'),
    end: say('dừng', 'ended'),
    approve: say('duyệt', 'approved'),
    reject: say('trả lại', 'rejected'),
    cancel: say('hủy duyệt', 'cancelled'),
    pay: say('chi', 'paid'),
    acknowledge: say('ký nhận đủ', 'all signed for'),
    'return-advance': say('hoàn tạm ứng', 'advance returned'),
  };
  const columns: Column<DisbursementDetail['steps'][number]>[] = [
    { key: 'at', head: say('Ngày', 'Day'), cell: ({ at }) => <DateText date={dayOf(at)} /> },
    { key: 'step', head: say('Việc', 'Step'), cell: ({ step }) => names[step] ?? step },
    { key: 'by', head: say('Ai', 'Who'), cell: ({ by }) => by },
    { key: 'reason', head: say('Lý do', 'Reason'), cell: ({ reason }) => reason ?? '–' },
    {
      key: 'sequence',
      head: say('Số trong sổ', 'In the books'),
      cell: ({ sequence }) => (sequence === null ? '–' : `#${sequence}`),
    },
  ];
  return (
    <Sheet title={say('Các bước đã qua', 'Steps taken')} flush>
      <Table caption={say('Các bước đã qua', 'Steps taken')} columns={columns} rows={batch.steps} dense />
    </Sheet>
  );
}

/** The total, said as a sentence beside a button that moves it. */
export function TotalWords({ batch }: { batch: DisbursementDetail }): VNode {
  const say = useSay();
  return (
    <>
      {say(`${batch.lines.length} hộ, `, `${batch.lines.length} households, `)}
      <Money amount={batch.total} />
    </>
  );
}
