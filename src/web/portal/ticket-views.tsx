/** The question to the board about a gift that was not found, and where it stands. */
import type { VNode } from 'preact';
import type { PublicTicket } from '../../publication/public-tickets.service.js';
import { groupCode } from '../../platform/ids.js';
import { DefinitionList, Sheet, Soft, Stack } from '../ui/box.js';
import { ticketStateName } from '../board/ticket-views.js';
import { SelectField, TextArea, TextField } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import type { FormState } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { type Say, useSay } from '../ui/page.js';
import { Seal } from '../ui/tag.js';
import { TransferFields } from './lookup-views.js';

export const TICKETS = '/search/ticket';

export function TicketForm(props: { state: FormState; units: { value: string; label: string }[] }): VNode {
  const say = useSay();
  return (
    <Form action={TICKETS} label={say('Hỏi Ban giám sát', 'Ask the board')} state={props.state} draft={false}>
      <SelectField name="unitCode" label={say('Đã chuyển cho', 'Sent to')} options={props.units} />
      <TransferFields />
      <TextField
        name="reference"
        label={say('Mã giao dịch hoặc mã biên nhận', 'Reference or code')}
        maxlength={80}
        optional
      />
      <TextField
        name="contact"
        label={say('Điện thoại hoặc thư điện tử', 'Phone or e-mail')}
        hint={say('Chỉ Ban giám sát thấy. Để trống cũng được.', 'Only the board sees it. It may stay empty.')}
        maxlength={120}
        autocomplete="tel"
        optional
      />
      <TextArea
        name="note"
        label={say('Điều muốn nói thêm', 'Anything else')}
        hint={say('Chỉ Ban giám sát thấy.', 'Only the board sees it.')}
        rows={3}
        maxlength={1000}
        optional
      />
      <Buttons>
        <SubmitButton>{say('Gửi câu hỏi', 'Send the question')}</SubmitButton>
      </Buttons>
    </Form>
  );
}

export function AskPage(props: { state: FormState; units: { value: string; label: string }[] }): VNode {
  const say = useSay();
  return (
    <Sheet level={1} title={say('Hỏi Ban giám sát', 'Ask the supervision board')}>
      <Stack>
        <p>
          {say(
            'Đã chuyển tiền mà không thấy trong sổ: Ban giám sát tìm và trả lời trong 2 ngày làm việc. Sau khi gửi sẽ có một mã để xem câu trả lời.',
            'Money was sent and is not in the books: the board looks for it and answers within 2 working days. You get a code to read the answer.',
          )}
        </p>
        <TicketForm {...props} />
      </Stack>
    </Sheet>
  );
}

export function TicketStatus(props: { ticket: PublicTicket; code: string; unit: string; state: FormState }): VNode {
  const say = useSay();
  const { ticket, code } = props;
  return (
    <Stack gap="l">
      <Verdict ticket={ticket} />
      <Sheet title={`${say('Câu hỏi', 'Question')} ${ticket.number}`}>
        <Stack>
          {ticket.state === 'open' && (
            <p>
              {say('Ghi lại mã này để xem câu trả lời: ', 'Keep this code to read the answer: ')}
              <strong class="nowrap">{groupCode(code)}</strong>
            </p>
          )}
          <DefinitionList figures items={factsOf(ticket, props.unit, say)} />
          <Soft block>
            {say(
              'Điện thoại, thư và lời nhắn chỉ Ban giám sát thấy, không hiện ở đây.',
              'Phone, e-mail and note are for the board alone and not shown here.',
            )}
          </Soft>
        </Stack>
      </Sheet>
      {ticket.state === 'open' && (
        <Form action={`${TICKETS}/${code}/withdraw`} state={props.state} draft={false}>
          <Buttons>
            <SubmitButton tone="plain">{say('Đã tìm ra, rút câu hỏi', 'Withdraw the question')}</SubmitButton>
          </Buttons>
        </Form>
      )}
    </Stack>
  );
}

function Verdict({ ticket }: { ticket: PublicTicket }): VNode {
  const say = useSay();
  const tones = {
    open: ticket.overdue ? 'wrong' : 'wait',
    found: 'true',
    'our-fault': 'wait',
    'not-found-here': 'wrong',
    withdrawn: 'plain',
  } as const;
  const titles: Record<PublicTicket['state'], string> = {
    open: ticket.overdue
      ? say('Quá hạn mà chưa trả lời', 'Overdue, not answered yet')
      : say('Ban giám sát đang tìm', 'The board is looking'),
    found: say('Đã tìm thấy', 'Found'),
    'our-fault': say('Lỗi của bên nhận, sẽ sửa', 'Our fault, to be mended'),
    'not-found-here': say('Không có khoản này ở đây', 'This gift is not here'),
    withdrawn: say('Câu hỏi đã rút lại', 'The question was withdrawn'),
  };
  return (
    <Seal
      tone={tones[ticket.state]}
      title={titles[ticket.state]}
      note={
        ticket.endedOn === null ? (
          <>
            {say('Hạn trả lời:', 'Answer due:')} <DateText date={ticket.dueOn} />
          </>
        ) : (
          <DateText date={ticket.endedOn} />
        )
      }
    >
      {ticket.answer !== null && <p>{ticket.answer}</p>}
    </Seal>
  );
}

function factsOf(ticket: PublicTicket, unit: string, say: Say): { term: string; value: VNode | string }[] {
  return [
    { term: say('Đã chuyển cho', 'Sent to'), value: unit },
    ...(ticket.amount === null ? [] : [{ term: say('Số tiền', 'Amount'), value: <Money amount={ticket.amount} /> }]),
    ...(ticket.date === null ? [] : [{ term: say('Ngày chuyển', 'Day'), value: <DateText date={ticket.date} /> }]),
    ...(ticket.time === null ? [] : [{ term: say('Giờ', 'Time'), value: ticket.time }]),
    { term: say('Hỏi ngày', 'Asked on'), value: <DateText date={ticket.openedOn} /> },
    { term: say('Tình trạng', 'State'), value: ticketStateName(ticket.state, say) },
  ];
}
