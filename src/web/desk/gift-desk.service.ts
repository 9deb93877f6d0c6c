/** What the page for recording gifts starts from: the receipt just made, the purpose used last, the day's tally. */
import { Injectable } from '@nestjs/common';
import { DonationRegister, type DonationView } from '../../donations/donation-register.service.js';
import { GiftTally } from '../../donations/gift-tally.service.js';
import type { Actor } from '../../identity/actor.js';
import { formatDate } from '../../platform/dates.js';
import { isId } from '../../platform/ids.js';
import { formatNumber } from '../../platform/money.js';
import type { PledgeAnswer } from '../../pledges/pledge.dto.js';
import { PledgeListsService } from '../../pledges/pledge-lists.service.js';
import type { FormValues } from '../form-body.js';
import { type FormState, formWith } from '../ui/form-state.js';
import type { Say } from '../ui/page.js';
import { DeskScope, type Purpose } from './desk-scope.service.js';

export type GiftPageData = {
  purposes: Purpose[];
  state: FormState;
  /** The receipt just made. */
  made?: DonationView;
  /** The promise that the next gift keeps. */
  pledge?: PledgeAnswer;
  today: Awaited<ReturnType<GiftTally['ofRecorder']>>;
};

@Injectable()
export class GiftDesk {
  constructor(
    private readonly scope: DeskScope,
    private readonly register: DonationRegister,
    private readonly tally: GiftTally,
    private readonly pledges: PledgeListsService,
  ) {}

  /**
   * @param query `done` is the serial of the receipt just made, whose fund, appeal, channel and day are kept; `pledge`,
   *   `fund` and `appeal` come from links of other pages
   * @param state what was typed, when the form comes back
   */
  async page(actor: Actor, query: FormValues, say: Say, state?: FormState): Promise<GiftPageData> {
    const [purposes, today, made, pledge] = await Promise.all([
      this.scope.purposes(actor, say),
      this.tally.ofRecorder(actor.id, this.scope.today()),
      query.done ? this.register.get(actor, query.done) : undefined,
      query.pledge && isId(query.pledge) ? this.pledges.one(actor, query.pledge) : undefined,
    ]);
    const start = state ?? formWith(await this.start(actor, query, made, pledge));
    return { purposes, today, state: start, ...(made && { made }), ...(pledge && { pledge }) };
  }

  purposesOf(actor: Actor, say: Say): Promise<Purpose[]> {
    return this.scope.purposes(actor, say);
  }

  today(): string {
    return this.scope.today();
  }

  /** Names that gave before to the units whose clerk this person is; not to every unit below. */
  names(actor: Actor, text: string): Promise<string[]> {
    return this.tally.names(actor.unitsFor('donation.record'), text);
  }

  private async start(
    actor: Actor,
    query: FormValues,
    made: DonationView | undefined,
    pledge: PledgeAnswer | undefined,
  ): Promise<Record<string, string | undefined>> {
    const today = formatDate(this.scope.today());
    if (made) {
      return { purpose: purposeOf(made), channel: made.channel, effectiveDate: formatDate(made.effectiveDate) };
    }
    const [last] = await this.tally.latestOf(actor.id, 1);
    const channel = last?.channel ?? 'cash';
    if (pledge) {
      const amount = pledge.left > 0n ? formatNumber(pledge.left) : undefined;
      return { purpose: purposeOf(pledge), channel, effectiveDate: today, amount, donorName: pledge.giverName };
    }
    const linked = query.fund && purposeOf({ fundId: query.fund, appealId: query.appeal ?? null });
    return { purpose: linked || (last && purposeOf(last)), channel, effectiveDate: today };
  }
}

function purposeOf({ fundId, appealId }: { fundId: string; appealId: string | null }): string {
  return appealId === null ? fundId : `${fundId}/${appealId}`;
}
