import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DisbursementReader } from '../../disbursements/disbursement-reader.service.js';
import type { LineDto } from '../../disbursements/disbursement.dto.js';
import { DisbursementsService } from '../../disbursements/disbursements.service.js';
import { HouseholdRegister } from '../../households/household-register.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { isId } from '../../platform/ids.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { langOf, type Say, sayIn } from '../ui/page.js';
import { BatchSheet } from './batch-sheet.js';
import { DISBURSEMENTS } from './batch-views.js';
import { DeskFrame } from './desk-frame.js';
import { PayoutSteps } from './payout-steps.service.js';

/** Households that one search offers to add. */
const FOUND = 50;

/** One pay-out: its households, what to look at, and the buttons for what this person may do next. */
/** Which field a refusal of the page's forms is about. */
const BESIDE = { 'disbursement.collector': 'signedBy', 'ledger.period-closed': 'effectiveDate' };

@ApiExcludeController()
@Controller('desk/disbursements/:id')
export class BatchPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: DisbursementReader,
    private readonly disbursements: DisbursementsService,
    private readonly register: HouseholdRegister,
    private readonly steps: PayoutSteps,
  ) {}

  @Get()
  @Permit('disbursement.read')
  one(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    return this.show(actor, request, id, formWith({}), query);
  }

  /** Adds the households that were ticked, each with the same amount. */
  @Post('lines')
  @Permit('disbursement.prepare')
  addLines(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    return this.act(actor, request, response, id, form, async (reader) => {
      const lines = readLines(reader, form);
      await this.disbursements.addLines(actor, id, { lines }, key);
      return 'added';
    });
  }

  @Post('lines/:lineId/remove')
  @Permit('disbursement.prepare')
  removeLine(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @Param('lineId') lineId: string,
    @FormBody() form: FormValues,
  ): Promise<string | undefined> {
    return this.act(actor, request, response, id, form, async () => {
      await this.disbursements.removeLine(actor, id, lineId);
      return 'removed';
    });
  }

  /** Any step of the way; the service asks who may. */
  @Post('steps/:step')
  @Permit('disbursement.read')
  step(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @Param('step') step: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string | undefined> {
    return this.act(actor, request, response, id, form, async (reader) => {
      await this.steps.take(actor, id, step, { reader, form, key });
      return step;
    });
  }

  private async act(
    actor: Actor,
    request: Request,
    response: Response,
    id: string,
    form: FormValues,
    work: (reader: FormReader) => Promise<string>,
  ): Promise<string | undefined> {
    try {
      const done = await work(new FormReader(form, this.desk.context(request, actor).today));
      response.redirect(303, `${DISBURSEMENTS}/${id}?done=${done}`);
      return undefined;
    } catch (error) {
      const state = formAfter(form, besideField(error, BESIDE), langOf(request));
      response.status(422);
      return this.show(actor, request, id, state, { q: form['q'] ?? '' });
    }
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState, query: FormValues): Promise<string> {
    const batch = await this.reader.detail(actor, id);
    const say = sayIn(langOf(request));
    const notice = noticeOf(query['done'], say);
    const q = query['q']?.slice(0, 100);
    const adding = batch.may.includes('submit');
    const taken = new Set(batch.lines.map(({ household }) => household.id));
    const found =
      adding && q !== undefined
        ? await this.register.list(actor, { q, unitCode: batch.unitCode, limit: FOUND })
        : undefined;
    const head = { title: batch.title, current: DISBURSEMENTS, ...(notice !== undefined && { notice }) };
    const search = { q: q ?? '', ...(found && { found: found.items.filter((household) => !taken.has(household.id)) }) };
    return this.desk.render(request, actor, head, <BatchSheet batch={batch} search={search} state={state} />);
  }
}

/** `h-ID` is a ticked household. */
function readLines(reader: FormReader, form: FormValues): LineDto[] {
  const ids = Object.keys(form)
    .filter((name) => name.startsWith('h-'))
    .map((name) => name.slice(2))
    .filter(isId);
  const amount = reader.amount('amount');
  const content = reader.optional('content', 200);
  if (ids.length === 0) reader.problem('', { vi: 'Chưa chọn hộ nào.', en: 'No household is ticked.' });
  reader.done();
  return ids.map((householdId) => ({ householdId, amount: Number(amount), ...(content !== undefined && { content }) }));
}

function noticeOf(done: string | undefined, say: Say): string | undefined {
  const notices: Record<string, string> = {
    added: say('Đã thêm hộ.', 'Households were added.'),
    removed: say('Đã bỏ hộ khỏi danh sách.', 'The household was taken off.'),
    submit: say('Đã trình duyệt.', 'Submitted.'),
    recall: say('Đã rút lại.', 'Recalled.'),
    reopen: say('Đã mở lại để sửa.', 'Opened again.'),
    end: say('Đã dừng đợt chi.', 'Ended.'),
    approve: say('Đã duyệt; tiền đã được giữ cho đợt chi này.', 'Approved; the money is held for it.'),
    reject: say('Đã trả lại người lập.', 'Sent back.'),
    cancel: say('Đã hủy duyệt; tiền được thả ra.', 'Cancelled; the money is free again.'),
    pay: say('Đã chi.', 'Paid.'),
    acknowledge: say('Đã ghi nhận ký nhận.', 'The signatures are on record.'),
    'return-advance': say('Đã hoàn lại tạm ứng.', 'The advance is returned.'),
  };
  return done === undefined ? undefined : notices[done];
}
