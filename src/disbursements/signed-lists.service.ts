import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { signatoriesOn } from '../funds/signatories.service.js';
import { STATUS_NAMES } from '../households/household.dto.js';
import type { Actor } from '../identity/actor.js';
import { dayOf } from '../platform/dates.js';
import { Settings } from '../platform/settings.js';
import { UnitsService } from '../units/units.service.js';
import { DisbursementReader } from './disbursement-reader.service.js';
import type { DisbursementDetail } from './disbursement.dto.js';
import { refuse } from './disbursement.refusals.js';
import { type SignedList, signedListPdf } from './signed-list.pdf.js';

/** The list that households sign, from the approval on. It holds full names and stays inside the unit. */
@Injectable()
export class SignedLists {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly reader: DisbursementReader,
    private readonly units: UnitsService,
    private readonly settings: Settings,
  ) {}

  /** @throws Refusal disbursement.not-approved-yet (409) */
  async pdf(actor: Actor, id: string): Promise<Buffer> {
    const batch = await this.reader.detail(actor, id);
    if (!['approved', 'paid', 'closed'].includes(batch.state)) throw refuse('disbursement.not-approved-yet');
    const approval = batch.steps.findLast(({ step }) => step === 'approve');
    if (!approval) throw new Error('An approved batch has no approval on record.');
    return signedListPdf(await this.listOf(batch, approval.at));
  }

  private async listOf(batch: DisbursementDetail, approvedAt: Date): Promise<SignedList> {
    const day = batch.paidOn ?? dayOf(approvedAt);
    const { chair, cashier } = await signatoriesOn(this.db, batch.unitCode, day);
    const preparerName = batch.steps[0]?.by;
    return {
      number: `${batch.id.slice(-6).toUpperCase()}/DS`,
      unitName: this.units.committeeName(batch.unitCode, day),
      fundName: batch.fundName,
      ...(batch.appealName !== null && { appealName: batch.appealName }),
      ...(batch.decisionNo !== null && { decision: `Quyết định số ${batch.decisionNo}` }),
      date: day,
      recordedAt: approvedAt.toISOString(),
      lines: batch.lines.map(({ household, content, amount, signerName, signerRelation }) => ({
        headName: household.headName,
        address: `${household.village}, ${household.unitName}`,
        status: household.status === null ? '' : STATUS_NAMES[household.status].vi,
        content: content ?? batch.purpose.vi,
        amount,
        ...(signerName !== null && { note: [signerName, signerRelation].filter(Boolean).join(', ') }),
      })),
      ...(preparerName && { preparerName }),
      signatories: [
        { title: 'Thủ quỹ', ...(cashier !== undefined && { name: cashier }) },
        { title: 'Trưởng ban công tác Mặt trận' },
        { title: 'Chủ tịch', ...(chair !== undefined && { name: chair }) },
      ],
      demo: this.settings.demo,
    };
  }
}
