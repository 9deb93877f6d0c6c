/** Cash counts: the cashier says what was in the box, an accountant confirms it, and a difference is named. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CashCounts } from '../../closing/cash-counts.service.js';
import { FundListsService } from '../../funds/fund-lists.service.js';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { isId } from '../../platform/ids.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith, type Option } from '../ui/form-state.js';
import { langOf, type Say, sayIn, withQuery } from '../ui/page.js';
import { readChoice } from './choice.js';
import { type CountsData, CountsSheet } from './closing-counts.js';
import { CLOSINGS, COUNTS } from './closing-words.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';

@ApiExcludeController()
@Controller('desk/cash-counts')
export class CashCountsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly counts: CashCounts,
    private readonly scope: DeskScope,
    private readonly funds: FundListsService,
  ) {}

  @Get()
  @Permit('period.read')
  list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query, formWith({}));
  }

  @Post()
  @Permit('cash.count')
  async count(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    try {
      const { boxes } = await this.data(actor, form);
      const reader = new FormReader(form, this.scope.today());
      const none = (form.counted ?? '').trim() === '0';
      const dto = {
        cashBoxId: readChoice(reader, form, 'cashBoxId', boxes),
        day: reader.day('day'),
        counted: none ? 0 : Number(reader.amount('counted')),
      };
      reader.done();
      await this.counts.count(actor, dto, key);
      throw new SeeOther(withQuery(COUNTS, { fund: form.fund, done: 'counted' }));
    } catch (error) {
      const state = formAfter(form, error, langOf(request));
      response.status(422);
      return this.show(actor, request, form, state);
    }
  }

  @Post(':id/confirm')
  @Permit('cash.confirm')
  async confirm(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    try {
      await this.counts.confirm(actor, id, key);
      throw new SeeOther(withQuery(COUNTS, { fund: form.fund, done: 'confirmed' }));
    } catch (error) {
      const state = formAfter({}, error, langOf(request));
      response.status(422);
      return this.show(actor, request, form, formWith({}), { id, state });
    }
  }

  private async show(
    actor: Actor,
    request: Request,
    query: FormValues,
    state: FormState,
    refused?: CountsData['refused'],
  ): Promise<string> {
    const say = sayIn(langOf(request));
    const notice = noticeOf(query.done, say);
    return this.desk.render(
      request,
      actor,
      {
        title: say('Kiểm quỹ', 'Cash counts'),
        // Who counts has it in the navigation; the others come from the page of closing.
        current: actor.may('cash.count') ? COUNTS : CLOSINGS,
        ...(notice && { notice }),
      },
      <CountsSheet {...await this.data(actor, query)} state={state} refused={refused} />,
    );
  }

  private async data(actor: Actor, query: FormValues): Promise<Omit<CountsData, 'state' | 'refused'>> {
    const funds = await this.scope.funds(actor, 'period.read');
    const fund = funds.find(({ value }) => isId(query.fund) && value === query.fund) ?? funds[0];
    if (!fund)
      return { funds, fund, boxes: [], page: { items: [], nextCursor: null }, may: nothing, actorId: actor.id };
    const [page, boxes] = await Promise.all([
      this.counts.list(actor, { fund: fund.value, limit: 50, ...(query.cursor && { cursor: query.cursor }) }),
      this.funds.cashBoxes(actor, { fundId: fund.value, limit: 200 }),
    ]);
    const open = boxes.items.filter(({ closedOn }) => closedOn === null);
    const unit = open[0]?.unitCode ?? boxes.items[0]?.unitCode;
    return {
      funds,
      fund,
      boxes: open.map(({ id, name }): Option => ({ value: id, label: name })),
      page,
      may: {
        count: unit !== undefined && actor.may('cash.count', unit),
        confirm: unit !== undefined && actor.may('cash.confirm', unit),
      },
      actorId: actor.id,
    };
  }
}

const nothing = { count: false, confirm: false };

function noticeOf(done: string | undefined, say: Say): string | undefined {
  if (done === 'counted') return say('Đã ghi; chờ kế toán xác nhận.', 'Recorded; an accountant has yet to confirm it.');
  if (done === 'confirmed') return say('Đã xác nhận.', 'Confirmed.');
  return undefined;
}
