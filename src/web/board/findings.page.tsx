import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import type { FindingDetail, FindingSummary } from '../../oversight/finding.dto.js';
import { FindingsReader } from '../../oversight/findings-reader.service.js';
import { FindingsService } from '../../oversight/findings.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import type { Page } from '../../platform/paging.js';
import { refuse } from '../../platform/refusal.js';
import { DeskFrame } from '../desk/desk-frame.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { DefinitionList, PageHead, Pager, Sheet, Stack, Tabs } from '../ui/box.js';
import { TextArea } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DateText, DayCount } from '../ui/money.js';
import { langOf, type Say, sayIn, useSay } from '../ui/page.js';
import {
  BOARD,
  FINDINGS,
  findingStateName,
  FindingTable,
  FindingTag,
  ownerName,
  subjectHref,
} from './finding-views.js';

const STATES = ['open', 'answered', 'closed'] as const;
const STEPS = ['answer', 'ask-again', 'close'] as const;

/** The findings of the board, each with what was answered; the unit answers here, the board ends it here. */
@ApiExcludeController()
@Controller('board/findings')
export class FindingsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: FindingsReader,
    private readonly findings: FindingsService,
  ) {}

  @Get()
  @Permit('finding.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const state = STATES.find((one) => one === query['state']);
    const cursor = query['cursor'];
    const page = await this.reader.list(actor, {
      ...(state && { state }),
      ...(cursor !== undefined && { cursor }),
      limit: 50,
    });
    const head = { title: sayIn(langOf(request))('Kiến nghị', 'Findings'), current: BOARD };
    return this.desk.render(
      request,
      actor,
      head,
      <FindingList page={page} state={state} mayRecord={actor.may('finding.record')} />,
    );
  }

  @Get(':id')
  @Permit('finding.read')
  one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.show(actor, request, id, formWith({}), query['done']);
  }

  @Post(':id/:step')
  @Permit('finding.read')
  async take(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @Param('step') wanted: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    const step = STEPS.find((one) => one === wanted);
    if (!step) throw refuse('request.not-found');
    try {
      const reader = new FormReader(form, this.desk.context(request, actor).today);
      const text = reader.required('text', 4000);
      if (text !== '' && text.length < 3) reader.problem('text', { vi: 'Ghi rõ hơn.', en: 'Say a little more.' });
      reader.done();
      await this.findings.take(actor, id, step, { text }, key);
      response.redirect(303, `${FINDINGS}/${id}?done=${step}`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      response.status(422);
      return this.show(actor, request, id, state);
    }
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState, done?: string): Promise<string> {
    const finding = await this.reader.detail(actor, id);
    const notice = noticeOf(done, sayIn(langOf(request)));
    const head = { title: finding.number, current: BOARD, ...(notice !== undefined && { notice }) };
    return this.desk.render(request, actor, head, <FindingSheet finding={finding} state={state} />);
  }
}

function noticeOf(done: string | undefined, say: Say): string | undefined {
  const notices: Record<string, string> = {
    new: say('Đã ghi kiến nghị; đơn vị phải trả lời trong 15 ngày.', 'On record; the unit has 15 days to answer.'),
    answer: say('Đã gửi trả lời đến Ban giám sát.', 'The answer is with the board.'),
    'ask-again': say('Đã yêu cầu trả lời lại.', 'Asked again.'),
    close: say('Đã kết thúc kiến nghị.', 'The finding is closed.'),
  };
  return done === undefined ? undefined : notices[done];
}

function FindingList(props: {
  page: Page<FindingSummary>;
  state: (typeof STATES)[number] | undefined;
  mayRecord: boolean;
}): VNode {
  const say = useSay();
  const tabs = [
    { href: FINDINGS, label: say('tất cả', 'all') },
    ...STATES.map((one) => ({ href: `${FINDINGS}?state=${one}`, label: findingStateName(one, say) })),
  ];
  return (
    <Stack>
      <PageHead
        title={say('Kiến nghị', 'Findings')}
        crumbs={[{ href: BOARD, label: say('Ban giám sát', 'Board') }, { label: say('Kiến nghị', 'Findings') }]}
        actions={
          props.mayRecord && (
            <LinkButton href={`${FINDINGS}/new`} tone="main" icon="plus" hint="m">
              {say('Ghi kiến nghị', 'Put a finding')}
            </LinkButton>
          )
        }
      />
      <Tabs tabs={tabs} current={props.state === undefined ? FINDINGS : `${FINDINGS}?state=${props.state}`} />
      <FindingTable rows={props.page.items} />
      <Pager nextCursor={props.page.nextCursor} />
    </Stack>
  );
}

