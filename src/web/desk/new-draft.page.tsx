/** Preparing a manual entry: first the fund and what it is, found by typing; then only what that kind needs. */
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Actor, CurrentActor } from '../../identity/actor.js';
import { Permit } from '../../identity/permit.js';
import { type EntryChoices, EntryChoicesService } from '../../bookkeeping/entry-choices.service.js';
import { EntryDraftsService } from '../../bookkeeping/entry-drafts.service.js';
import { Idempotency, type IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { besideField } from '../beside-field.js';
import { FormBody, FormQuery, FormReader, type FormValues } from '../form-body.js';
import { chosenOption, formAfter, type FormState, formWith, type Option } from '../ui/form-state.js';
import { type Say, sayIn } from '../ui/page.js';
import { DeskFrame } from './desk-frame.js';
import { DeskScope } from './desk-scope.service.js';
import { CONSENT, FREE, NewDraftForm, type NewDraftView, templateOptions } from './new-draft-form.js';
import { readConsent, readEntry } from './new-draft-reading.js';

const BOOKS = '/desk/books/trial-balance';
const HERE = '/desk/books/drafts/new';

/** Beside which field a refusal is said. */
const FIELD_OF = {
  'draft.account-not-offered': '',
  'draft.party': 'party',
  'draft.paper-missing': 'documentNo',
  'draft.decision-missing': 'decisionNo',
  'draft.same-purpose': 'toRestrictionId',
  'draft.month-open': 'adjusts',
  'draft.adjusts-itself': 'adjusts',
  'draft.consent-known': 'documentNo',
  'ledger.place-short': 'amount',
  'ledger.creditor-short': 'amount',
  'ledger.restriction-short': 'amount',
  'ledger.place-past': 'effectiveDate',
  'ledger.account-closed': 'effectiveDate',
  'ledger.period-closed': 'effectiveDate',
  'date.future': 'effectiveDate',
};

@ApiExcludeController()
@Controller('desk/books/drafts/new')
export class NewDraftPage {
  constructor(
    private readonly desk: DeskFrame,
    private readonly drafts: EntryDraftsService,
    private readonly choices: EntryChoicesService,
    private readonly scope: DeskScope,
  ) {}

  @Get()
  @Permit('ledger.post')
  form(@CurrentActor() actor: Actor, @Req() request: Request, @FormQuery() query: FormValues): Promise<string> {
    return this.show(actor, request, query, formWith({}));
  }

  @Post()
  @Permit('ledger.post')
  async prepare(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @FormBody() form: FormValues,
    @Idempotency() key: IdempotencyKey,
  ): Promise<string> {
    const { today, lang } = this.desk.context(request, actor);
    try {
      const view = await this.view(actor, form, sayIn(lang));
      const reader = new FormReader(form, today);
      if (!view.choices) reader.problem('fund', { vi: 'Chọn quỹ.', en: 'Choose the fund.' });
      reader.done();
      const { draftId } =
        view.kind === CONSENT
          ? await this.drafts.prepareConsent(actor, readConsent(reader, form, view), key)
          : await this.drafts.prepareEntry(actor, readEntry(reader, form, view), key);
      throw new SeeOther(`/desk/books/drafts/${draftId}`);
    } catch (error) {
      const state = formAfter(form, besideField(error, FIELD_OF), lang);
      response.status(422);
      return this.show(actor, request, form, state);
    }
  }

  private async show(actor: Actor, request: Request, asked: FormValues, state: FormState): Promise<string> {
    const say = sayIn(this.desk.context(request, actor).lang);
    const view = await this.view(actor, asked, say);
    const title = say('Lập bút toán', 'Prepare an entry');
    const first = { ...formWith({ fund: view.fund?.label ?? asked.fund, template: asked.template }) };
    if (asked.template !== undefined && view.kind === undefined)
      first.problems.template = say('Chọn một mẫu trong danh sách.', 'Choose one of the list.');
    const body = <NewDraftForm here={HERE} view={view} state={state} first={first} />;
    return this.desk.render(request, actor, { title, current: BOOKS }, body);
  }

  private async view(actor: Actor, asked: FormValues, say: Say): Promise<NewDraftView> {
    const funds = await this.scope.funds(actor, 'ledger.post');
    const templates = templateOptions(this.choices.templates(), say);
    const fund = chosen(funds, asked.fund) ?? (funds.length === 1 ? funds[0] : undefined);
    const kind = chosen(templates, asked.template)?.value;
    const base = { funds, templates, fund };
    if (!fund || kind === undefined) return base;
    const choices: EntryChoices = await this.choices.of(actor, fund.value);
    const form = kind === FREE || kind === CONSENT ? undefined : this.choices.form(choices, kind);
    return { ...base, kind, choices, form, free: this.choices.free(choices) };
  }
}

function chosen(options: readonly Option[], typed: string | undefined): Option | undefined {
  const value = chosenOption(options, typed ?? '');
  return options.find((option) => option.value === value);
}
