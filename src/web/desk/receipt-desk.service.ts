/** What the pages of receipts show, gathered from the register, the books and the people. */
import { Injectable } from '@nestjs/common';
import { type DonationView, DonationRegister } from '../../donations/donation-register.service.js';
import { GiftTally, type NameCorrection } from '../../donations/gift-tally.service.js';
import type { Actor } from '../../identity/actor.js';
import { ActorsService } from '../../identity/actors.service.js';
import { BooksService } from '../../books/books.service.js';

import { isId } from '../../platform/ids.js';
import type { Page } from '../../platform/paging.js';
import type { FormValues } from '../form-body.js';
import type { Option } from '../ui/form-state.js';
import { DeskScope } from './desk-scope.service.js';

export type ReceiptListData = { page: Page<DonationView>; funds: Option[]; appeals: Option[] };

export type ReceiptSheetData = {
  gift: DonationView;
  corrections: NameCorrection[];
  recordedBy: string;
  /** The cash voucher of its entry, for cash. */
  voucher: string | null;
  reversedBy: bigint | null;
  may: { correct: boolean; void: boolean; readEntry: boolean };
};

@Injectable()
export class ReceiptDesk {
  constructor(
    private readonly register: DonationRegister,
    private readonly tally: GiftTally,
    private readonly books: BooksService,
    private readonly people: ActorsService,
    private readonly scope: DeskScope,
  ) {}

  async list(actor: Actor, query: FormValues): Promise<ReceiptListData> {
    const [units, funds, appeals] = await Promise.all([
      this.scope.units(actor, 'donation.read'),
      this.scope.funds(actor, 'donation.read'),
      this.scope.appeals(actor),
    ]);
    const filter = {
      limit: 50,
      q: (query.q ?? '').slice(0, 100),
      ...(isId(query.fund) && { fund: query.fund }),
      ...(isId(query.appeal) && { appeal: query.appeal }),
      ...(query.cursor && { cursor: query.cursor }),
    };
    return { page: await this.register.list(actor, filter, units), funds, appeals };
  }

  /** @throws Refusal donation.unknown (404), identity.not-permitted (403) */
  async sheet(actor: Actor, serial: string): Promise<ReceiptSheetData> {
    const gift = await this.register.get(actor, serial);
    const [corrections, recorder, entry] = await Promise.all([
      this.tally.corrections(gift.id),
      this.people.byId(gift.recordedBy),
      this.books.entry(gift.sequence),
    ]);
    const { unitCode } = gift;
    return {
      gift,
      corrections,
      recordedBy: recorder?.name ?? '',
      voucher: entry?.voucher ?? null,
      reversedBy: entry?.reversedBy ?? null,
      may: {
        correct: gift.void === null && gift.printedName !== null && actor.may('donation.correct', unitCode),
        void: gift.void === null && actor.may('donation.void', unitCode),
        readEntry: actor.may('ledger.read', unitCode),
      },
    };
  }

  today(): string {
    return this.scope.today();
  }
}
