/** Minutes of two signatures: the list, one of them, and signing it. */
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { EntryDraftDecisions } from '../../bookkeeping/entry-draft-decisions.service.js';
import { EntryDraftsReader } from '../../bookkeeping/entry-drafts-reader.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { UnitsService } from '../../units/units.service.js';
import { FormBody, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Pager, Stack } from '../ui/box.js';
import { LinkButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { DeskFrame } from './desk-frame.js';
import { DraftTable } from './draft-views.js';
import { reasonOf } from './entry-drafts.page.js';
import { MINUTES_HOME, MinutesSheet } from './minutes-sheet.js';

const BOOKS = '/desk/books/trial-balance';

@ApiExcludeController()
@Controller('desk/books/minutes')
export class MinutesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: EntryDraftsReader,
    private readonly decisions: EntryDraftDecisions,
    private readonly units: UnitsService,
  ) {}

  @Get()
  @Permit('ledger.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @Query('cursor') cursor?: string): Promise<string> {
    const page = await this.reader.list(actor, 'minutes', cursor === undefined ? {} : { cursor });
    const title = sayIn(this.desk.context(request, actor).lang)('Biên bản', 'Minutes');
    const body = <MinutesList actor={actor} page={page} unitName={(code) => this.units.name(code)} />;
    return this.desk.render(request, actor, { title, current: BOOKS }, body);
  }

  @Get(':id')
  @Permit('ledger.read')
  one(@CurrentActor() actor: Actor, @Req() request: Request, @Param('id') id: string): Promise<string> {
    return this.show(actor, request, id, formWith({}));
  }

  /** The second signature. */
  @Post(':id/approve')
  @Permit('minutes.sign')
  sign(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form }, () => this.decisions.approve(actor, 'minutes', id, key));
  }

  @Post(':id/reject')
  @Permit('minutes.sign')
  reject(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form }, () => {
      const reason = reasonOf(form, this.desk.context(request, actor).today);
      return this.decisions.reject(actor, 'minutes', id, reason, key);
    });
  }

  @Post(':id/recall')
  @Permit('minutes.sign')
  recall(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form }, () => this.decisions.recall(actor, 'minutes', id, key));
  }

  private async act(
    actor: Actor,
    request: Request,
    response: Response,
    { id, form }: { id: string; form: FormValues },
    decide: () => Promise<unknown>,
  ): Promise<string> {
    try {
      await decide();
    } catch (error) {
      const state = formAfter(form, error, this.desk.context(request, actor).lang);
      response.status(422);
      return this.show(actor, request, id, state);
    }
    throw new SeeOther(`${MINUTES_HOME}/${id}`);
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState): Promise<string> {
    const draft = await this.reader.one(actor, 'minutes', id);
    const head = { title: draft.description, current: BOOKS };
    const body = <MinutesSheet draft={draft} unitName={this.units.name(draft.unitCode)} state={state} />;
    return this.desk.render(request, actor, head, body);
  }
}

function MinutesList(props: {
  actor: Actor;
  page: Awaited<ReturnType<EntryDraftsReader['list']>>;
  unitName: (code: string) => string;
}): VNode {
  const say = useSay();
  const { actor } = props;
  const actions = (
    <>
      {actor.may('ledger.open-balances') && (
        <LinkButton href={`${MINUTES_HOME}/opening/new`} tone="main" icon="plus" hint="m">
          {say('Số dư đầu kỳ', 'Opening balances')}
        </LinkButton>
      )}
      {actor.may('minutes.sign') && (
        <LinkButton href={`${MINUTES_HOME}/handover/new`} icon="users">
          {say('Bàn giao chức danh', 'Hand over a post')}
        </LinkButton>
      )}
    </>
  );
  return (
    <Stack>
      <PageHead title={say('Biên bản', 'Minutes')} actions={actions} />
      <BooksTabs current={MINUTES_HOME} />
      <DraftTable
        rows={props.page.items}
        home={MINUTES_HOME}
        caption={say('Biên bản', 'Minutes')}
        unitName={props.unitName}
        empty={
          <EmptyState title={say('Chưa có biên bản nào.', 'No minutes yet.')} icon="file-text">
            {say(
              'Số dư đầu kỳ và bàn giao chức danh được lập biên bản, hai người ký.',
              'Opening balances and handing over a post are put in minutes that two people sign.',
            )}
          </EmptyState>
        }
      />
      <Pager nextCursor={props.page.nextCursor} />
    </Stack>
  );
}
