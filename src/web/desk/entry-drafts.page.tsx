/** Entries that one person prepared and another approves: what waits, one of them, and its decision. */
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { EntryDraftDecisions } from '../../bookkeeping/entry-draft-decisions.service.js';
import { type DraftDetail, EntryDraftsReader } from '../../bookkeeping/entry-drafts-reader.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { UnitsService } from '../../units/units.service.js';
import { FormBody, FormReader, type FormValues } from '../form-body.js';
import { EmptyState, PageHead, Pager, Stack, Tabs } from '../ui/box.js';
import { LinkButton } from '../ui/form.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { sayIn, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { DeskFrame } from './desk-frame.js';
import { DraftDecisions, DraftEffects, DraftFacts, draftKind, DraftMovements } from './draft-views.js';
import { DraftStateTag, DraftSteps, DraftTable } from './draft-views.js';

const HOME = '/desk/books/drafts';
const BOOKS = '/desk/books/trial-balance';
const VIEWS = ['waiting', 'mine', 'all'] as const;
type View = (typeof VIEWS)[number];

@ApiExcludeController()
@Controller('desk/books/drafts')
export class EntryDraftsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: EntryDraftsReader,
    private readonly decisions: EntryDraftDecisions,
    private readonly units: UnitsService,
  ) {}

  @Get()
  @Permit('ledger.read')
  async list(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('view') asked?: string,
    @Query('cursor') cursor?: string,
  ): Promise<string> {
    const view = VIEWS.find((each) => each === asked) ?? (actor.may('ledger.approve') ? 'waiting' : 'mine');
    const filter = { waiting: view === 'waiting', mine: view === 'mine' };
    const page = await this.reader.list(actor, 'drafts', { ...filter, ...(cursor !== undefined && { cursor }) });
    const say = sayIn(this.desk.context(request, actor).lang);
    const title = say('Bút toán chờ duyệt', 'Entries to approve');
    const body = (
      <DraftList
        page={page}
        view={view}
        mayPrepare={actor.may('ledger.post')}
        unitName={(code) => this.units.name(code)}
      />
    );
    return this.desk.render(request, actor, { title, current: BOOKS }, body);
  }

  @Get(':id')
  @Permit('ledger.read')
  one(@CurrentActor() actor: Actor, @Req() request: Request, @Param('id') id: string): Promise<string> {
    return this.show(actor, request, id, formWith({}));
  }

  @Post(':id/approve')
  @Permit('ledger.approve')
  approve(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form }, () => this.decisions.approve(actor, 'drafts', id, key));
  }

  @Post(':id/reject')
  @Permit('ledger.approve')
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
      return this.decisions.reject(actor, 'drafts', id, reason, key);
    });
  }

  @Post(':id/recall')
  @Permit('ledger.post')
  recall(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    return this.act(actor, request, response, { id, form }, () => this.decisions.recall(actor, 'drafts', id, key));
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
    throw new SeeOther(`${HOME}/${id}`);
  }

  private async show(actor: Actor, request: Request, id: string, state: FormState): Promise<string> {
    const draft = await this.reader.one(actor, 'drafts', id);
    const head = { title: draft.description, current: BOOKS };
    const body = <DraftSheet draft={draft} unitName={this.units.name(draft.unitCode)} state={state} />;
    return this.desk.render(request, actor, head, body);
  }
}

/** The reason for sending something back. @throws Refusal request.invalid */
export function reasonOf(form: FormValues, today: string): string {
  const reader = new FormReader(form, today);
  const reason = reader.required('reason', 300, { vi: 'Ghi lý do.', en: 'Give the reason.' });
  if (reason.length > 0 && reason.length < 3) reader.problem('reason', { vi: 'Ghi rõ hơn.', en: 'Say a little more.' });
  reader.done();
  return reason;
}

function DraftList(props: {
  page: Awaited<ReturnType<EntryDraftsReader['list']>>;
  view: View;
  mayPrepare: boolean;
  unitName: (code: string) => string;
}): VNode {
  const say = useSay();
  const add = props.mayPrepare && (
    <LinkButton href={`${HOME}/new`} tone="main" icon="plus" hint="m">
      {say('Lập bút toán', 'Prepare an entry')}
    </LinkButton>
  );
  const empty = (
    <EmptyState title={say('Không có gì ở đây.', 'Nothing here.')} icon="circle-check" action={add || undefined}>
      {say(
        'Bút toán ghi tay do một người lập và người khác duyệt mới vào sổ.',
        'A manual entry is prepared by one person and posted when another approves it.',
      )}
    </EmptyState>
  );
  return (
    <Stack>
      <PageHead title={say('Bút toán chờ duyệt', 'Entries to approve')} actions={add} />
      <BooksTabs current={HOME} />
      <Tabs
        label={say('Xem', 'Show')}
        current={`${HOME}?view=${props.view}`}
        tabs={[
          { href: `${HOME}?view=waiting`, label: say('chờ tôi duyệt', 'for me to approve') },
          { href: `${HOME}?view=mine`, label: say('tôi lập', 'prepared by me') },
          { href: `${HOME}?view=all`, label: say('tất cả', 'all') },
        ]}
      />
      <DraftTable
        rows={props.page.items}
        home={HOME}
        caption={say('Bút toán hai người', 'Entries of two people')}
        unitName={props.unitName}
        empty={empty}
      />
      <Pager nextCursor={props.page.nextCursor} />
    </Stack>
  );
}

function DraftSheet(props: { draft: DraftDetail; unitName: string; state: FormState }): VNode {
  const say = useSay();
  const { draft, unitName, state } = props;
  return (
    <Stack>
      <PageHead
        title={draft.description}
        crumbs={[
          { href: HOME, label: say('Bút toán chờ duyệt', 'Entries to approve') },
          { label: draftKind(draft.kind, say) },
        ]}
        tag={<DraftStateTag draft={draft} />}
      />
      <DraftSteps draft={draft} />
      <DraftMovements movements={draft.movements} />
      <DraftEffects draft={draft} />
      <DraftFacts draft={draft} unitName={unitName} />
      <DraftDecisions draft={draft} home={HOME} state={state} />
    </Stack>
  );
}
