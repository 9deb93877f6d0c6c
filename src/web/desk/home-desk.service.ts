import { Injectable } from '@nestjs/common';
import type { Appeal } from '../../appeals/appeal.entity.js';
import { AppealsService } from '../../appeals/appeals.service.js';
import { GiftTally, type Tally } from '../../donations/gift-tally.service.js';
import type { Actor } from '../../identity/actor.js';
import { BalancesService, type HeldPlace } from '../../books/balances.service.js';
import { DeskScope } from './desk-scope.service.js';
import { type Waiting, WaitingService } from './waiting.service.js';

export type PlaceRow = HeldPlace & { fundName: string };

/** An open appeal with its day of receiving; without an end there is no clock. */
export type AppealClock = { id: string; name: string; day: number | null; of: number | null };

export type HomeData = {
  waiting: Waiting[];
  gifts: Tally;
  places: PlaceRow[];
  appeals: AppealClock[];
  may: { record: boolean; readGifts: boolean };
};

@Injectable()
export class HomeDesk {
  constructor(
    private readonly waiting: WaitingService,
    private readonly tally: GiftTally,
    private readonly balances: BalancesService,
    private readonly appeals: AppealsService,
    private readonly scope: DeskScope,
  ) {}

  /** The day as it stands for this person's own unit; units below have desks of their own. */
  async of(actor: Actor): Promise<HomeData> {
    const own = actor.unitsFor('desk.read');
    const [waiting, gifts, places, appeals] = await Promise.all([
      this.waiting.of(actor),
      this.tally.ofDay(own, this.scope.today()),
      this.places(actor, own),
      this.appeals.openAppeals(actor),
    ]);
    const clocks = appeals.filter(({ unitCode }) => own.includes(unitCode)).map((appeal) => this.clockOf(appeal));
    const may = { record: actor.may('donation.record'), readGifts: actor.may('receipt.read') };
    return { waiting, gifts, places, appeals: clocks, may };
  }

  /** Accounts and cash boxes always; what is on its way, advanced or to be explained only where there is some. */
  private async places(actor: Actor, units: string[]): Promise<PlaceRow[]> {
    const funds = new Map((await this.scope.funds(actor, 'desk.read')).map(({ value, label }) => [value, label]));
    const places = await this.balances.placesOf(units);
    return places
      .filter(({ code, balance }) => code === '1121' || code === '1111' || balance !== 0n)
      .map((place) => ({ ...place, fundName: funds.get(place.fundId) ?? '' }));
  }

  private clockOf(appeal: Appeal): AppealClock {
    const { day, of } = this.appeals.standing(appeal);
    return { id: appeal.id, name: appeal.name, day, of };
  }
}
