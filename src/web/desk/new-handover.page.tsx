/** Handover minutes, drawn up and signed by who leaves a post: the cut-off, the cash as counted, who takes over. */
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import type { HandoverDto } from '../../bookkeeping/entry-draft.dto.js';
import { type BoxInBooks, MinutesChoicesService } from '../../bookkeeping/minutes-choices.service.js';
import { MinutesService } from '../../bookkeeping/minutes.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { formatMoney, isForeignCurrency, parseForeign } from '../../platform/money.js';
import { SeeOther } from '../../platform/see-other.js';
import { isDocumentNo } from '../../platform/validation.js';
import { UnitsService } from '../../units/units.service.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Sheet, Stack } from '../ui/box.js';
import { DateField, type Option, TextArea, TextField } from '../ui/fields.js';
import { Buttons, Form, LinkButton, SubmitButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { type Say, sayIn, usePage, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { ChoiceField, readChoice } from './choice.js';
import { DeskFrame } from './desk-frame.js';
import { MINUTES_HOME, postName } from './minutes-sheet.js';

const BOOKS = '/desk/books/trial-balance';
const HERE = `${MINUTES_HOME}/handover/new`;
const FIELD_OF = {
  'minutes.receiver-unknown': 'receiver',
  'draft.same-person': 'receiver',
  'minutes.difference-unnamed': 'differenceReason',
  'minutes.not-holder': 'post',
  'date.future': 'cutOff',
};

type Held = ReturnType<MinutesChoicesService['posts']>[number];
type HandoverView = { posts: Option[]; held: Held | undefined; boxes: BoxInBooks[]; receivers: Option[] };

@ApiExcludeController()
@Controller('desk/books/minutes/handover/new')
export class NewHandoverPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly minutes: MinutesService,
    private readonly choices: MinutesChoicesService,
    private readonly units: UnitsService,
  ) {}

  @Get()
  @Permit('minutes.sign')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query.post, formWith({}));
  }

  @Post()
  @Permit('minutes.sign')
  async draw(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    const view = await this.view(actor, form.post, sayIn(lang));
    const uncounted = view.boxes.find((box) => (form[countOf(box)] ?? '').trim() === '') ?? view.boxes[0];
    const fields = uncounted ? { ...FIELD_OF, 'minutes.count-missing': countOf(uncounted) } : FIELD_OF;
    try {
      const { draftId } = await this.minutes.handOver(actor, readHandover(form, today, view), key);
      throw new SeeOther(`${MINUTES_HOME}/${draftId}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, fields), lang);
      response.status(422);
      return this.show(actor, request, form.post, state);
    }
  }

  private async show(actor: Actor, request: Request, post: string | undefined, state: FormState): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const title = say('Biên bản bàn giao', 'Handover minutes');
    const body = <HandoverForm view={await this.view(actor, post, say)} state={state} />;
    return this.desk.render(request, actor, { title, current: BOOKS }, body);
  }

  private async view(actor: Actor, asked: string | undefined, say: Say): Promise<HandoverView> {
    const held = this.choices.posts(actor);
    const posts = held.map(({ post, unitCode }) => ({
      value: `${post}/${unitCode}`,
      label: `${postName(post, say)} · ${this.units.name(unitCode)}`,
    }));
    const at = posts.findIndex(({ value }) => value === asked);
    const one = at >= 0 ? held[at] : undefined;
    if (!one) return { posts, held: undefined, boxes: [], receivers: [] };
    const [boxes, people] = await Promise.all([
      this.choices.boxes(one.unitCode),
      this.choices.receivers(actor, one.unitCode, one.post),
    ]);
    const receivers = people.map(({ username, name }) => ({ value: username, label: `${name} (${username})` }));
    return { posts, held: one, boxes, receivers };
  }
}

/** @throws Refusal request.invalid */
function readHandover(form: FormValues, today: string, { held, boxes, receivers }: HandoverView): HandoverDto {
  const reader = new FormReader(form, today);
  if (!held) reader.problem('post', { vi: 'Chọn chức danh.', en: 'Choose the post.' });
  const counts = boxes.flatMap((box) => {
    const typed = (form[countOf(box)] ?? '').trim();
    if (typed === '') return [];
    const nothing = /^0+\s*(đ|[a-z]{3})?$/i.test(typed);
    return [{ accountId: box.accountId, counted: nothing ? 0 : Number(readCount(reader, typed, box)) }];
  });
  const minutesNo = reader.required('minutesNo', 60);
  if (minutesNo !== '' && !isDocumentNo(minutesNo))
    reader.problem('minutesNo', {
      vi: 'Ghi số biên bản, như 07/BB-BG.',
      en: 'The number of the minutes, as 07/BB-BG.',
    });
  const why = reader.optional('differenceReason', 500);
  const dto: HandoverDto = {
    unitCode: held?.unitCode ?? '',
    post: held?.post ?? 'storekeeper',
    cutOff: reader.day('cutOff'),
    receiver: readChoice(reader, form, 'receiver', receivers),
    minutesNo,
    counts,
    ...(why !== undefined && { differenceReason: why }),
  };
  reader.done();
  return dto;
}

/** By the box itself and never by its place in the list, which may be another one when the form comes back. */
function countOf({ accountId }: BoxInBooks): string {
  return `counted${accountId}`;
}

function readCount(reader: FormReader, typed: string, box: BoxInBooks): bigint {
  if (!isForeignCurrency(box.currency)) return reader.amount(countOf(box));
  const counted = parseForeign(typed, box.currency);
  if (counted === undefined)
    reader.problem(countOf(box), {
      vi: `Ghi số tiền ${box.currency} đếm được, như 1.250,50.`,
      en: `The amount of ${box.currency} counted, as 1,250.50.`,
    });
  return counted ?? 0n;
}

function HandoverForm({ view, state }: { view: HandoverView; state: FormState }): VNode {
  const say = useSay();
  return (
    <Stack>
      <PageHead
        title={say('Biên bản bàn giao', 'Handover minutes')}
        crumbs={[
          { href: MINUTES_HOME, label: say('Biên bản', 'Minutes') },
          { label: say('Bàn giao chức danh', 'Hand over a post') },
        ]}
        lead={say(
          'Bên giao lập và ký ở đây; bên nhận ký bằng tài khoản của mình. Quyền của bên giao hết sau ngày chốt.',
          'Who leaves draws up and signs here; who takes over signs under their own name. The old rights end with the cut-off.',
        )}
      />
      <BooksTabs current={MINUTES_HOME} />
      {view.held ? <Handing view={view} held={view.held} state={state} /> : <PostFirst view={view} />}
    </Stack>
  );
}

function PostFirst({ view }: { view: HandoverView }): VNode {
  const say = useSay();
  return (
    <Sheet>
      <Form action={HERE} method="get" enterMoves>
        <ChoiceField
          name="post"
          label={say('Chức danh bàn giao', 'The post')}
          options={view.posts}
          value={view.posts[0]?.value}
          autofocus
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Tiếp', 'Go on')}</SubmitButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}

function Handing({ view, held, state }: { view: HandoverView; held: Held; state: FormState }): VNode {
  const say = useSay();
  const { today } = usePage();
  if (view.receivers.length === 0) {
    return (
      <EmptyState icon="users" title={say('Chưa có ai nhận chức danh này.', 'Nobody else holds this post yet.')}>
        {say(
          'Nhờ người quản trị giao chức danh cho người nhận trước.',
          'Ask the administrator to give it to them first.',
        )}
      </EmptyState>
    );
  }
  const hidden = { post: `${held.post}/${held.unitCode}` };
  return (
    <Sheet title={view.posts.find(({ value }) => value === hidden.post)?.label}>
      <Form action={HERE} state={state} hidden={hidden} enterMoves>
        <TextField name="minutesNo" label={say('Số biên bản', 'Number of the minutes')} maxlength={60} autofocus />
        <DateField name="cutOff" label={say('Ngày chốt', 'Cut-off day')} date={today} />
        <ChoiceField
          name="receiver"
          label={say('Bên nhận', 'Taken over by')}
          options={view.receivers}
          value={view.receivers[0]?.value}
        />
        {view.boxes.map((box) => (
          <TextField
            key={box.accountId}
            name={countOf(box)}
            label={say(`Đếm được: ${box.label}`, `Counted: ${box.label}`)}
            hint={say(
              `Sổ hôm nay: ${formatMoney(box.books, box.currency)}`,
              `The books today: ${formatMoney(box.books, box.currency)}`,
            )}
            inputmode={box.currency === 'VND' ? 'numeric' : 'text'}
            size="short"
            optional={held.post !== 'cashier'}
          />
        ))}
        <TextArea
          name="differenceReason"
          label={say('Lý do nếu tiền đếm lệch sổ', 'Why, where the count differs')}
          maxlength={500}
          optional
        />
        <Buttons>
          <SubmitButton hint="Ctrl+Enter">{say('Ký và trình bên nhận', 'Sign and pass on')}</SubmitButton>
          <LinkButton href={MINUTES_HOME}>{say('Thôi', 'Cancel')}</LinkButton>
        </Buttons>
      </Form>
    </Sheet>
  );
}
