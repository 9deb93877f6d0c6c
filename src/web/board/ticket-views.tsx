/** How a donor's question is shown to the board: where it stands, and by when it is to be answered. */
import type { VNode } from 'preact';
import type { TicketSummary } from '../../oversight/lookup-ticket.dto.js';
import { EmptyState, Sheet, Soft } from '../ui/box.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { type Column, Table } from '../ui/table.js';
import { Tag } from '../ui/tag.js';

export const BOARD_TICKETS = '/board/tickets';

type State = TicketSummary['state'];

export function ticketStateName(state: State, say: Say): string {
  const names: Record<State, string> = {
    open: say('chờ trả lời', 'waiting for an answer'),
    found: say('đã tìm thấy', 'found'),
    'our-fault': say('lỗi của bên nhận', 'our fault'),
    'not-found-here': say('không có ở đây', 'not here'),
    withdrawn: say('đã rút lại', 'withdrawn'),
  };
  return names[state];
}

export function TicketTag({ ticket }: { ticket: TicketSummary }): VNode {
  const say = useSay();
  if (ticket.overdue) return <Tag tone="wrong">{say('quá hạn trả lời', 'overdue')}</Tag>;
  const tones = { open: 'wait', found: 'true', 'our-fault': 'wrong', 'not-found-here': 'plain', withdrawn: 'plain' };
  return (
    <Tag tone={tones[ticket.state] as 'wait' | 'true' | 'wrong' | 'plain'}>{ticketStateName(ticket.state, say)}</Tag>
  );
}

export function TicketTable({ rows }: { rows: TicketSummary[] }): VNode {
  const say = useSay();
  const columns: Column<TicketSummary>[] = [
    {
      key: 'number',
      head: say('Câu hỏi', 'Question'),
      cell: (row) => (
        <div>
          {row.number}
          <Soft block>{row.unitName}</Soft>
        </div>
      ),
    },
    {
      key: 'amount',
      head: say('Số tiền', 'Amount'),
      cell: (row) => (row.amount === null ? '–' : <Money amount={row.amount} />),
    },
    {
      key: 'date',
      head: say('Ngày chuyển', 'Day'),
      cell: (row) => (row.date === null ? '–' : <DateText date={row.date} />),
    },
    { key: 'state', head: say('Tình trạng', 'State'), cell: (row) => <TicketTag ticket={row} /> },
    { key: 'due', head: say('Hạn trả lời', 'Answer due'), cell: (row) => <DateText date={row.dueOn} /> },
  ];
  return (
    <Sheet flush>
      <Table
        caption={say('Câu hỏi của người ủng hộ', "Givers' questions")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        href={(row) => `${BOARD_TICKETS}/${row.id}`}
        empty={
          <EmptyState title={say('Không có câu hỏi nào ở đây.', 'No questions here.')} icon="circle-check">
            {say(
              'Người ủng hộ gửi câu hỏi khi không tìm thấy khoản của mình.',
              'Givers ask when they do not find their gift.',
            )}
          </EmptyState>
        }
      />
    </Sheet>
  );
}
