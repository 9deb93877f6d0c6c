/** One history played twice: in a unit that keeps own accounts (A) and in one that keeps others' money (B). */
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { LedgerService } from '../../src/ledger/ledger.service.js';
import { goodsPlaceCode, type Nature, type Profile } from '../../src/ledger/natures.js';
import type { EventKind, MovementDraft, PostingItem, ReservationDraft } from '../../src/ledger/posting.dto.js';
import { purposeAccount } from '../../src/ledger/purpose-accounts.service.js';
import { Refusal } from '../../src/platform/refusal.js';

export const PURPOSES = ['general', 'appeal', 'earmark'] as const;
export type Purpose = (typeof PURPOSES)[number];

export type Step =
  | { do: 'gift'; purpose: Purpose; into: 'box' | 'bank'; amount: bigint }
  | { do: 'void'; gift: number }
  | { do: 'opening' | 'interest' | 'cost' | 'pass-on' | 'goods-in' | 'goods-out'; purpose: Purpose; amount: bigint }
  | { do: 'unclear'; amount: bigint }
  | { do: 'clear'; purpose: Purpose; amount: bigint }
  | { do: 'reallocate'; purpose: Purpose; to: Purpose; amount: bigint }
  | { do: 'approve'; purpose: Purpose; amount: bigint }
  | { do: 'pay' | 'advance' | 'settle' | 'return' | 'release'; batch: number; part: number }
  | { do: 'undo'; entry: number }
  | { do: 'months'; count: number };

const amount = fc.bigInt({ min: 1n, max: 2_000_000n });
const purpose = fc.constantFrom(...PURPOSES);
const some = fc.nat({ max: 30 });

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('gift' as const),
      purpose,
      into: fc.constantFrom('box' as const, 'bank' as const),
      amount,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const), gift: some }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'opening' as const,
        'interest' as const,
        'cost' as const,
        'pass-on' as const,
        'goods-in' as const,
        'goods-out' as const,
      ),
      purpose,
      amount,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unclear' as const), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), purpose, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reallocate' as const), purpose, to: purpose, amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('approve' as const), purpose, amount }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('pay' as const, 'advance' as const, 'settle' as const, 'return' as const, 'release' as const),
      batch: some,
      part: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), entry: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('months' as const), count: fc.integer({ min: 1, max: 5 }) }) },
);

type Gift = { purpose: Purpose; into: 'box' | 'bank'; amount: bigint; day: string; sequence: bigint };
type Batch = { id: string; purpose: Purpose; left: bigint; carried: bigint };

/** What a unit of the play owns, and how far it has come. Both twins pass through the same states but for account ids. */
export type Twin = {
  profile: Profile;
  unitCode: string;
  fundId: string;
  appealId: string;
  restrictions: Record<Purpose, number>;
  box: number;
  bank: number;
  bankAccountId: string;
  day: string;
  gifts: Gift[];
  batches: Batch[];
  /** Entries that are taken back by hand. */
  entries: bigint[];
  outcomes: string[];
};

export const ACTOR = '00000000-0000-7000-8000-000000000001';
const HOUSEHOLD = '0190a0a0-0000-7000-8000-000000000001';

/** Plays one step and notes what came of it: `taken`, or the refusal's code. */
export async function play(tx: EntityManager, ledger: LedgerService, twin: Twin, one: Step): Promise<void> {
  await tx.query('SAVEPOINT step');
  try {
    await new Player(tx, ledger, twin).take(one);
    twin.outcomes.push('taken');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT step');
    twin.outcomes.push(error.code);
  }
}

class Player {
  constructor(
    private readonly tx: EntityManager,
    private readonly ledger: LedgerService,
    private readonly twin: Twin,
  ) {}

  take(one: Step): Promise<void> {
    switch (one.do) {
      case 'gift':
        return this.gift(one);
      case 'void':
        return this.voidGift(one.gift);
      case 'reallocate':
        return this.reallocate(one);
      case 'approve':
        return this.approve(one);
      case 'unclear':
        return this.unclear(one.amount);
      case 'clear':
        return this.clear(one.purpose, one.amount);
      case 'undo':
        return this.undo(one.entry);
      case 'months':
        this.twin.day = monthsLater(this.twin.day, one.count);
        return Promise.resolve();
      case 'pay':
      case 'advance':
      case 'settle':
      case 'return':
      case 'release':
        return this.batchStep(one.do, one.batch, one.part);
      case 'opening':
      case 'interest':
      case 'cost':
      case 'pass-on':
      case 'goods-in':
      case 'goods-out':
        return this.simple(one.do, one.purpose, one.amount);
    }
  }

  private async gift({ purpose, into, amount }: Extract<Step, { do: 'gift' }>): Promise<void> {
    const credit = await this.account(purpose, 'donations');
    const sequence = await this.post('gift', [{ debit: this.twin[into], credit, amount }]);
    this.twin.gifts.push({ purpose, into, amount, day: this.twin.day, sequence });
  }

  /** Cash goes back; what lies on the bank is owed to the payer. */
  private async voidGift(index: number): Promise<void> {
    const gift = this.twin.gifts.at(index % Math.max(this.twin.gifts.length, 1));
    if (!gift) return;
    const debit = await this.account(gift.purpose, 'donations', gift.day);
    const credit = gift.into === 'box' ? this.twin.box : await this.shared('3388', 'refund');
    await this.post('gift-voided', [{ debit, credit, amount: gift.amount }], { reverses: gift.sequence });
  }

