/** Whether the numbers of cash vouchers (PT, PC) run 1…n: each that was taken stands on an entry. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { JournalService, type VoucherSeries } from '../books/journal.service.js';

type Taken = Pick<VoucherSeries, 'unitCode' | 'fundId' | 'kind' | 'year'> & { last: number };

const nameOf = (s: Pick<VoucherSeries, 'unitCode' | 'fundId' | 'kind' | 'year'>): string =>
  `${s.kind}|${s.unitCode}|${s.fundId}|${s.year}`;

@Injectable()
export class VoucherVerification {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly journal: JournalService,
  ) {}

  /**
   * Compares what was taken of each series with what entries name; names the first series that differs. Both are read as
   * of one moment, so that it can run beside a serving program.
   */
  async verify(): Promise<{ name: string; ok: boolean; detail: string }> {
    const { taken, used } = await this.db.transaction('REPEATABLE READ', async (tx) => ({
      taken: await tx.query<Taken[]>(
        `SELECT unit_code AS "unitCode", fund_id AS "fundId", kind, year, last FROM number_series
         WHERE kind <> 'UH' AND last > 0 ORDER BY unit_code, fund_id, kind, year`,
      ),
      used: await this.journal.voucherSeries(tx),
    }));
    const lastTaken = new Map(taken.map((series) => [nameOf(series), series.last]));
    const onEntries = new Map(used.map((series) => [nameOf(series), series]));
    const wrong = [...taken, ...used].find((series) => {
      const found = onEntries.get(nameOf(series));
      const last = lastTaken.get(nameOf(series));
      return !found || found.first !== 1 || found.last !== last || Number(found.used) !== last;
    });
    const count = used.reduce((sum, series) => sum + series.used, 0n);
    return {
      name: 'vouchers',
      ok: wrong === undefined,
      detail: wrong
        ? `series ${wrong.kind} of ${wrong.unitCode} in ${wrong.year}: ${lastTaken.get(nameOf(wrong)) ?? 0} numbers taken, ` +
          `${onEntries.get(nameOf(wrong))?.used ?? 0} on entries, the last ${onEntries.get(nameOf(wrong))?.last ?? 0}`
        : `${count} vouchers, every series 1 to n without a gap`,
    };
  }
}
