/** Whether the names that stand on receipts are still the ones that the public log committed to. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { JournalService } from '../ledger/journal.service.js';
import { commitment } from '../tlog/leaf.js';

type NamedGift = { id: string; sequence: bigint; printedName: string | null; nameSalt: Buffer | null; said: bigint };
type Leaf = { facts?: { name?: string; of?: number } };

const SLICE = 5_000;

@Injectable()
export class DonationVerification {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly journal: JournalService,
  ) {}

  /**
   * Compares each gift's printed name and salt with the commitment in the leaf that said the name last: the gift's own or
   * its latest correction. Names the first gift that differs by its position, never by its name.
   */
  async verify(): Promise<{ name: string; ok: boolean; detail: string }> {
    let [count, named, after] = [0, 0, 0n];
    for (;;) {
      const gifts = await this.slice(after);
      const leaves = await this.journal.leaves(gifts.map(({ said }) => said));
      for (const gift of gifts) {
        const wrong = wrongName(gift, leaves.get(gift.said));
        if (wrong) return { name: 'names', ok: false, detail: `gift ${gift.sequence}: ${wrong}` };
        if (gift.printedName !== null) named += 1;
      }
      count += gifts.length;
      const last = gifts.at(-1);
      if (!last) break;
      after = last.sequence;
    }
    return { name: 'names', ok: true, detail: `${count} gifts, the ${named} names on them are those committed to` };
  }

  private slice(after: bigint): Promise<NamedGift[]> {
    return this.db.query(
      `SELECT d.id, d.sequence, d.printed_name AS "printedName", d.name_salt AS "nameSalt",
         greatest(d.sequence, (SELECT max(c.sequence) FROM donation_correction c WHERE c.donation_id = d.id)) AS said
       FROM donation d WHERE d.sequence > $1 ORDER BY d.sequence LIMIT ${SLICE}`,
      [after],
    );
  }
}

function wrongName(gift: NamedGift, bytes: Buffer | undefined): string | undefined {
  if (!bytes) return `there is no leaf ${gift.said}`;
  const { facts = {} } = JSON.parse(bytes.toString('utf8')) as Leaf;
  if (gift.said !== gift.sequence && facts.of !== Number(gift.sequence)) return `leaf ${gift.said} is of another gift`;
  const { printedName, nameSalt } = gift;
  if (printedName === null || nameSalt === null)
    return facts.name === undefined ? undefined : 'the name that the log committed to is gone';
  return commitment(nameSalt, printedName).toString('hex') === facts.name
    ? undefined
    : 'the printed name is not the one that the log committed to';
}
