/** How a finding is shown: what it is about, whose it is to answer, and the days that are left. */
import type { VNode } from 'preact';
import type { FindingSummary } from '../../oversight/finding.dto.js';
import { EmptyState, Sheet, Soft } from '../ui/box.js';
import { DayCount } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';

export const BOARD = '/board';
export const FINDINGS = '/board/findings';

type State = FindingSummary['state'];

export function findingStateName(state: State, say: Say): string {
  const names: Record<State, string> = {
    open: say('chờ trả lời', 'waiting for an answer'),
    answered: say('đã trả lời, chờ Ban xem', 'answered, to be looked at'),
    closed: say('đã kết thúc', 'closed'),
  };
  return names[state];
}

export function ownerName(post: FindingSummary['ownerPost'], say: Say): string {
  const names: Record<FindingSummary['ownerPost'], string> = {
    chair: say('Chủ tài khoản', 'Chair'),
    chief_accountant: say('Kế toán trưởng', 'Chief accountant'),
    accountant: say('Kế toán', 'Accountant'),
    cashier: say('Thủ quỹ', 'Cashier'),
  };
  return names[post];
}

export function FindingTag({ finding }: { finding: FindingSummary }): VNode {
  const say = useSay();
  if (finding.overdue) return <Tag tone="wrong">{say('quá hạn trả lời', 'overdue')}</Tag>;
  return <Tag tone={finding.state === 'closed' ? 'true' : 'wait'}>{findingStateName(finding.state, say)}</Tag>;
}

/** Where the subject of a finding is looked at. */
export function subjectHref(finding: FindingSummary): string | undefined {
  if (finding.disbursementId !== null) return `${BOARD}/disbursements/${finding.disbursementId}`;
  if (finding.receiptSerial !== null) return `/desk/receipts/${encodeURIComponent(finding.receiptSerial)}`;
  return finding.entrySequence === null ? undefined : `/desk/books/entries/${finding.entrySequence}`;
}

export function FindingTable({ rows }: { rows: FindingSummary[] }): VNode {
  const say = useSay();
  const columns: Column<FindingSummary>[] = [
    {
      key: 'number',
      head: say('Kiến nghị', 'Finding'),
      cell: (row) => (
        <div>
          {row.number}
          <Soft block>{row.subject}</Soft>
        </div>
      ),
    },
    { key: 'text', head: say('Nội dung', 'Words'), cell: (row) => shortened(row.text), wideOnly: true },
    { key: 'owner', head: say('Người trả lời', 'To be answered by'), cell: (row) => ownerName(row.ownerPost, say) },
    { key: 'state', head: say('Tình trạng', 'State'), cell: (row) => <FindingTag finding={row} /> },
    {
      key: 'days',
      head: say('Thời hạn', 'Time'),
      cell: (row) =>
        row.state === 'open' ? <DayCount label={say('trả lời', 'to answer')} day={row.day} of={row.of} /> : '–',
    },
  ];
  return (
    <Sheet flush>
      <Table
        caption={say('Các kiến nghị', 'Findings')}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        href={(row) => `${FINDINGS}/${row.id}`}
        empty={
          <EmptyState title={say('Không có kiến nghị nào ở đây.', 'No findings here.')} icon="shield-check">
            {say(
              'Ban ghi kiến nghị từ một đợt chi, một biên nhận hoặc một bút toán.',
              'The board records one about a pay-out, a receipt or an entry.',
            )}
          </EmptyState>
        }
      />
    </Sheet>
  );
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
