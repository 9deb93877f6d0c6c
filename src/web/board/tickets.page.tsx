import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import type { TicketDetail, TicketSummary } from '../../oversight/lookup-ticket.dto.js';
import { LookupTicketsReader } from '../../oversight/lookup-tickets-reader.service.js';
import { LookupTickets } from '../../oversight/lookup-tickets.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { DefinitionList, PageHead, Pager, Sheet, Stack, Tabs } from '../ui/box.js';
import { RadioGroup, TextArea } from '../ui/fields.js';
import { Buttons, Form, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText, Money } from '../ui/money.js';
import { langOf, sayIn, useSay } from '../ui/page.js';
import { Notice } from '../ui/tag.js';
import { BOARD } from './finding-views.js';
import { BOARD_TICKETS, ticketStateName, TicketTable, TicketTag } from './ticket-views.js';

const STATES = ['open', 'found', 'our-fault', 'not-found-here', 'withdrawn'] as const;
const RESULTS = ['found', 'our-fault', 'not-found-here'] as const;

/** Donors' questions about gifts that were not found; the board answers each within two working days. */
@ApiExcludeController()
@Controller('board/tickets')
export class TicketsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: LookupTicketsReader,
    private readonly tickets: LookupTickets,
  ) {}

  @Get()
  @Permit('ticket.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const state = STATES.find((one) => one === query['state']);
    const cursor = query['cursor'];
    const page = await this.reader.list(actor, {
      ...(state && { state }),
      ...(cursor !== undefined && { cursor }),
      limit: 50,
    });
    const counts = await this.reader.counts(actor);
    const title = sayIn(langOf(request))('Câu hỏi của người ủng hộ', "Givers' questions");
    const body = <TicketList page={page} state={state} counts={counts} />;
    return this.desk.render(request, actor, { title, current: BOARD }, body);
  }

  /** With how to reach the donor; the look is on record. */
  @Get(':id')
  @Permit('ticket.read')
  one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.show(actor, request, id, formWith({}), query['done'] === 'answer');
  }

  @Post(':id/answer')
  @Permit('ticket.answer')
  async answer(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    try {
      const reader = new FormReader(form, this.desk.context(request, actor).today);
      const result = reader.choice('result', RESULTS);
      const text = reader.required('text', 2000);
      if (text !== '' && text.length < 3) reader.problem('text', { vi: 'Ghi rõ hơn.', en: 'Say a little more.' });
      reader.done();
      await this.tickets.answer(actor, id, { result, text }, key);
      response.redirect(303, `${BOARD_TICKETS}/${id}?done=answer`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      response.status(422);
      return this.show(actor, request, id, state, false);
    }
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState, done: boolean): Promise<string> {
    const ticket = await this.reader.detail(actor, id);
    const notice = done ? sayIn(langOf(request))('Đã trả lời người ủng hộ.', 'The giver is answered.') : undefined;
    const head = { title: ticket.number, current: BOARD, ...(notice !== undefined && { notice }) };
    return this.desk.render(request, actor, head, <TicketSheet ticket={ticket} state={state} />);
  }
}

function TicketList(props: {
  page: Page<TicketSummary>;
  state: (typeof STATES)[number] | undefined;
  counts: { open: number; overdue: number };
}): VNode {
  const say = useSay();
  const { open, overdue } = props.counts;
  const tabs = [
    { href: BOARD_TICKETS, label: say('tất cả', 'all') },
    ...STATES.map((one) => ({ href: `${BOARD_TICKETS}?state=${one}`, label: ticketStateName(one, say) })),
  ];
  return (
    <Stack>
      <PageHead
        title={say('Câu hỏi của người ủng hộ', "Givers' questions")}
        crumbs={[{ href: BOARD, label: say('Ban giám sát', 'Board') }, { label: say('Câu hỏi', 'Questions') }]}
        lead={say(
          `${open} câu đang chờ. Mỗi câu được trả lời trong 2 ngày làm việc (trừ thứ Bảy, Chủ nhật).`,
          `${open} waiting. Each is answered within 2 working days (Saturdays and Sundays apart).`,
        )}
      />
      {overdue > 0 && <Notice tone="wrong" title={say(`${overdue} câu quá hạn trả lời.`, `${overdue} overdue.`)} />}
      <Tabs tabs={tabs} current={props.state === undefined ? BOARD_TICKETS : `${BOARD_TICKETS}?state=${props.state}`} />
      <TicketTable rows={props.page.items} />
      <Pager nextCursor={props.page.nextCursor} />
    </Stack>
  );
}

function TicketSheet({ ticket, state }: { ticket: TicketDetail; state: FormState }): VNode {
  const say = useSay();
  const items = [
    { term: say('Đơn vị', 'Unit'), value: ticket.unitName },
    { term: say('Số tiền', 'Amount'), value: ticket.amount === null ? '–' : <Money amount={ticket.amount} /> },
    { term: say('Ngày chuyển', 'Day'), value: ticket.date === null ? '–' : <DateText date={ticket.date} /> },
    { term: say('Giờ', 'Time'), value: ticket.time ?? '–' },
    { term: say('Mã giao dịch', 'Reference'), value: ticket.reference ?? '–' },
    { term: say('Liên hệ', 'Contact'), value: ticket.contact ?? '–' },
    { term: say('Hỏi ngày', 'Asked on'), value: <DateText date={ticket.openedOn} /> },
    { term: say('Hạn trả lời', 'Answer due'), value: <DateText date={ticket.dueOn} /> },
  ];
  return (
    <Stack>
      <PageHead
        title={ticket.number}
        crumbs={[
          { href: BOARD, label: say('Ban giám sát', 'Board') },
          { href: BOARD_TICKETS, label: say('Câu hỏi', 'Questions') },
          { label: ticket.number },
        ]}
        tag={<TicketTag ticket={ticket} />}
      />
      <Sheet
        title={say('Đã tìm gì', 'What was looked for')}
        note={say('Lượt xem này đã được ghi lại', 'This look is on record')}
      >
        <Stack>
          {ticket.note !== null && <p class="lead">{ticket.note}</p>}
          <DefinitionList items={items} />
        </Stack>
      </Sheet>
      {ticket.answer !== null && (
        <Sheet title={say('Đã trả lời', 'The answer')}>
          <p>{ticket.answer}</p>
        </Sheet>
      )}
      {ticket.mayAnswer && <AnswerForm ticket={ticket} state={state} />}
    </Stack>
  );
}

function AnswerForm({ ticket, state }: { ticket: TicketDetail; state: FormState }): VNode {
  const say = useSay();
  const options = RESULTS.map((value) => ({ value, label: ticketStateName(value, say) }));
  return (
    <Sheet title={say('Trả lời', 'Answer')}>
      <Form action={`${BOARD_TICKETS}/${ticket.id}/answer`} state={state}>
        <RadioGroup name="result" label={say('Kết quả', 'Result')} options={options} />
        <TextArea
          name="text"
          label={say('Câu trả lời cho người ủng hộ', 'The answer to the giver')}
          hint={say('Không ghi tên hay số của người khác.', 'No names or numbers of other people.')}
          rows={4}
          maxlength={2000}
        />
        <Buttons>
          <SubmitButton>{say('Gửi trả lời', 'Send the answer')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
