/** One thing that one person prepared and another decides: shown, approved, sent back, recalled. Entries and minutes alike. */
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { type DraftList, EntryDraftDecisions } from '../../bookkeeping/entry-draft-decisions.service.js';
import { type DraftDetail, EntryDraftsReader } from '../../bookkeeping/entry-drafts-reader.service.js';
import type { Actor } from '../../identity/actor.js';
import type { IdempotencyKey } from '../../platform/idempotency.js';
import { SeeOther } from '../../platform/see-other.js';
import { UnitsService } from '../../units/units.service.js';
import { FormReader, type FormValues } from '../form-body.js';
import { formAfter, type FormState, formWith } from '../ui/form-state.js';
import { DeskFrame } from './desk-frame.js';

export type DraftSheetProps = { draft: DraftDetail; unitName: string; state: FormState };

/** Which of the two lists, where its pages are, and how one of it looks. */
export type DraftPages = { list: DraftList; home: string; sheet: (props: DraftSheetProps) => VNode };

/** Who asks about which of them. */
export type DraftAsked = { actor: Actor; request: Request; id: string };
export type DraftPosted = DraftAsked & { response: Response; form: FormValues; key: IdempotencyKey };

@Injectable()
export class DraftDesk {
  constructor(
    private readonly frame: DeskFrame,
    private readonly reader: EntryDraftsReader,
    private readonly decisions: EntryDraftDecisions,
    private readonly units: UnitsService,
  ) {}

  async show(pages: DraftPages, asked: DraftAsked, state: FormState = formWith({})): Promise<string> {
    const { actor, request, id } = asked;
    const draft = await this.reader.one(actor, pages.list, id);
    const head = { title: draft.description, current: '/desk/books/trial-balance' };
    return this.frame.render(
      request,
      actor,
      head,
      pages.sheet({ draft, unitName: this.units.name(draft.unitCode), state }),
    );
  }

  approve(pages: DraftPages, posted: DraftPosted): Promise<string> {
    const { actor, id, key } = posted;
    return this.act(pages, posted, () => this.decisions.approve(actor, pages.list, id, key));
  }

  reject(pages: DraftPages, posted: DraftPosted): Promise<string> {
    const { actor, request, id, form, key } = posted;
    return this.act(pages, posted, () => {
      const reason = reasonOf(form, this.frame.context(request, actor).today);
      return this.decisions.reject(actor, pages.list, id, reason, key);
    });
  }

  recall(pages: DraftPages, posted: DraftPosted): Promise<string> {
    const { actor, id, key } = posted;
    return this.act(pages, posted, () => this.decisions.recall(actor, pages.list, id, key));
  }

  /** The page of it again, with what is wrong where it was refused. */
  private async act(pages: DraftPages, posted: DraftPosted, decide: () => Promise<unknown>): Promise<string> {
    const { actor, request, response, id, form } = posted;
    try {
      await decide();
    } catch (error) {
      const state = formAfter(form, error, this.frame.context(request, actor).lang);
      response.status(422);
      return this.show(pages, posted, state);
    }
    throw new SeeOther(`${pages.home}/${id}`);
  }
}

/** The reason for sending something back. @throws Refusal request.invalid */
function reasonOf(form: FormValues, today: string): string {
  const reader = new FormReader(form, today);
  const reason = reader.required('reason', 300, { vi: 'Ghi lý do.', en: 'Give the reason.' });
  if (reason.length > 0 && reason.length < 3) reader.problem('reason', { vi: 'Ghi rõ hơn.', en: 'Say a little more.' });
  reader.done();
  return reason;
}