function FindingSheet({ finding, state }: { finding: FindingDetail; state: FormState }): VNode {
  const say = useSay();
  const href = subjectHref(finding);
  const items = [
    { term: say('Về', 'About'), value: href ? <a href={href}>{finding.subject}</a> : finding.subject },
    { term: say('Đơn vị', 'Unit'), value: finding.unitName },
    { term: say('Người trả lời', 'To be answered by'), value: ownerName(finding.ownerPost, say) },
    { term: say('Ghi ngày', 'Recorded on'), value: <DateText date={finding.openedOn} /> },
    { term: say('Hạn trả lời', 'Answer due'), value: <DateText date={finding.dueOn} /> },
    { term: say('Người ghi', 'Recorded by'), value: finding.recordedBy },
    { term: say('Vị trí trong sổ công khai', 'Place in the public log'), value: `#${finding.sequence}` },
  ];
  return (
    <Stack>
      <PageHead
        title={finding.number}
        crumbs={[
          { href: BOARD, label: say('Ban giám sát', 'Board') },
          { href: FINDINGS, label: say('Kiến nghị', 'Findings') },
          { label: finding.number },
        ]}
        tag={<FindingTag finding={finding} />}
      />
      <Sheet title={say('Kiến nghị', 'The finding')} tone="red">
        <p class="lead">{finding.text}</p>
        {finding.state === 'open' && (
          <DayCount label={say('Thời gian trả lời', 'Time to answer')} day={finding.day} of={finding.of} />
        )}
        <DefinitionList items={items} />
      </Sheet>
      <Notes notes={finding.notes} />
      {finding.may.map((step) => (
        <StepForm key={step} finding={finding} step={step} state={state} />
      ))}
    </Stack>
  );
}

function Notes({ notes }: { notes: FindingDetail['notes'] }): VNode | null {
  const say = useSay();
  if (notes.length === 0) return null;
  const names = {
    answer: say('Đơn vị trả lời', 'The unit answered'),
    insufficient: say('Ban yêu cầu trả lời lại', 'The board asked again'),
    closing: say('Ban kết thúc', 'The board closed it'),
  };
  return (
    <>
      {notes.map((note, index) => (
        <Sheet
          key={index}
          title={names[note.kind]}
          note={
            <>
              {note.by}, <DateText date={note.on} />
            </>
          }
        >
          <p>{note.text}</p>
        </Sheet>
      ))}
    </>
  );
}

function StepForm({
  finding,
  step,
  state,
}: {
  finding: FindingDetail;
  step: (typeof STEPS)[number];
  state: FormState;
}): VNode {
  const say = useSay();
  const words = {
    answer: {
      title: say('Trả lời kiến nghị', 'Answer the finding'),
      label: say('Trả lời, nêu chứng từ kèm theo', 'The answer, with its evidence'),
    },
    'ask-again': {
      title: say('Yêu cầu trả lời lại', 'Ask again'),
      label: say('Vì sao chưa đủ', 'Why it is not enough'),
    },
    close: {
      title: say('Kết thúc kiến nghị', 'Close the finding'),
      label: say('Kết luận của Ban', "The board's conclusion"),
    },
  }[step];
  return (
    <Sheet title={words.title}>
      <Form
        action={`${FINDINGS}/${finding.id}/${step}`}
        hidden={{ step }}
        {...(state.values['step'] === step && { state })}
      >
        <TextArea name="text" label={words.label} rows={4} maxlength={4000} />
        <Buttons>
          <SubmitButton tone={step === 'ask-again' ? 'plain' : 'main'}>{words.title}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
