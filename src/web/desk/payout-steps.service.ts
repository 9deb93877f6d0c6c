/** Takes a step of a pay-out from a posted form: which verb it is, and what was typed with it. */
import { Injectable } from '@nestjs/common';
import { DisbursementAcknowledgements } from '../../disbursements/disbursement-acknowledgements.service.js';
import { DisbursementPayments } from '../../disbursements/disbursement-payments.service.js';
import { DisbursementSteps } from '../../disbursements/disbursement-steps.service.js';
import type { Actor } from '../../identity/actor.js';
import type { IdempotencyKey } from '../../platform/idempotency.js';
import { isId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { isDocumentNo } from '../../platform/validation.js';
import type { FormReader, FormValues } from '../form-body.js';

export type PostedStep = { reader: FormReader; form: FormValues; key: IdempotencyKey };

@Injectable()
export class PayoutSteps {
  constructor(
    private readonly steps: DisbursementSteps,
    private readonly payments: DisbursementPayments,
    private readonly acknowledgements: DisbursementAcknowledgements,
  ) {}

  /** @throws Refusal of the step's own service; request.not-found for a word that is no step */
  async take(actor: Actor, id: string, step: string, posted: PostedStep): Promise<void> {
    const { reader, key } = posted;
    switch (step) {
      case 'submit':
      case 'recall':
      case 'reopen':
      case 'end':
        await this.steps[step](actor, id, key);
        return;
      case 'approve': {
        const decisionNo = readDecision(reader);
        await this.steps.approve(actor, id, decisionNo === undefined ? {} : { decisionNo }, key);
        return;
      }
      case 'reject':
      case 'cancel': {
        const reason = readReason(reader);
        await this.steps[step](actor, id, { reason }, key);
        return;
      }
      case 'pay':
      case 'return-advance': {
        const effectiveDate = reader.day('effectiveDate');
        reader.done();
        await (step === 'pay'
          ? this.payments.pay(actor, id, { effectiveDate }, key)
          : this.payments.returnAdvance(actor, id, { effectiveDate }, key));
        return;
      }
      case 'acknowledge':
        return this.acknowledge(actor, id, posted);
      default:
        throw refuse('request.not-found');
    }
  }

  /** The ticked lines, or all that are left; one line may have been collected by somebody else. */
  private async acknowledge(actor: Actor, id: string, { reader, form, key }: PostedStep): Promise<void> {
    const effectiveDate = reader.day('effectiveDate');
    const signedBy = reader.optional('signedBy', 100);
    const relation = reader.optional('relation', 50);
    const ticked = Object.keys(form)
      .filter((name) => name.startsWith('l-'))
      .map((name) => name.slice(2))
      .filter(isId);
    const all = form['scope'] === 'all';
    if (!all && ticked.length === 0) reader.problem('', { vi: 'Chưa chọn hộ nào.', en: 'No household is ticked.' });
    if (signedBy !== undefined && (all || ticked.length !== 1))
      reader.problem('signedBy', {
        vi: 'Người nhận thay ghi cho từng hộ một.',
        en: 'A collector is recorded for one household at a time.',
      });
    reader.done();
    const [line = ''] = ticked;
    if (signedBy !== undefined || relation !== undefined) {
      const collector = { ...(signedBy !== undefined && { signedBy }), ...(relation !== undefined && { relation }) };
      await this.acknowledgements.acknowledge(actor, id, line, { effectiveDate, ...collector }, key);
      return;
    }
    await this.acknowledgements.acknowledgeMany(actor, id, { effectiveDate, ...(!all && { lineIds: ticked }) }, key);
  }
}

function readDecision(reader: FormReader): string | undefined {
  const decisionNo = reader.optional('decisionNo', 60);
  if (decisionNo !== undefined && !isDocumentNo(decisionNo))
    reader.problem('decisionNo', {
      vi: 'Chỉ ghi số văn bản, như 12/QĐ-MTTQ-BTT.',
      en: 'Only the number of a document, as 12/QĐ-MTTQ-BTT.',
    });
  reader.done();
  return decisionNo;
}

function readReason(reader: FormReader): string {
  const reason = reader.required('reason', 500);
  if (reason !== '' && reason.length < 3) reader.problem('reason', { vi: 'Ghi rõ hơn.', en: 'Say a little more.' });
  reader.done();
  return reason;
}
