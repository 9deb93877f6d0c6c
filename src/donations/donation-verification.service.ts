/** Whether gifts and receipts still say what the public log said of them: names, numbers, amounts, days, and what is void. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { BooksService } from '../books/books.service.js';
import { JournalService } from '../books/journal.service.js';
import { commitment } from '../tlog/leaf.js';

type KeptGift = {
  sequence: bigint;
  printedName: string | null;
  nameSalt: Buffer | null;
  amount: bigint;
  receiptAmount: bigint;
  foreignAmount: bigint | null;
  receiptForeignAmount: bigint | null;
  serial: string;
  date: string;
  receiptDate: string;
  /** The event that said the name last: the gift's own or its latest correction. */
  said: bigint;
  /** The event that voided the receipt. */
  voided: bigint | null;
};
type Leaf = {
  kind?: string;
  date?: string;
  reverses?: number;
  movements?: { amount: number; foreignAmount?: number }[];
  facts?: { name?: string; of?: number; receipt?: string };
};
type Check = { name: string; ok: boolean; detail: string };

const SLICE = 5_000;

@Injectable()
export class DonationVerification {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly journal: JournalService,
    private readonly books: BooksService,
  ) {}

  /**
   * Compares each gift and its receipt with their leaves, and the printed name and salt with the commitment that was made
   * last. Each check names the first gift that differs by its position, never by its name. What is recorded meanwhile is
   * left for the next time, so that it can run beside a serving program.
   */
  async verify(): Promise<Check[]> {
    const until = await this.books.sequence();
    const seen = { count: 0, voided: 0, named: 0 };
    let [wrongGift, wrongName]: (string | undefined)[] = [];
    for (let after = 0n; ;) {
      const gifts = await this.slice(after, until);
      const leaves = await this.leaves(gifts);
      for (const gift of gifts) {
        wrongGift ??= about(gift, problemOfGift(gift, leaves) ?? problemOfVoid(gift, leaves));
        wrongName ??= about(gift, problemOfName(gift, leaves.get(gift.said)));
        seen.count += 1;
        if (gift.voided !== null) seen.voided += 1;
        if (gift.printedName !== null) seen.named += 1;
      }
      const last = gifts.at(-1);
      if (!last) break;
      after = last.sequence;
    }
    wrongGift ??= await this.problemOfCounts(seen, until);
    const [gifts, names] = [`${seen.count} gifts, ${seen.voided} of them voided`, `the ${seen.named} names on gifts`];
    return [
      { name: 'gifts', ok: wrongGift === undefined, detail: wrongGift ?? `${gifts}, are as the log says` },
      { name: 'names', ok: wrongName === undefined, detail: wrongName ?? `${names} are those committed to` },
    ];
  }

  private async problemOfCounts(seen: { count: number; voided: number }, until: bigint): Promise<string | undefined> {
    const [given, takenBack] = [
      await this.journal.count('gift', until),
      await this.journal.count('gift-voided', until),
    ];
    if (given !== seen.count) return `the log has ${given} gifts, the register ${seen.count}`;
    return takenBack === seen.voided
      ? undefined
      : `the log took ${takenBack} gifts back, ${seen.voided} receipts are void`;
  }

  private slice(after: bigint, until: bigint): Promise<KeptGift[]> {
    return this.db.query(
      `SELECT d.sequence, d.printed_name AS "printedName", d.name_salt AS "nameSalt", d.amount, r.amount AS "receiptAmount",
         d.foreign_amount AS "foreignAmount", r.foreign_amount AS "receiptForeignAmount",
         r.serial, d.effective_date AS date, r.effective_date AS "receiptDate", v.sequence AS voided,
         greatest(d.sequence, (SELECT max(c.sequence) FROM donation_correction c WHERE c.donation_id = d.id)) AS said
       FROM donation d JOIN receipt r ON r.id = d.receipt_id AND r.sequence = d.sequence
       LEFT JOIN receipt_void v ON v.receipt_id = r.id AND v.sequence <= $2
       WHERE d.sequence > $1 AND d.sequence <= $2 ORDER BY d.sequence LIMIT ${SLICE}`,
      [after, until],
    );
  }

  private async leaves(gifts: KeptGift[]): Promise<Map<bigint, Leaf>> {
    const wanted = gifts.flatMap(({ sequence, said, voided }) => [
      sequence,
      said,
      ...(voided === null ? [] : [voided]),
    ]);
    const bytes = await this.journal.leaves([...new Set(wanted)]);
    return new Map([...bytes].map(([sequence, leaf]) => [sequence, JSON.parse(leaf.toString('utf8')) as Leaf]));
  }
}

function about(gift: KeptGift, problem: string | undefined): string | undefined {
  return problem && `gift ${gift.sequence}: ${problem}`;
}

function problemOfGift(gift: KeptGift, leaves: Map<bigint, Leaf>): string | undefined {
  const leaf = leaves.get(gift.sequence);
  if (!leaf) return `there is no leaf ${gift.sequence}`;
  const amount = BigInt((leaf.movements ?? []).reduce((sum, movement) => sum + movement.amount, 0));
  if (amount !== gift.amount || amount !== gift.receiptAmount) return 'its amount is not the one in the log';
  const abroad = BigInt((leaf.movements ?? []).reduce((sum, { foreignAmount = 0 }) => sum + foreignAmount, 0));
  if (abroad !== (gift.foreignAmount ?? 0n) || abroad !== (gift.receiptForeignAmount ?? 0n))
    return 'its foreign amount is not the one in the log';
  if (leaf.date !== gift.date || leaf.date !== gift.receiptDate) return 'its day is not the one in the log';
  return leaf.facts?.receipt === gift.serial ? undefined : 'its receipt is not the one in the log';
}

function problemOfName(gift: KeptGift, leaf: Leaf | undefined): string | undefined {
  if (!leaf) return `there is no leaf ${gift.said}`;
  const { facts = {} } = leaf;
  if (gift.said !== gift.sequence && facts.of !== Number(gift.sequence)) return `leaf ${gift.said} is of another gift`;
  const { printedName, nameSalt } = gift;
  if (printedName === null || nameSalt === null)
    return facts.name === undefined ? undefined : 'the name that the log committed to is gone';
  return commitment(nameSalt, printedName).toString('hex') === facts.name
    ? undefined
    : 'the printed name is not the one that the log committed to';
}

function problemOfVoid(gift: KeptGift, leaves: Map<bigint, Leaf>): string | undefined {
  if (gift.voided === null) return undefined;
  const leaf = leaves.get(gift.voided);
  return leaf?.kind === 'gift-voided' && leaf.reverses === Number(gift.sequence)
    ? undefined
    : 'its receipt is void, and the log did not take it back';
}
