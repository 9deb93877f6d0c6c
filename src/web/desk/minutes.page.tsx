/** Minutes of two signatures: the list, one of them, and signing it. */
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { EntryDraftsReader } from '../../bookkeeping/entry-drafts-reader.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { UnitsService } from '../../units/units.service.js';
import { FormBody, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Pager, Stack } from '../ui/box.js';
import { LinkButton } from '../ui/form.js';
import { sayIn, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { DeskFrame } from './desk-frame.js';
import { DraftDesk, type DraftPages } from './draft-desk.service.js';
import { DraftTable } from './draft-views.js';
import { MINUTES_HOME, MinutesSheet } from './minutes-sheet.js';

const BOOKS = '/desk/books/trial-balance';
const PAGES: DraftPages = { list: 'minutes', home: MINUTES_HOME, sheet: (props) => <MinutesSheet {...props} /> };

@ApiExcludeController()
@Controller('desk/books/minutes')
export class MinutesPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: EntryDraftsReader,
    private readonly units: UnitsService,
    private readonly drafts: DraftDesk,
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
    return this.drafts.show(PAGES, { actor, request, id });
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
    return this.drafts.approve(PAGES, { actor, request, response, id, form, key });
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
    return this.drafts.reject(PAGES, { actor, request, response, id, form, key });
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
    return this.drafts.recall(PAGES, { actor, request, response, id, form, key });
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
