/** Entries that one person prepared and another approves: what waits, one of them, and its decision. */
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
import { EmptyState, PageHead, Pager, Stack, Tabs } from '../ui/box.js';
import { LinkButton } from '../ui/form.js';
import { sayIn, useSay } from '../ui/page.js';
import { BooksTabs } from './books-tabs.js';
import { DeskFrame } from './desk-frame.js';
import { DraftDesk, type DraftPages, type DraftSheetProps } from './draft-desk.service.js';
import { DraftDecisions, DraftEffects, DraftFacts, draftKind, DraftMovements } from './draft-views.js';
import { DraftStateTag, DraftSteps, DraftTable } from './draft-views.js';

const HOME = '/desk/books/drafts';
const BOOKS = '/desk/books/trial-balance';
const VIEWS = ['waiting', 'mine', 'all'] as const;
type View = (typeof VIEWS)[number];
const PAGES: DraftPages = { list: 'drafts', home: HOME, sheet: (props) => <DraftSheet {...props} /> };

@ApiExcludeController()
@Controller('desk/books/drafts')
export class EntryDraftsPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly reader: EntryDraftsReader,
    private readonly units: UnitsService,
    private readonly drafts: DraftDesk,
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
    return this.drafts.show(PAGES, { actor, request, id });
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
    return this.drafts.approve(PAGES, { actor, request, response, id, form, key });
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
    return this.drafts.reject(PAGES, { actor, request, response, id, form, key });
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
    return this.drafts.recall(PAGES, { actor, request, response, id, form, key });
  }
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

function DraftSheet({ draft, unitName, state }: DraftSheetProps): VNode {
  const say = useSay();
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
