/** Whether a receipt is real: by the code that its QR holds, or by its serial. The public login reads the masked view only. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlainDate } from '../platform/dates.js';
import { normaliseCode } from '../platform/ids.js';
import { clientOf, MissThrottle } from '../platform/throttle.js';
import { PublicReceiptAnswer } from './publication.dto.js';
import { refuse } from './publication.refusals.js';

export type PublicReceipt = {
  code: string;
  serial: string;
  status: 'valid' | 'void';
  /** As it was given, in the currency's minor unit. */
  amount: bigint;
  currency: string;
  /** What it is worth in the books, in đồng, and the rate that this follows from. */
  bookValue: bigint;
  rate: string | null;
  date: PlainDate;
  recordedAt: Date;
  unitCode: string;
  fundId: string;
  fundName: string;
  fundNameEn: string;
  appealId: string | null;
  appealName: string | null;
  /** The name that the giver agreed to show. */
  publicName: string | null;
  sequence: bigint;
  voidedOn: PlainDate | null;
};

/** A code carries 60 bits, so nobody finds one by trying; the limit keeps the trying itself from costing anything. */
const MOST_MISSES = 20;
const WINDOW_MS = 60_000;

const RECEIPT_CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/;

const COLUMNS = `code, serial, status, amount, currency, effective_date AS date, recorded_at AS "recordedAt", unit_code AS "unitCode",
  fund_id AS "fundId", fund_name AS "fundName", fund_name_en AS "fundNameEn", appeal_id AS "appealId",
  appeal_name AS "appealName", public_name AS "publicName", sequence,
  book_value AS "bookValue", rate, voided_on AS "voidedOn"`;

@Injectable()
export class PublicReceiptsService {
  /** Shared by every way to look something up, so that trying them all is no way round it. */
  readonly throttle = new MissThrottle(MOST_MISSES, WINDOW_MS);

  constructor(@InjectDataSource('public') private readonly db: DataSource) {}

  /**
   * The receipt with this code, however it was typed. A code of the wrong form is looked up like any other, so that it
   * takes as long.
   * @param address of the client, who is refused for a minute (429) after twenty misses
   * @throws Refusal public.receipt-unknown, request.too-many
   */
  byCode(code: string, address: string): Promise<PublicReceipt> {
    return this.find('code', normaliseCode(code.slice(0, 60)), address);
  }

  /** The receipt with this serial or code, whole. @throws Refusal public.receipt-unknown, request.too-many */
  bySerialOrCode(text: string, address: string): Promise<PublicReceipt> {
    return looksLikeCode(text) ? this.byCode(text, address) : this.find('serial', text.trim().toUpperCase(), address);
  }

  /** As `bySerialOrCode`, for who looks in several ways and counts one miss for all of them. */
  async known(text: string): Promise<PublicReceipt | undefined> {
    const byCode = looksLikeCode(text) ? await this.read('code', normaliseCode(text)) : undefined;
    return byCode ?? (await this.read('serial', text.trim().toUpperCase()));
  }

  private async find(by: 'code' | 'serial', value: string, address: string): Promise<PublicReceipt> {
    const client = clientOf(address);
    this.throttle.check(client);
    const receipt = await this.read(by, value);
    if (receipt) return receipt;
    this.throttle.miss(client);
    throw refuse('public.receipt-unknown');
  }

  private async read(by: 'code' | 'serial', value: string): Promise<PublicReceipt | undefined> {
    const [receipt] = await this.db.query<PublicReceipt[]>(
      `SELECT ${COLUMNS} FROM public_receipt WHERE ${by} COLLATE "C" = $1`,
      [value.replaceAll('\0', '')],
    );
    return receipt;
  }
}

/** Whether the text can be the code of a receipt; a serial has hyphens and begins with its kind. */
export function looksLikeCode(text: string): boolean {
  return RECEIPT_CODE.test(normaliseCode(text));
}

export function answerOf(receipt: PublicReceipt): PublicReceiptAnswer {
  const { status, serial, amount, currency, date, fundName, appealName, sequence } = receipt;
  return { status, serial, amount, currency, date, fund: fundName, appeal: appealName, sequence };
}
