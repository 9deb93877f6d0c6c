/** The journal: entries newest first, one entry whole, and the entries that touch one account. */
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { EntryDraftsService } from '../../bookkeeping/entry-drafts.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState } from '../ui/form-state.js';
import { langOf, sayIn } from '../ui/page.js';
import { AccountRegister } from './account-register.js';
import { BooksHelp } from './books-help.js';
import { BooksDesk } from './books-desk.service.js';
import { DeskFrame } from './desk-frame.js';
import { EntryList } from './entry-list.js';
import { EntrySheet } from './entry-sheet.js';

/** The navigation's item of all books. */
const BOOKS = '/desk/books/trial-balance';

@ApiExcludeController()
@Controller('desk/books')
export class EntryPages {
  constructor(
    private readonly desk: DeskFrame,
    private readonly books: BooksDesk,
    private readonly drafts: EntryDraftsService,
  ) {}

  @Get('entries')
  @Permit('ledger.read')
  async list(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.books.journal(actor, query, say);
    const title = say('Nhật ký chung', 'Journal');
    return this.desk.render(request, actor, { title, current: BOOKS, help: <BooksHelp /> }, <EntryList {...data} />);
  }

  @Get('entries/:id')
  @Permit('ledger.read')
  entry(@CurrentActor() actor: Actor, @Req() request: Request, @Param('id') id: string): Promise<string> {
    return this.show(actor, request, id);
  }

  @Post('entries/:id/reverse')
  @Permit('ledger.reverse')
  async reverse(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Param('id') id: string,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const entry = await this.books.entry(actor, id);
    try {
      const read = new FormReader(form, this.books.today());
      const reason = read.required('reason', 300, { vi: 'Ghi lý do.', en: 'Give the reason.' });
      if (reason.length > 0 && reason.length < 3) {
        read.problem('reason', { vi: 'Lý do quá ngắn.', en: 'The reason is too short.' });
      }
      const effectiveDate = read.day('effectiveDate');
      read.done();
      const { draftId } = await this.drafts.prepareReversal(actor, entry.id, { reason, effectiveDate }, key);
      throw new SeeOther(`/desk/books/drafts/${draftId}`);
    } catch (error) {
      const fields = { 'date.future': 'effectiveDate', 'ledger.place-past': 'effectiveDate' };
      const state = formAfter(form, besideField(error, fields), langOf(request));
      response.status(422);
      return this.show(actor, request, id, state);
    }
  }

  @Get('accounts/:id')
  @Permit('ledger.read')
  async account(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Param('id') id: string,
    @FormQuery() query: FormValues,
  ): Promise<string> {
    const data = await this.books.account(actor, id, query, sayIn(langOf(request)));
    const { code, label } = data.register.account;
    const title = `${code} · ${label}`;
    return this.desk.render(
      request,
      actor,
      { title, current: BOOKS, help: <BooksHelp /> },
      <AccountRegister {...data} />,
    );
  }

  private async show(actor: Actor, request: Request, id: string, state?: FormState): Promise<string> {
    const say = sayIn(langOf(request));
    const data = await this.books.entrySheet(actor, id);
    const title = say(`Bút toán ${data.entry.id}`, `Entry ${data.entry.id}`);
    return this.desk.render(
      request,
      actor,
      { title, current: BOOKS },
      <EntrySheet {...data} {...(state && { state })} />,
    );
  }
}
