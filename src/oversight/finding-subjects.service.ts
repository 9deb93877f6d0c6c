import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BooksService } from '../books/books.service.js';
import { ReceiptsService } from '../receipts/receipts.service.js';
import { RecordFindingDto } from './finding.dto.js';
import { refuse } from './finding.refusals.js';
import type { Subject } from './findings.service.js';

const NOTHING = { disbursementId: null, receiptId: null, entrySequence: null };

/** What a finding is about, and with it the unit that has to answer. */
@Injectable()
export class FindingSubjects {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly books: BooksService,
  ) {}

  /** @throws Refusal finding.subject-missing (400) unless exactly one is named, finding.subject-unknown (422) */
  async subjectOf(tx: EntityManager, dto: RecordFindingDto): Promise<Subject> {
    const { unitCode, disbursementId, receiptSerial, entrySequence } = dto;
    const named = [disbursementId, receiptSerial, entrySequence].filter((value) => value !== undefined);
    if (named.length > 1 || (named.length === 0 && unitCode === undefined)) throw refuse('finding.subject-missing');
    const subject =
      (disbursementId !== undefined && (await this.ofDisbursement(tx, disbursementId))) ||
      (receiptSerial !== undefined && (await this.ofReceipt(tx, receiptSerial))) ||
      (entrySequence !== undefined && (await this.ofEntry(entrySequence))) ||
      (named.length === 0 && unitCode !== undefined && { ...NOTHING, kind: 'unit' as const, unitCode });
    if (!subject) throw refuse('finding.subject-unknown');
    // Where a unit is named beside the subject, it has to be the subject's own.
    if (unitCode !== undefined && unitCode !== subject.unitCode) throw refuse('finding.subject-unknown');
    return subject;
  }

  private async ofDisbursement(tx: EntityManager, id: string): Promise<Subject | undefined> {
    const [row] = await tx.query<{ unitCode: string }[]>(
      `SELECT unit_code AS "unitCode" FROM disbursement WHERE id = $1`,
      [id],
    );
    return row && { ...NOTHING, kind: 'disbursement', unitCode: row.unitCode, disbursementId: id };
  }

  private async ofReceipt(tx: EntityManager, serial: string): Promise<Subject | undefined> {
    const receipt = await this.receipts.bySerial(serial.trim().toUpperCase(), tx);
    return receipt && { ...NOTHING, kind: 'receipt', unitCode: receipt.unitCode, receiptId: receipt.id };
  }

  private async ofEntry(sequence: number): Promise<Subject | undefined> {
    const entry = await this.books.entry(BigInt(sequence));
    return entry && { ...NOTHING, kind: 'entry', unitCode: entry.unitCode, entrySequence: entry.id };
  }
}