  private async simple(
    what: 'opening' | 'interest' | 'cost' | 'pass-on' | 'goods-in' | 'goods-out',
    purpose: Purpose,
    amount: bigint,
  ): Promise<void> {
    const { bank, box } = this.twin;
    const plans = {
      opening: ['carried', 'opening-balance', box, true],
      interest: ['interest', 'entry', bank, true],
      cost: ['financial-cost', 'entry', bank, false],
      'pass-on': ['to-units', 'entry', bank, false],
      'goods-in': ['in-kind', 'entry', undefined, true],
      'goods-out': ['support-in-kind', 'entry', undefined, false],
    } as const satisfies Record<string, readonly [Nature, EventKind, number | undefined, boolean]>;
    const [nature, kind, money, comes] = plans[what];
    const place = money ?? (await this.store());
    const own = await this.account(purpose, nature);
    const movement = comes ? { debit: place, credit: own, amount } : { debit: own, credit: place, amount };
    const sequence = await this.post(kind, [movement]);
    if (kind === 'entry') this.twin.entries.push(sequence);
  }

  private async unclear(amount: bigint): Promise<void> {
    await this.post('statement-line', [
      { debit: this.twin.bank, credit: await this.shared('3388', 'suspense'), amount },
    ]);
  }

  private async clear(purpose: Purpose, amount: bigint): Promise<void> {
    const [debit, credit] = [await this.shared('3388', 'suspense'), await this.account(purpose, 'donations')];
    await this.post('entry', [{ debit, credit, amount }]);
  }

  private async reallocate({ purpose, to, amount }: Extract<Step, { do: 'reallocate' }>): Promise<void> {
    const [debit, credit] = [await this.account(purpose, 'decision'), await this.account(to, 'decision')];
    this.twin.entries.push(await this.post('reallocation', [{ debit, credit, amount }], { decisionNo: '5/QĐ' }));
  }

  private async approve({ purpose, amount }: Extract<Step, { do: 'approve' }>): Promise<void> {
    const id = randomUUID();
    await this.ledger.post(this.tx, {
      kind: 'reserved',
      actorId: ACTOR,
      reservations: [this.reservation(purpose, amount, id)],
    });
    this.twin.batches.push({ id, purpose, left: amount, carried: 0n });
  }

  /** An advance does not end the reservation; the final expense and the money's return do. */
  private async batchStep(
    what: 'pay' | 'advance' | 'settle' | 'return' | 'release',
    index: number,
    part: number,
  ): Promise<void> {
    const batch = this.twin.batches.at(index % Math.max(this.twin.batches.length, 1));
    if (!batch) return;
    const free = batch.left - batch.carried;
    const amount = (what === 'settle' || what === 'return' ? batch.carried : free) / BigInt(part);
    if (amount < 1n) return;
    const holder = await this.shared('141', 'holder');
    const support = await this.account(batch.purpose, 'support');
    const ends = [this.reservation(batch.purpose, -amount, batch.id)];
    const household = { householdId: HOUSEHOLD, communeCode: '00004', sourceKind: 'disbursement', sourceId: batch.id };
    if (what === 'pay') await this.post('paid', [{ debit: support, credit: this.twin.bank, amount }], household, ends);
    else if (what === 'advance') await this.post('advanced', [{ debit: holder, credit: this.twin.box, amount }]);
    else if (what === 'settle')
      await this.post('acknowledged', [{ debit: support, credit: holder, amount }], household, ends);
    else if (what === 'return')
      await this.post('released', [{ debit: this.twin.box, credit: holder, amount }], {}, ends);
    else await this.ledger.post(this.tx, { kind: 'released', actorId: ACTOR, reservations: ends });
    if (what === 'advance') batch.carried += amount;
    else batch.left -= amount;
    if (what === 'settle' || what === 'return') batch.carried -= amount;
  }

  private async undo(index: number): Promise<void> {
    const sequence = this.twin.entries.at(index % Math.max(this.twin.entries.length, 1));
    if (sequence === undefined) return;
    await this.ledger.reverse(this.tx, { actorId: ACTOR, sequence, effectiveDate: this.twin.day, reason: 'nhầm' });
  }

  private async post(
    kind: EventKind,
    movements: MovementDraft[],
    more: Partial<NonNullable<PostingItem['entry']>> = {},
    reservations: ReservationDraft[] = [],
  ): Promise<bigint> {
    const { unitCode, fundId, day: effectiveDate } = this.twin;
    const entry = { unitCode, fundId, effectiveDate, description: kind, movements, ...more };
    const item = { kind, actorId: ACTOR, entry, ...(reservations.length > 0 && { reservations }) };
    return (await this.ledger.post(this.tx, item)).sequence;
  }

  private reservation(purpose: Purpose, amount: bigint, sourceId: string): ReservationDraft {
    return { restrictionId: this.twin.restrictions[purpose], amount, sourceKind: 'disbursement', sourceId };
  }

  private account(purpose: Purpose, nature: Nature, corrects?: string): Promise<number> {
    const { unitCode, fundId, restrictions, day: on } = this.twin;
    const of = { unitCode, fundId, restrictionId: restrictions[purpose], nature, on };
    return purposeAccount(this.tx, corrects === undefined ? of : { ...of, corrects });
  }

  private shared(code: string, subject: string): Promise<number> {
    const { unitCode, fundId } = this.twin;
    return this.ledger.openAccount(this.tx, { unitCode, fundId, code, subject, label: code, openedOn: '2025-01-01' });
  }

  private async store(): Promise<number> {
    const profile = await this.ledger.profileOn(this.tx, this.twin.unitCode, this.twin.day);
    return this.shared(goodsPlaceCode(profile), 'kho');
  }
}

export function monthsLater(day: string, count: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-${day.slice(8)}`;
}
