/** The receipt's paper, from what was kept when it was issued: the same bytes for as long as the receipt says the same. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { groupCode } from '../platform/ids.js';
import { Settings } from '../platform/settings.js';
import { ReceiptTokens } from '../receipts/receipt-tokens.service.js';
import {
  type ReceiptPaper,
  ReceiptsService,
  type ReceiptView,
  type Signatories,
  type Signatory,
} from '../receipts/receipts.service.js';
import { UnitsService } from '../units/units.service.js';
import { refuse } from './donations.refusals.js';
import type { DonationView } from './donation-register.service.js';

@Injectable()
export class ReceiptPaperService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly receipts: ReceiptsService,
    private readonly tokens: ReceiptTokens,
    private readonly units: UnitsService,
    private readonly settings: Settings,
  ) {}

  async pdf(donation: DonationView): Promise<Buffer> {
    return this.receipts.pdf(await this.paper(donation));
  }

  /** What is printed. The caller has checked that the reader may see the donor's name. */
  async paper(donation: DonationView): Promise<ReceiptPaper> {
    const receipt = await this.receipts.bySerial(donation.receipt.serial);
    if (!receipt) throw refuse('donation.unknown');
    return {
      serial: receipt.serial,
      code: groupCode(receipt.code),
      address: `${receipt.address}#${await this.token(donation, receipt)}`,
      unitName: this.units.committeeName(receipt.unitCode, receipt.effectiveDate),
      fundName: donation.fundName,
      ...(donation.appealName && { appealName: donation.appealName }),
      effectiveDate: receipt.effectiveDate,
      recordedAt: receipt.issuedAt.toISOString(),
      ...(donation.printedName && { donorName: donation.printedName }),
      ...(donation.condition && { purpose: donation.condition }),
      channel: donation.channel,
      amount: receipt.amount,
      ...(receipt.foreignAmount !== null &&
        receipt.rate !== null && {
          foreign: { currency: receipt.currency, amount: receipt.foreignAmount, rate: receipt.rate },
        }),
      sequence: receipt.sequence,
      ...(receipt.signatories.accountant && { preparerName: receipt.signatories.accountant }),
      signatories: signatoriesOf(receipt.signatories),
      ...(receipt.void && { void: receipt.void }),
      demo: this.settings.demo,
    };
  }

  /** What the QR says behind the address: the gift's facts, signed. */
  private async token(donation: DonationView, receipt: ReceiptView): Promise<string> {
    const [kept] = await this.db.query<{ nameSalt: Buffer | null }[]>(
      `SELECT name_salt AS "nameSalt" FROM donation WHERE id = $1`,
      [donation.id],
    );
    return this.tokens.token({
      ...receipt,
      given: receipt.foreignAmount ?? receipt.amount,
      printedName: donation.printedName,
      nameSalt: kept?.nameSalt ?? null,
    });
  }
}

function signatoriesOf({ cashier, chiefAccountant, chair }: Signatories): Signatory[] {
  return [
    { title: 'Thủ quỹ', ...(cashier && { name: cashier }) },
    { title: 'Kế toán trưởng', ...(chiefAccountant && { name: chiefAccountant }) },
    { title: 'Thủ trưởng đơn vị', ...(chair && { name: chair }) },
  ];
}
